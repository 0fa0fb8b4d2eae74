"""Runs git so that it runs nothing else: no hook, filter, submodule or prompt, whatever a person's settings are."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from dockgen.packs.errors import PackError

_SECONDS: Final = 60
_OF_OTHERS: Final = (
    *("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY", "GIT_NAMESPACE"),
    *("GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_QUARANTINE_PATH", "GIT_PREFIX", "GIT_SHALLOW_FILE", "GIT_GRAFT_FILE"),
)
"""Variables that git sets for its hooks: with them it would fetch a pack into the repository that calls dockgen."""
_PROTOCOLS: Final = ("https", "ssh", "file")
_SETTINGS: Final = (
    *("core.hooksPath=/dev/null", "core.fsmonitor=false", "submodule.recurse=false", "fetch.recurseSubmodules=false"),
    *("core.askPass=", "credential.interactive=false", "maintenance.auto=false", "gc.auto=0"),
    *("transfer.bundleURI=false", "protocol.allow=never", *(f"protocol.{name}.allow=always" for name in _PROTOCOLS)),
)
"""Over a person's own: nothing runs, asks, or goes to another server. Proxies, `insteadOf` and logins stay theirs."""
_QUIET: Final = {"GIT_TERMINAL_PROMPT": "0", "GCM_INTERACTIVE": "never"}


class Repository(NamedTuple):
    """A bare repository to fetch into; it has no files, so no filter of `.gitattributes` applies to any."""

    folder: Path
    shown: str
    """What messages call the pack."""

    def create(self) -> None:
        """Make it, without the hooks of a person's template."""
        self.folder.mkdir()
        self.run("init", "--quiet", "--bare", "--template=", "--", ".")

    def run(self, *arguments: str, given: bytes = b"") -> bytes:
        """Run git and return what it prints.

        Raises:
            PackError: it is not there, fails, or takes too long.
        """
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
            raise PackError(f"{self.shown} needs git, which is not there", _INSTALL) from error
        except subprocess.TimeoutExpired as error:
            raise PackError(
                f"{self.shown}: git did not end within {_SECONDS} s", "Try again, or give a folder."
            ) from error
        if done.returncode != 0:
            told = " ".join(done.stderr.decode("utf-8", "replace").split()) or f"exit code {done.returncode}"
            raise PackError(f"{self.shown} cannot be fetched: {told}", "Check the address, the tag and your access.")
        return done.stdout

    def first(self, limit: int, *arguments: str) -> bytes:
        """Return what git prints, but not more than a few bytes above a limit: it may be endless."""
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
        # By name: of a repository above this folder, or above the current one, git would take the settings.
        return [program(self.shown), "--git-dir=.", *(word for one in _SETTINGS for word in ("-c", one)), *arguments]

    def _environment(self) -> dict[str, str]:
        own = {key: value for key, value in os.environ.items() if key not in _OF_OTHERS}
        ssh = {} if self._has_own_ssh(own) else {"GIT_SSH_COMMAND": "ssh -o BatchMode=yes"}
        return _QUIET | ssh | own | {"LC_ALL": "C", "GIT_LFS_SKIP_SMUDGE": "1"}

    def _has_own_ssh(self, own: dict[str, str]) -> bool:
        """Tell whether a person has chosen how ssh is called, which a variable of ours would override."""
        if "GIT_SSH_COMMAND" in own or "GIT_SSH" in own:
            return True
        asked = [program(self.shown), "--git-dir=.", "config", "--get", "core.sshCommand"]
        return not subprocess.run(asked, cwd=self.folder, env=own, capture_output=True, check=False).returncode  # noqa: S603 - fixed words


_INSTALL: Final = "Install git, or give a folder."


def program(shown: str) -> str:
    """Return where git is; one in the current folder, where Windows looks first, may be anyone's.

    Raises:
        PackError: there is none.
    """
    found = shutil.which("git")
    if found is None or os.path.dirname(os.path.abspath(found)) == os.getcwd():  # noqa: PTH100, PTH109, PTH120 - texts
        raise PackError(f"{shown} needs git, which is not there", _INSTALL)
    return found
