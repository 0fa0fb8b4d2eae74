"""The catalogue of all options, each defined once.

The flags, the wizard's questions, the keys of `dockgen.toml`, its JSON Schema, and the docs page are made from it.
"""

from collections.abc import Callable
from typing import Any, Final

from dockgen.errors import InvalidValueError, nearest
from dockgen.languages import LANGUAGES
from dockgen.model import outputs, values
from dockgen.practices import PRACTICES, RUNGS
from dockgen.records import NamedTuple


class Choice(NamedTuple):
    """A value of an option, with its advantages and costs in one line."""

    value: str
    help: str


class Option(NamedTuple):
    """One option."""

    name: str
    """The flag without its dashes, and the key in `dockgen.toml`."""
    help: str
    default: str
    """The default, in words."""
    choices: tuple[Choice, ...] = ()
    question: str = ""
    """The wizard's question; empty if it never asks."""
    reason: str = ""
    """When the answer matters, in one line below the question."""
    only_to_change: bool = False
    """Whether the wizard asks only where a person changes an answer in the summary."""
    other: Choice | None = None
    """The last choice of the list, which lets a person type another value."""
    parse: Callable[[str], object] | None = None
    """Checks and converts a value (see `model/values.py`); None if only the choices are allowed."""
    example: str = ""
    shape: str = "one"
    """`one` value, a `list` of them, or a `table` of pairs."""
    group: str = "Project"

    @property
    def field(self) -> str:
        """The name of its field in `Settings`."""
        return {"with": "with_"}.get(self.name, self.name.replace("-", "_"))

    @property
    def metavar(self) -> str:
        """The placeholder for the value in help texts."""
        if self.choices and self.shape == "one":
            return "|".join(choice.value for choice in self.choices)
        return self.example

    def value(self, raw: object) -> Any:  # noqa: ANN401 - each option has its own type
        """Return the checked value.

        Args:
            raw: text or a number; a list or a table for options of that shape.

        Raises:
            InvalidValueError: it is not valid for this option.
        """
        if self.shape == "table":
            return _table(self, raw)
        if self.shape == "list":
            if not isinstance(raw, list | tuple):
                raise InvalidValueError(f"{raw!r} is not a list", f'Allowed: a list such as ["{self.example}"].')
            return tuple(dict.fromkeys(self.single(item) for item in raw))
        return self.single(raw)

    def single(self, raw: object) -> Any:  # noqa: ANN401 - each option has its own type
        """Return one checked value."""
        if isinstance(raw, float):  # 1.20 would be 1.2
            raise InvalidValueError(
                f"{raw!r} is a number", f'Put it in quotes, such as "{self.example or self.metavar}".'
            )
        if isinstance(raw, bool) or not isinstance(raw, str | int):
            raise InvalidValueError(f"{raw!r} is not text", f"Allowed: {self.metavar or self.example}.")
        text = str(raw)
        if self.parse is not None:
            return self.parse(text)
        known = [choice.value for choice in self.choices]
        if text not in known:
            raise InvalidValueError(f"{text!r} is not an allowed value", nearest(text, known))
        return text


def _table(option: Option, raw: object) -> tuple[tuple[str, str], ...]:
    """Return the pairs of a TOML table, or of texts `KEY=VALUE`, sorted by key; the last value of a key wins."""
    if isinstance(raw, dict):
        for key, value in raw.items():
            if isinstance(value, bool) or not isinstance(value, str | int):
                raise InvalidValueError(
                    f"the value of {key!r} is not text", f"Allowed: a table such as {option.example}."
                )
            if "=" in key:  # the text after it would become part of the value
                raise InvalidValueError(f"{key!r} is not allowed as a name", "Allowed: a name without '='.")
        raw = [f"{key}={value}" for key, value in raw.items()]
    if not isinstance(raw, list | tuple):
        raise InvalidValueError(f"{raw!r} is not a table", f"Allowed: pairs such as {option.example}.")
    return tuple(sorted(dict(option.single(item) for item in raw).items()))


EXTRAS: Final[dict[str, str]] = {
    **outputs.EXTRAS,
    "image-arguments": "base images as ARGs at the top (default: on); turn off for Dependabot, which reads only FROM",
    "services": "the databases that the dependencies need, in compose.yaml (default: on if there are any)",
    "sample": "a sample app that is ready to run (default: on in a new project)",
    "syntax": "the line '# syntax=docker/dockerfile:1' (default: on, off behind a registry mirror)",
    "timezones": "the time zone database, for programs that use local times",
}

_SWITCHES: Final = tuple(
    [Choice(practice.id, practice.title) for practice in PRACTICES.values()]
    + [Choice(name, text) for name, text in EXTRAS.items()]
)

OPTIONS: Final[tuple[Option, ...]] = (
    Option(
        name="language",
        help="The project's language.",
        default=f"detected from the files; {next(iter(LANGUAGES))} in an empty folder",
        choices=tuple(Choice(name, module.TITLE) for name, module in LANGUAGES.items()),
        question="Language",
    ),
    Option(
        name="app",
        help="Folder of the app in a repository with several; '*' for all apps (same as --all).",
        default="the project at the top, or the only one",
        question="App",
        parse=values.app,
        example="services/api",
    ),
    Option(
        name="main",
        help="Folder of the program to build, in a project with several.",
        default="the only one",
        question="Program to build",
        parse=values.folder,
        example="./cmd/api",
    ),
    Option(
        name="command",
        help="The command that starts the program. It runs without a shell.",
        default="detected from the files",
        question="Start command",
        only_to_change=True,
        parse=values.command,
        example="gunicorn app:app",
    ),
    Option(
        name="base",
        help="The base image of the final stage.",
        default="scratch for Go, slim for Python, slim or alpine for Node.js depending on the lock file",
        choices=(
            Choice("scratch", "only your program: smallest, no shell, nothing to patch"),
            Choice("alpine", "a small Linux with musl, a shell and a package manager; 9 MB to keep updated"),
            Choice("distroless", "CA certificates, time zones and users, but no shell; 2 MB more"),
            Choice("slim", "Debian with glibc, a shell and apt; 80 MB more, runs everything"),
            Choice("nginx", "a web server: compression, caching, non-root user"),
        ),
        question="Base image",
        reason="What the program runs on: decides the size, what needs patching, and whether there is a shell.",
        group="Image",
    ),
    Option(
        name="https",
        help="How the program uses HTTPS.",
        default="outbound if the sources call other servers, otherwise no",
        choices=(
            Choice("no", "makes no outgoing HTTPS calls, serves plain HTTP"),
            Choice("outbound", "makes outgoing HTTPS calls: adds CA certificates (220 kB)"),
            Choice("serve", "also serves HTTPS, with a certificate provided at run time"),
        ),
        question="HTTPS",
        reason="Matters if the program calls https:// addresses, or serves TLS itself rather than behind a proxy.",
        group="Image",
    ),
    Option(
        name="user",
        help="The user that runs the program: a uid, a uid:gid, a name, or root.",
        default="65532, a non-root user without a name",
        choices=(
            Choice("65532", "a non-root user without a name; Kubernetes can verify the number"),
            Choice("app", "a non-root user with a name, uid 10001, for programs that look it up"),
            Choice("root", "full privileges; only if the app needs them"),
        ),
        question="User",
        reason="Matters if the program looks up its own name, or shares files with other users by their numbers.",
        parse=values.user,
        other=Choice("another", "enter a uid, a uid:gid or a name"),
        example="UID|NAME|root",
        group="Image",
    ),
    Option(
        name="port",
        help="The TCP port that the program listens on.",
        default="detected from the sources; 3000 for the sample, otherwise 8080",
        question="Port",
        parse=values.port,
        example="3000",
    ),
    Option(
        name="name",
        help="Name of the program, the image, and the service.",
        default="the last part of the module path, or the folder's name",
        question="Name",
        parse=values.name,
        example="hello",
    ),
    Option(
        name="module",
        help="Module path of the sample app.",
        default="example.com/NAME",
        question="Module path",
        parse=values.module_path,
        example="example.com/hello",
    ),
    Option(
        name="language-version",
        help="Version of the language to build with.",
        default="the version that the project asks for, also after its end of life; the default if none builds it",
        question="Language version",
        only_to_change=True,
        parse=values.version,
        other=Choice("another", "enter a version"),
        example="1.27",
    ),
    Option(
        name="health",
        help="The health check: a path to request, or arguments for the program itself.",
        default="detected from the sources",
        question="Health check",
        reason="A path to request, such as /healthz, or arguments with which the program checks itself.",
        only_to_change=True,
        parse=values.health,
        example="/healthz",
        group="Image",
    ),
    Option(
        name="registry",
        help="Registry prefix for every base image, such as a mirror.",
        default="none: the images' own registries",
        parse=values.registry,
        example="mirror.example.com/library",
        group="Image",
    ),
    Option(
        name="versions",
        help="Use another release of a distribution or a service; repeatable.",
        default="the newest supported release",
        parse=values.release,
        example="alpine=3.23",
        shape="table",
        group="Image",
    ),
    Option(
        name="pack",
        help="A template pack: a team's templates, questions, and rules.",
        default="none",
        parse=values.pack,
        example="git+https://example.com/team/pack@v1",
    ),
    Option(
        name="answer",
        help="An answer to a question of the template pack; repeatable.",
        default="the pack's own",
        parse=values.answer,
        example="team=payments",
        shape="table",
    ),
    Option(
        name="practices",
        help="How far to climb the ladder of practices; each rung includes the ones before it.",
        default="all",
        choices=tuple(
            Choice(
                name,
                PRACTICES[name].title if name in PRACTICES else {"naive": "no practices"}.get(name, "all practices"),
            )
            for name in RUNGS
        ),
        group="Practices",
    ),
    Option(
        name="with",
        help="Add a practice or a file; repeatable.",
        default="the practices of the rung, and the files that fit the folder",
        choices=_SWITCHES,
        question="Practices and files",
        only_to_change=True,
        example="compose",
        shape="list",
        group="Practices",
    ),
    Option(
        name="without",
        help="Leave out a practice or a file; repeatable.",
        default="nothing",
        choices=_SWITCHES,
        example="readme",
        shape="list",
        group="Practices",
    ),
    Option(
        name="env",
        help="An environment variable of the image; repeatable.",
        default="none",
        parse=values.env,
        example="LOG_LEVEL=info",
        shape="table",
        group="Image",
    ),
    Option(
        name="label",
        help="A label of the image; repeatable.",
        default="org.opencontainers.image.title",
        parse=values.label,
        example="org.opencontainers.image.vendor=me",
        shape="table",
        group="Image",
    ),
    Option(
        name="package",
        help="A package of the distribution that the image has too, installed by apt or apk; repeatable.",
        default="what the program is known to need",
        parse=values.package,
        example="ffmpeg",
        shape="list",
        group="Image",
    ),
    Option(
        name="comments",
        help="How much the comments explain.",
        default="brief",
        choices=(
            Choice("none", "no comments"),
            Choice("brief", "one line for each step"),
            Choice("full", "the reasons, too"),
        ),
        group="Image",
    ),
)

# The other flags of `init`, by field of `init.Mode`.
SWITCHES: Final[dict[str, tuple[tuple[str, ...], str]]] = {
    "yes": (("--yes", "-y"), "Ask no questions; use the defaults."),
    "plain": (("--plain",), "Ask in plain lines of text: for screen readers, and terminals that cannot show lists."),
    "all": (("--all",), "Set up all apps of a repository: a Dockerfile each, one compose.yaml, one docker-bake.hcl."),
    "dry_run": (("--dry-run",), "Show what would happen, and change nothing."),
    "diff": (("--diff",), "Show how the files would change, and change nothing."),
    "check": (("--check",), "Exit with 1 if the files are not up to date, and change nothing."),
    "json": (("--json",), "Print the plan and the result for each file as JSON."),
    "stdout": (
        ("--stdout",),
        "Print only the Dockerfile, and change nothing: dockgen init --stdout | docker build -f - .",
    ),
    "force": (("--force",), "Replace files that differ, and keep backups."),
    "skip_existing": (("--skip-existing",), "Keep existing files that differ."),
    "verify": (("--verify",), "Then build and run the image and check it, as `dockgen verify` does."),
    "trust_pack": (
        ("--trust-pack",),
        "Trust the template pack that dockgen.toml names; same as DOCKGEN_TRUST_PACKS=ADDRESS.",
    ),
}

_BY_FIELD: Final = {option.field: option for option in OPTIONS}


def by_name(name: str) -> Option:
    """Return the option with the name of a flag or of a key of `dockgen.toml`."""
    return next(option for option in OPTIONS if option.name == name)


def by_field(field: str) -> Option:
    """Return the option for a field of `Settings`."""
    return _BY_FIELD[field]
