"""What a folder holds, to compare before and after."""

import stat
from pathlib import Path


def snapshot(folder: Path) -> dict[str, tuple[object, ...]]:
    """Return all that a run could have changed: names, kinds, modes, owners, times, contents, and where links lead."""
    found: dict[str, tuple[object, ...]] = {}
    for path in [folder, *sorted(folder.rglob("*"))]:
        status = path.lstat()
        content: object = None
        if stat.S_ISREG(status.st_mode):
            content = path.read_bytes()
        elif stat.S_ISLNK(status.st_mode):
            content = path.readlink()
        found[str(path.relative_to(folder))] = (
            status.st_mode,
            status.st_uid,
            status.st_mtime_ns,
            status.st_ino,
            content,
        )
    return found


def contents(folder: Path) -> dict[str, bytes]:
    """Return the content of every file by its path; links are not followed."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


def write(folder: Path, files: dict[str, str | bytes]) -> None:
    """Write files, with the folders that they need."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
