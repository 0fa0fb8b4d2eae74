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
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    ThreadingHTTPServer((host, port), handler).serve_forever()


if __name__ == "__main__":
    main()
