"""Unpacks layers as they come, whatever they are packed with, and reads their tar archives."""

import gzip
import tarfile
from collections.abc import Iterator
from typing import IO, Final, Protocol

BLOCK: Final = 1 << 18
"""Bytes that are held at a time."""
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
LONGEST_START: Final = 4
_MOST_BEHIND: Final = 100


class NotUnpackedError(Exception):
    """A layer is packed with something that this Python cannot unpack."""


class Reader(Protocol):
    """What bytes are read from."""

    def read(self, size: int = -1, /) -> bytes:
        """Return some bytes; none at the end."""


class Counted:
    """Counts the bytes that are read."""

    def __init__(self, file: Reader) -> None:
        self._file = file
        self.size = 0

    def read(self, size: int = -1, /) -> bytes:
        """Read on."""
        block = self._file.read(size)
        self.size += len(block)
        return block


def is_packed(start: bytes) -> bool:
    """Tell by its first bytes whether a file is packed."""
    return start.startswith((_GZIP, _ZSTD))


def unpacked(start: bytes, file: IO[bytes]) -> Reader:
    """Return the content of a file that starts so; raise NotUnpackedError for zstd."""
    if start.startswith(_ZSTD):
        return _unpacked_zstd(file)
    return gzip.GzipFile(fileobj=file) if start.startswith(_GZIP) else file


def _unpacked_zstd(packed: IO[bytes]) -> Reader:
    try:
        from compression import zstd  # type: ignore[import-not-found]  # noqa: PLC0415 - Python 3.14 brought it
    except ImportError as error:
        raise NotUnpackedError("it is packed with zstd, which Python can unpack from 3.14 on") from error
    file: Reader = zstd.ZstdFile(packed)
    return file


class _Ending:
    """Refuses to be read on and on behind its end.

    tarfile does that where an entry says that it has more bytes than any disk: it would come back after years.
    """

    def __init__(self, file: Reader) -> None:
        self._file = file
        self._behind = 0

    def read(self, size: int = -1, /) -> bytes:
        block = self._file.read(size)
        self._behind += not block
        if self._behind > _MOST_BEHIND:
            raise EOFError("an entry ends too soon")
        return block


def entries(file: Reader) -> Iterator[tuple[tarfile.TarFile, tarfile.TarInfo]]:
    """Yield the entries one at a time, each with its archive; raise TarError, or EOFError if it ends too soon."""
    # A buffer of this size is copied for each entry: a larger one takes longer where there are many small files.
    with tarfile.open(fileobj=_Ending(file), mode="r|", bufsize=1 << 15) as tar:  # type: ignore[call-overload]  # a stream needs no more than read
        while (entry := tar.next()) is not None:
            tar.members.clear()  # it would keep them all
            yield tar, entry
