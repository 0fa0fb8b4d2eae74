"""Which paths a pack may give to its files: those that stay in the target, on every operating system."""

import re
import unicodedata
from collections.abc import Iterable
from pathlib import PurePath
from typing import Final

from dockgen.model.outputs import ANSWERS
from dockgen.packs.errors import PackError

_DEVICES: Final = r"(?i)(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?"
"""Names that Windows gives to devices, with any suffix (Microsoft's "Naming Files, Paths, and Namespaces")."""
_GIT: Final = r"(?i)\.(?:git|hg|jj|svn|bzr)|(?:git|hg)~[0-9]+"
"""Folders of version control, whose settings name programs, and what NTFS may call them (CVE-2019-1352)."""
_REPOSITORY: Final = "head"
"""Each folder with this file and two more is a repository to Git, whose `config` beside it names programs to run."""
_OWN: Final = (".dockgen.lock", ".dockgen.tmp")
"""dockgen's own, in whatever folder; `dockgen.toml` is a person's in each app's folder but the project's own."""
_LONGEST_PART: Final = 255
_LONGEST: Final = 1024


def check(path: str, where: str) -> str:
    """Return a path as it is if it is one that a pack may write.

    Args:
        path: the path, from the target, with slashes.
        where: the file of the pack that it is for, which messages name.

    Raises:
        PackError: it leads out of the target, or is odd.
    """
    why = _wrong(path)
    if why:
        raise PackError(
            f"{where}: a pack must not write {path!r}: {why}",
            "It may name files inside of the project, in plain words.",
        )
    return path


def _wrong(path: str) -> str:
    parts = path.split("/")
    if len(path.encode("utf-8", "replace")) > _LONGEST:
        return "it is too long"
    if path.startswith("/") or re.match(r"[A-Za-z]:", path):
        return "it is absolute"
    if ".." in parts:
        return "it leads out of the project"
    if path.casefold() == ANSWERS.path or any(part.casefold() in _OWN for part in parts):
        return "dockgen writes that file itself"
    return next(filter(None, map(_wrong_part, parts)), "")


def _wrong_part(part: str) -> str:  # noqa: PLR0911 - a rule each
    if part.casefold() == _REPOSITORY:
        return "Git may take its folder for a repository, and run what is set in that"
    if part in {"", "."}:
        return "a part of it is empty"
    if any(unicodedata.category(one) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for one in part) or re.search(
        r'[\\:*?"<>|]', part
    ):
        return "it has characters that no name should have"
    if part != part.strip() or part.endswith("."):
        return "a part of it begins or ends with a blank or a dot"
    if len(part.encode("utf-8", "replace")) > _LONGEST_PART:
        return "a part of it is too long"
    if re.fullmatch(_DEVICES, part):
        return "Windows takes it for a device"
    if re.fullmatch(_GIT, part):
        return "Git keeps programs there"
    return ""


def inside(folder: str, source: str) -> str:
    """Return the folder of a repository or a package that is the pack, as it is.

    Raises:
        PackError: it leads out of it.
    """
    if folder and (PurePath(folder).is_absolute() or ".." in folder.split("/")):
        raise PackError(f"{source}: {folder!r} leads out of it", "Name a folder inside.")
    return folder


def check_all(paths: Iterable[str], where: str) -> None:
    """See to it that no two paths are the same file somewhere, and none is a folder of another.

    Raises:
        PackError: two are.
    """
    seen: dict[str, str] = {}
    for path in sorted(paths):
        key = unicodedata.normalize("NFC", path).casefold()
        parents = ["/".join(key.split("/")[:count]) for count in range(1, key.count("/") + 1)]
        other = next((seen[each] for each in (key, *parents) if each in seen), None)
        if other is not None:
            raise PackError(f"{where}: {other!r} and {path!r} cannot both be there", "Name one of them differently.")
        seen[key] = path
