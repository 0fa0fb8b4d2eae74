"""No file makes a reader take longer than its size says, whatever is in it."""

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from attacks import cpu, square, surely
from sample import FOLDER as SAMPLES
from snapshots import write

from dockgen.audit.fix import run as fixing
from dockgen.audit.run import audit
from dockgen.choices.settings import Settings
from dockgen.dockerfiles.build import Build, ignore_patterns
from dockgen.dockerfiles.dockerfile import MOST_INSTRUCTIONS, DockerfileError, parse
from dockgen.errors import DockgenError
from dockgen.explain.reading import explain
from dockgen.generator import pipeline
from dockgen.outdated import find as outdated
from dockgen.packs import manifest
from dockgen.pin.places import places
from dockgen.reading.project import Project
from dockgen.secrets import texts as image_texts
from dockgen.update import pins

EVERY = int(os.environ.get("DOCKGEN_ATTACK_EVERY", "90"))
"""One in so many of all files and texts is tried, others of each file; 1 tries all of them, which takes an hour."""
SMALL, LARGE = 8_000, 64_000
STEEP = 1.6

MARKS = (
    *('"', "'", "`", "\\", '\\"', "\\'", "\\\\", '"\\', "/*", "//", "#", "*/", "<!--", "'''", '"""', "\0", "\ufeff"),
    *("\n", "\r\n", "\r", " ", "\t", " \n", "\n ", "\\\n", "#\n", "//\n", "-\n", "---\n", "a\n", " a\n", "é"),
    *(
        "{",
        "}",
        "[",
        "]",
        "(",
        ")",
        "{}",
        "[]",
        "()",
        "({",
        "[{",
        "<",
        ">",
        "$",
        "${",
        "$(",
        "{{",
        "{%",
        "<<A ",
        "${A}",
    ),
    *(
        ",",
        ";",
        ":",
        "=",
        "-",
        "_",
        ".",
        "/",
        "../",
        "./",
        "@",
        "*",
        "!",
        "|",
        "&& ",
        "|| ",
        "=>",
        "a",
        "0",
        "1.",
        "a ",
    ),
    *("a,", "a=", "a: ", "a.", "a/", "*a", "**/", ">=1,", "^1 || ", "1 - ", "-a ", "--a=", "-r a\n", "-e .\n", "[a]\n"),
    *("import ", "import a\n", "from a import b\n", 'import "a"\n', "require(", "require('", "package main\n", "func "),
    *("export default ", "const a = ", "class A ", "def a():\n", "//go:embed ", "//go:embed a\n", "a = 1\n", "- a\n"),
    *(
        "process.env.",
        "os.environ[",
        "os.getenv(",
        "port",
        "PORT ",
        ".listen(",
        "app.get('/",
        "app = ",
        '"a":',
        "'/a',",
    ),
    *(
        "RUN a\n",
        "RUN a && b\n",
        "COPY a b\n",
        "COPY . .\n",
        "ENV a=b\n",
        "FROM a\n",
        "FROM a AS b\n",
        "EXPOSE 80 $a\n",
    ),
    *(
        "npm run ",
        "node ",
        "python ",
        "RUN npm ci\n",
        "RUN pip install a\n",
        "http://a:b@",
        "web: a\n",
        "uses: ",
        "image: a\n",
    ),
)
"""What is repeated: the words and the marks of all languages that are read."""
SAMPLE_NAMES = (
    *(
        "node-express",
        "node-vite-react",
        "node-workspaces",
        "python-pip-flask",
        "python-setup-cfg",
        "python-django-settings",
    ),
    *("python-pyproject-script", "go-gin", "go-embed", "static-hello"),
)
LEFT_OUT = (".png", ".ico", ".sum", ".md")


def project_of(sample: str) -> dict[str, str]:
    top = SAMPLES / sample / "project"
    files = (path for path in sorted(top.rglob("*")) if path.is_file() and not path.name.endswith(LEFT_OUT))
    return {path.relative_to(top).as_posix(): path.read_text("utf-8", "ignore") for path in files}


def asked_for(files: Mapping[str, str], folder: Path) -> list[str]:
    """Return the paths that dockgen reads of a project, or would if they were there."""
    asked: dict[str, None] = {}
    ask = Project.has

    def has(project: Project, path: str) -> bool:
        if not path.startswith(("/", "..")) and "." in path and path.isprintable():
            asked[f"{project.path}/{path}".lstrip("/")] = None
        return ask(project, path)

    write(folder, dict(files))
    with pytest.MonkeyPatch.context() as patch, suppress(DockgenError):
        patch.setattr(Project, "has", has)
        pipeline.generate(folder, Settings(), None)
    known = {**files, **asked}
    return [
        path
        for path in known
        if ".." not in path
        and not (folder / path).is_dir()
        and not any(parent.as_posix() in known for parent in PurePosixPath(path).parents)
        and not any(other.startswith(f"{path}/") for other in files)
    ]


@pytest.mark.parametrize("sample", SAMPLE_NAMES)
def test_no_file_of_a_project_takes_long(sample: str, tmp_path: Path) -> None:
    files = project_of(sample)
    asked = asked_for(files, tmp_path / "asked")
    tried = [(path, mark) for path in asked for mark in MARKS][len(sample) % EVERY :: EVERY]
    plain = cost_of(files, tmp_path / "plain")
    slow = {}
    for number, (path, mark) in enumerate(tried):

        def cost(size: int, path: str = path, mark: str = mark, number: int = number) -> float:
            text = files.get(path, "") + "\n" + mark * (size // len(mark))
            return cost_of({**files, path: text}, tmp_path / f"{number}-{size}") - plain

        if (power := steepness(cost)) > STEEP:
            slow[path, mark] = power
    assert not slow


def cost_of(files: Mapping[str, str], folder: Path) -> float:
    if not folder.exists():
        write(folder / "hello", dict(files))

    def run() -> None:
        with suppress(DockgenError):
            pipeline.generate(folder / "hello", Settings(), None)

    return cpu(run, tries=2)


def steepness(cost: Callable[[int], float]) -> float:
    """Return to which power of the size a cost grows; 0 where it is small."""
    few = cost(SMALL)
    if few > 4 * square(4096):
        return surely(cost, SMALL // 4, STEEP)
    return surely(cost, LARGE, STEEP) if cost(LARGE) > 4 * square(4096) else 0


def build_of(text: str) -> Build:
    return Build(parse(text, "Dockerfile"), None, ["a", "!b"], "go", {}, date(2026, 1, 1))


READERS: dict[str, Callable[[str], Any]] = {
    "audit": lambda text: audit(build_of(f"FROM a\n{text}")).findings(),
    "audit of a command": lambda text: audit(build_of(f"FROM a\nRUN {text}")).findings(),
    "audit of a copy": lambda text: audit(
        build_of(f"FROM golang AS b\nCOPY {text} b\nRUN go build\nCMD a\n")
    ).findings(),
    "audit --fix": lambda text: fixing.fix(build_of(f"FROM golang AS b\n{text}\nRUN go build\nCMD a b\n")),
    "explain": lambda text: [
        explain(file, one) for file in [parse(f"FROM a\n{text}", "a")] for one in file.instructions
    ],
    "pin": lambda text: places(parse(f"FROM a\n{text}", "Dockerfile")),
    "outdated": lambda text: list(outdated.in_dockerfile(parse(f"FROM a\n{text}", "a"), "a", date(2026, 1, 1))),
    "outdated of compose.yaml": lambda text: list(outdated.in_compose(text, "a", date(2026, 1, 1))),
    ".dockerignore": ignore_patterns,
    "pack.toml": manifest.parse,
    "pinned images": lambda text: pins.put(text, pins.found(f"{text}a:1@sha256:{'0' * 64}")),
    "texts of an image": image_texts.tokens_in,
}


@pytest.mark.parametrize("name", READERS)
def test_no_text_takes_a_reader_long(name: str) -> None:
    slow = {}
    for mark in MARKS[len(name) % max(EVERY // 20, 1) :: max(EVERY // 20, 1)]:

        def cost(size: int, mark: str = mark) -> float:
            text = mark * (size // len(mark))

            def run() -> None:
                with suppress(DockgenError):
                    READERS[name](text)

            return cpu(run, tries=2)

        if (power := steepness(cost)) > STEEP:
            slow[mark] = power
    assert not slow


def test_a_dockerfile_of_very_many_instructions_is_refused() -> None:
    with pytest.raises(DockerfileError, match=f"more than {MOST_INSTRUCTIONS} instructions") as refused:
        parse("FROM a\n" + "RUN a\n" * MOST_INSTRUCTIONS, "Dockerfile")
    assert "more than dockgen reads" in refused.value.hint


@pytest.mark.parametrize("name", ["RUN", "CMD", "SHELL", "COPY", "HEALTHCHECK CMD"])
def test_brackets_in_brackets_are_a_message(name: str) -> None:
    with pytest.raises(DockerfileError, match="Dockerfile:2: brackets are nested too deeply"):
        parse(f"FROM a\n{name} {'[' * 50_000}\n", "Dockerfile")


def test_variables_in_variables_are_a_message() -> None:
    nested = "${a-" * 200 + "}" * 200
    with pytest.raises(DockerfileError, match="Dockerfile:2: variables are nested too deeply"):
        parse(f"FROM a\nRUN a <<A {nested}\nA\n", "Dockerfile")
    assert parse(f"FROM a\nRUN a <<A {'${a-' * 9}{'}' * 9}\nA\n", "Dockerfile").stages


def test_blanks_in_a_directive_take_no_time() -> None:
    def cost(size: int) -> float:
        return cpu(lambda: parse(f"#a=b{' ' * size}c\nFROM a\n", "Dockerfile"))

    assert steepness(cost) <= STEEP


@pytest.mark.parametrize("number", ["²", "9" * 5000])
def test_a_stage_that_is_no_number_is_an_image(number: str) -> None:
    assert parse(f"FROM a\nCOPY --from={number} a b\n", "Dockerfile").stage_called(number, 1) is None
