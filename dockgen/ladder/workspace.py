"""A copy of the build context, so that nothing in a person's folder changes."""

import hashlib
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from dockgen.errors import FileError
from dockgen.ladder.edit import edited
from dockgen.ladder.variants import IGNORE_FILE, Variant
from dockgen.reading.files import is_file, is_folder, is_there
from dockgen.reading.tree import walk

_BLOCK = 1 << 20


class Workspace:
    """The copy, and the variant that it currently contains."""

    def __init__(self, source: Path, folder: Path) -> None:
        self.context = folder / "context"
        self.context.mkdir(parents=True)
        self.left_out: list[str] = []
        """Files that could not be copied."""
        digest = hashlib.sha256()
        try:
            for path, kind in _below(source) if is_folder(source) else ():
                digest.update(os.fsencode(path) + b"\0" + self._copy(source / path, self.context / path, kind))
        except OSError as error:
            raise FileError(
                f"the project cannot be copied: {error.strerror}", "Free some space, then run again."
            ) from error
        self.digest = digest.hexdigest()
        """Identifies the project's content."""
        self._there: dict[str, bytes | None] = {}

    def _copy(self, source: Path, target: Path, kind: int) -> bytes:
        """Copy one entry, and return a key of its content."""
        if stat.S_ISLNK(kind):
            target.symlink_to(source.readlink())
            return os.fsencode(os.readlink(source))  # noqa: PTH115 - bytes are wanted
        if stat.S_ISDIR(kind):
            target.mkdir()
            return b"folder"
        try:
            digest = hashlib.sha256()
            with source.open("rb") as old, target.open("wb") as new:
                while block := old.read(_BLOCK):
                    digest.update(block)
                    new.write(block)
            shutil.copystat(source, target)
        except PermissionError:
            target.unlink(missing_ok=True)
            self.left_out.append(source.name)
            return b""
        return digest.digest() + str(stat.S_IMODE(kind)).encode()

    def take(self, variant: Variant) -> None:
        """Put a variant's Dockerfile, ignore file, and missing files into the copy; remove those of the last one."""
        for path, old in self._there.items():
            self._write(path, old)
        ignore = next((path for path in variant.files if path.endswith(IGNORE_FILE)), None)
        files = {
            path: text
            for path, text in variant.files.items()
            if path in {variant.dockerfile, ignore} or not is_there(self.context / path)
        }
        new: dict[str, bytes | None] = dict.fromkeys((IGNORE_FILE, f"{variant.dockerfile}{IGNORE_FILE}"))
        new |= {path: text.encode() for path, text in files.items()}
        self._there = {path: self._bytes(path) for path in new}
        for path, content in new.items():
            self._write(path, content)

    def edit(self, path: str, token: str) -> None:
        """Edit a file."""
        old = self._bytes(path) or b""
        self._there.setdefault(path, old)
        self._write(
            path, edited(old.decode("utf-8", "surrogateescape"), path, token).encode("utf-8", "surrogateescape")
        )

    def _bytes(self, path: str) -> bytes | None:
        file = self.context / path
        return file.read_bytes() if is_file(file) else None

    def _write(self, path: str, content: bytes | None) -> None:
        file = self.context / path
        file.unlink(missing_ok=True)  # never through a link
        if content is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)


def _below(top: Path) -> Iterator[tuple[str, int]]:
    """Yield the path and mode of everything below a folder, in order, except sockets and similar."""
    for folder, folders, files in walk(str(top), lambda _: True):
        for name in sorted([*folders, *files]):
            path = Path(folder, name)
            kind = path.lstat().st_mode
            if stat.S_ISLNK(kind) or stat.S_ISDIR(kind) or stat.S_ISREG(kind):
                yield path.relative_to(top).as_posix(), kind
