"""Programs that a program starts: which package of the distribution has each of them."""

import posixpath
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from dockgen.errors import printable
from dockgen.languages.kit.sources import Source
from dockgen.model.found import Found
from dockgen.reading.project import Project

# By the words of kit/system_packages.py; the programs of each.
_OF: Final = {
    "aria2": "aria2c",
    "bash": "bash",
    "bc": "bc",
    "bind": "dig host nslookup",
    "busybox": "busybox httpd",
    "bsdextrautils": "column hexdump",
    "chromium": "chromium chromium-browser google-chrome google-chrome-stable",
    "curl-program": "curl",
    "envsubst": "envsubst",
    "exiftool": "exiftool",
    "ffmpeg": "ffmpeg ffprobe",
    "file-program": "file",
    "gawk": "gawk",
    "ghostscript": "gs",
    "git-program": "git",
    "gnupg": "gpg",
    "graphicsmagick": "gm",
    "graphviz": "dot neato",
    "imagemagick": "convert identify magick mogrify",
    "inotify-tools": "inotifywait inotifywatch",
    "iproute": "ip ss",
    "jq": "jq",
    "libreoffice": "libreoffice soffice",
    "mariadb-client": "mariadb mariadb-dump mysql mysqldump",
    "netcat": "nc netcat",
    "nodejs": "node",
    "openssh-client": "scp sftp ssh ssh-keygen ssh-keyscan",
    "openssl": "openssl",
    "pandoc": "pandoc",
    "ping": "ping",
    "poppler": "pdfimages pdfinfo pdftocairo pdftoppm pdftotext pdfunite",
    "postgresql-client": "pg_dump pg_dumpall pg_restore psql",
    "procps": "free pgrep pkill ps top uptime",
    "python3": "python python3",
    "qpdf": "qpdf",
    "rclone": "rclone",
    "redis-cli": "redis-cli",
    "restic": "restic",
    "rsvg-convert": "rsvg-convert",
    "rsync": "rsync",
    "socat": "socat",
    "sox": "sox",
    "sqlite-program": "sqlite3",
    "tesseract-ocr": "tesseract",
    "tree": "tree",
    "unzip": "unzip",
    "webp-tools": "cwebp dwebp",
    "wget": "wget",
    "xxd": "xxd",
    "yt-dlp": "yt-dlp",
    "zip": "zip",
    "zsh": "zsh",
}
PROGRAMS: Final = {name: word for word, names in _OF.items() for name in names.split()}

SHELL: Final = "shell"
"""What stands for the programs that each base image with a shell has."""
_EVERYWHERE: Final = frozenset(
    {"awk", "base64", "cat", "chmod", "chown", "cp", "cut", "date", "dd", "df", "du", "echo", "env", "false"}
    | {"find", "grep", "gunzip", "gzip", "head", "hostname", "id", "kill", "ln", "ls", "md5sum", "mkdir"}
    | {"mktemp", "mv", "nproc", "printenv", "printf", "pwd", "readlink", "rm", "rmdir", "sed", "seq", "sh"}
    | {"sha1sum", "sha256sum", "sha512sum", "sleep", "sort", "stat", "sync", "tail", "tar", "tee", "test"}
    | {"timeout", "touch", "tr", "true", "uname", "uniq", "wc", "which", "whoami", "xargs"}
)
_OF_DESKTOPS: Final = frozenset(
    {"cmd", "cmd.exe", "cscript", "defaults", "explorer", "launchctl", "notify-send", "open", "osascript"}
    | {"pbcopy", "pbpaste", "powershell", "powershell.exe", "pwsh", "reg", "rundll32", "schtasks", "start"}
    | {"sw_vers", "systeminfo", "taskkill", "tasklist", "where", "wmic", "wslview", "x-www-browser", "xclip"}
    | {"xdg-open", "xsel"}
)
"""Programs of other systems, and of desktops: a container has no use for them."""
_SHELLS: Final = frozenset({"sh", "bash", "ash", "/bin/sh", "/bin/bash"})
_COMMANDS: Final = r"(?:^|[|;&(`]|&&|\|\|)\s{0,9}([\w.-]{1,60})(?=\s|$)"


def find(project: Project, sources: Iterable[Source], pattern: str, only: str) -> Found[tuple[str, ...]]:
    """Return the words for the programs that sources start; warn of what no known package has.

    The pattern's first group is the program, its second one the arguments, as far as they are written out; files
    without the text `only` are not looked at.
    """
    found: dict[str, str] = {}
    for source in (one for one in sources if only in one.raw):
        for match in re.finditer(pattern, source.text):
            for name in _names(match[1], match[2] or ""):
                if word := _word(name):
                    found.setdefault(word, f"{source.at(match)} runs {name}")
                elif _is_unknown(name, match[1]):
                    project.warn(_warning(source.at(match), name))
    words = tuple(sorted(found))
    return Found(words, ", ".join(found[word] for word in words) or "it starts no other program")


def _names(name: str, arguments: str) -> list[str]:
    """Return the programs that one call starts: a shell starts those of its script."""
    script = (
        re.search(r"-\w?c[\"'`][^\"'`]{0,20}[\"`]((?:\\.|[^\"`\\]){1,400})", arguments) if name in _SHELLS else None
    )
    started = re.findall(_COMMANDS, script[1]) if script else []
    return [name, *(one for one in started if one in PROGRAMS)]


def _word(name: str) -> str:
    """Return what stands for the package of a program, which may be named with its folder."""
    last = posixpath.basename(name) if name.startswith("/") else name
    return PROGRAMS.get(last) or (SHELL if last in _EVERYWHERE else "")


def _is_unknown(name: str, called: str) -> bool:
    """Tell whether a call names a program that the image will lack: not one of the project's own."""
    return name == called and re.fullmatch(r"[a-z][\w.+-]{1,40}", name) is not None and name not in _OF_DESKTOPS


def _warning(where: str, name: str) -> str:
    return printable(
        f"{where} runs {name}, which the image does not have: install it in the Dockerfile's last stage, or do without"
    )


_USE_GIT: Final = frozenset({"git-program", "gitpython", "dulwich", "pygit2"})


def environment(programs: Collection[str], *, keeps: bool) -> Mapping[str, str]:
    """Return the variables by which Git takes repositories in kept folders, which are not the user's own.

    Args:
        programs: what is started, and packages that start programs.
        keeps: whether there are such folders.
    """
    if not keeps or _USE_GIT.isdisjoint(programs):
        return {}
    return {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*"}
