"""Where the process starts: `dockgen` and `python -m dockgen`. The one place that turns an error into a message."""

import gc
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dockgen.errors import DockgenError

_INTERRUPTED = 130  # ExitCode.INTERRUPTED, which may not be imported yet
_SMALLEST, _LARGEST = 40, 500  # columns or lines of a terminal


def main() -> None:
    """Run the command line and end the process with an exit code of `ExitCode`."""
    gc.set_threshold(100_000)  # a run is short, and what it makes lives to its end: looking for cycles takes 5 % of it
    try:
        code = _ended()
    except KeyboardInterrupt:
        _print("\nStopped; nothing was changed.")
        code = _INTERRUPTED
    sys.exit(code)


def _ended() -> int:
    """Run the command line; return the exit code of how it ended, in an error too."""
    from dockgen.errors import DockgenError, ExitCode, FileError  # noqa: PLC0415 - Ctrl-C meanwhile is caught

    try:
        _prepare_streams()
        _bound_sizes()
        code = _run()
        sys.stdout.flush()
    except DockgenError as error:
        code = _told(error)
    except BrokenPipeError:  # `dockgen ... | head`
        _silence()
        code = ExitCode.OK
    except OSError as error:
        if error.filename is not None:
            code = _bug(error)
        else:  # the disk is full, and that is where the output goes
            code = _told(FileError(f"the output cannot be written: {error.strerror}", "Make room, then run again."))
            _silence()
    except Exception as error:  # noqa: BLE001 - a bug: it becomes a report, not a traceback
        code = _bug(error)
    return code


def _prepare_streams() -> None:
    """Print UTF-8 into files and pipes, as every file that is made; and what nothing can print, with its number."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by who started us
            setattr(sys, name, open(os.devnull, "r+", encoding="utf-8"))  # noqa: PTH123, SIM115 - until the end
    from io import TextIOWrapper  # noqa: PLC0415 - as above

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")


def _bound_sizes() -> None:
    """Keep what Rich and Typer believe of the terminal to sizes that there are: others take very long, or stop them."""
    for name in ("COLUMNS", "LINES", "TERMINAL_WIDTH"):
        text = os.environ.get(name, "")
        if text.isascii() and text.isdigit() and text.strip("0"):
            size = _LARGEST if len(text) > len(str(_LARGEST)) else min(max(int(text), _SMALLEST), _LARGEST)
            os.environ[name] = str(size)
        else:
            os.environ.pop(name, None)


def _silence() -> None:
    """Drop what is still to be printed: Python would complain once more at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _bug(error: Exception) -> int:
    from dockgen.terminal.bug_report import write_bug_report  # noqa: PLC0415 - rarely needed

    return _told(write_bug_report(error))


def _run() -> int:
    from dockgen import fast_init  # noqa: PLC0415 - as in `_ended`
    from dockgen.commands import init  # noqa: PLC0415 - as in `_ended`
    from dockgen.errors import FileError  # noqa: PLC0415 - as in `_ended`

    try:
        os.getcwd()  # noqa: PTH109 - nothing of pathlib is needed yet
    except FileNotFoundError as error:
        raise FileError("the current folder was deleted", "Change to another folder, then run again.") from error
    if line := fast_init.parse(sys.argv[1:]):
        return init.init(line.path, line.answers, init.Mode(**line.switches))
    from dockgen import cli  # noqa: PLC0415 - Typer is slow to import

    return cli.run(sys.argv[1:])


def _told(error: "DockgenError") -> int:
    """Print what is wrong and what to do next; return the exit code."""
    _print(f"dockgen: {error}")
    if error.hint:
        _print(f"  {error.hint}")
    return error.exit_code


def _print(line: str) -> None:
    """Print to standard error; the exit code says what is wrong where nothing can be written there."""
    try:
        print(line, file=sys.stderr, flush=True)  # noqa: T201
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


if __name__ == "__main__":
    main()
