"""Packs in Git repositories: fetched once into a cache, and nothing of them runs."""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final, NamedTuple

from dockgen.digest import sha256
from dockgen.packs.errors import PackError

_ADDRESS: Final = re.compile(
    r"git\+(?P<url>(?:https|ssh|file)://[^\s/#]*/[^\s@#]+)(?:@(?P<ref>[A-Za-z0-9][\w./+-]{0,200}))?(?:#(?P<folder>[^#]+))?"
)
_COMMIT: Final = re.compile(r"[0-9a-f]{40}")
_SECONDS: Final = 60
_MOST: Final = 20_000
_LARGEST: Final = 200_000_000
"""Files, and bytes, of the repository that a pack may be a folder of."""
_OF_OTHERS: Final = (
    *("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY", "GIT_NAMESPACE"),
    *("GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_QUARANTINE_PATH", "GIT_PREFIX", "GIT_SHALLOW_FILE", "GIT_GRAFT_FILE"),
)
"""Variables that git sets for its hooks: with them it would check a pack out into the repository that calls dockgen."""


class _Git(NamedTuple):
    url: str
    ref: str
    folder: str

    @property
    def shown(self) -> str:
        return f"git+{self.url}{'@' if self.ref else ''}{self.ref}{'#' if self.folder else ''}{self.folder}"


def fetched(source: str) -> tuple[Path, str, str]:
    """Return where a repository is now, which folder of it is meant, and how `dockgen.toml` names it.

    Raises:
        PackError: it cannot be fetched, or is too large.
    """
    match = _ADDRESS.fullmatch(source)
    if match is None or re.match(r"[a-z]+://[^/@:]*+:[^/@]*+@", match["url"]):
        raise PackError(
            f"{source} is no address of a Git repository",
            "Allowed: git+https://, git+ssh:// or git+file://, a path, then @TAG or @COMMIT; no password in it.",
        )
    asked = _Git(match["url"], match["ref"] or "", match["folder"] or "")
    if not _place(asked).is_dir():
        asked = _settled(asked)
        if not _place(asked).is_dir():
            _fetch(asked)
    return _place(asked), asked.folder, asked.shown


def _place(asked: _Git) -> Path:
    """Return where a repository is kept; a tag is taken for what it was when it was fetched."""
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111 - it may stay as it is
    return Path(cache, "dockgen", "packs", sha256(f"{asked.url}@{asked.ref or 'HEAD?'}".encode()))


def _settled(asked: _Git) -> _Git:
    """Keep a tag or a commit; of a branch, or of nothing, take today's commit."""
    if _COMMIT.fullmatch(asked.ref):
        return asked
    lines = _git(asked, "ls-remote", "--", asked.url, asked.ref or "HEAD").splitlines()
    found = {name: commit for commit, _, name in (line.partition("\t") for line in lines)}
    if asked.ref and f"refs/tags/{asked.ref}" in found:
        return asked
    commit = found.get(f"refs/heads/{asked.ref}" if asked.ref else "HEAD")
    if commit is None:
        raise PackError(f"{asked.shown}: there is no tag or branch {asked.ref!r}", "Name one, or a whole commit.")
    return asked._replace(ref=commit)


def _fetch(asked: _Git) -> None:
    """Fetch one commit into the cache; nothing that is in it runs."""
    place = _place(asked)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place.parent) as scratch:
            folder = Path(scratch, "pack")
            _git(asked, "init", "--quiet", "--template=", "--", str(folder))
            ref = asked.ref if _COMMIT.fullmatch(asked.ref) else f"refs/tags/{asked.ref}"
            inside = ("-C", str(folder))
            _git(
                asked,
                *inside,
                "fetch",
                "--quiet",
                "--depth=1",
                "--no-tags",
                "--no-recurse-submodules",
                "--",
                asked.url,
                ref,
            )
            _refuse_large(asked, folder)
            _git(asked, *inside, "checkout", "--quiet", "--detach", "FETCH_HEAD")
            shutil.rmtree(folder / ".git")
            if not place.is_dir():
                folder.rename(place)
    except OSError as error:
        raise PackError(f"{error.filename or place}: {error.strerror or error}", "Check its permissions.") from error


def _refuse_large(asked: _Git, folder: Path) -> None:
    """Look at what a checkout would write: some kilobytes can stand for more than a disk holds."""
    count = size = 0
    with subprocess.Popen(  # noqa: S603 - as in `_git`
        [_program(asked), "-C", str(folder), "ls-tree", "-r", "-l", "FETCH_HEAD"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
    ) as git:
        for line in git.stdout or ():
            count, size = count + 1, size + int(re.sub(rb"\D", b"", line.partition(b"\t")[0].split()[3]) or 0)
            if count > _MOST or size > _LARGEST:
                git.kill()
                raise PackError(
                    f"{asked.shown} has more than {_MOST} files, or {_LARGEST // 10**6} MB", "Is it a pack?"
                )


def _environment() -> dict[str, str]:
    quiet = {"GIT_TERMINAL_PROMPT": "0", "GIT_LFS_SKIP_SMUDGE": "1", "GIT_SSH_COMMAND": "ssh -o BatchMode=yes"}
    return quiet | {key: value for key, value in os.environ.items() if key not in _OF_OTHERS} | {"LC_ALL": "C"}


def _program(asked: _Git) -> str:
    """Return where git is; one in the current folder, where Windows looks first, may be somebody else's."""
    found = shutil.which("git")
    if found is None or os.path.dirname(os.path.abspath(found)) == os.getcwd():  # noqa: PTH100, PTH109, PTH120 - texts
        raise PackError(f"{asked.shown} needs git, which is not there", "Install git, or give a folder.")
    return found


def _git(asked: _Git, *arguments: str) -> str:
    """Run git; it asks nobody, and speaks no protocol that runs a program of the address's choice."""
    settings = ["core.hooksPath=/dev/null", "protocol.allow=never", "core.fsmonitor=false", "submodule.recurse=false"]
    settings += [f"protocol.{name}.allow=always" for name in ("https", "ssh", "file")]
    command = [_program(asked), *(word for each in settings for word in ("-c", each)), *arguments]
    try:
        done = subprocess.run(  # noqa: S603 - address and tag are checked, and stand behind `--`
            command,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            stdin=subprocess.DEVNULL,
            timeout=_SECONDS,
            env=_environment(),
            check=False,
        )
    except FileNotFoundError as error:
        raise PackError(f"{asked.shown} needs git, which is not there", "Install git, or give a folder.") from error
    except subprocess.TimeoutExpired as error:
        raise PackError(
            f"{asked.shown}: git did not end within {_SECONDS} s", "Try again, or give a folder."
        ) from error
    if done.returncode != 0:
        told = " ".join(done.stderr.split()) or f"exit code {done.returncode}"
        raise PackError(f"{asked.shown} cannot be fetched: {told}", "Check the address, the tag and your access.")
    return done.stdout
