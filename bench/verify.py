"""Compares `dockgen verify` with building, running and stopping by hand, and weighs it on an image of 2 GB.

By hand: build the sample's image, which is cached, run it, wait until it answers, stop it and remove the container.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Final

import engine
import report
import sample

MOST_SECONDS: Final = 3.0
MOST_MEMORY: Final = 150.0
"""MB."""
MEGABYTE: Final = 1e6
LARGE: Final = """\
FROM alpine:3.23
RUN for part in 1 2 3 4; do head -c 500000000 /dev/urandom >/{mark}-$part; done
USER 65532
CMD ["cat", "/etc/alpine-release"]
"""
WEIGHED: Final = """
import atexit, resource, sys
path = sys.argv.pop(1)
atexit.register(lambda: open(path, "w").write(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)))
from dockgen.__main__ import main
main()
"""
"""Runs dockgen, and says how much memory it had at most, without the programs that it started."""
KILOBYTE: Final = 1 if sys.platform == "darwin" else 1024
"""In which unit the system tells that: getrusage(2)."""


def measure(runs: int) -> report.Result:
    """Measure both."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "hello")
        sample.make(folder)
        hand, verified = _times(folder, runs)
        memory = _memory(Path(scratch, "large"))
    more = median(verified) - median(hand)
    return report.Result(
        name="verify",
        title=f"Verifying the Go sample ({runs} runs), and an image of 2 GB",
        columns=("", "median", "fastest", "slowest"),
        rows=[_row("by hand", hand), _row("dockgen verify", verified), ("memory, 2 GB", f"{memory:.0f} MB", "", "")],
        raw={"by_hand": hand, "verify": verified, "memory": memory, "engine": engine.version()},
        limits=(
            report.Limit("seconds that verifying adds to doing it by hand", more, MOST_SECONDS),
            report.Limit("MB of memory while an image of 2 GB is verified", memory, MOST_MEMORY),
        ),
        notes=(f"{engine.version()}. Builds are cached. {__doc__.splitlines()[2] if __doc__ else ''}",),
    )


def _row(name: str, seconds: list[float]) -> tuple[str, ...]:
    return (name, f"{median(seconds):.2f} s", f"{min(seconds):.2f} s", f"{max(seconds):.2f} s")


def _times(folder: Path, runs: int) -> tuple[list[float], list[float]]:
    """Return the seconds of each way, taken in turn; the first round, which fills the caches, does not count."""
    hand: list[float] = []
    verified: list[float] = []
    for number in range(runs + 1):
        report.progress(f"verify: round {number} of {runs}")
        hand.append(_by_hand(folder))
        verified.append(_verified(folder))
    return hand[1:], verified[1:]


def _by_hand(folder: Path) -> float:
    tag = engine.own_tag("verify", "hello")
    start = time.perf_counter()
    try:
        engine.docker("build", "--quiet", f"--tag={tag}", str(folder))
        container = engine.docker("run", "--detach", "--publish=127.0.0.1::3000", "--read-only", "--cap-drop=ALL", tag)
        try:
            engine.answer("http://" + engine.docker("port", container, "3000").splitlines()[0])
            engine.docker("stop", container)
        finally:
            engine.docker("rm", "--force", container)
        return time.perf_counter() - start
    finally:
        engine.remove(tag)


def _verified(folder: Path) -> float:
    start = time.perf_counter()
    answer = subprocess.run(
        [sample.dockgen(), "verify", folder, "--quiet"], check=False, capture_output=True, text=True
    )
    if answer.returncode:
        raise SystemExit(f"`dockgen verify` failed:\n{answer.stdout}{answer.stderr}")
    return time.perf_counter() - start


def _memory(folder: Path) -> float:
    """Return the most MB that dockgen has while it verifies a large image."""
    report.progress("verify: an image of 2 GB, which takes some minutes")
    folder.mkdir()
    mark = f"dockgen-bench-{os.getpid()}"
    (folder / "Dockerfile").write_text(LARGE.format(mark=mark), "utf-8")
    kept = folder.with_name("memory")
    words = [sys.executable, "-c", WEIGHED, str(kept), "verify", str(folder), "--quiet", "--exit-code=0"]
    try:
        answer = subprocess.run(words, check=False, capture_output=True, text=True)
    finally:  # its layer would stay in the build cache
        engine.docker("buildx", "prune", "--force", "--filter", f'description~="{mark}"')
    if "secrets" not in answer.stdout:
        raise SystemExit(f"`dockgen verify` failed:\n{answer.stdout}{answer.stderr}")
    return int(kept.read_text("utf-8")) * KILOBYTE / MEGABYTE


PART = report.Part("verify", measure, runs=5, needs_engine=True)


if __name__ == "__main__":
    sys.exit(report.run(PART, report.parser(PART, __doc__ or "").parse_args().runs)[0])
