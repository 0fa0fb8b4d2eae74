"""`dockgen pin`: writes the current digests of image tags into Dockerfiles."""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

from dockgen.audit import read
from dockgen.dockerfiles.dockerfile import parse
from dockgen.errors import ExitCode
from dockgen.flags import Flag, Json, Word
from dockgen.pin.places import Place, Skipped, places
from dockgen.records import NamedTuple
from dockgen.registry import transport
from dockgen.registry.client import Client, asked
from dockgen.terminal import report, waiting
from dockgen.writing import transaction, write


class Options(NamedTuple):
    """The flags, by name."""

    check: Annotated[bool, Flag("--check", "Exit with 1 if the files would change, and change nothing.")] = False
    dry_run: Annotated[bool, Flag("--dry-run -n", "Show what would happen, and change nothing.")] = False
    diff: Annotated[bool, Flag("--diff", "Show how the files would change, and change nothing.")] = False
    only_new: Annotated[bool, Flag("--only-new", "Keep existing digests.")] = False
    json: Json = False
    registry: transport.Options = transport.Options()

    @property
    def writes(self) -> bool:
        """Tell whether files may change."""
        return not (self.check or self.dry_run or self.diff)


class Pin(NamedTuple):
    """One image in one file."""

    path: str
    line: int
    image: str
    """With its tag."""
    before: str
    """The digest in the file; empty if there is none."""
    now: str
    """The current digest of the tag."""

    @property
    def action(self) -> str:
        """What happens to the image, in one word."""
        return "identical" if self.before == self.now else "update" if self.before else "pin"


class File(NamedTuple):
    """One Dockerfile and the images to pin in it."""

    path: Path
    old: bytes
    text: str
    places: Sequence[Place]
    skipped: Sequence[Skipped]


def pin(
    paths: Annotated[Sequence[str], Word("[PATH]...", "Dockerfiles, or folders that contain them.", ".")],
    options: Options,
) -> ExitCode:
    """Pin the images of Dockerfiles; ask all registries first, then write all files or none."""
    options.registry.check()
    if options.writes:
        for top in filter(None, map(read.top_of, map(Path, paths or ["."]))):
            report.warnings(transaction.recover(top))
    with waiting.told("reading the project"):
        files = list(_files(paths or ["."], options))
    wanted = {place.reference.tagged: place.reference for file in files for place in file.places}
    found = asked(Client(options.registry).digest, wanted.values())
    digests = {one.tagged: digest for one, digest in found.items()}
    pins = [
        Pin(str(file.path), one.line, one.reference.tagged, one.reference.digest, digests[one.reference.tagged])
        for file in files
        for one in file.places
    ]
    changes = [_change(file, digests) for file in files]
    if options.writes:
        _write(changes)
    _tell(files, pins, changes, options)
    differs = any(change.old != change.new for change in changes)
    return ExitCode.DIFFERENT if options.check and differs else ExitCode.OK


def _files(paths: Sequence[str], options: Options) -> Iterator[File]:
    """Yield each file once, even if two paths lead to it."""
    seen: set[Path] = set()
    for named in map(Path, paths):
        top = read.top_of(named)
        for path in read.find(named):
            real = read.to_write(path, top) if options.writes else Path(os.path.realpath(path))
            if real not in seen:
                seen.add(real)
                yield _file(path, top, only_new=options.only_new)


def _file(path: Path, top: Path | None, *, only_new: bool) -> File:
    parsed = parse(read.read(path, top), str(path))
    old = read.content(path, top)  # with its byte order mark
    text = old.decode()
    found, skipped = places(parsed._replace(text=text))
    untagged = [place for place in found if place.reference.digest and not place.reference.tag]
    skipped += [Skipped(place.line, place.reference.written, "its digest has no tag to look up") for place in untagged]
    wanted = [place for place in found if place not in untagged and not (only_new and place.reference.digest)]
    return File(path, old, text, wanted, skipped)


def _change(file: File, digests: Mapping[str, str]) -> write.Change:
    text = file.text
    for place in sorted(file.places, key=lambda place: -place.start):
        tagged = place.reference.tagged
        text = f"{text[: place.start]}{tagged}@{digests[tagged]}{text[place.end :]}"
    new = text.encode()
    action = write.Action.IDENTICAL if new == file.old else write.Action.OVERWRITE
    return write.Change(str(file.path), action, file.old, new)


def _write(changes: Sequence[write.Change]) -> None:
    """Write all files or none, without backups: only image names change."""
    changed = {Path(os.path.realpath(one.path)): one for one in changes if one.action is write.Action.OVERWRITE}
    if not changed:
        return
    top = Path(os.path.commonpath([path.parent for path in changed]))
    writes = [transaction.Write(path.relative_to(top).as_posix(), one.new, one.old) for path, one in changed.items()]
    transaction.commit(top, writes, without_backup={each.path for each in writes})


def _tell(files: Sequence[File], pins: Sequence[Pin], changes: Sequence[write.Change], options: Options) -> None:
    skipped = [(str(file.path), one) for file in files for one in file.skipped]
    if options.json:
        images = [{**one._asdict(), "action": one.action} for one in pins]
        report.document({"images": images, "skipped": [{"path": path, **left._asdict()} for path, left in skipped]})
        return
    if options.diff:
        report.diffs(changes)
    else:
        for one in pins:
            style = "dim" if one.action == "identical" else "green"
            report.line(f"{one.action:>10}  {one.path}:{one.line}: {one.image}@{one.now[:19]}…", style)
    for path, left in skipped:
        report.problem(f"warning: {path}:{left.line}: {left.image} is not pinned: {left.why}")
    if not pins and not skipped:
        report.line("Nothing to pin: the files name no image of a registry.")
