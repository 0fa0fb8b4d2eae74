"""Whatever lies in a folder, dockgen makes files of it, or says what is wrong and where: never a traceback."""

import io
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path, PurePosixPath

import pytest
import tomli
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from snapshots import write
from trees import BROKEN, INJECTED, KINDS, MANIFESTS, TREES, Tree

from dockgen.choices.settings import Settings
from dockgen.errors import DockgenError, printable
from dockgen.generator import pipeline
from dockgen.generator.generated import Generated
from dockgen.generator.pipeline import ALL
from dockgen.languages import LANGUAGES
from dockgen.reading.project import Project
from dockgen.reading.tree import LEFT_OUT
from dockgen.terminal import report

EXAMPLES = int(os.environ.get("DOCKGEN_FUZZ", "60"))
"""How many trees for each way to ask; `make fuzz` asks for more, and for others each time."""
MOST_SECONDS = 5.0
ASKED = {"nothing": Settings(), "all": Settings(app=ALL)} | {name: Settings(language=name) for name in LANGUAGES}
INSTRUCTIONS = frozenset(
    {"ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "RUN", "SHELL", "STOPSIGNAL"}
    | {"USER", "WORKDIR"}
)

fuzzed = settings(
    deadline=None,
    derandomize="DOCKGEN_FUZZ" not in os.environ,
    max_examples=EXAMPLES,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
    print_blob=True,
)


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED)
@fuzzed
@given(tree=TREES)
def test_any_tree_is_files_or_a_message(asked: Settings, tree: Tree) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "hello")
        folder.mkdir()
        tree.make(folder)
        began = time.process_time()
        check(folder, asked, tree)
        assert time.process_time() - began < MOST_SECONDS


def check(folder: Path, asked: Settings, tree: Tree) -> None:
    """Let dockgen see a folder, and make files of it."""
    try:
        generated = pipeline.generate(folder, asked, None)
    except DockgenError as error:
        assert str(error).isprintable()  # noqa: PT017 - it may as well not be raised
        assert error.hint.isprintable()  # noqa: PT017
    else:
        check_warnings(generated.project, tree)
        check_files(generated)
    project = Project(folder)
    try:
        detected = pipeline.detect(project)
    except DockgenError as error:
        assert str(error).isprintable()  # noqa: PT017
    else:
        with redirect_stdout(io.StringIO()):
            report.detected_as_json(detected)
            report.detected(detected)
        check_warnings(project, tree)


def check_warnings(project: Project, tree: Tree) -> None:
    """Every warning is one line that any terminal shows; what was left out is named: it is there, or is referred to."""
    names = {printable(part) for path in tree.paths() for part in PurePosixPath(path).parts}
    contents = b"\n".join(tree.files.values()).decode("utf-8", "replace")
    for warning in project.warnings:
        assert warning.isprintable()
        if LEFT_OUT in warning and not any(name in warning for name in names):
            assert warning.partition(" ")[0] in contents, f"it names no file: {warning}"


def check_files(generated: Generated) -> None:
    """Each file is text that its own readers take, and nothing of the project became an instruction of its own."""
    assert generated.files
    for path, text in generated.files.items():
        text.encode("utf-8")
        assert not PurePosixPath(path).is_absolute()
        assert ".." not in PurePosixPath(path).parts
        assert not re.search(rf"(?m)^\s*(?:RUN {INJECTED}|{INJECTED}\b)", text), path
        if PurePosixPath(path).name.startswith("Dockerfile"):
            check_instructions(text)
        elif path.endswith(".yaml"):
            assert isinstance(yaml.safe_load(text), dict)
        elif path.endswith(".toml"):
            tomli.loads(text)


def check_instructions(dockerfile: str) -> None:
    """Every line is an instruction, goes on with one, or stands in a document inside one."""
    end: str | None = None
    goes_on = False
    for line in dockerfile.splitlines():
        if end is not None:
            end = None if line.strip() == end else end
        elif goes_on:
            goes_on = line.endswith("\\") or line.lstrip().startswith("#")
        elif line.strip() and not line.startswith("#"):
            assert line.split()[0] in INSTRUCTIONS, line
            here = re.search(r"<<-?[\"']?(\w+)", line)
            end = here[1] if here else None
            goes_on = line.endswith("\\")
    assert end is None
    assert not goes_on


UNREADABLE = ("binary", "UTF-16", "too large", "folder", "pipe", "circle", "device")
UNPARSABLE = {
    ".json": ("bad JSON", "deep braces", "long number", "null", "list", "text", "number"),
    ".toml": ("bad TOML", "deep TOML", "long TOML number"),
}


def broken_manifests() -> Iterator[tuple[str, str, str]]:
    """Yield each language's own manifests, in every way in which they cannot be read."""
    for name, language in LANGUAGES.items():
        for manifest in language.MANIFESTS:
            for how in (*UNREADABLE, *UNPARSABLE.get(PurePosixPath(manifest).suffix, ())):
                # A folder named so is just a folder, and pip reads UTF-16.
                if (how, PurePosixPath(manifest).suffix) not in {("folder", ".py"), ("UTF-16", ".txt")}:
                    yield name, manifest, how


@pytest.mark.parametrize(("language", "manifest", "how"), list(broken_manifests()))
def test_a_broken_manifest_is_named(tmp_path: Path, language: str, manifest: str, how: str) -> None:
    if manifest == "package.yaml":  # only beside a sign of pnpm
        write(tmp_path, {"pnpm-lock.yaml": "lockfileVersion: '9.0'\n"})
    if how in BROKEN:
        write(tmp_path, {manifest: BROKEN[how]})
    else:
        KINDS[how](tmp_path / manifest)
    for asked in (Settings(), Settings(language=language)):
        assert manifest in said(tmp_path, asked)


def said(folder: Path, asked: Settings) -> str:
    """Return all that dockgen warns of and complains about."""
    project = Project(folder)
    messages = []
    try:
        pipeline.detect(project)
    except DockgenError as error:
        messages.append(str(error))
    try:
        messages += pipeline.generate(folder, asked, None).project.warnings
    except DockgenError as error:
        messages.append(str(error))
    return "\n".join([*messages, *project.warnings])


UNPRIVILEGED = """
import json, os, sys
from pathlib import Path
sys.path[:0] = [sys.argv[1], sys.argv[1] + "/support"]
from dockgen.choices.settings import Settings
from test_fuzz import said
folders = [Path(folder) for folder in sys.argv[2:]]
for folder in folders:
    said(folder, Settings())  # while all can be read, so that all is imported
for folder in folders:
    closed = [path for path in sorted(folder.rglob("*")) if path.name == folder.name]
    for path in closed:
        path.chmod(0)
if os.getuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
print(json.dumps({str(folder): said(folder, Settings()) for folder in folders}))
"""


def test_a_manifest_that_one_may_not_read_is_named() -> None:
    with tempfile.TemporaryDirectory() as name:  # those of pytest are closed to others
        Path(name).chmod(0o755)
        folders = [Path(name, manifest) for language in LANGUAGES.values() for manifest in language.MANIFESTS]
        for folder in folders:
            write(folder, {folder.name: MANIFESTS.get(folder.name, ["text\n"])[0]})
        command = [sys.executable, "-c", UNPRIVILEGED, Path(__file__).parent, *folders]
        done = subprocess.run(command, capture_output=True, check=True, encoding="utf-8")
    told = json.loads(done.stdout)
    assert {folder.name for folder in folders if folder.name not in told[str(folder)]} == set()
