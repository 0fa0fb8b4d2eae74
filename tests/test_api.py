"""dockgen from Python."""

import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, assert_type, get_type_hints

import pytest
import sample
from snapshots import contents, write

import dockgen
from dockgen.choices.options import OPTIONS

DOCS = Path(__file__).parent.parent / "docs/how-to/python.md"
GO = {
    "go.mod": "module example.com/shop\n\ngo 1.26\n",
    "main.go": 'package main\n\nimport "net/http"\n\nfunc main() {\n\thttp.ListenAndServe(":8080", nil)\n}\n',
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    write(folder, dict(GO))
    return folder


def test_the_answers_are_the_options() -> None:
    hints = get_type_hints(dockgen.Answers)
    assert hints.keys() == {option.field for option in OPTIONS}
    shapes = {"table": Mapping[str, str], "list": Sequence[str]}
    assert {option.field: hints[option.field] for option in OPTIONS if option.shape != "one"} == {
        option.field: shapes[option.shape] for option in OPTIONS if option.shape != "one"
    }


def test_it_makes_what_the_command_makes(project: Path, tmp_path: Path) -> None:
    result = dockgen.generate(
        project, base="alpine", port=9000, label={"a.b": "c"}, with_=["timezones"], env={"A": "1"}, user=1000
    )
    assert_type(result, dockgen.Result)
    assert contents(project) == {path: text.encode() for path, text in GO.items()}
    assert {file.action for file in result.compare()} == {"create"}
    written = result.write()
    assert {file.path for file in written} == {*result.files, ".dockgen.lock"}
    other = tmp_path / "other" / "shop"
    write(other, dict(GO))
    sample.init(
        other,
        *("--base", "alpine", "--port", "9000", "--label", "a.b=c", "--with", "timezones"),
        *("--env", "A=1", "--user", "1000"),
    )
    assert contents(project) == contents(other)
    assert result.plans[0]["port"] == 9000
    assert {file.action for file in dockgen.generate(project).compare()} == {"identical"}


def test_conflicts_stop_unless_it_is_said_what_to_do(project: Path) -> None:
    dockgen.generate(project).write()
    (project / "Dockerfile").write_text("FROM mine\n", "utf-8")
    before = contents(project)
    with pytest.raises(dockgen.ConflictError):
        dockgen.generate(project).write()
    assert contents(project) == before
    assert {file.action for file in dockgen.generate(project).write(conflicts="keep")} == {"identical", "skip"}
    assert contents(project) == before
    written = {file.path: file for file in dockgen.generate(project).write(conflicts="overwrite")}
    assert written["Dockerfile"].action == "overwrite"
    assert written["Dockerfile"].backup is not None
    assert (project / written["Dockerfile"].backup).read_text("utf-8") == "FROM mine\n"


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"port": 70000}, "port"),
        ({"base": "windows"}, "base"),
        ({"bse": "alpine"}, "'base'"),
        ({"label": {"A B": "c"}}, "label"),
        ({"with_": "compose"}, "with"),
        ({"port": 1.5}, "port"),
    ],
)
def test_wrong_answers_are_named(project: Path, answers: dict[str, Any], says: str) -> None:
    with pytest.raises(dockgen.UsageError) as raised:
        dockgen.generate(project, **answers)
    assert says in f"{raised.value} {raised.value.hint}"


def test_what_is_no_project_and_what_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x", "utf-8")
    with pytest.raises(dockgen.NotRecognisedError):
        dockgen.generate(tmp_path)
    with pytest.raises(dockgen.FileError):
        dockgen.generate(tmp_path / "notes.txt")
    with pytest.raises(dockgen.UsageError):
        dockgen.generate(" ")
    with pytest.raises(AttributeError):
        dockgen.nothing  # noqa: B018 - asked for on purpose


def test_wrong_ways_with_conflicts_are_refused(project: Path) -> None:
    with pytest.raises(dockgen.UsageError, match="conflicts"):
        dockgen.generate(project).write(conflicts="force")  # type: ignore[arg-type] # on purpose


def test_an_empty_folder_gets_a_sample(tmp_path: Path) -> None:
    result = dockgen.generate(tmp_path / "hello", language="go")
    assert "main.go" in result.files
    result.write()
    assert (tmp_path / "hello/main.go").is_file()


def test_the_documented_example_works(project: Path) -> None:
    (project / "Dockerfile").write_text("FROM mine\n", "utf-8")
    code = re.findall(r"```python\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)
    assert len(code) == 1
    done = subprocess.run(
        [sys.executable, "-c", code[0]], cwd=project.parent, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    assert "conflict Dockerfile" in done.stdout
    assert 'LABEL com.example.team="pay"' in (project / "Dockerfile").read_text("utf-8")


def test_importing_it_brings_nothing_in() -> None:
    code = "import sys, dockgen; print(*(name for name in sys.modules if name.startswith('dockgen.')))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout
    assert said.split() == [b"dockgen._version"]
