"""The command line is made of what the commands say of their parameters."""

import subprocess
import sys
from collections.abc import Sequence
from typing import Annotated, Final, NamedTuple

import pytest
import typer
from typer.testing import CliRunner

from dockgen import cli
from dockgen.errors import ExitCode
from dockgen.flags import Flag, Without, Word


class Inner(NamedTuple):
    """A record in a record."""

    speed: Annotated[int, Flag("--speed -s", "How fast.", "N")] = 3


class Options(NamedTuple):
    """What a command takes."""

    name: Annotated[str | None, Flag("--name", "Its name.", "NAME")] = None
    items: Annotated[Sequence[str], Flag("--item", "Repeatable.")] = ()
    loud: Annotated[bool, Flag("--loud/--quiet", "How it tells.")] = True
    inner: Inner = Inner()


SEEN: Final[list[tuple[object, ...]]] = []


def one(path: Annotated[str, Word("PATH", "Where.", ".")], options: Options) -> ExitCode:
    SEEN.append((path, options))
    return ExitCode.OK


def several(
    words: Annotated[Sequence[str], Word("WORD...", "What.")], options: Annotated[Options, Without("name")]
) -> ExitCode:
    SEEN.append((words, options))
    return ExitCode.OK


def any_number(words: Annotated[Sequence[str], Word("[WORD]...", "What.", ".")]) -> ExitCode:
    SEEN.append((words,))
    return ExitCode.DIFFERENT


def called(command, *arguments: str):
    """Return the exit code of a command line, and what the command got."""
    app = typer.Typer()
    app.command()(cli.typed(command))
    SEEN.clear()
    return CliRunner().invoke(app, list(arguments)).exit_code, SEEN


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((), (".", Options())),
        (("a", "--name=b", "--quiet"), ("a", Options(name="b", loud=False))),
        (("--item=c", "--item", "d"), (".", Options(items=["c", "d"]))),
        (("-s", "5"), (".", Options(inner=Inner(5)))),
    ],
)
def test_a_record_gets_the_value_of_each_flag(arguments, expected):
    assert called(one, *arguments) == (0, [expected])


def test_a_field_that_a_command_has_not_is_no_flag():
    assert called(several, "a", "b", "--item=c") == (0, [(["a", "b"], Options(items=["c"]))])
    assert called(several, "a", "--name=b")[0] == 2


def test_words_have_to_be_given_unless_something_stands_for_them():
    assert called(several) == (2, [])
    assert called(any_number) == (1, [((),)])
    assert called(any_number, "a") == (1, [(["a"],)])


IMPORTED: Final = """
import sys
from dockgen import cli
try:
    cli.run(sys.argv[1:])
finally:
    print(*sorted(name for name in sys.modules if name.startswith("dockgen.commands.")), file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("arguments", "modules"),
    [
        (["--help"], []),
        (["detect", "--help"], ["detect"]),
        (["templates", "--help"], ["templates"]),
        (["explain", "pin"], ["explain"]),
    ],
)
def test_only_the_command_that_is_meant_is_imported(arguments, modules):
    done = subprocess.run([sys.executable, "-c", IMPORTED, *arguments], capture_output=True, text=True, check=False)
    found = done.stderr.splitlines()[-1].split()
    assert found == sorted(f"dockgen.commands.{name}" for name in ["fetching", "init", *modules])


def test_the_help_of_a_command_is_the_same_whether_it_is_meant_or_not():
    whole, bare = (typer.main.get_command(app).commands for app in (cli.app(), cli.app("none")))
    assert list(bare) == list(cli.COMMANDS)
    assert {name: one.help for name, one in bare.items()} == {name: one.help for name, one in whole.items()}
