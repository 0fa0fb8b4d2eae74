"""An engine for `verify` that builds and runs nothing: what its containers do is what a test wants."""

import io
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from fake_engine import archive

from dockgen.engines.errors import BuildError
from dockgen.engines.face import Built, Config, Done, Process, State

ABILITIES = frozenset(
    (
        *("publish", "read-only", "capabilities", "healthcheck", "signal", "execute", "processes", "changes"),
        *("own-network", "networks", "warnings", "platforms", "reproducible"),
    )
)
CONFIG = Config("sha256:1", "65532", {}, ("/hello",), (), (8080,), {}, (), (), "", ("sha256:layer",))


@contextmanager
def serving(status=200, body=b"Hello\n", hangs=None):
    """Serve on this machine, but while it hangs, and return the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            if hangs is not None and hangs.is_set():
                hangs.wait(2)
                return
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server.server_address
        server.shutdown()


class FakeContainer:
    """A container that is as it is told."""

    def __init__(self, engine, run):
        """Take what a test says of such a run."""
        self.engine, self.run = engine, run
        self.ends = engine.ends(run)

    def address(self):
        return self.engine.address

    def state(self):
        health = self.engine.health if self.run.quick_health else ""
        return State(self.ends is None, self.ends, health)

    def exit_code(self):
        return self.ends

    def logs(self, most=0):  # noqa: ARG002 - as the others below: it is what an engine is called with
        return self.engine.log

    def processes(self):
        return [Process(4_000_000, self.engine.config_.user.partition(":")[0] or "0", "S", "/hello")]

    def changes(self):
        return self.engine.changed

    def written(self):
        return self.engine.written

    def execute(self, words, seconds, user=""):  # noqa: ARG002
        if words[0] == "sh":  # what lists the processes, or stops them
            return Done(0, "1 (hello) S 0\n" + "".join(f"{n} ({name}) Z 1\n" for n, name in self.engine.dead))
        return Done(1 if self.engine.hangs.is_set() and self.engine.notices else 0, "")

    def signal(self, name):
        {"STOP": self.engine.hangs.set, "CONT": self.engine.hangs.clear}[name]()

    def stop(self, seconds):  # noqa: ARG002
        self.ends = self.engine.code
        return self.engine.stops_in


class FakeEngine:
    """Each attribute is what one test wants."""

    name = "fake"

    def __init__(self, address=None, **given):
        """Begin with a program that works under all limits."""
        self.abilities = ABILITIES
        self.address = address
        self.config_ = CONFIG
        self.ends = lambda _: None
        self.hangs = threading.Event()
        self.health = "healthy"
        self.log = ""
        self.changed = ()
        self.written = 0
        self.dead = ()
        self.notices = True
        self.code, self.stops_in = 0, 0.1
        self.fails = None
        self.warnings = ()
        self.going = self.most = 0
        self.runs, self.orders, self.removed, self.tags = [], [], [], []
        vars(self).update(given)

    def version(self):
        return "Fake 1"

    def pull(self, image):
        pass

    def build(self, order, tell):
        self.orders.append(order)
        if self.fails:
            raise BuildError(order.what, *self.fails)
        tell("[1/1] COPY hello /hello")
        return Built(0.5, self.warnings)

    def config(self, image):
        return self.config_ if image.startswith("dockgen-verify-") else None

    @contextmanager
    def saved(self, tag):  # noqa: ARG002
        yield io.BytesIO(archive([{"hello": b"program"}]).read())

    def tag(self, image, name):  # noqa: ARG002
        self.tags.append(name)

    @contextmanager
    def run(self, run):
        self.runs.append(run)
        self.going += 1
        self.most = max(self.most, self.going)
        yield FakeContainer(self, run)
        self.going -= 1

    @contextmanager
    def network(self, session):  # noqa: ARG002
        yield "network"

    def sessions(self):
        return set()

    def remove(self, session):
        self.removed.append(session)
