"""The databases in which distributions keep what is installed."""

import re
from typing import IO, Final

_DPKG: Final = "var/lib/dpkg/status"
_DPKG_PART: Final = r"var/lib/dpkg/status\.d/(?!.*\.md5sums$)[^/]+"
_APK: Final = r"(?:usr/)?lib/apk/db/installed"
_RPM: Final = r"(?:usr/lib/sysimage|var/lib)/rpm/(?:rpmdb\.sqlite|Packages(?:\.db)?)"
_MAY_BE: Final = ("var/lib/", "lib/apk/", "usr/lib/")
_MOST: Final = 32 * 1024 * 1024
NOT_READ: Final = "?"


def database(path: str) -> str:
    """Return the regular expression that counts a database's packages; `?` if impossible, empty for other files."""
    if not path.startswith(_MAY_BE):
        return ""
    if path == _DPKG:
        return r"(?m)^Status: install ok installed$"
    if re.fullmatch(_DPKG_PART, path):  # as distroless has them: a file for each package
        return r"(?m)^Package: "
    if re.fullmatch(_APK, path):
        return r"(?m)^P:"
    return NOT_READ if re.fullmatch(_RPM, path) else ""


def count(content: IO[bytes], how: str) -> int | None:
    """Return how many packages a database lists; None where it cannot be read here."""
    return None if how == NOT_READ else len(re.findall(how, content.read(_MOST).decode("utf-8", "replace")))
