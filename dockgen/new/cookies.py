"""Makes a project from an unmodified cookiecutter template, with the cookiecutter library."""

import json
import logging
import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from shlex import quote
from typing import Final

from dockgen.errors import DockgenError, ExitCode, FileError, UsageError, nearest
from dockgen.reading.files import is_folder
from dockgen.records import NamedTuple
from dockgen.text import parsed

MANIFEST: Final = "cookiecutter.json"
_HOOKS: Final = ("pre_prompt", "pre_gen_project", "post_gen_project")


class Asked(NamedTuple):
    """The request for a template."""

    template: str
    """A folder, the address of a Git repository or a zip file, or an abbreviation such as `gh:owner/name`."""
    checkout: str | None = None
    directory: str | None = None
    answers: Mapping[str, str] = {}
    no_input: bool = True


class Template(NamedTuple):
    """A fetched template."""

    folder: Path
    code: tuple[str, ...]
    """The code from its author that would run, in words."""


class TemplateError(DockgenError):
    """A template does not work."""


class FetchError(TemplateError):
    """A template cannot be fetched."""

    exit_code = ExitCode.NETWORK


@contextmanager
def fetched(asked: Asked) -> Iterator[Template]:
    """Fetch a template into a temporary folder; nothing is kept in the home folder.

    Raises:
        UsageError: the library is missing, or an answer is to an unknown question.
        FetchError: the template cannot be fetched.
        TemplateError: what was fetched is no template.
    """
    _require_library()
    with tempfile.TemporaryDirectory(prefix="dockgen-new-") as scratch, _errors(asked.template):
        place = _place(asked, scratch)
        keys = _keys(place)
        for name in asked.answers:
            if name not in keys and not {"template", "templates"} & keys.keys():
                raise UsageError(f"--answer: {asked.template} has no question {name!r}", nearest(name, _public(keys)))
        yield Template(place, tuple(_code(place, keys)))


def _place(asked: Asked, scratch: str) -> Path:
    """Fetch a template, and return its folder."""
    from cookiecutter.repository import determine_repo_dir  # noqa: PLC0415 - brings requests, and more

    logger = logging.getLogger("cookiecutter.vcs")
    logger.disabled = True  # it logs a traceback of what is an error here
    try:
        folder, _ = determine_repo_dir(
            template=asked.template,
            abbreviations=_config()["abbreviations"],
            clone_to_dir=scratch,
            checkout=asked.checkout,
            no_input=True,
            directory=asked.directory,
        )
    except subprocess.CalledProcessError as error:
        said = " ".join((error.output or b"").decode("utf-8", "replace").split())
        raise _not_fetched(asked, said.partition("fatal: ")[2] or said or str(error)) from error
    except OSError as error:  # requests' own errors are such, for a zip file
        if error.filename is not None:
            raise
        raise _not_fetched(asked, str(error)) from error
    return Path(folder).absolute()


def _not_fetched(asked: Asked, why: str) -> FetchError:
    hint = "Check the address and your connection. Nothing was made."
    return FetchError(f"the template {asked.template} cannot be fetched: {why}", hint)


def _require_library() -> None:
    try:
        import cookiecutter  # noqa: F401, PLC0415 - only looked for
    except ImportError as error:
        raise UsageError(
            "a cookiecutter template needs the cookiecutter library, which is not installed",
            "Install dockgen with it: pip install 'dockgen-cli[cookiecutter]'.",
        ) from error


def _config() -> dict[str, object]:
    """Return the person's own cookiecutter settings: abbreviations, and answers such as their name."""
    from cookiecutter.config import get_user_config  # noqa: PLC0415 - the library may be missing

    config: dict[str, object] = get_user_config()
    return config


def _keys(folder: Path) -> dict[str, object]:
    try:
        keys = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise TemplateError(f"{MANIFEST} of the template cannot be read: {error}", "Fix it.") from error
    if not isinstance(keys, dict):
        raise TemplateError(f"{MANIFEST} of the template is not a table of questions", "Fix it.")
    return keys


def _public(keys: Mapping[str, object]) -> list[str]:
    return [key for key in keys if not key.startswith("_")]


def _code(folder: Path, keys: Mapping[str, object]) -> Iterator[str]:
    """List the code of the template's author that would run; Jinja templates count, since they are not sandboxed."""
    hooks = folder / "hooks"
    names = sorted(entry.name for entry in hooks.iterdir() if entry.stem in _HOOKS) if is_folder(hooks) else []
    yield from (f"hooks/{name}" for name in names)
    yield from (f"the Jinja extension {name}" for name in parsed.texts(keys, "_extensions"))
    yield "its templates, whose Jinja is no sandbox"


def bake(template: Template, asked: Asked, parent: Path) -> Path:
    """Make the project in `parent` and return its folder.

    Raises:
        TemplateError: it does not work; the library has removed the new files.
        KeyboardInterrupt: the person stopped.
    """
    with tempfile.TemporaryDirectory(prefix="dockgen-new-") as scratch, _errors(asked.template):
        from click.exceptions import Abort  # noqa: PLC0415 - cookiecutter's prompts raise it
        from cookiecutter.main import cookiecutter  # noqa: PLC0415 - brings requests, and more

        config = Path(scratch, "config.json")  # JSON is YAML too
        folders = {"cookiecutters_dir": scratch, "replay_dir": scratch}
        config.write_text(json.dumps({**_config(), **folders}, default=str), "utf-8")
        try:
            made = cookiecutter(
                str(template.folder),
                no_input=asked.no_input,
                extra_context=dict(asked.answers),
                output_dir=str(parent),
                config_file=str(config),
            )
        except Abort as stop:
            raise KeyboardInterrupt from stop
        return Path(made)


@contextmanager
def _errors(template: str) -> Iterator[None]:
    """Turn exceptions into a message; a template runs code, so it can raise any exception."""
    try:
        yield
    except (DockgenError, KeyboardInterrupt, GeneratorExit):
        raise
    except OSError as error:
        raise FileError(f"{error.filename or template}: {error.strerror or error}", "Check the path.") from error
    except Exception as error:
        told = " ".join(str(error).split()) or type(error).__name__
        raise TemplateError(
            f"the template {template} does not work: {told}",
            f"Nothing was made. Try it with cookiecutter itself: {_command(template)}",
        ) from error


def _command(template: str) -> str:
    return f"cookiecutter {quote(template if not os.path.isdir(template) else os.path.abspath(template))}"  # noqa: PTH100, PTH112 - texts
