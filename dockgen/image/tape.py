"""A tar archive that is read once, from the start to the end."""

import tarfile
from collections.abc import Iterator
from typing import Final

from dockgen.image.packing import Reader

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
