"""What is built: the rungs of the ladder, other base images, or a Dockerfile that somebody else wrote."""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from dockgen.audit import read
from dockgen.choices.settings import Settings
from dockgen.dockerfiles.dockerfile import Dockerfile, parse
from dockgen.errors import DockgenError, UsageError, nearest
from dockgen.generator import pipeline
from dockgen.generator.pipeline import Generated
from dockgen.languages import LANGUAGES
from dockgen.model.plan import Plan
from dockgen.practices import PRACTICES, RUNGS
from dockgen.reading.files import is_file
from dockgen.terminal import waiting

IGNORE_FILE: Final = ".dockerignore"
_SHOWN: Final = 10
_TITLES: Final = {"naive": "As one writes it on the first day", "all": "Everything that dockgen does"}


class Variant(NamedTuple):
    """One way to make the image."""

    name: str
    title: str
    dockerfile: str
    """The path of its Dockerfile in the build context."""
    files: Mapping[str, str]
    """What it brings along, by path in the build context."""
    port: int | None
    bases: Sequence[str]
    """The images that it stands on or takes files from."""

    @property
    def text(self) -> str:
        """The text of its Dockerfile."""
        return self.files[self.dockerfile]


class Variants(NamedTuple):
    """All variants of one project."""

    context: Path
    """The folder that they are built from; it need not be there yet."""
    plan: Plan | None
    """What dockgen knows of the program; None where it knows it not at all."""
    built: Sequence[Variant]
    left_out: Mapping[str, str]
    warnings: Sequence[str] = ()


@waiting.told("reading the project")
def rungs(root: Path, asked: Settings, only: Sequence[str]) -> Variants:
    """Return the rungs of the ladder that mean something for a project.

    Args:
        root: the project's folder.
        asked: answers given as flags.
        only: the names of the rungs that are wanted; empty for all.

    Raises:
        DockgenError: bad names, or no project.
    """
    for name in only:
        if name not in RUNGS:
            raise UsageError(f"--only: {name!r} is no rung", nearest(name, RUNGS))
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
            left_out[name] = _why_same(name, made.plan)
        else:
            built.append(variant)
    if not built:
        raise UsageError(f"no rung is left: {next(iter(left_out.values()))}", "Name others: --only.")
    return Variants(top.project.root / top.folder, top.plan, built, left_out, top.project.warnings)


def _of_one_app(root: Path, asked: Settings) -> Generated:
    """Generate for the one project whose image is measured.

    Raises:
        DockgenError: as `pipeline.generate`; or the repository was set up for several apps, and none is named.
    """
    made = pipeline.generate(root, asked, None)
    prefix = f"{made.folder}/" if made.folder else ""
    if f"{prefix}{made.plan.dockerfile}" not in made.files:
        names = posixpath.basename(made.plan.dockerfile)
        found = sorted(posixpath.dirname(path) for path in made.files if posixpath.basename(path) == names)
        raise UsageError(
            f"{made.project.root} is set up for several apps: {', '.join(found[:_SHOWN])}",
            f"Say which: `--app {next(iter(found), 'FOLDER')}`.",
        )
    return made


def _title(name: str) -> str:
    return _TITLES.get(name) or PRACTICES[name].title


def _essence(variant: Variant) -> list[str]:
    """Return what makes the image: the instructions without the comments, and what is not sent to the builder."""
    lines = [line for line in variant.text.splitlines() if line.strip() and not line.startswith("#")]
    return [*lines, *(text for path, text in sorted(variant.files.items()) if path.endswith(IGNORE_FILE))]


def _why_same(name: str, plan: Plan) -> str:
    reason = LANGUAGES[plan.language].UNNEEDED.get(name) or plan.left_out.get(name)
    return reason or "it changes nothing here"


def _of(made: Generated, name: str, title: str) -> Variant:
    prefix = f"{made.folder}/" if made.folder else ""
    files = {path.removeprefix(prefix): text for path, text in made.files.items() if path.startswith(prefix)}
    plan = made.plan
    return Variant(name, title, plan.dockerfile, files, plan.port, _bases(parse(files[plan.dockerfile], name)))


@waiting.told("reading the project")
def compared(names: Sequence[str], root: Path, asked: Settings) -> Variants:
    """Return the variants that somebody wants to see side by side.

    Args:
        names: base images of the project's language, rungs of the ladder, or paths of Dockerfiles.
        root: the project's folder, which is the build context of all of them.
        asked: answers given as flags.

    Raises:
        DockgenError: a name that is none of these, a base image that cannot be, or a file that cannot be read.
    """
    try:
        top = _of_one_app(root, asked)
    except DockgenError:
        if not all(is_file(Path(name)) for name in names):
            raise
        top = None
    context, plan = (root.resolve(), None) if top is None else (top.project.root / top.folder, top.plan)
    if twice := next((name for index, name in enumerate(names) if name in names[:index]), None):
        raise UsageError(f"{twice} is there twice", "Name each variant once.")
    built = [_compared(name, root, asked, context, plan) for name in names]
    if top and top.project.is_new():  # then everybody builds the sample
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
        f"{name} is no Dockerfile, no base image of this project's language and no rung of the ladder",
        nearest(name, [*bases, *RUNGS]),
    )


def _foreign(name: str, context: Path, plan: Plan | None) -> Variant:
    """Take a Dockerfile as it is, with the ignore file that lies beside it."""
    path = Path(name)
    file = parse(read.read(path, None), name)
    files = {"Dockerfile": file.text}
    beside = (path.with_name(f"{path.name}{IGNORE_FILE}"), context / IGNORE_FILE)
    if ignore := next((place for place in beside if is_file(place)), None):
        files[IGNORE_FILE] = read.read(ignore, ignore.parent)
    exposed = (_port(word) for one in file.inherited(file.final, "EXPOSE") for word in one.args)
    port = next((number for number in exposed if number), plan.port if plan else None)
    return Variant(name, "Somebody's own", "Dockerfile", files, port, _bases(file))


def _port(word: str) -> int | None:
    match = re.fullmatch(r"(\d{1,5})(?:/tcp)?", word)
    return int(match[1]) if match else None


def _bases(file: Dockerfile) -> list[str]:
    """Return the images that a Dockerfile needs, as far as it names them."""
    found = {image for image in _images(file) if "$" not in image and image.lower() != "scratch"}
    return sorted(found)


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
