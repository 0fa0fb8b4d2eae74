"""THE catalogue: every choice once.

The flags, the wizard's questions, the keys of `dockgen.toml`, its JSON Schema and the docs page all come from it.
"""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from dockgen.errors import InvalidValueError, nearest
from dockgen.languages import LANGUAGES
from dockgen.model import outputs, values
from dockgen.practices import PRACTICES, RUNGS


class Choice(NamedTuple):
    """One of the values of an option, and in one line what it costs and gives."""

    value: str
    help: str


class Option(NamedTuple):
    """One choice that a person has."""

    name: str
    """The flag without its dashes, and the key in `dockgen.toml`."""
    help: str
    default: str
    """What happens where nobody answers, in words."""
    choices: tuple[Choice, ...] = ()
    question: str = ""
    """What the wizard asks; empty where it never asks."""
    parse: Callable[[str], object] | None = None
    """The type (see `model/values.py`); None where the choices are all."""
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
        """What stands for the value in help texts."""
        if self.choices and self.shape == "one":
            return "|".join(choice.value for choice in self.choices)
        return self.example

    def value(self, raw: object) -> Any:  # noqa: ANN401 - each option has its own type
        """Return the checked value.

        Args:
            raw: text, a number, or for lists and tables what flags and TOML make of them.

        Raises:
            InvalidValueError: it is not of this option's type.
        """
        if self.shape == "table":
            return _table(self, raw)
        if self.shape == "list":
            if not isinstance(raw, list | tuple):
                raise InvalidValueError(
                    f"{raw!r} is not a list", f'Allowed: a list such as ["{self.choices[0].value}"].'
                )
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
            raise InvalidValueError(f"{text!r} is not one of its values", nearest(text, known))
        return text


def _table(option: Option, raw: object) -> tuple[tuple[str, str], ...]:
    """Return the pairs of a TOML table, or of texts `KEY=VALUE`, sorted by key; a later one of a key wins."""
    if isinstance(raw, dict):
        for key, value in raw.items():
            if isinstance(value, bool) or not isinstance(value, str | int):
                raise InvalidValueError(
                    f"the value of {key!r} is not text", f"Allowed: a table such as {option.example}."
                )
            if "=" in key:  # what stands after it would become part of the value
                raise InvalidValueError(f"{key!r} is not allowed as a name", "Allowed: a name without '='.")
        raw = [f"{key}={value}" for key, value in raw.items()]
    if not isinstance(raw, list | tuple):
        raise InvalidValueError(f"{raw!r} is not a table", f"Allowed: pairs such as {option.example}.")
    return tuple(sorted(dict(option.single(item) for item in raw).items()))


EXTRAS: Final[dict[str, str]] = {
    **outputs.EXTRAS,
    "image-arguments": "base images as arguments at the top (default: on); Dependabot reads only FROM",
    "services": "the databases that the dependencies want, in compose.yaml (default: where there are such)",
    "sample": "a sample app that runs at once (default: in a new project)",
    "syntax": "the line '# syntax=docker/dockerfile:1' (default: on, off behind a registry mirror)",
    "timezones": "the time zone database, for programs that compute with local times",
}

_SWITCHES: Final = tuple(
    [Choice(practice.id, practice.title) for practice in PRACTICES.values()]
    + [Choice(name, text) for name, text in EXTRAS.items()]
)

OPTIONS: Final[tuple[Option, ...]] = (
    Option(
        name="language",
        help="The project's language.",
        default=f"what the files say; {next(iter(LANGUAGES))} in an empty folder",
        choices=tuple(Choice(name, module.TITLE) for name, module in LANGUAGES.items()),
        question="Language",
    ),
    Option(
        name="app",
        help="Folder of the app, where a repository holds several; '*' for each (as --all).",
        default="the project at the top, or the only one that there is",
        question="App",
        parse=values.app,
        example="services/api",
    ),
    Option(
        name="main",
        help="Folder of the program to build, where a project has several.",
        default="the only one that there is",
        question="Program to build",
        parse=values.folder,
        example="./cmd/api",
    ),
    Option(
        name="command",
        help="The command that starts the program, as words; no shell runs it.",
        default="what the files say",
        parse=values.command,
        example="gunicorn app:app",
    ),
    Option(
        name="base",
        help="What the program runs on.",
        default="what works for most: scratch for Go, slim for Python, slim or alpine for Node.js by its lock file",
        choices=(
            Choice("scratch", "nothing but your program: smallest, no shell, nothing to patch"),
            Choice("alpine", "a tiny Linux with a shell and packages; 9 MB to keep updated"),
            Choice("distroless", "certificates, time zones and users, no shell; 2 MB more"),
            Choice("slim", "Debian with glibc, a shell and apt; 80 MB more, runs everything"),
            Choice("nginx", "a web server, for files alone: compression, caching, plain user"),
        ),
        question="Base image",
        group="Image",
    ),
    Option(
        name="https",
        help="What the program does with TLS.",
        default="outbound where the sources call other servers, else no",
        choices=(
            Choice("no", "makes no outgoing HTTPS calls, serves plain HTTP"),
            Choice("outbound", "it calls others: the image gets CA certificates (220 kB)"),
            Choice("serve", "it also serves TLS, with a certificate given at run time"),
        ),
        question="HTTPS",
        group="Image",
    ),
    Option(
        name="user",
        help="Who runs the program: a uid, a uid:gid, a name, or root.",
        default="65532, a user with no rights and no name",
        choices=(
            Choice("65532", "a number without a name: limited, and Kubernetes can check it"),
            Choice("app", "the same with a name, uid 10001, for programs that look their user up"),
            Choice("root", "full privileges; only if the app needs them"),
        ),
        question="User",
        parse=values.user,
        example="UID|NAME|root",
        group="Image",
    ),
    Option(
        name="port",
        help="The TCP port that the program listens on.",
        default="what the sources say; 3000 for the sample, else 8080",
        question="Port",
        parse=values.port,
        example="3000",
    ),
    Option(
        name="name",
        help="Name of program, image and service.",
        default="the last part of the module path, else the folder's name",
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
        default="what the project asks for where it is still supported, else the newest",
        parse=values.version,
        example="1.27",
    ),
    Option(
        name="health",
        help="How to ask whether it works: a path, or arguments of the program itself.",
        default="what the sources say",
        parse=values.health,
        example="/healthz",
        group="Image",
    ),
    Option(
        name="registry",
        help="Prefix for every base image, for mirrors.",
        default="none: the images' own registries",
        parse=values.registry,
        example="mirror.example.com/library",
        group="Image",
    ),
    Option(
        name="versions",
        help="A release of a distribution or a service instead of dockgen's own; may be given again.",
        default="the newest supported release",
        parse=values.release,
        example="alpine=3.23",
        shape="table",
        group="Image",
    ),
    Option(
        name="pack",
        help="A template pack: a team's templates, questions and rules.",
        default="none",
        parse=values.pack,
        example="git+https://example.com/team/pack@v1",
    ),
    Option(
        name="answer",
        help="An answer to a question of the template pack; may be given again.",
        default="what the pack says",
        parse=values.answer,
        example="team=payments",
        shape="table",
    ),
    Option(
        name="practices",
        help="How far to climb the ladder of practices; each step holds those before it.",
        default="all",
        choices=tuple(
            Choice(
                name, PRACTICES[name].title if name in PRACTICES else {"naive": "none of them"}.get(name, "every one")
            )
            for name in RUNGS
        ),
        group="Practices",
    ),
    Option(
        name="with",
        help="Add a practice or a file; may be given again.",
        default="every practice of the ladder's step, and the files that fit the folder",
        choices=_SWITCHES,
        example="compose",
        shape="list",
        group="Practices",
    ),
    Option(
        name="without",
        help="Leave a practice or a file out; may be given again.",
        default="nothing",
        choices=_SWITCHES,
        example="readme",
        shape="list",
        group="Practices",
    ),
    Option(
        name="env",
        help="An environment variable of the image; may be given again.",
        default="none",
        parse=values.env,
        example="LOG_LEVEL=info",
        shape="table",
        group="Image",
    ),
    Option(
        name="label",
        help="A label of the image; may be given again.",
        default="org.opencontainers.image.title",
        parse=values.label,
        example="org.opencontainers.image.vendor=me",
        shape="table",
        group="Image",
    ),
    Option(
        name="comments",
        help="How much the Dockerfile explains.",
        default="brief",
        choices=(
            Choice("none", "no comments"),
            Choice("brief", "a line for each group"),
            Choice("full", "the reasons too"),
        ),
        group="Image",
    ),
)

# What `init` does with the answers: its other flags, by field of `command.Mode`.
SWITCHES: Final[dict[str, tuple[tuple[str, ...], str]]] = {
    "yes": (("--yes", "-y"), "Ask nothing; take the defaults."),
    "all": (("--all",), "Do it for each app of a repository: one Dockerfile each, one compose.yaml, docker-bake.hcl."),
    "dry_run": (("--dry-run",), "Say what would happen, and change nothing."),
    "diff": (("--diff",), "Show how the files would change, and change nothing."),
    "check": (("--check",), "Exit with 1 when the files are not what would be generated, and change nothing."),
    "json": (("--json",), "Print the plan and what happened to each file as JSON."),
    "stdout": (
        ("--stdout",),
        "Print the Dockerfile alone, and change nothing: dockgen init --stdout | docker build -f - .",
    ),
    "force": (("--force",), "Replace files that differ; each is kept as a backup."),
    "skip_existing": (("--skip-existing",), "Leave files alone that are there and differ."),
    "verify": (("--verify",), "Then build and run the image, and prove what it promises: as `dockgen verify` does."),
    "trust_pack": (
        ("--trust-pack",),
        "Trust the template pack that dockgen.toml names, for this project; also DOCKGEN_TRUST_PACKS=ADDRESS.",
    ),
}

_BY_FIELD: Final = {option.field: option for option in OPTIONS}


def by_name(name: str) -> Option:
    """Return the option of a flag, or of a key of `dockgen.toml`."""
    return next(option for option in OPTIONS if option.name == name)


def by_field(field: str) -> Option:
    """Return the option of a field of `Settings`."""
    return _BY_FIELD[field]
