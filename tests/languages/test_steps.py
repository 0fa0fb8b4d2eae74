"""Languages return steps; how steps are written, templates/stages.j2 alone knows."""

import ast
import re
from pathlib import Path

import pytest

import dockgen

TOP = Path(dockgen.__file__).parent
MODULES = sorted(path.relative_to(TOP).as_posix() for path in (TOP / "languages").rglob("*.py"))
WRITTEN = r"^(?:RUN|COPY|ENV|ARG|FROM|WORKDIR|CMD|ENTRYPOINT|USER|EXPOSE) |\s&&\s"
EXCEPTIONS = {
    "languages/javascript/managers.py": {"rm -rf {modules} && bun install --frozen-lockfile --production"},
    "languages/kit/command_lines.py": {" && "},  # a command line for a shell that starts the program
    "languages/go/inspection.py": {"Make one: `go mod init example.com/NAME && go mod tidy`."},  # what a person may run
    "languages/javascript/lock_check.py": {" && npm install`"},  # the same
    "languages/node/alone.py": {", but no package.json: `npm init -y && npm install "},  # the same
    "languages/node/start.py": {" && "},  # a command line for a shell that starts the program
    "languages/shell/__init__.py": {" && ", " >&3 && read -t 2 -r _ <&3"},  # the health check, a line of bash
}


def strings(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
    constants = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in said)
    return {node.value for node in constants if isinstance(node.value, str)}


@pytest.mark.parametrize("module", MODULES)
def test_no_module_of_a_language_writes_a_dockerfile(module: str) -> None:
    found = {text for text in strings(TOP / module) if re.search(WRITTEN, text)}
    assert found == EXCEPTIONS.get(module, set())
