"""How `dockgen verify` is asked, as its flags say it; checked before anything is built."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Final

from dockgen.choices import settings
from dockgen.choices.settings import Settings
from dockgen.engines import limits
from dockgen.engines.limits import Limits
from dockgen.errors import FileError, UsageError
from dockgen.flags import App, Cpus, Flag, Json, Language, Main, Memory, Pids
from dockgen.generator import pipeline
from dockgen.reading.files import read_named, text_of
from dockgen.records import NamedTuple
from dockgen.verify.target import START_WITHIN, STOP_WITHIN

_UNITS: Final = {"": 1, "b": 1, "k": 10**3, "m": 10**6, "g": 10**9, "ki": 2**10, "mi": 2**20, "gi": 2**30}
_LAST_PORT: Final = 65535
_STATUSES: Final = range(100, 600)


class Options(NamedTuple):
    """The flags."""

    file: Annotated[str | None, Flag("--file -f", "The Dockerfile, if PATH is its build context.")] = None
    app: App = None
    all: Annotated[bool, Flag("--all", "All apps of a repository.")] = False
    main: Main = None
    language: Language = None
    engine: Annotated[
        str | None, Flag("--engine", "docker, podman, nerdctl or buildah. (Default: the first that works.)")
    ] = None
    only: Annotated[str | None, Flag("--only", "Run only these checks.", "CHECK[,CHECK...]")] = None
    skip: Annotated[str | None, Flag("--skip", "Skip these checks.", "CHECK[,CHECK...]")] = None
    full: Annotated[
        bool, Flag("--full", "Also run the checks that need more builds: reproducible, both platforms, SBOM.")
    ] = False
    port: Annotated[int | None, Flag("--port", "The port that the app serves, if it is not the exposed one.")] = None
    path: Annotated[str | None, Flag("--path", "The path to request.", "PATH")] = None
    status: Annotated[int | None, Flag("--status", "The expected HTTP status. (Default: below 500.)")] = None
    text: Annotated[str, Flag("--text", "Text that the response must contain.")] = ""
    exit_code: Annotated[
        int | None, Flag("--exit-code", "The expected exit code of a program that ends by itself.")
    ] = None
    prints: Annotated[str, Flag("--prints", "Text that the program must print.", "TEXT")] = ""
    environment: Annotated[Sequence[str], Flag("--env -e", "An environment variable; repeatable.", "NAME=VALUE")] = ()
    env_file: Annotated[str | None, Flag("--env-file", "A file of environment variables.", "FILE")] = None
    tmpfs: Annotated[
        Sequence[str], Flag("--tmpfs", "A folder to mount in memory, which the app may write to; repeatable.", "PATH")
    ] = ()
    volumes: Annotated[Sequence[str], Flag("--volume -v", "A volume, as for docker; repeatable.", "[SOURCE:]PATH")] = ()
    arguments: Annotated[Sequence[str], Flag("--build-arg", "As for docker; repeatable.", "NAME[=VALUE]")] = ()
    secrets: Annotated[Sequence[str], Flag("--secret", "As for docker; repeatable.", "id=NAME,src=FILE")] = ()
    contexts: Annotated[Sequence[str], Flag("--build-context", "As for docker; repeatable.", "NAME=PLACE")] = ()
    target: Annotated[str, Flag("--target", "The stage to build.", "STAGE")] = ""
    start_within: Annotated[float, Flag("--start-within", "Seconds until the app must respond.", "SECONDS")] = (
        START_WITHIN
    )
    stop_within: Annotated[float, Flag("--stop-within", "Seconds until the app must have stopped.", "SECONDS")] = (
        STOP_WITHIN
    )
    max_size: Annotated[str | None, Flag("--max-size", "The maximum size of the image, such as 20MB.", "SIZE")] = None
    tag: Annotated[str | None, Flag("--tag -t", "Tag the image with this name if all checks pass.", "NAME")] = None
    json: Json = False
    junit: Annotated[str | None, Flag("--junit", "Write a JUnit XML report.", "FILE")] = None
    html: Annotated[str | None, Flag("--html", "Write an HTML report.", "FILE")] = None
    quiet: Annotated[bool, Flag("--quiet -q", "Do not show progress.")] = False
    memory: Memory = None
    pids: Pids = None
    cpus: Cpus = None

    def check(self) -> None:
        """Raise a UsageError if a value is not valid."""
        if self.port is not None and not 0 < self.port <= _LAST_PORT:
            raise UsageError(f"--port: {self.port} is no port", f"Allowed: 1 to {_LAST_PORT}.")
        if self.path is not None and not self.path.startswith("/"):
            raise UsageError(f"--path: {self.path} does not begin with /", "Write it as in an address: `/healthz`.")
        if self.path is not None and not re.fullmatch(r"[!-~]+", self.path):
            raise UsageError("--path: it has characters that no address has", "Percent-encode them.")
        if self.status is not None and self.status not in _STATUSES:
            raise UsageError(f"--status: {self.status} is no HTTP status", "Allowed: 100 to 599.")
        for name, seconds in (("start-within", self.start_within), ("stop-within", self.stop_within)):
            if not 0 < seconds <= 3600:  # noqa: PLR2004 - an hour
                raise UsageError(f"--{name}: {seconds:g} is not allowed", "Allowed: more than 0, at most 3600 seconds.")
        for path in self.tmpfs:
            if not path.startswith("/"):
                raise UsageError(f"--tmpfs: {path} is no absolute path", "Name a folder in the container.")
        if self.app is not None and self.all:
            raise UsageError("--all and --app exclude each other", "Leave one of them out.")
        self.budget()
        self.limits()
        self.told()

    def settings(self) -> Settings:
        """Return the answers among them."""
        given = {"app": pipeline.ALL if self.all else self.app, "main": self.main, "language": self.language}
        return settings.parse({name: value for name, value in given.items() if value is not None}, "--{}")

    def budget(self) -> int | None:
        """Return the largest allowed size in bytes; raise a UsageError if it is not a size."""
        if self.max_size is None:
            return None
        match = re.fullmatch(r"(?i)(\d{1,9}(?:\.\d{1,6})?)\s*((?:[kmg]i?)?)b?", self.max_size.strip())
        if match is None or not float(match[1]):
            raise UsageError(f"--max-size: {self.max_size!r} is no size", "Write it as `20MB` or `1.5 GiB`.")
        return round(float(match[1]) * _UNITS[match[2].lower()])

    def limits(self) -> Limits:
        """Return what each container may take; raise a UsageError if a limit is not valid."""
        return limits.parsed(self.memory, self.pids, self.cpus)

    def told(self) -> Mapping[str, str]:
        """Return the container's environment; raise a UsageError for a bad line, or a FileError for the file."""
        lines = [*_lines(self.env_file), *(("--env", text) for text in self.environment)]
        return dict(_pair(where, text) for where, text in lines)


def _lines(path: str | None) -> Sequence[tuple[str, str]]:
    """Return the lines of a file as docker's `--env-file` takes it."""
    if path is None:
        return ()
    try:
        text = text_of(read_named(path), path)
    except FileError as error:
        raise FileError(f"--env-file: {error}", error.hint) from error
    return [(path, line) for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def _pair(where: str, text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.-]*", name.strip()):
        raise UsageError(f"{where}: {text.partition('=')[0]!r} is not NAME=VALUE", "Write it as `--env NAME=VALUE`.")
    return name.strip(), value


def pairs(flag: str, texts: Sequence[str]) -> dict[str, str | None]:
    """Return NAME=VALUE texts as a mapping, None for a name alone; raise a UsageError for a text without a name."""
    found: dict[str, str | None] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not name.strip():
            raise UsageError(f"{flag}: {text!r} has no name", f"Write it as `{flag} NAME=VALUE`.")
        found[name] = value if equals else None
    return found
