import os
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
    child = os.fork()
    if child == 0:
        held = []
        while True:
            held.append(b"x" * 10_000_000)
    os.waitpid(child, 0)
    main()
