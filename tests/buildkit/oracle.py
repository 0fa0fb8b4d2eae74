"""BuildKit's own frontend as an oracle, built from `main.go` beside this file once a session.

A test module that wants it says `pytest_plugins = ["buildkit.oracle"]` and takes the fixture `buildkit`.
"""

import fcntl
import json
import os
import platform
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
DOCKERFILE = """\
FROM golang:1.27-alpine3.23 AS build
WORKDIR /src
ARG GOOS GOARCH
RUN --mount=type=bind,target=. \
    --mount=type=cache,target=/go/pkg/mod \
    --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 go build -o /out/oracle .
FROM scratch
COPY --from=build /out/oracle /oracle
"""


class Oracle:
    """The running program: one question, one answer."""

    def __init__(self, program: Path) -> None:
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def _ask(self, **question: str) -> dict[str, Any]:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, f"the oracle died of {question}"
        return json.loads(answer)

    def build(self, dockerfile: str) -> dict[str, Any]:
        """Return what BuildKit makes of a Dockerfile; see `answer` in main.go."""
        answer = self._ask(dockerfile=dockerfile)
        assert "error" not in answer, f"{answer['error']}\n{dockerfile}"
        return answer

    def lines(self, dockerfile: str) -> dict[str, Any]:
        """Return a Dockerfile's `stages` and `instructions`, with their lines; `error` says why it cannot be read."""
        return self._ask(lines=dockerfile)

    def refuses(self, **question: str) -> str:
        """Return why it refuses an `image`, a `module`, a `gomod` or a `dockerfile`; an empty text if it does not."""
        return self._ask(**question).get("error", "")

    def parsed(self, **question: str) -> dict[str, str]:
        """Return the parts of an `image` or a `gomod`."""
        answer = self._ask(**question)
        assert "error" not in answer, answer["error"]
        return answer["parsed"]

    def close(self) -> None:
        """End the program."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.wait(timeout=10)
        self.process.stdout.close()


def build(program: Path) -> str:
    """Build the program, by the machine's own Go or in a container.

    Returns:
        Why that cannot be; an empty text where it was done.
    """
    reasons = []
    for name, way in {"go": _with_go, "docker": _with_docker}.items():
        if not shutil.which(name):
            reasons.append(f"no {name} on PATH")
            continue
        done = way(program)
        if done.returncode == 0:
            return ""
        reasons.append(f"{name}: {done.stderr.strip()[-300:]}")
    return f"BuildKit's parser cannot be built: {'; '.join(reasons)}"


def _with_go(program: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["go", "build", "-buildvcs=false", "-o", program, "."],
        cwd=FOLDER,
        env=os.environ | {"CGO_ENABLED": "0"},
        capture_output=True,
        text=True,
        check=False,
    )


def _with_docker(program: Path) -> subprocess.CompletedProcess[str]:
    system, machine = platform.system().lower(), platform.machine()
    arguments = [f"GOOS={system}", f"GOARCH={ARCHITECTURES.get(machine, machine)}"]
    return subprocess.run(
        [
            *("docker", "build", "--quiet", "--file", "-", "--output", program.parent),
            *(part for argument in arguments for part in ("--build-arg", argument)),
            FOLDER,
        ],
        input=DOCKERFILE,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="session")
def buildkit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Oracle]:
    """Start BuildKit's frontend; the workers of a session share one build of it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    program = shared / "oracle"
    with (shared / "oracle.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not program.exists() and (reason := build(program)):
            if os.environ.get("DOCKGEN_ENGINE") == "required":
                pytest.fail(reason)
            pytest.skip(reason)
    oracle = Oracle(program)
    yield oracle
    oracle.close()
