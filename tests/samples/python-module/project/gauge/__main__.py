"""Serves a gauge that never moves."""

import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from gauge.reading import reading


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        body = reading().encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def stop(number, frame):
    sys.exit(0)


signal.signal(signal.SIGTERM, stop)
ThreadingHTTPServer(("", int(os.environ.get("PORT", 9100))), Handler).serve_forever()
