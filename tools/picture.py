"""Draws docs/demo.svg: a real session in an empty folder, with a real engine."""

import io
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).parent.parent
# Fonts of the reader's own machine: a picture in a README must not fetch anything.
FORMAT = re.sub(r"@font-face \{\{.*?\}\}\n", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)


def main() -> None:
    """Run the commands in a temporary folder and draw what they print."""
    console = Console(record=True, width=96, file=io.StringIO(), force_terminal=True)
    with tempfile.TemporaryDirectory() as place:
        run(console, place, "dockgen init hello --yes")
        run(console, place, "docker build --quiet --tag hello hello")
        run(console, place, "docker run --detach --rm --name hello --read-only --cap-drop ALL -p 3000:3000 hello")
        try:
            wait_until_it_answers(place)
            run(console, place, "curl --silent http://localhost:3000/")
            run(console, place, "docker ps --filter name=hello --format '{{.Image}}: {{.Status}}'")
            main_go = Path(place, "hello/main.go")
            main_go.write_text(main_go.read_text().replace("Hello world", "Hello again"))
            run(console, place, "time docker build --quiet --tag hello hello   # after an edit")
        finally:
            subprocess.run(["docker", "stop", "hello"], capture_output=True, check=False)
    (ROOT / "docs/demo.svg").write_text(
        console.export_svg(title="dockgen", code_format=FORMAT, unique_id="demo"), "utf-8"
    )


def run(console: Console, place: str, command: str) -> None:
    """Print a command as it is typed, and what it answers."""
    console.print(Text.assemble(("$ ", "bold cyan"), (command, "bold")))
    path = f"{Path(sys.executable).parent}:$PATH"
    script = f"PATH={path}; TIMEFORMAT='built in %1R s'; {command}"
    result = subprocess.run(["bash", "-c", script], cwd=place, capture_output=True, text=True, check=True)
    styled = re.sub(r"(sha256:\w{12})\w+|\b([0-9a-f]{12})[0-9a-f]{52}\b", r"\1\2", result.stdout)
    for line in styled.splitlines():
        word = line.split()[:1]
        console.print(Text(line, "green" if word == ["create"] else "dim" if word == ["without"] else ""))
    if "time " in command:
        console.print(Text(result.stderr.strip().splitlines()[-1]))
    console.print()


def wait_until_it_answers(place: str) -> None:
    """Wait for the server, and for its first health check."""
    healthy = "curl --silent http://localhost:3000/healthz && docker ps | grep -q '(healthy)'"
    for _ in range(50):
        if subprocess.run(["bash", "-c", healthy], cwd=place, capture_output=True, check=False).returncode == 0:
            return
        time.sleep(0.2)
    sys.exit("the container did not become healthy")


main()
