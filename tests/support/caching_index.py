"""Runs a command whose package index is this program: it hands on what the real index says, and prints every download.

    python caching_index.py pip install -r requirements.txt

The real index lets one keep a package for ever. A mirror need not say so, and then pip fetches it anew each time; here
it always does.
"""

import base64
import os
import re
import subprocess
import sys
import threading
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from pip._internal.models.index import PyPI

PORT = 8099  # always the same: it is part of what is remembered


class Index(BaseHTTPRequestHandler):
    """Answers for the real index; links lead back here."""

    def do_GET(self):
        if self.path.startswith("/simple/"):
            url = f"{PyPI.simple_url}{self.path.removeprefix('/simple')}"
            self.answer("text/html", re.sub(r'(?<=href=")[^"#]+', lambda link: here(url, link[0]), get(url).decode()))
            return
        _, _, encoded, name = urllib.parse.unquote(self.path).split("/")
        url = base64.urlsafe_b64decode(encoded).decode()
        if not name.endswith(".metadata"):
            print(f"download {name}", flush=True)  # noqa: T201 - the log is what it is for
        self.answer("application/octet-stream", get(url + (".metadata" if name.endswith(".metadata") else "")))

    def answer(self, kind, content):
        data = content.encode() if isinstance(content, str) else content
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        if kind != "text/html":
            self.send_header("Cache-Control", "max-age=31536000, immutable, public")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        """Print nothing else."""


def here(page, link):
    url = urllib.parse.urljoin(page, link)
    return f"/file/{base64.urlsafe_b64encode(url.encode()).decode()}/{url.rpartition('/')[2]}"


def get(url):
    with urllib.request.urlopen(urllib.request.Request(url, headers={"Accept": "text/html"})) as answer:  # noqa: S310 - the real index
        return answer.read()


def main():
    server = ThreadingHTTPServer(("127.0.0.1", PORT), Index)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{PORT}/simple"
    told = dict.fromkeys(("PIP_INDEX_URL", "PIPENV_PYPI_MIRROR", "PDM_PYPI_URL"), url)
    told |= {"PIP_TRUSTED_HOST": "127.0.0.1"}  # pip keeps nothing that came by plain HTTP from another
    return subprocess.run(sys.argv[1:], env=os.environ | told, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
