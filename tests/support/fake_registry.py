"""A registry that answers as a test wants it to, well or badly."""

import hashlib
import json
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = json.dumps({"schemaVersion": 2, "mediaType": INDEX, "manifests": []}).encode()
DIGEST = f"sha256:{hashlib.sha256(MANIFEST).hexdigest()}"


class Handler(BaseHTTPRequestHandler):
    """One question; what is answered is a function of the test's."""

    def do_GET(self) -> None:
        """Note the question, and let the test's function answer it."""
        server = self.server
        assert isinstance(server, Registry)
        server.asked.append((self.path, self.headers.get("Authorization", "")))
        server.answer(self)

    def do_POST(self) -> None:
        """Note what was sent, and answer it as a question."""
        server = self.server
        assert isinstance(server, Registry)
        server.sent.append(self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode())
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Print nothing."""

    def send(self, status: int, body: bytes = b"{}", **headers: str) -> None:
        """Answer; names of headers have `_` in the place of `-`."""
        self.send_response(status)
        headers.setdefault("Content_Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


class Registry(ThreadingHTTPServer):
    """The server, and what it was asked: paths, and what stood in Authorization."""

    daemon_threads = True

    def __init__(self, answer: Callable[[Handler], None]) -> None:
        """Listen on a free port of this machine."""
        super().__init__(("127.0.0.1", 0), Handler)
        self.answer = answer
        self.asked: list[tuple[str, str]] = []
        self.sent: list[str] = []
        """The forms."""

    @property
    def host(self) -> str:
        """Its address, as it stands in names of images."""
        return f"127.0.0.1:{self.server_port}"

    def handle_error(self, *_: object) -> None:
        """Print nothing: who asks may hang up."""


@contextmanager
def serving(answer: Callable[[Handler], None], tls: ssl.SSLContext | None = None) -> Iterator[Registry]:
    """Run a registry for as long as the block goes."""
    server = Registry(answer)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def good(handler: Handler) -> None:
    """Answer with one index, whatever was asked."""
    handler.send(200, MANIFEST, Content_Type=INDEX, Docker_Content_Digest=DIGEST)
