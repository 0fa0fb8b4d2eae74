"""Runs git without hooks, filters, submodules, or prompts, regardless of a person's settings."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from dockgen.packs.errors import FetchError, PackError
from dockgen.records import NamedTuple

_SECONDS: Final = 60
_OF_OTHERS: Final = (
    *("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY", "GIT_NAMESPACE"),
    *("GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_QUARANTINE_PATH", "GIT_PREFIX", "GIT_SHALLOW_FILE", "GIT_GRAFT_FILE"),
)
"""Variables that git sets for hooks; with them, git would fetch a pack into the repository that runs dockgen."""
_PROTOCOLS: Final = ("https", "ssh", "file")
_SETTINGS: Final = (
    *("core.hooksPath=/dev/null", "core.fsmonitor=false", "submodule.recurse=false", "fetch.recurseSubmodules=false"),
    *("core.askPass=", "credential.interactive=false", "maintenance.auto=false", "gc.auto=0"),
    *("transfer.bundleURI=false", "protocol.allow=never", *(f"protocol.{name}.allow=always" for name in _PROTOCOLS)),
)
"""Settings that override a person's: no programs, prompts, or redirects. Proxies, `insteadOf`, and logins stay."""
_QUIET: Final = {"GIT_TERMINAL_PROMPT": "0", "GCM_INTERACTIVE": "never"}


class Repository(NamedTuple):
    """A bare repository to fetch into; it has no work tree, so no filter of `.gitattributes` applies."""

    folder: Path
    shown: str
    """The pack's name in messages."""

    def create(self) -> None:
        """Create it, without the hooks of a person's Git template."""
        self.folder.mkdir()
        self.run("init", "--quiet", "--bare", "--template=", "--", ".")

    def run(self, *arguments: str, given: bytes = b"") -> bytes:
        """Run git and return what it prints; PackError if git is missing, fails, or takes too long."""
        try:
            done = subprocess.run(  # noqa: S603 - address and tag are checked, and stand behind `--`
                self._command(arguments),
                input=given,
                capture_output=True,
                timeout=_SECONDS,
                cwd=self.folder,
                env=self._environment(),
                check=False,
            )
        except FileNotFoundError as error:
            raise PackError(f"{self.shown} needs git, which is not installed", _INSTALL) from error
        except subprocess.TimeoutExpired as error:
            what = f"{self.shown}: git did not finish within {_SECONDS} s"
            raise FetchError(what, "Try again, or use a folder.") from error
        if done.returncode != 0:
            told = " ".join(done.stderr.decode("utf-8", "replace").split()) or f"exit code {done.returncode}"
            raise FetchError(f"{self.shown} cannot be fetched: {told}", "Check the address, the tag and your access.")
        return done.stdout

    def first(self, limit: int, *arguments: str) -> bytes:
        """Return git's output, cut a few bytes above a limit, since it may be endless."""
        with subprocess.Popen(  # noqa: S603 - as above
            self._command(arguments),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
            env=self._environment(),
        ) as git:
            assert git.stdout is not None  # noqa: S101 - as asked for
            found = git.stdout.read(limit + 1)
            git.kill()
        return found

    def _command(self, arguments: Sequence[str]) -> list[str]:
        # By name: git would otherwise use the settings of a repository above this folder or the current one.
        return [program(self.shown), "--git-dir=.", *(word for one in _SETTINGS for word in ("-c", one)), *arguments]

    def _environment(self) -> dict[str, str]:
        own = {key: value for key, value in os.environ.items() if key not in _OF_OTHERS}
        ssh = {} if self._has_own_ssh(own) else {"GIT_SSH_COMMAND": "ssh -o BatchMode=yes"}
        return _QUIET | ssh | own | {"LC_ALL": "C", "GIT_LFS_SKIP_SMUDGE": "1"}

    def _has_own_ssh(self, own: dict[str, str]) -> bool:
        """Tell whether a person has configured the ssh command, which our variable would override."""
        if "GIT_SSH_COMMAND" in own or "GIT_SSH" in own:
            return True
        asked = [program(self.shown), "--git-dir=.", "config", "--get", "core.sshCommand"]
        return not subprocess.run(asked, cwd=self.folder, env=own, capture_output=True, check=False).returncode  # noqa: S603 - fixed words


_INSTALL: Final = "Install git, or use a folder."


def program(shown: str) -> str:
    """Return the path of git, but not in the current folder, where Windows looks first; PackError if there is none."""
    found = shutil.which("git")
    if found is None or os.path.dirname(os.path.abspath(found)) == os.getcwd():  # noqa: PTH100, PTH109, PTH120 - texts
        raise PackError(f"{shown} needs git, which is not installed", _INSTALL)
    return found
