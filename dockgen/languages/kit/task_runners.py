"""How a Makefile or a justfile starts a program, where no other file says it."""

import re
from typing import Final

from dockgen.languages.kit.sources import content
from dockgen.reading.project import Project

_FILES: Final = ("Makefile", "makefile", "GNUmakefile", "justfile", "Justfile")
_TARGETS: Final = ("start", "serve", "server", "run", "run-prod", "prod")
_RECIPE: Final = r"(?m)^{}[ \t]{{0,9}}:(?![=:])[^\n]{{0,200}}\n((?:[ \t]{{1,40}}[^\n]{{0,500}}\n?){{1,20}})"
_INTERPRETER: Final = r"(?:\$[({]{1,2}\s?(?:PYTHON3?|PY|python)\s?[)}]{1,2}|(?<![\w/])\.?v?env/bin/python3?)(?=\s)"
_VENV: Final = r"(?:\$[({](?:VENV|BIN|VENV_BIN)[)}]/(?:bin/)?|(?<![\w/])\.?v?env/bin/)"
_RUNNERS: Final = r"^(?:(?:uv|poetry|pdm|pipenv|hatch)[ \t]{1,9}run(?:[ \t]{1,9}--\S{1,40}){0,3}[ \t]{1,9})"


def start(project: Project, folder: str) -> tuple[str, str]:
    """Return the command line with which a target starts the program, and where it stands; empty where none does."""
    for path in (folder + name for name in _FILES):
        text = content(project, path)
        for target in _TARGETS if text else ():
            match = re.search(_RECIPE.format(re.escape(target)), text)
            line = _plain(match[1]) if match else ""
            if line:
                return line, f"{path}, {target}"
    return "", ""


def _plain(recipe: str) -> str:
    """Return the last command of a recipe; empty where only its runner knows what that means."""
    lines = [line.strip().lstrip("@-+") for line in recipe.replace("\\\n", " ").splitlines()]
    last = next((line for line in reversed(lines) if line and not line.startswith(("#", "echo "))), "")
    line = re.sub(_RUNNERS, "", re.sub(_VENV, "", re.sub(_INTERPRETER, "python", last)))
    return "" if re.search(r"\$[({]|\{\{|[;&|<>]", line) else " ".join(line.split())
