"""Makes the sample project that everything is measured on, and edits it."""

import re
import secrets
import subprocess
import sys
from pathlib import Path

GREETING = re.compile(r'"Hello [^"]*"')


def dockgen() -> str:
    """Return the command `dockgen` of this Python's environment."""
    return str(Path(sys.executable).with_name("dockgen"))


def make(folder: Path, *flags: str) -> None:
    """Let dockgen write the sample into a new folder."""
    subprocess.run([dockgen(), "init", folder, "--yes", *flags], check=True, stdout=subprocess.DEVNULL)


def edit(folder: Path) -> str:
    """Change one line of `main.go` to what never stood there, so that no cache can know it; return the new text."""
    greeting = f"Hello {secrets.token_hex(8)}"
    source = folder / "main.go"
    text, count = GREETING.subn(f'"{greeting}"', source.read_text("utf-8"))
    if count != 1:
        raise SystemExit(f"main.go greets {count} times; this benchmark edits its one greeting.")
    source.write_text(text, "utf-8")
    return greeting
