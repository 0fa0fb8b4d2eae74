"""The command line is made of what the commands say of their parameters."""

import shlex
import subprocess
import sys
from collections.abc import Sequence
from typing import Annotated, Final, NamedTuple

import pytest
import sample
import typer
from terminal import Terminal
from typer.testing import CliRunner

from dockgen import cli
from dockgen.choices.options import by_name
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


COMMANDS: Final = typer.main.get_command(cli.app()).commands


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_a_group_and_two_examples_that_its_flags_allow(name):
    row = cli.COMMANDS[name]
    assert row.group
    assert len(row.examples) == 2
    assert COMMANDS[name].epilog.splitlines()[2] == f"  dockgen {name} {row.examples[0]}".rstrip()
    for example in row.examples:
        words = shlex.split(example.partition(">")[0])
        command = COMMANDS[name]
        while words and words[0] in getattr(command, "commands", {}):
            command = command.commands[words.pop(0)]
        known = {flag for parameter in command.params for flag in (*parameter.opts, *parameter.secondary_opts)}
        assert {word for word in words if word.startswith("-")} <= known, example


def test_the_help_names_what_with_and_without_take():
    text = sample.dockgen("init", "--help").stdout
    for choice in by_name("with").choices:
        assert text.count(choice.value) >= 2, choice.value


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("new", "https://127.0.0.1:9/x/y.git", "out"), "the template https://127.0.0.1:9/x/y.git cannot be fetched: "),
        (("new", "https://127.0.0.1:9/x/y.zip", "out"), "the template https://127.0.0.1:9/x/y.zip cannot be fetched: "),
        (("init", "out", "--pack", "git+https://127.0.0.1:9/x@v1"), "git+https://127.0.0.1:9/x@v1 cannot be fetched: "),
    ],
)
def test_what_cannot_be_fetched_has_an_exit_code_of_its_own(words, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = sample.dockgen(*words)
    assert (done.returncode, done.stderr.startswith(f"dockgen: {said}")) == (ExitCode.NETWORK, True), done.stderr
    assert len(done.stderr.splitlines()) == 2
    assert list(tmp_path.iterdir()) == []


def test_a_long_message_wraps_at_words_at_a_terminal(tmp_path):
    with Terminal("detect", tmp_path, columns=60) as terminal:
        assert terminal.end() == 3
    lines = [line for line in terminal.lines if line]
    assert all(len(line) < 60 or " " not in line.strip() for line in lines)
    assert not any(line.endswith(("dockg", "proje")) for line in lines)
    assert "holds no project yet" in " ".join(terminal.words.split())
