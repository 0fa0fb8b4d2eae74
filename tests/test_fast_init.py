"""The quick reader of command lines and Typer must understand the same thing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dockgen import cli, fast_init
from dockgen.choices.options import OPTIONS, SWITCHES
from dockgen.commands import init as command
from dockgen.errors import ExitCode, UsageError

FLAGS = [f"--{option.name}" for option in OPTIONS]
SWITCH_FLAGS = [flag for flags, _ in SWITCHES.values() for flag in flags]
WORDS = st.one_of(
    st.sampled_from(
        [*FLAGS, *SWITCH_FLAGS, "--", "-", "-x", "--help", "--unknown", "", "hello", "3000", "a=b", "--port=1"]
    ),
    st.builds("{}={}".format, st.sampled_from(FLAGS), st.sampled_from(["", "x", "a=b", "-1", "é"])),
    st.text(max_size=5),
)


@pytest.fixture
def typer_understands(monkeypatch):
    """What Typer makes of a command line: the arguments with which it calls the command."""
    calls = []

    def init(path, answers, mode):
        calls.append((path, answers, {name: True for name, on in mode._asdict().items() if on}))
        return ExitCode.OK

    monkeypatch.setattr(command, "init", init)

    def understand(arguments):
        calls.clear()
        cli.run(arguments)
        return calls[-1] if calls else None

    return understand


def assert_same(arguments, typer_understands):
    line = fast_init.parse(arguments)
    if line is not None:
        assert typer_understands(arguments) == tuple(line)


@settings(deadline=None)  # the first example imports Typer
@given(words=st.lists(WORDS, max_size=6))
def test_what_the_quick_reader_takes_typer_takes_for_the_same(words):
    with pytest.MonkeyPatch.context() as monkeypatch:
        calls = []
        monkeypatch.setattr(
            command, "init", lambda path, answers, mode: calls.append((path, answers, mode)) or ExitCode.OK
        )
        line = fast_init.parse(["init", *words])
        if line is None:
            return
        cli.run(["init", *words])
        path, answers, mode = calls[-1]
        assert (path, answers) == (line.path, line.answers)
        assert mode == command.Mode(**line.switches)


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_the_quick_reader_takes_every_option(option, typer_understands):
    arguments = ["init", "hello", f"--{option.name}", "x", "--yes", f"--{option.name}=y"]
    expected = ["x", "y"] if option.shape != "one" else "y"
    assert fast_init.parse(arguments) == ("hello", {option.field: expected}, {"yes": True})
    assert_same(arguments, typer_understands)


@pytest.mark.parametrize("flag", SWITCH_FLAGS)
def test_the_quick_reader_takes_every_switch(flag, typer_understands):
    assert fast_init.parse(["init", flag]) is not None
    assert_same(["init", flag], typer_understands)


MISTAKES = "init --prt 1|init --port|init a b|init -- a|init --port -1|init --yes=1|init -yx"


@pytest.mark.parametrize("line", ["", "detect", "--version", "init --help", "init -h", *MISTAKES.split("|")])
def test_help_and_mistakes_are_left_to_typer(line):
    assert fast_init.parse(line.split()) is None


def test_completion_is_left_to_typer(monkeypatch):
    monkeypatch.setenv("_DOCKGEN_COMPLETE", "complete_bash")
    assert fast_init.parse(["init"]) is None


def test_typer_names_the_nearest_flag():
    with pytest.raises(UsageError, match="--port"):
        cli.run(["init", "--prt", "3000"])
