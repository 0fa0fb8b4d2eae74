"""Checks the paths of a pack's files: they must stay in the target folder, on every operating system."""

import re
import unicodedata
from collections.abc import Iterable
from pathlib import PurePath
from typing import Final

from dockgen.model.outputs import ANSWERS
from dockgen.packs.errors import PackError

_DEVICES: Final = r"(?i)(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?"
"""Device names on Windows, with any suffix (Microsoft's "Naming Files, Paths, and Namespaces")."""
_GIT: Final = r"(?i)\.(?:git|hg|jj|svn|bzr)|(?:git|hg)~[0-9]+"
"""Folders of version control, whose settings can name programs to run, and their NTFS aliases (CVE-2019-1352)."""
_REPOSITORY: Final = "head"
"""Git takes a folder with this file and two others for a repository, whose `config` can name programs to run."""
_OWN: Final = (".dockgen.lock", ".dockgen.tmp")
"""dockgen's own files, in any folder; `dockgen.toml` is allowed in the folders of apps."""
_LONGEST_PART: Final = 255
_LONGEST: Final = 1024


def check(path: str, where: str) -> str:
    """Return a path if a pack may write it, relative to the target; PackError, with the pack's file `where`, if not."""
    if why := _wrong(path):
        raise PackError(f"{where}: a pack must not write {path!r}: {why}", "Use a plain path inside the project.")
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
        return "dockgen itself writes that file"
    return next(filter(None, map(_wrong_part, parts)), "")


def _wrong_part(part: str) -> str:  # noqa: PLR0911 - a rule each
    if part.casefold() == _REPOSITORY:
        return "Git could treat its folder as a repository and run programs that its settings name"
    if part in {"", "."}:
        return "a part of it is empty"
    is_hidden = any(unicodedata.category(one) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for one in part)
    if is_hidden or re.search(r'[\\:*?"<>|]', part):
        return "it has characters that are not allowed"
    if part != part.strip() or part.endswith("."):
        return "a part of it begins or ends with a space or a dot"
    if len(part.encode("utf-8", "replace")) > _LONGEST_PART:
        return "a part of it is too long"
    if re.fullmatch(_DEVICES, part):
        return "it is a device name on Windows"
    if re.fullmatch(_GIT, part):
        return "it is a folder of version control"
    return ""


def inside(folder: str, source: str) -> str:
    """Return the folder of the pack inside a repository or a package; PackError if it leads out."""
    if folder and (PurePath(folder).is_absolute() or ".." in folder.split("/")):
        raise PackError(f"{source}: {folder!r} leads outside", "Name a folder inside it.")
    return folder


def check_all(paths: Iterable[str], where: str) -> None:
    """Check that no two paths are the same file on some system, and no file is also a folder; PackError if so."""
    seen: dict[str, str] = {}
    for path in sorted(paths):
        key = unicodedata.normalize("NFC", path).casefold()
        parents = ["/".join(key.split("/")[:count]) for count in range(1, key.count("/") + 1)]
        other = next((seen[each] for each in (key, *parents) if each in seen), None)
        if other is not None:
            raise PackError(f"{where}: {other!r} and {path!r} conflict", "Rename one of them.")
        seen[key] = path
