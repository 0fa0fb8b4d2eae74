"""The command line, made with Typer of what the commands say of their parameters (`flags.py`).

The flags of `init` come from the catalogue in `choices/options.py`. A command's module is imported where it is the one
that runs; of the others the help is here.
"""

import inspect
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import Annotated, Final, cast, get_args, get_origin, get_type_hints

import typer

from dockgen._version import __version__
from dockgen.choices.options import OPTIONS, SWITCHES, Option
from dockgen.commands import init
from dockgen.errors import ExitCode, UsageError
from dockgen.flags import Catalogue, Without, Word
from dockgen.records import NamedTuple

_Command = Callable[..., ExitCode]


class _Row(NamedTuple):
    """A command: its help, and the function of a module in `commands/` that does it."""

    help: str
    place: str
    group: str = ""
    """The heading under which the help of `dockgen` shows it."""
    examples: tuple[str, ...] = ()
    """Command lines without `dockgen` and the command's name, for its help."""
    below: Mapping[str, "_Row"] = {}
    """The commands of a group by name; without one of them the group's own function is called, or its help shown."""


_VERSIONS: Final = {
    "refresh": _Row(
        "Look for newer tags of a project's images in their registries. Exits with 1 if there are any.",
        "versions.refresh_command",
    )
}
_TEMPLATES: Final = {
    "list": _Row("List the templates and their blocks, and which ones a pack overrides.", "templates.list_"),
    "show": _Row("Print a template.", "templates.show"),
    "eject": _Row("Create a pack, or add to one: templates that extend dockgen's.", "templates.eject"),
    "check": _Row(
        "Test a pack on each language's sample app. Exits with 1 if anything fails.",
        "templates.check",
    ),
}
_INIT: Final = "init"
_MAKE, _CHECK, _LIVE, _TEAMS = "Make", "Check", "Keep up to date", "For teams"
COMMANDS: Final = {
    _INIT: _Row(
        "Write the container files for a project. In an empty folder, also write a sample app.",
        "",
        _MAKE,
        ("", "services/api --yes --base alpine"),
    ),
    "detect": _Row(
        "Show which language a folder uses, and what dockgen finds in which file.",
        "detect.detect",
        _MAKE,
        ("", "services/api --json"),
    ),
    "new": _Row(
        "Create a project from a template pack or a cookiecutter template, with its container files.",
        "new.new",
        _MAKE,
        ("git+https://example.com/team/pack@v1 shop", "gh:owner/template --answer name=shop --yes"),
    ),
    "audit": _Row(
        "Check any Dockerfile against the practices, and show how to fix it.",
        "audit.run",
        _CHECK,
        ("", "Dockerfile --fix"),
    ),
    "explain": _Row(
        "Explain a practice, or each line of a Dockerfile.", "explain.run", _CHECK, ("multi-stage", "Dockerfile")
    ),
    "verify": _Row(
        "Build an image, run it under strict limits, inspect it, and report which checks pass.",
        "verify.command",
        _CHECK,
        ("", "Dockerfile --json"),
    ),
    "ladder": _Row(
        "Build an image rung by rung, from naive to final, and measure what each practice gains.",
        "ladder.command",
        _CHECK,
        ("", "services/api --json"),
    ),
    "compare": _Row(
        "Build variants of an image, or any Dockerfiles, and compare them side by side.",
        "ladder.compare_command",
        _CHECK,
        ("slim alpine", "Dockerfile theirs.Dockerfile"),
    ),
    "update": _Row(
        "Regenerate the container files, and keep your edits to them. Change any answer with the options of init.",
        "update.update",
        _LIVE,
        ("", "--port 5000 --without healthcheck"),
    ),
    "pin": _Row(
        "Pin the images in any Dockerfile to the digests of their tags.", "pin.pin", _LIVE, ("", "Dockerfile --check")
    ),
    "outdated": _Row(
        "List releases that are at or near end of life, and what an update would change. Works offline.",
        "outdated.outdated",
        _LIVE,
        ("", "--json"),
    ),
    "versions": _Row(
        "List the releases that dockgen uses, and when their support ends. Works offline.",
        "versions.versions",
        _LIVE,
        ("", "refresh --write"),
        _VERSIONS,
    ),
    "templates": _Row(
        "Show the templates, and create a template pack.", "", _TEAMS, ("list", "eject ours"), _TEMPLATES
    ),
    "schema": _Row(
        "Print the JSON Schema of dockgen.toml, for editors.", "schema.schema", _TEAMS, ("", "> dockgen.schema.json")
    ),
}


def run(arguments: Sequence[str]) -> int:
    """Run a command line and return its exit code.

    Raises:
        DockgenError: it cannot be done.
    """
    _check_completion()
    try:
        return int(app(_meant(arguments))(list(arguments), prog_name="dockgen", standalone_mode=False) or 0)
    except _CommandLineError as error:
        raise UsageError(error.format_message(), "See `dockgen --help`, and `--help` after a command.") from error


def app(*names: str) -> typer.Typer:
    """Return the command line.

    Args:
        names: the commands that may run; of others only the help is there. Without names, all may run.
    """
    top = typer.Typer(
        name="dockgen",
        help="Write a small, safe Dockerfile that rebuilds quickly, and the files around it, for any project folder.",
        invoke_without_command=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    top.callback()(_top)
    for name, row in COMMANDS.items():
        if row.below and (not names or name in names):
            top.add_typer(_group(row), name=name, rich_help_panel=row.group, epilog=_examples(name, row))
            continue
        is_meant = not names or name in names
        function = _not_meant if not is_meant else _init_function() if name == _INIT else typed(_at(row.place))
        top.command(name, help=row.help, rich_help_panel=row.group, epilog=_examples(name, row))(function)
    return top


def _examples(name: str, row: _Row) -> str:
    """Return the last lines of a command's help; an empty line keeps each on a line of its own."""
    return "\n\n".join(("Examples:", *(f"  dockgen {name} {words}".rstrip() for words in row.examples)))


def _meant(arguments: Sequence[str]) -> str:
    """Return the command that will run, or whose flags a shell wants to complete."""
    words = os.environ.get("COMP_WORDS") or os.environ.get("_TYPER_COMPLETE_ARGS") or ""
    asked = words.split()[1:] if any(name.endswith("_COMPLETE") for name in os.environ) else arguments
    return next((word for word in asked if not word.startswith("-")), "none")


def _version(wanted: bool) -> None:  # noqa: FBT001 - Typer calls it so
    if wanted:
        typer.echo(f"dockgen {__version__}")
        raise typer.Exit


def _top(
    context: typer.Context,
    version: Annotated[  # noqa: ARG001 - its callback does the work
        bool,
        typer.Option("--version", help="Print the version and exit.", callback=_version, is_eager=True),
    ] = False,
) -> None:
    """Write a small, safe Dockerfile that rebuilds quickly, and the files around it, for any project folder."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def _not_meant() -> None:
    """Stand for a command that will not run."""
    raise AssertionError("another command was meant")


def _at(place: str) -> _Command:
    module, _, function = place.partition(".")
    found: _Command = getattr(import_module(f"dockgen.commands.{module}"), function)
    return found


def _group(row: _Row) -> typer.Typer:
    group = typer.Typer(invoke_without_command=True, help=row.help)
    group.callback()(typed(_at(row.place)) if row.place else _help)
    for name, below in row.below.items():
        group.command(name, help=below.help)(typed(_at(below.place)))
    return group


def _help(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def typed(command: _Command) -> Callable[..., None]:
    """Return a command as Typer wants it: with one parameter for each flag, those of records too."""
    hints = {name: hint for name, hint in get_type_hints(command, include_extras=True).items() if name != "return"}
    defaults = {name: one.default for name, one in inspect.signature(command).parameters.items()}

    def called(typer_context: typer.Context, **given: object) -> None:
        if typer_context.invoked_subcommand is not None:  # of a group, which has a command of its own too
            return
        above = typer_context.parent.params if typer_context.parent else {}
        given |= {name: True for name in given if above.get(name) is True}  # `dockgen versions --json refresh`
        raise typer.Exit(command(**{name: _value(name, hint, given) for name, hint in hints.items()}))

    flat = (one for name, hint in hints.items() for one in _parameters(name, hint, defaults[name]))
    return _signed(called, [inspect.Parameter("typer_context", _KEYWORD, annotation=typer.Context), *flat])


_KEYWORD: Final = inspect.Parameter.KEYWORD_ONLY


def _signed(function: Callable[..., None], parameters: Sequence[inspect.Parameter]) -> Callable[..., None]:
    """Let Typer see these parameters."""
    function.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # functions have it (PEP 362)
    function.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return function


def _parameters(name: str, hint: object, default: object) -> Iterator[inspect.Parameter]:
    """Yield what Typer makes flags and arguments of: one parameter, or those of a record."""
    kind, *notes = get_args(hint) if get_origin(hint) is Annotated else (hint,)
    if record := _fields(kind, notes):
        for field, of_field in record.items():
            yield from _parameters(field, of_field, kind._field_defaults.get(field, inspect.Parameter.empty))
        return
    several, note = kind == Sequence[str], notes[0]
    if isinstance(note, Catalogue):
        yield from map(_flag, OPTIONS)
        return
    if isinstance(note, Word):
        default = note.default or default
        shown = note.default if several and note.default else True
        info = typer.Argument(metavar=note.metavar, help=note.help, show_default=shown)
    else:
        info = typer.Option(*note.names.split(), help=note.help, metavar=note.metavar)
    if several:
        kind, default = (list[str], default) if default is inspect.Parameter.empty else (list[str] | None, None)
    yield inspect.Parameter(name, _KEYWORD, default=default, annotation=Annotated[kind, info])


def _value(name: str, hint: object, given: Mapping[str, object]) -> object:
    """Return the value of a parameter, or a record of several."""
    kind, *notes = get_args(hint) if get_origin(hint) is Annotated else (hint,)
    if any(isinstance(note, Catalogue) for note in notes):
        return _answers(given)
    if record := _fields(kind, notes):
        return kind(**{field: _value(field, of_field, given) for field, of_field in record.items()})
    return () if given[name] is None and kind == Sequence[str] else given[name]


def _fields(kind: object, notes: Sequence[object]) -> dict[str, object]:
    """Return the fields of a record that a command has, with their types; nothing for what is no record."""
    if not hasattr(kind, "_fields"):
        return {}
    without = {note.field for note in notes if isinstance(note, Without)}
    return {name: hint for name, hint in get_type_hints(kind, include_extras=True).items() if name not in without}


def _init_function() -> Callable[..., None]:
    """Return `init` as Typer wants it, with the flags of the catalogue."""

    def called(path: str, **given: object) -> None:
        switches = {name: bool(given.pop(name)) for name in SWITCHES}
        raise typer.Exit(init.init(path, _answers(given), init.Mode(**switches)))

    folder = Annotated[str, Word("PATH", "The project's folder; created if it does not exist.", ".")]
    flags = (*(_flag(option) for option in OPTIONS), *(_switch(name) for name in SWITCHES))
    return _signed(called, [*_parameters("path", folder, "."), *flags])


def _answers(given: Mapping[str, object]) -> dict[str, object]:
    """Return what the flags of the catalogue say, by field of `Settings`."""
    fields = (option.field for option in OPTIONS)
    return {field: given[field] for field in fields if given[field] not in (None, [])}


def _flag(option: Option) -> inspect.Parameter:
    choices = [choice.value for choice in option.choices]
    info = typer.Option(
        f"--{option.name}",
        help=" ".join((option.help, *_values(option), f"(Default: {option.default}.)")),
        metavar=option.metavar,
        rich_help_panel=option.group,
        autocompletion=(lambda incomplete: [c for c in choices if c.startswith(incomplete)]) if choices else None,
        show_default=False,
    )
    annotation = Annotated[str | None, info] if option.shape == "one" else Annotated[list[str] | None, info]
    return inspect.Parameter(option.field, _KEYWORD, default=None, annotation=annotation)


def _values(option: Option) -> tuple[str, ...]:
    """Return the values of an option that takes several, which are too many for its placeholder."""
    return (f"Values: {', '.join(choice.value for choice in option.choices)}.",) if option.shape == "list" else ()


def _switch(name: str) -> inspect.Parameter:
    flags, text = SWITCHES[name]
    info = typer.Option(*flags, help=text, metavar=" ", rich_help_panel="What to do")
    return inspect.Parameter(name, _KEYWORD, default=False, annotation=Annotated[bool, info])


def _check_completion() -> None:
    """Refuse what no Bash says when it asks for a completion: Click would fail on it."""
    if os.environ.get("_DOCKGEN_COMPLETE") != "complete_bash":
        return
    try:
        int(os.environ["COMP_CWORD"])
        os.environ["COMP_WORDS"]
    except (KeyError, ValueError) as error:
        message = "COMP_WORDS and COMP_CWORD do not say what is to be completed"
        raise UsageError(message, "Bash sets both; unset _DOCKGEN_COMPLETE to run dockgen itself.") from error


# What Click calls UsageError. Typer has its own copy of Click since 0.26 and exports only this subclass.
_CommandLineError: Final = cast("type[typer.BadParameter]", typer.BadParameter.__base__)
