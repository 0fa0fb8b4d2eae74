"""The main job, end to end: an empty folder becomes a running container. Without an engine it stops after the files."""

import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NAME = "dockgen-demo"


def main() -> None:
    """Make the sample in a temporary folder, then build it, run it, ask it, change it and stop it."""
    with tempfile.TemporaryDirectory() as place:
        project = Path(place, "hello")
        show("dockgen init hello --yes")
        subprocess.run([sys.executable, "-m", "dockgen", "init", "hello", "--yes"], cwd=place, check=True)
        show("cat hello/Dockerfile")
        print((project / "Dockerfile").read_text())
        if not has_engine():
            print(
                "No container engine answers here, so the demo ends with the files. With one it builds and runs them."
            )
            return
        try:
            build_and_run(project)
        finally:
            subprocess.run(["docker", "image", "rm", "--force", NAME], capture_output=True, check=False)


def has_engine() -> bool:
    """Tell whether `docker` is there and its engine answers."""
    docker = shutil.which("docker")
    return docker is not None and subprocess.run([docker, "info"], capture_output=True, check=False).returncode == 0


def build_and_run(project: Path) -> None:
    """Show with a real engine what the files are worth."""
    build(project, "the first time, with the compiler's cache empty or not")
    with running() as port:
        show("curl http://localhost:3000/")
        print(ask(port))
        wait_until_healthy()
        print("The container is healthy: non-root, read-only root file system, no capabilities.")
    source = project / "main.go"
    source.write_text(source.read_text().replace("Hello world", "Hello again"))
    build(project, "after an edit of main.go")
    with running() as port:
        print(ask(port))


def build(project: Path, when: str) -> None:
    """Build the image and say how long it took and how large it is."""
    show(f"docker build -t {NAME} hello   # {when}")
    started = time.monotonic()
    result = subprocess.run(["docker", "build", "-t", NAME, project], capture_output=True, text=True, check=False)
    if result.returncode:
        sys.exit(result.stderr)
    print(f"built in {time.monotonic() - started:.1f} s")


@contextmanager
def running() -> Iterator[str]:
    """Run the container locked down; gives its port, and stops it."""
    command = ["docker", "run", "--detach", "--rm", "--name", NAME, "--read-only", "--cap-drop", "ALL"]
    subprocess.run([*command, "--publish", "127.0.0.1::3000", NAME], capture_output=True, check=True)
    try:
        found = subprocess.run(["docker", "port", NAME, "3000"], capture_output=True, text=True, check=True)
        yield found.stdout.split(":")[-1].strip()
    finally:
        started = time.monotonic()
        subprocess.run(["docker", "stop", NAME], capture_output=True, check=False)
        print(f"stopped in {time.monotonic() - started:.1f} s")


def ask(port: str) -> str:
    """Return the server's answer; it may need a moment to start."""
    for attempt in range(50):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2) as answer:
                return str(answer.read().decode())
        except OSError:
            if attempt == 49:  # noqa: PLR2004 - the last one
                raise
            time.sleep(0.1)
    raise AssertionError


def wait_until_healthy() -> None:
    """Wait for the image's own health check."""
    for _ in range(100):
        status = ["docker", "inspect", "--format", "{{.State.Health.Status}}", NAME]
        if subprocess.run(status, capture_output=True, text=True, check=True).stdout.strip() == "healthy":
            return
        time.sleep(0.1)
    sys.exit("The container did not become healthy within 10 seconds.")


def show(command: str) -> None:
    """Print a command as one types it."""
    print(f"\n$ {command}", flush=True)


main()
