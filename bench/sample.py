"""Makes the sample project that everything is measured on, and edits it."""

import re
import secrets
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import engine
import tomli

SAMPLES: Final = Path(__file__).parents[1] / "tests" / "samples"

GREETING = re.compile(r'"Hello [^"\\]*(\\n)?"')


def dockgen() -> str:
    """Return the command `dockgen` of this Python's environment."""
    return str(Path(sys.executable).with_name("dockgen"))


def make(folder: Path, *flags: str) -> None:
    """Let dockgen write the sample into a new folder."""
    subprocess.run([dockgen(), "init", folder, "--yes", *flags], check=True, stdout=subprocess.DEVNULL)


def settings(name: str) -> Mapping[str, Any]:
    """Return what the `sample.toml` of a sample says."""
    return tomli.loads((SAMPLES / name / "sample.toml").read_text("utf-8"))


def copy(name: str, folder: Path) -> Path:
    """Copy a sample's project, and make its lock file where it has none."""
    shutil.copytree(SAMPLES / name / "project", folder)
    if lock := settings(name).get("lock"):
        copies = "".join(f"COPY --from=lock /project/{path} /{path}\n" for path in lock["files"])
        recipe = (
            f"FROM {lock['image']} AS lock\nWORKDIR /project\nCOPY . .\nRUN {lock['command']}\nFROM scratch\n{copies}"
        )
        engine.export(folder, folder, "--file=-", text=recipe)
    return folder


def edit(folder: Path, name: str = "main.go") -> str:
    """Change the greeting of a source to what was never there, so that no cache can know it; return the new text."""
    greeting = f"Hello {secrets.token_hex(8)}"
    source = folder / name
    text, count = GREETING.subn(rf'"{greeting}\1"', source.read_text("utf-8"), count=1)
    if count != 1:
        raise SystemExit(f"{name} has no greeting to edit.")
    source.write_text(text, "utf-8")
    return greeting
