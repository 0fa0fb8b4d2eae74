"""What stands in a project's files is shown, and never acted on: by a terminal, by a CI system, or by an eye."""

import ast
import json
import os
import re
import sys
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from snapshots import write

from dockgen.__main__ import main
from dockgen.text import visible

ACTED_ON = re.compile(rf"(?!\n|\t){visible.HIDDEN}|^[^\S\n]*::|##(?:vso|teamcity)?\[", re.MULTILINE)
EVIL = "a\n::stop-commands::abc\n\x1b]0;title\x07 \u202eevil\u202c \x9b31m \u2028::x:: ##[error]y ##vso[task.x]z"
TEXTS = st.text(st.sampled_from("a :#[]vso\n\r\t\x1b\x9b\u202e\u2028\udc80\u3000\xa0é")) | st.text()


@given(TEXTS)
@example(EVIL)
@example(" ::x")
@example("\u3000::x")
def test_one_line_holds_nothing_that_is_acted_on(text: str) -> None:
    shown = visible.one_line(text)
    assert not ACTED_ON.search(shown)
    assert "\n" not in shown
    assert visible.one_line(shown) == shown


@given(TEXTS)
@example(EVIL)
@example("\r::x\r\n::y")
def test_lines_keep_their_ends_alone(text: str) -> None:
    shown = visible.lines(text)
    assert not ACTED_ON.search(shown.replace("\r\n", "\n"))
    assert shown.count("\n") == text.count("\n")
    assert visible.lines(shown) == shown


@given(st.recursive(TEXTS, lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner)))
@example({EVIL: [EVIL]})
def test_json_holds_the_same_and_nothing_that_is_acted_on(document: object) -> None:
    text = visible.as_json(document)
    assert not ACTED_ON.search(text)
    assert json.loads(text) == json.loads(re.sub(r"\\ud[89a-f]..", r"\\ufffd", _paired(json.dumps(document))))


def _paired(text: str) -> str:
    """Write the characters that JSON tells in two halves as one."""
    return re.sub(
        r"\\ud[89ab]..\\ud[c-f]..",
        lambda pair: json.loads(f'"{pair[0]}"') if _is_escape(text, pair.start()) else pair[0],
        text,
    )


def _is_escape(text: str, at: int) -> bool:
    return (at - len(text[:at].rstrip("\\"))) % 2 == 0


@given(TEXTS)
@example("<b>&amp;\"'")
def test_html_and_markdown_hold_no_markup(text: str) -> None:
    assert not re.search("[<>\"']", visible.html(text))
    assert not re.search(r"(?<!\\)(?:\\\\)*[`*_\[\]|]|<", visible.markdown(text))
    assert not ACTED_ON.search(visible.markdown(text))


PRINTS = re.compile(r"(?:\b|\.)(?:print|Console|print_formatted_text|std(?:out|err)(?:\.buffer)?\.write)\Z")
ALLOWED = {
    "terminal/report": "the printer",
    "__main__": "the last words of a run, which errors.printable has made",
    "terminal/wizard": "a question that was answered, made visible",
    "terminal/progress": "a moving line, made by errors.printable",
    "ladder/table": "a table whose cells are made visible",
    "verify/report/text": "texts that were cleaned one by one",
    "rendering/sandboxed": "an answer to the process that asked",
}


def test_only_the_printer_prints() -> None:
    top = Path(__file__).parents[2] / "dockgen"
    found = set()
    for path in top.rglob("*.py"):
        calls = (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call))
        if any(PRINTS.search(ast.unparse(call.func)) for call in calls):
            found.add(path.relative_to(top).with_suffix("").as_posix())
    assert found == set(ALLOWED)


PROJECTS: dict[str, dict[str, str | bytes]] = {
    "node": {
        "package.json": json.dumps(
            {"name": EVIL, "version": EVIL, "main": "server.js", "engines": {"node": f">=22{EVIL}"}}
        ),
        "server.js": f"// {EVIL}\nrequire('http').createServer().listen(process.env.PORT || 3000)",
        "Procfile": f"web: node server.js {EVIL}\nworker{EVIL}: node x.js",
    },
    "python": {
        "pyproject.toml": "[project]\n"
        + "".join(f"{key} = {json.dumps(EVIL)}\n" for key in ("name", "version", "requires-python")),
        "app.py": "import flask\napp = flask.Flask(__name__)\n",
        ".python-version": EVIL,
    },
    "go": {
        "go.mod": f"module example.com/x // {EVIL}\n\ngo 1.26 {EVIL}\n",
        "main.go": f'package main\nimport "net/http"\nfunc main() {{ http.ListenAndServe(":8080{EVIL}", nil) }}\n',
    },
    "dockerfile": {
        "Dockerfile": "FROM golang:1.21\n# "
        + EVIL.replace("\n", " ")
        + '\nLABEL a="\x1b[31m::x ##[error]\u202e" \\\n  ::b=c\nRUN echo "::x" \x9b\nCOPY . .\nCMD go run .\n',
        "compose.yaml": f"services:\n  a:\n    image: postgres:9{EVIL}\n",
    },
    "names": {
        f"{EVIL.replace('/', '')[:60]}/package.json": '{"scripts": {"start": "node a.js"}}',
        "\x1b[2J::x/go.mod": "module x\n",
    },
}
COMMANDS = (
    *(
        ["detect", "."],
        ["detect", ".", "--json"],
        ["init", ".", "--yes", "--diff"],
        ["init", ".", "--yes", "--dry-run"],
    ),
    *(["init", ".", "--yes", "--all", "--dry-run"], ["init", ".", "--yes", "--json", "--dry-run"], ["audit", "."]),
    *(["audit", ".", "--diff"], ["audit", ".", "--format", "json"], ["audit", ".", "--format", "sarif"]),
    *(["explain", "."], ["explain", ".", "--json"], ["outdated", "."], ["outdated", ".", "--json"]),
    *(["init", ".", "--yes"], ["update", "."], ["audit", ".", "--fix"]),
)


@pytest.mark.parametrize("name", PROJECTS)
def test_no_command_prints_what_is_acted_on(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project = tmp_path / "::x\x1b[2J"
    write(project, PROJECTS[name])
    monkeypatch.chdir(project)
    monkeypatch.setenv("PATH", os.fspath(tmp_path))
    for command in COMMANDS:
        monkeypatch.setattr(sys, "argv", ["dockgen", *command])
        with pytest.raises(SystemExit):
            main()
        printed = capsys.readouterr()
        for text in printed:
            assert not ACTED_ON.search(text), (command, text)
    for path in project.rglob("*"):
        if path.name in {"Dockerfile", "compose.yaml", "README.md", "dockgen.toml"} and name != "dockerfile":
            assert not ACTED_ON.search(path.read_text()), path


def test_annotations_are_the_only_commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, PROJECTS["dockerfile"])
    monkeypatch.setattr(sys, "argv", ["dockgen", "audit", str(tmp_path), "--format", "github"])
    with pytest.raises(SystemExit):
        main()
    for line in capsys.readouterr().out.splitlines():
        assert re.match(r"::(?:error|warning|notice) file=[^\x00-\x1f]*?,line=\d+,endLine=\d+,title=[^:,]*::", line)
        assert not re.search(visible.HIDDEN, line)
