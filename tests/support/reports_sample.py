"""Made-up verifications, to see how they are told."""

from dockgen.verify.check import Check, Finding, Result, failed, passed, skipped
from dockgen.verify.evidence import Layer
from dockgen.verify.report.report import Failure, Report


def check(id_, title="It holds", fix="Do what is right."):
    """Return a check that nobody runs."""
    return Check(id_, title, f"Why {id_} matters.", f"How {id_} is found out.", fix, judge=lambda _: passed("seen"))


def result(id_, verdict, **more):
    """Return a result of such a check."""
    return Result(check(id_, **more), verdict)


def layer(size, by="", line=None, *, is_base=False):
    """Return a layer with seven files."""
    return Layer(size, 7, by, line, is_base)


HEALTHY = Report(
    name="hello",
    dockerfile="Dockerfile",
    engine="Docker 29.1.2",
    results=[
        result("builds", passed("built in 4.1 s, without warnings"), title="Builds without warnings"),
        result("answers", passed("200 on /healthz after 0.2 s"), title="Answers"),
        result("user", passed("runs as 65532"), title="Runs as a limited user"),
        result("read-only", passed("wrote nothing outside /tmp")),
        result("stops", passed("ended with code 0 after 0.1 s"), title="Stops on SIGTERM"),
        result("size", skipped("no --max-size")),
        *(result(id_, skipped("only with --full")) for id_ in ("reproducible", "platforms", "attestations")),
    ],
    size=8_214_321,
    layers=[
        layer(8_003_000, "COPY /out/hello /hello # buildkit", 22),
        layer(211_000, "COPY /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ # buildkit", 21),
        layer(0, "USER 65532:65532", 24),
    ],
    seconds={"build": 4.1, "start": 0.3, "stop": 0.1, "whole": 6.24},
    is_generated=True,
)

BROKEN = Report(
    name="shop",
    dockerfile="services/shop/Dockerfile",
    engine="Docker 29.1.2",
    results=[
        result(
            "builds",
            passed("built in 31.0 s", Finding("JSONArgsRecommended: CMD in shell form", line=14, is_note=True)),
            title="Builds without warnings",
        ),
        result("answers", passed("200 on / after 1.9 s"), title="Answers"),
        result(
            "user",
            failed("runs as root", Finding("no USER: the program runs as root", "USER 65532:65532 before CMD", 14)),
            title="Runs as a limited user",
        ),
        result(
            "read-only",
            failed(
                "does not start on a root file system that is read-only, but does where it may write",
                Finding(
                    "it writes to 3 paths",
                    "Declare them: --tmpfs /app/cache, or VOLUME /app/data.",
                    detail=["/app/cache/index.db", "/app/data/", "/var/log/shop.log"],
                ),
            ),
            title="Runs on a read-only root file system",
        ),
        result(
            "secrets",
            failed(
                "one secret in a layer",
                Finding("an AWS access key in /app/.env, which a later layer removes", "Mount it: --secret.", 7),
            ),
            title="Holds no secret",
        ),
        result("stops", failed("killed after 10 s: it does not heed SIGTERM"), title="Stops on SIGTERM"),
        result("healthcheck", skipped("the image has none")),
        result("size", skipped("no --max-size")),
        result("shell", skipped("nobody promised it: without minimal-base")),
        *(result(id_, skipped("only with --full")) for id_ in ("reproducible", "platforms", "attestations")),
    ],
    size=1_104_200_000,
    layers=[
        *(layer(size, "", is_base=True) for size in (117_000_000, 48_000_000, 180_000_000)),
        layer(1_200, "WORKDIR /app", 2),
        layer(410_300_000, '/bin/sh -c apt-get update && apt-get install -y "build-essential"', 4),
        layer(180, "COPY .env . # buildkit", 7),
        layer(312_000_000, "RUN /bin/sh -c npm ci && npm run build # buildkit", 9),
        layer(36_000_000, "COPY . . # buildkit", 11),
        layer(898_620, "RUN /bin/sh -c rm .env && npm cache clean --force # buildkit", 12),
    ],
    seconds={"build": 31.0, "start": 1.9, "look inside": 4.4, "stop": 10.1, "whole": 49.3},
    notes=["SESSION_SECRET was given a value that means nothing."],
)

FAILED = Report(
    name="worker",
    dockerfile="worker/Dockerfile",
    engine="Docker 29.1.2",
    seconds={"build": 12.7, "whole": 12.9},
    error=Failure(
        "worker does not build: [build 4/5] RUN go build -o /out/worker ./cmd/worker",
        "It says: process did not complete successfully: exit code: 1",
        ["cmd/worker/main.go:14:2: no required module provides package example.com/queue; to add it:", "\tgo get x"],
    ),
)
