"""Fetches packs from Git repositories once into a cache, without running anything of them.

dockgen reads the files from Git's database and writes them itself. A checkout would run filters that a person has set
up, such as Git LFS, on files that the repository chooses in its `.gitattributes`.
"""

import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from dockgen.packs import names
from dockgen.packs.errors import PackError
from dockgen.packs.git_command import Repository
from dockgen.packs.manifest import FILE_NAME
from dockgen.packs.read import LARGEST_OF_ALL, MOST, NO_PLAIN_FILE, TOPS
from dockgen.reading.files import is_folder
from dockgen.records import NamedTuple
from dockgen.text.digest import sha256
from dockgen.writing import places

_ADDRESS: Final = re.compile(
    r"git\+(?P<url>(?:https|ssh|file)://[^\s/#]*/[^\s@#]+)(?:@(?P<ref>[A-Za-z0-9][\w./+-]{0,200}))?(?:#(?P<folder>[^#]+))?"
)
_COMMIT: Final = re.compile(r"[0-9a-f]{40}")
_LONGEST_LIST: Final = 1_000_000
"""Bytes of the list of files: a few kilobytes in a repository can describe more files than a disk holds."""
_PLAIN: Final = {"100644": 0o644, "100755": 0o755}
_USUAL_NAME: Final = r"[\w.-][\w. -]{0,200}"


class Address(NamedTuple):
    """The place of a pack in Git."""

    url: str
    ref: str
    folder: str

    @property
    def shown(self) -> str:
        """The address for `dockgen.toml`."""
        return f"git+{self.url}{'@' if self.ref else ''}{self.ref}{'#' if self.folder else ''}{self.folder}"

    @property
    def place(self) -> Path:
        """The folder in the cache; a tag is assumed not to move."""
        kept = f"{self.url}@{self.ref or 'HEAD?'}#{self.folder}"
        return places.folder("XDG_CACHE_HOME", "~/.cache") / "packs" / sha256(kept.encode())


class _File(NamedTuple):
    mode: str
    blob: str
    size: int
    path: str


def address(source: str) -> Address:
    """Parse an address; PackError if it is none, or contains a password."""
    match = _ADDRESS.fullmatch(source)
    if match is None or re.match(r"[a-z]+://[^/@:]*+:[^/@]*+@", match["url"]):
        hint = "Allowed: git+https://, git+ssh:// or git+file://, a path, then @TAG or @COMMIT, without a password."
        raise PackError(f"{source} is not the address of a Git repository", hint)
    return Address(match["url"], match["ref"] or "", names.inside(match["folder"] or "", source))


def fetched(asked: Address, *, may_fetch: bool) -> tuple[Path, str]:
    """Return a pack's folder in the cache, and its address for `dockgen.toml`; PackError if it cannot be fetched."""
    if not is_folder(asked.place):
        if not may_fetch:
            hint = "Run `dockgen init` or `dockgen update` to fetch it."
            raise PackError(f"the template pack {asked.shown} is not in the cache", hint)
        try:
            asked = _kept(asked)
        except OSError as error:
            what = f"{error.filename or asked.place}: {error.strerror or error}"
            raise PackError(what, "Check its permissions.") from error
    return asked.place, asked.shown


def _kept(asked: Address) -> Address:
    """Fetch a pack into the cache, and return its address with a tag or commit."""
    folder = asked.place.parent
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        repository, pack = Repository(Path(scratch, "git"), asked.shown), Path(scratch, "pack")
        repository.create()
        asked = _settled(asked, repository)
        if not is_folder(asked.place):
            ref = asked.ref if _COMMIT.fullmatch(asked.ref) else f"refs/tags/{asked.ref}"
            repository.run("fetch", "--quiet", "--depth=1", "--no-tags", "--", asked.url, ref)
            _write(repository, asked, pack)
            if not is_folder(asked.place):
                pack.rename(asked.place)
    return asked


def _settled(asked: Address, repository: Repository) -> Address:
    """Return the tag or commit; for a branch or the default branch, its current commit."""
    if _COMMIT.fullmatch(asked.ref):
        return asked
    told = repository.run("ls-remote", "--", asked.url, asked.ref or "HEAD").decode("utf-8", "replace")
    found = {name: commit for commit, _, name in (line.partition("\t") for line in told.splitlines())}
    if asked.ref and f"refs/tags/{asked.ref}" in found:
        return asked
    commit = found.get(f"refs/heads/{asked.ref}" if asked.ref else "HEAD")
    if commit is None:
        hint = "Use an existing one, or a full commit hash."
        raise PackError(f"{asked.shown}: no tag or branch is called {asked.ref!r}", hint)
    return asked._replace(ref=commit)


def _write(repository: Repository, asked: Address, pack: Path) -> None:
    """Write the pack's files as they are in the repository, and return the names of all other files."""
    top = f"FETCH_HEAD:{asked.folder}"
    others = {one.path for one in _listed(repository, asked, top)} - {*TOPS, FILE_NAME}
    files = list(_listed(repository, asked, "-r", top, "--", FILE_NAME, *TOPS))
    _refuse_odd(asked, files)
    pack.mkdir()
    for name in others:
        if re.fullmatch(_USUAL_NAME, name):
            (pack / name).touch()
    for one, content in zip(files, _contents(repository, files), strict=True):
        path = pack / one.path
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(content)
        path.chmod(_PLAIN[one.mode])


def _listed(repository: Repository, asked: Address, *what: str) -> Iterator[_File]:
    found = repository.first(_LONGEST_LIST, "ls-tree", "-l", "-z", *what)
    if len(found) > _LONGEST_LIST:
        raise PackError(f"{asked.shown} has more than {MOST} files", "Check that it is a pack.")
    for line in found.split(b"\0")[:-1]:
        about, _, path = line.partition(b"\t")
        mode, _, blob, size = about.decode().split()
        yield _File(mode, blob, 0 if size == "-" else int(size), os.fsdecode(path))


def _refuse_odd(asked: Address, files: Sequence[_File]) -> None:
    """Refuse what is not a pack, and entries that are not plain files."""
    where = f"the template pack {asked.shown}"
    if FILE_NAME not in {one.path for one in files}:
        raise PackError(f"{asked.shown} is not a template pack: it has no {FILE_NAME}", "Check the path.")
    if sum(one.size for one in files) > LARGEST_OF_ALL:
        raise PackError(f"{asked.shown} has more than {LARGEST_OF_ALL // 10**6} MB", "Check that it is a pack.")
    for one in files:
        if "\\" in one.path or not {"", ".", ".."}.isdisjoint(one.path.split("/")):
            raise PackError(f"{where}: {one.path!r} is not a valid file name", "Rename it.")
        if one.mode not in _PLAIN:
            raise PackError(f"{where}: {one.path} is not a plain file", NO_PLAIN_FILE)
    names.check_all([one.path for one in files], where)


def _contents(repository: Repository, files: Sequence[_File]) -> Iterator[bytes]:
    """Yield the content of each file."""
    told = repository.run("cat-file", "--batch", given="".join(f"{one.blob}\n" for one in files).encode())
    start = 0
    for one in files:
        start = told.index(b"\n", start) + 1
        yield told[start : start + one.size]
        start += one.size + 1
