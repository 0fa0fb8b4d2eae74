"""A tar archive that is read once, from the start to the end."""

import tarfile
from collections.abc import Iterator

from dockgen.image.packing import Reader


def entries(file: Reader) -> Iterator[tuple[tarfile.TarFile, tarfile.TarInfo]]:
    """Yield the entries as they come, each with the archive that its content is taken from; one is held at a time.

    Raises:
        tarfile.TarError: it is no such archive, or it ends too soon.
    """
    # A buffer of this size is copied for each entry: a larger one takes longer where there are many small files.
    with tarfile.open(fileobj=file, mode="r|", bufsize=1 << 15) as tar:  # type: ignore[call-overload]
        while (entry := tar.next()) is not None:
            tar.members.clear()  # it would keep them all
            yield tar, entry
