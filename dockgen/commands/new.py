"""`dockgen new`: makes a project from a template, then adds the container files."""

import os
import shlex
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

from dockgen.choices.options import Choice
from dockgen.commands import init
from dockgen.errors import ConflictError, DockgenError, ExitCode, FileError, UsageError
from dockgen.flags import Flag, Json, Plain, Word
from dockgen.new import cookies
from dockgen.new.cookies import Asked, Template
from dockgen.packs import answers, files, names, source
from dockgen.packs.fetching import allowed
from dockgen.packs.read import Pack
from dockgen.reading.files import is_folder, is_there
from dockgen.records import NamedTuple
from dockgen.terminal import report


class Options(NamedTuple):
    """The flags, by name."""

    answers: Annotated[
        Sequence[str], Flag("--answer", "An answer to a question of the template; repeatable.", "NAME=VALUE")
    ] = ()
    checkout: Annotated[str | None, Flag("--checkout", "A branch, tag or commit.", "REF")] = None
    directory: Annotated[str | None, Flag("--directory", "The template's folder in its repository.", "FOLDER")] = None
    trust: Annotated[bool, Flag("--trust", "Run the template's code: its hooks and its Jinja.")] = False
    yes: Annotated[bool, Flag("--yes -y", "Ask no questions; use the defaults.")] = False
    plain: Plain = False
    json: Json = False

    @property
    def asks(self) -> bool:
        """Tell whether to ask questions."""
        return not (self.yes or self.json) and report.is_terminal(plain=self.plain)


@allowed()
def new(
    template: Annotated[str, Word("TEMPLATE", "A template pack or a cookiecutter template: a folder or a URL.")],
    options: Options,
    path: Annotated[str | None, Word("[PATH]", "Where to create it. (Default: the template's name for it.)")] = None,
) -> ExitCode:
    """Make a project from a template, then its container files; without a path, the template names the folder.

    DockgenError if it failed; a project that was made before that stays, and the message says so. KeyboardInterrupt if
    the person stopped; nothing was made.
    """
    target = None if path is None else _target(path)
    if template.startswith((".", "/", "~")) and not is_there(Path(template).expanduser()):
        raise FileError(f"{template}: no such folder", "Check the path.")
    if source.is_pack(template, Path.cwd()):
        if options.checkout or options.directory:
            raise UsageError("--checkout and --directory are for cookiecutter templates", "Write: PACK@TAG#FOLDER.")
        return _from_pack(template, target, options)
    asked = Asked(template, options.checkout, options.directory, _answers(options.answers), not options.asks)
    with cookies.fetched(asked) as found:
        _require_trust(template, found, options)
        made = _make(found, asked, target)
    _tell(made, template, options)
    return _contained(made, None, {}, options)


def _tell(made: Path, template: str, options: Options) -> None:
    """Print where the project is; on stderr with --json, since stdout is for the JSON."""
    tell = report.problem if options.json else report.line
    tell(f"Made {made} from {template}.")


def _contained(made: Path, pack: str | None, given: Mapping[str, str], options: Options) -> ExitCode:
    """Add the container files to the new project."""
    raw = {} if pack is None else {"pack": pack, "answer": given}
    try:
        return init.init(str(made), raw, init.Mode(yes=not options.asks, plain=options.plain, json=options.json))
    except DockgenError as error:
        hint = f"The project itself was made. Fix that, then run `dockgen init {made}`. {error.hint}"
        raise type(error)(f"no container files: {error}", hint.rstrip()) from error
    except KeyboardInterrupt:
        by = "" if pack is None else f" --pack {shlex.quote(pack)}"
        report.problem(f"The project is made; `dockgen init {shlex.quote(str(made))}{by}{_flags(given)}` goes on.")
        raise


def _from_pack(template: str, target: Path | None, options: Options) -> ExitCode:
    """Make the project of a template pack; it runs no code, so it needs no trust."""
    pack = source.load(template, Path.cwd())
    if not pack.project:
        what = f"the template pack {pack.name} has no project/ folder, so it cannot make a project"
        raise UsageError(what, f"To use it for container files: dockgen init --pack {template}.")
    given = _answered(pack, template, target, options)
    place = target or _target(_name(given.get("name") or "", pack))
    made = files.project(pack, given)
    with _at(place.parent) as staging:
        for name, content in made.items():
            to = staging / "project" / name
            to.parent.mkdir(parents=True, exist_ok=True)
            to.write_bytes(content.data)
            to.chmod(0o755 if content.is_program else 0o644)
        _refuse_full(place)
        (staging / "project").rename(place)
    _tell(place, template, options)
    return _contained(place, template if is_folder(Path(template)) else pack.source, given, options)


def _answered(pack: Pack, template: str, target: Path | None, options: Options) -> dict[str, str]:
    """Return all answers; of a person who stops in between, the ones so far are part of the command that goes on."""
    told = _answers(options.answers)
    if not options.asks:
        return answers.complete(pack, told, None)
    talk = init.conversation()
    try:
        return talk.run(lambda: answers.complete(pack, told, talk.ask))
    except KeyboardInterrupt:
        told |= {option.name: str(answer) for option, answer in talk.given.items()}
        if told:
            place = f" {shlex.quote(str(target))}" if target else ""
            report.problem(f"To go on with these answers: dockgen new {shlex.quote(template)}{place}{_flags(told)}")
        raise


def _flags(given: Mapping[str, str]) -> str:
    return "".join(f" --answer {shlex.quote(f'{name}={text}')}" for name, text in given.items())


def _name(text: str, pack: Pack) -> str:
    """Return the name of the new folder; a pack may choose it, but it must stay in the current folder."""
    names.check(text, f"the template pack {pack.name}: its answer name")
    if "/" in text or text.startswith((".", "~")):
        raise pack.error(f"{text!r} cannot be the name of a new folder", "Name the folder: PATH.")
    return text


def _answers(texts: Sequence[str]) -> dict[str, str]:
    pairs = [text.partition("=") for text in texts]
    for name, equals, _ in pairs:
        if not (name and equals):
            raise UsageError(f"--answer: {name!r} has no value", "Allowed: NAME=VALUE.")
    return {name: value for name, _, value in pairs}


def _target(path: str) -> Path:
    if not path.strip():
        raise UsageError("PATH is empty", "Name a folder.")
    target = Path(path)
    _refuse_full(target)
    return target


def _refuse_full(target: Path) -> None:
    is_empty = is_folder(target) and not any(target.iterdir())
    if os.path.lexists(target) and not is_empty:
        what = f"{target} already exists and is not an empty folder"
        raise ConflictError(what, "Name another folder, or move it away.")


def _require_trust(template: str, found: Template, options: Options) -> None:
    """Ask before a template's code runs, unless --trust is given."""
    if options.trust:
        return
    runs = ", ".join(found.code)
    if not options.asks:
        raise UsageError(f"{template} runs code of its author: {runs}", "If you trust it: --trust.")
    from dockgen.terminal import wizard  # noqa: PLC0415 - questionary is only for people at a terminal

    report.line(f"{template} runs code from its author: {runs}", "yellow")
    if wizard.choose("Run it?", [Choice("no", "make nothing"), Choice("yes", "I trust it")]) == "no":
        raise KeyboardInterrupt


def _make(found: Template, asked: Asked, target: Path | None) -> Path:
    """Make the project in a temporary folder beside the target, then rename it when it is complete."""
    parent = target.parent if target else Path()
    with _at(parent) as staging:
        made = cookies.bake(found, asked, staging)
        place = target or parent / made.name
        _refuse_full(place)
        made.rename(place)
    return place


@contextmanager
def _at(parent: Path) -> Iterator[Path]:
    """Provide a temporary folder beside the target."""
    try:
        parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".dockgen-new-", dir=parent) as staging:
            yield Path(staging).absolute()
    except OSError as error:
        what = f"{error.filename or parent}: {error.strerror or error}"
        raise FileError(what, "Check the path and its permissions.") from error
