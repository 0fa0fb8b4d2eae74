"""`dockgen versions` lists the versions that dockgen uses; `refresh` asks registries for newer ones."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from dockgen.audit import read
from dockgen.choices import settings
from dockgen.choices.settings import Settings
from dockgen.commands import fetching
from dockgen.commands.init import folder_of
from dockgen.dockerfiles.dockerfile import Dockerfile, parse
from dockgen.errors import ExitCode, UsageError
from dockgen.flags import Flag, Json, TrustPack, Word
from dockgen.generator import pipeline
from dockgen.languages import LANGUAGES
from dockgen.outdated.find import compose_images
from dockgen.pin.places import places
from dockgen.records import NamedTuple
from dockgen.registry import reference as references
from dockgen.registry import transport
from dockgen.registry.client import Client, asked
from dockgen.registry.reference import Reference
from dockgen.releases import find
from dockgen.releases.choose import choose
from dockgen.terminal import report
from dockgen.versions import DISTRIBUTIONS
from dockgen.versions.resources import language_versions, shared_versions
from dockgen.writing import transaction, write

if TYPE_CHECKING:
    from dockgen.versions.resources import Entry


class Options(NamedTuple):
    """How it is to behave; each is a flag of that name."""

    write: Annotated[bool, Flag("--write", "Write compatible versions to dockgen.toml; then run `dockgen update`.")] = (
        False
    )
    json: Json = False
    registry: transport.Options = transport.Options()


class Image(NamedTuple):
    """An image that a file names, and the newest of its kind."""

    path: str
    line: int
    """From 1."""
    image: str
    newer: str
    """Empty if there is none."""


Tags = Mapping[Reference, Sequence[find.Tag]]
"""For each image, the comparable tags that are not older; none if its tag has no version."""


def versions(*, json: Json = False) -> ExitCode:
    """List the versions that dockgen uses, with their ends of life."""
    rows = list(_rows())
    if json:
        report.document({"versions": [row._asdict() for row in rows]})
        return ExitCode.OK
    for row in rows:
        ends = ", ".join(f"{name} until {end}" for name, end in row.ends.items())
        others = [name for name in row.supported if name != row.default]
        also = f"; also {', '.join(others)}" if others else ""
        report.line(f"{row.name:>10}  {row.default}{also}{f' ({ends})' if ends else ''}")
    return ExitCode.OK


class _Row(NamedTuple):
    """A language, a distribution or a service."""

    name: str
    default: str
    supported: Sequence[str]
    ends: Mapping[str, str]


def _rows() -> Iterator[_Row]:
    shared = shared_versions()
    entries: dict[str, Entry] = {
        name: language_versions(name) for name in LANGUAGES if "default" in language_versions(name)
    }
    entries |= {name: shared[name] for name in DISTRIBUTIONS}
    entries |= shared["service"]
    for name, entry in entries.items():
        ends: dict[str, str] = entry.get("ends", {})
        supported = entry.get("supported", [*ends] or [entry["default"]])
        in_use = {release: end for release, end in ends.items() if release in supported}
        yield _Row(name, entry["default"], supported, in_use)


def refresh_command(
    path: Annotated[str, Word("PATH", "A folder, or a Dockerfile.", ".")],
    options: Options,
    *,
    trust_pack: TrustPack = False,
) -> ExitCode:
    """Do what `dockgen versions refresh` is asked for; it may fetch a template pack."""
    asks = report.is_terminal() and not options.json
    return fetching.settled(lambda: refresh(path, options), given=trust_pack, asks=asks)


def refresh(path: str, options: Options) -> ExitCode:
    """Ask the registries of a project's images for newer tags; DIFFERENT if there is one that is not written."""
    top = folder_of(path)
    options.registry.check()
    found = list(_in_files(top))
    known = _asked({one for _, _, one in found}, options.registry)
    images = [_image(path, line, one, known[one]) for path, line, one in found]
    taken = _take(top, options.registry) if options.write else {}
    if options.json:
        report.document({"images": [one._asdict() for one in images], "written": taken})
    else:
        _told(images, taken, is_to_write=options.write)
    is_newer = any(one.newer for one in images)
    return ExitCode.DIFFERENT if is_newer and not options.write else ExitCode.OK


def _in_files(top: Path) -> Iterator[tuple[str, int, Reference]]:
    """Yield each image in Dockerfiles and compose files, with its place."""
    for file in read.dockerfiles(top):
        yield from ((file.path, line, one) for line, one in _in_dockerfile(file))
    for name, text in read.compose_files(top):
        for line, one in _in_compose(text):
            yield name, line, one


def _in_dockerfile(file: Dockerfile) -> Iterator[tuple[int, Reference]]:
    yield from ((place.line, place.reference) for place in places(file)[0])


def _in_compose(text: str) -> Iterator[tuple[int, Reference]]:
    for line, image in compose_images(text):
        try:
            yield line, references.parse(image)
        except UsageError:
            continue  # its name contains variables


def _asked(wanted: set[Reference], options: transport.Options) -> Tags:
    """Ask for the tags of each image whose own tag has a version; other tags cannot be compared."""
    tags = asked(Client(options).tags, {one._replace(tag="", digest="") for one in wanted if find.parse(one.tag)})
    return {one: list(find.like(one, tags.get(one._replace(tag="", digest=""), ()))) for one in wanted}


def _image(path: str, line: int, one: Reference, tags: Sequence[find.Tag]) -> Image:
    newest = find.newest(tags)
    newer = newest is not None and newest.text != one.tag
    return Image(path, line, one.tagged, f"{one.written}:{newest.text}" if newest and newer else "")


def _take(top: Path, options: transport.Options) -> dict[str, str]:
    """Write the newest compatible releases into `dockgen.toml`, and return them."""
    generated = pipeline.generate(top, Settings(), None)
    if not generated.project.has(settings.FILE_NAME):
        what = f"--write: {settings.FILE_NAME} is not in {generated.project.root}"
        raise UsageError(what, "Run `dockgen init` to create it.")
    kept = settings.read(generated.project.require(settings.FILE_NAME))
    files = [parse(text, path) for path, text in generated.files.items() if path.endswith("Dockerfile")]
    wanted = {one for file in files for _, one in _in_dockerfile(file)}
    chosen = choose(generated, kept, _asked(wanted, options))
    if not chosen:
        return {}
    taken = Settings(
        language_version=chosen.pop("language-version", None),
        versions=tuple(sorted({**dict(kept.versions or ()), **chosen}.items())) or None,
    )
    _write(top, taken)
    return {**chosen, **({"language-version": taken.language_version} if taken.language_version else {})}


def _write(top: Path, taken: Settings) -> None:
    """Write only the answers, after checking that files can be generated from them."""
    generated = pipeline.generate(top, taken, None)
    changes = write.compare(generated.project.root, {settings.FILE_NAME: generated.files[settings.FILE_NAME]})
    writes = [transaction.Write(one.path, one.new, one.old) for one in changes if one.old != one.new]
    if writes:
        transaction.commit(generated.project.root, writes, without_backup={one.path for one in writes})


def _told(images: Sequence[Image], taken: Mapping[str, str], *, is_to_write: bool) -> None:
    for one in images:
        word, then = ("newer", f" -> {one.newer}") if one.newer else ("identical", "")
        report.line(f"{word:>10}  {one.path}:{one.line}: {one.image}{then}", "green" if one.newer else "dim")
    for name, release in taken.items():
        report.line(f"{'write':>10}  {settings.FILE_NAME}: {name} {release}", "green")
    if taken:
        report.line("Run `dockgen update` to apply them to the files.")
    elif is_to_write and any(one.newer for one in images):
        why = "the newer ones are not compatible, or a file of the project sets the version"
        report.line(f"No version was taken: {why}.")
    elif not images:
        report.line("The files name no image of a registry.")
