"""Unpacks layers as they come, whatever they are packed with, and reads their tar archives."""

import tarfile
import zlib
from collections.abc import Iterator
from typing import IO, Final, Protocol

BLOCK: Final = 1 << 18
"""Bytes that are held at a time."""
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_WITH_GZIP_HEADER: Final = 31
"""What zlib calls the packing of gzip with its largest window."""
LONGEST_START: Final = 4


class NotUnpackedError(Exception):
    """A layer is packed with something that this Python cannot unpack."""


class Reader(Protocol):
    """What bytes are read from."""

    def read(self, size: int = -1, /) -> bytes:
        """Return some bytes; none at the end."""
        ...


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


class Rest:
    """A file of which the first bytes were read already."""

    def __init__(self, start: bytes, file: IO[bytes]) -> None:
        self._start, self._file = start, file

    def read(self, size: int = -1, /) -> bytes:
        """Read them first, then on."""
        if not self._start:
            return self._file.read(size)
        if size < 0:
            found, self._start = self._start + self._file.read(), b""
            return found
        found, self._start = self._start[:size], self._start[size:]
        return found


class _Gunzip:
    """Unpacks gzip; a file may consist of several parts, as estargz makes them."""

    def __init__(self, file: Reader) -> None:
        self._file = file
        self._packed = b""
        self._inflate = zlib.decompressobj(_WITH_GZIP_HEADER)
        self._is_over = False

    def read(self, size: int = -1, /) -> bytes:
        parts: list[bytes] = []
        left = size if size >= 0 else -1
        while left and (block := self._some(left)):
            parts.append(block)
            left -= len(block) if left > 0 else 0
        return b"".join(parts)

    def _some(self, most: int) -> bytes:
        """Return some bytes, at most so many where that is not negative; none at the end."""
        while not self._is_over:
            if not self._packed:
                self._packed = self._file.read(BLOCK)
            if not self._packed:
                raise EOFError("a packed layer ends too soon")
            found = self._inflate.decompress(self._packed, max(most, 0))
            self._packed = self._inflate.unconsumed_tail
            if self._inflate.eof:
                self._go_on(self._inflate.unused_data)
            if found:
                return found
        return b""

    def _go_on(self, rest: bytes) -> None:
        """Begin with the next part, where there is one; what else follows is filled up with nothing."""
        if len(rest) < len(_GZIP):
            rest += self._file.read(BLOCK)
        self._packed, self._is_over = rest, not rest.startswith(_GZIP)
        self._inflate = zlib.decompressobj(_WITH_GZIP_HEADER)


def is_packed(start: bytes) -> bool:
    """Tell by its first bytes whether a file is packed."""
    return start.startswith((_GZIP, _ZSTD))


def unpacked(start: bytes, file: IO[bytes]) -> Reader:
    """Return the content of a file whose first bytes were read already; raise NotUnpackedError for zstd."""
    rest = Rest(start, file)
    if start.startswith(_ZSTD):
        return _unpacked_zstd(rest)
    return _Gunzip(rest) if start.startswith(_GZIP) else rest


def _unpacked_zstd(rest: Rest) -> Reader:
    try:
        from compression import zstd  # type: ignore[import-not-found]  # noqa: PLC0415 - Python 3.14 brought it
    except ImportError as error:
        raise NotUnpackedError("it is packed with zstd, which Python can unpack from 3.14 on") from error
    file: Reader = zstd.ZstdFile(rest)
    return file


_MOST_BEHIND: Final = 100


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
