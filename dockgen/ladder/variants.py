"""Prepares the variants to build: rungs of the ladder, base images, or any Dockerfiles."""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from dockgen.audit import read
from dockgen.choices.settings import Settings
from dockgen.dockerfiles.dockerfile import Dockerfile, parse
from dockgen.errors import DockgenError, UsageError, nearest
from dockgen.generator import pipeline
from dockgen.generator.generated import Generated
from dockgen.languages import LANGUAGES
from dockgen.model.plan import Plan
from dockgen.practices import PRACTICES, RUNGS
from dockgen.reading.files import is_file
from dockgen.records import NamedTuple
from dockgen.terminal import waiting
from dockgen.verify.targets import exposed

IGNORE_FILE: Final = ".dockerignore"
_SHOWN: Final = 10
_TITLES: Final = {"naive": "A naive first Dockerfile", "all": "All practices, dockgen's default"}


class Variant(NamedTuple):
    """One variant of the image."""

    name: str
    title: str
    dockerfile: str
    """The path of its Dockerfile in the build context."""
    files: Mapping[str, str]
    """Its own files, by path in the build context."""
    port: int | None
    bases: Sequence[str]
    """The images that it is based on or copies from."""

    @property
    def text(self) -> str:
        """The text of its Dockerfile."""
        return self.files[self.dockerfile]


class Variants(NamedTuple):
    """All variants of one project."""

    context: Path
    """The build context, which may not exist yet."""
    plan: Plan | None
    """What dockgen knows about the program; None for an unknown project."""
    built: Sequence[Variant]
    left_out: Mapping[str, str]
    warnings: Sequence[str] = ()


@waiting.told("reading the project")
def rungs(root: Path, asked: Settings, only: Sequence[str]) -> Variants:
    """Return the rungs that apply to a project, or those named; raise a DockgenError for a bad name or no project."""
    for name in only:
        if name not in RUNGS:
            raise UsageError(f"--only: {name!r} is not a rung", nearest(name, RUNGS))
    wanted = [name for name in RUNGS if not only or name in only]
    top = _of_one_app(root, asked._replace(practices="all"))
    built: list[Variant] = []
    left_out: dict[str, str] = {}
    for name in wanted:
        try:
            made = pipeline.generate(root, asked._replace(practices=name), None)
        except UsageError as error:
            left_out[name] = str(error)
            continue
        variant = _of(made, name, _title(name))
        if built and _essence(variant) == _essence(built[-1]):
            unneeded = LANGUAGES[made.plan.language].UNNEEDED.get(name)
            left_out[name] = unneeded or made.plan.left_out.get(name) or "it changes nothing here"
        else:
            built.append(variant)
    if not built:
        raise UsageError(f"none of these rungs applies: {next(iter(left_out.values()))}", "Choose others: --only.")
    return Variants(top.project.root / top.folder, top.plan, built, left_out, top.project.warnings)


def _of_one_app(root: Path, asked: Settings) -> Generated:
    """Generate the files of the project to measure; raise a UsageError if it has several apps and none is named."""
    made = pipeline.generate(root, asked, None)
    prefix = f"{made.folder}/" if made.folder else ""
    if f"{prefix}{made.plan.dockerfile}" not in made.files:
        names = posixpath.basename(made.plan.dockerfile)
        found = sorted(posixpath.dirname(path) for path in made.files if posixpath.basename(path) == names)
        several = f"{made.project.root} is set up for several apps: {', '.join(found[:_SHOWN])}"
        raise UsageError(several, f"Choose one: `--app {next(iter(found), 'FOLDER')}`.")
    return made


def _title(name: str) -> str:
    return _TITLES.get(name) or PRACTICES[name].title


def _essence(variant: Variant) -> list[str]:
    """Return what determines the image: the instructions without comments, and the ignore patterns."""
    lines = [line for line in variant.text.splitlines() if line.strip() and not line.startswith("#")]
    return [*lines, *(text for path, text in sorted(variant.files.items()) if path.endswith(IGNORE_FILE))]


def _of(made: Generated, name: str, title: str) -> Variant:
    prefix = f"{made.folder}/" if made.folder else ""
    files = {path.removeprefix(prefix): text for path, text in made.files.items() if path.startswith(prefix)}
    plan = made.plan
    return Variant(name, title, plan.dockerfile, files, plan.port, _bases(parse(files[plan.dockerfile], name)))


@waiting.told("reading the project")
def compared(names: Sequence[str], root: Path, asked: Settings) -> Variants:
    """Return the variants to compare: base images, rungs, or Dockerfiles; raise a DockgenError for a bad one."""
    try:
        top = _of_one_app(root, asked)
    except DockgenError:
        if not all(is_file(Path(name)) for name in names):
            raise
        top = None
    context, plan = (root.resolve(), None) if top is None else (top.project.root / top.folder, top.plan)
    if twice := next((name for index, name in enumerate(names) if name in names[:index]), None):
        raise UsageError(f"{twice} is named twice", "Name each variant once.")
    built = [_compared(name, root, asked, context, plan) for name in names]
    if top and top.project.is_new():  # then all variants build the sample app
        sample = {path: text for path, text in top.files.items() if path not in {top.plan.dockerfile, IGNORE_FILE}}
        built = [one._replace(files=sample | dict(one.files)) for one in built]
    return Variants(context, plan, built, {}, top.project.warnings if top else ())


def _compared(name: str, root: Path, asked: Settings, context: Path, plan: Plan | None) -> Variant:
    bases = LANGUAGES[plan.language].BASES if plan else {}
    if name in bases:
        return _of(pipeline.generate(root, asked._replace(base=name), None), name, bases[name].partition(":")[0])
    if name in RUNGS:
        return _of(pipeline.generate(root, asked._replace(practices=name), None), name, _title(name))
    if is_file(Path(name)):
        return _foreign(name, context, plan)
    raise UsageError(
        f"{name} is not a Dockerfile, a base image of this project's language, or a rung of the ladder",
        nearest(name, [*bases, *RUNGS]),
    )


def _foreign(name: str, context: Path, plan: Plan | None) -> Variant:
    """Use a Dockerfile unchanged, with the ignore file next to it."""
    path = Path(name)
    file = parse(read.read(path, None), name)
    files = {"Dockerfile": file.text}
    beside = (path.with_name(f"{path.name}{IGNORE_FILE}"), context / IGNORE_FILE)
    if ignore := next((place for place in beside if is_file(place)), None):
        files[IGNORE_FILE] = read.read(ignore, ignore.parent)
    port = exposed(file) or (plan.port if plan else None)
    return Variant(name, "Existing Dockerfile", "Dockerfile", files, port, _bases(file))


def _bases(file: Dockerfile) -> list[str]:
    return sorted({image for image in _images(file) if "$" not in image and image.lower() != "scratch"})


def _images(file: Dockerfile) -> Iterator[str]:
    if syntax := re.match(r"#[ \t]{0,9}syntax=(\S{1,200})", file.text):
        yield syntax[1]
    for stage in file.stages:
        if file.stage_called(stage.base, stage.number) is None:
            yield stage.base
        for one in stage.instructions:
            for name in (one.flag("from"), *(mount.get("from") for mount in one.mounts())):
                if name and file.stage_called(name, len(file.stages)) is None:
                    yield file.expand(name, one)
