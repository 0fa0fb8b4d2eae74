import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Hello(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"Hello\n")


def main(host="0.0.0.0", port=8080, handler=Hello):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    ThreadingHTTPServer((host, port), handler).serve_forever()


if __name__ == "__main__":
    with open("/tmp/much", "wb") as file:
        for _ in range(300):
            file.write(b"x" * 1_000_000)
    main()
