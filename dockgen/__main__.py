"""Entry point of `dockgen` and `python -m dockgen`; the only place that turns an error into a message."""

import gc
import os
import sys
from contextlib import suppress
from io import TextIOWrapper
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dockgen.errors import DockgenError

_INTERRUPTED = 130  # ExitCode.INTERRUPTED, which may not be imported yet
_SMALLEST, _LARGEST = 40, 500  # columns or lines of a terminal


def run() -> None:
    """Run `main` and end the process, without taking all modules apart, which is a tenth of a short run."""
    try:
        main()
    except SystemExit as ended:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):  # the stream is closed or broken, and so is told already
                stream.flush()
        os._exit(int(ended.code or 0))


def main() -> None:
    """Run the command line and raise `SystemExit` with an exit code of `ExitCode`."""
    gc.set_threshold(100_000)  # a run is short, and looking for garbage would take 5 % of it
    try:
        code = _ended()
        if code == _INTERRUPTED:
            _ignore_interrupts()
    except KeyboardInterrupt:
        _ignore_interrupts()
        _print("\nStopped. Nothing was changed.")
        code = _INTERRUPTED
    sys.exit(code)


def _ignore_interrupts() -> None:
    """Let one more Ctrl-C not change the exit code, while Python itself ends."""
    import signal  # noqa: PLC0415 - rarely needed

    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _ended() -> int:
    """Run the command line and return its exit code, also after an error."""
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
        else:  # such as a full disk, where stdout is a file on it
            code = _told(
                FileError(f"the output cannot be written: {error.strerror}", "Free some space, then run again.")
            )
            _silence()
    except Exception as error:  # noqa: BLE001 - a bug: it becomes a report, not a traceback
        code = _bug(error)
    return code


def _prepare_streams() -> None:
    """Print UTF-8 into files and pipes, and escape what a stream cannot encode."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the parent process
            setattr(sys, name, open(os.devnull, "r+", encoding="utf-8"))  # noqa: PTH123, SIM115 - until the end
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")


def _bound_sizes() -> None:
    """Limit the terminal size that Rich and Typer see: extreme values make them slow or fail."""
    for name in ("COLUMNS", "LINES", "TERMINAL_WIDTH"):
        text = os.environ.get(name, "")
        if text.isascii() and text.isdigit() and text.strip("0"):
            size = _LARGEST if len(text) > len(str(_LARGEST)) else min(max(int(text), _SMALLEST), _LARGEST)
            os.environ[name] = str(size)
        else:
            os.environ.pop(name, None)


def _silence() -> None:
    """Drop buffered output, so that Python does not report the error again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _bug(error: Exception) -> int:
    from dockgen.terminal.bug_report import write_bug_report  # noqa: PLC0415 - rarely needed

    return _told(write_bug_report(error))


def _run() -> int:
    from dockgen import fast_init  # noqa: PLC0415 - Ctrl-C meanwhile is caught
    from dockgen.commands import init  # noqa: PLC0415 - Ctrl-C meanwhile is caught
    from dockgen.errors import FileError  # noqa: PLC0415 - Ctrl-C meanwhile is caught

    try:
        os.getcwd()  # noqa: PTH109 - nothing of pathlib is needed yet
    except FileNotFoundError as error:
        raise FileError("the current folder was deleted", "Change to another folder, then run again.") from error
    if line := fast_init.parse(sys.argv[1:]):
        return init.init(line.path, line.answers, init.Mode(**line.switches))
    from dockgen import cli  # noqa: PLC0415 - Typer is slow to import

    return cli.run(sys.argv[1:])


def _told(error: "DockgenError") -> int:
    """Print the error and what to do next; return the exit code."""
    _print(_folded(f"dockgen: {error}"))
    if error.hint:
        _print(_folded(f"  {error.hint}"))
    return error.exit_code


def _folded(line: str) -> str:
    """Return a line wrapped at words at a terminal; in a pipe, a message stays one line."""
    if sys.stderr is None or not sys.stderr.isatty():
        return line
    import shutil  # noqa: PLC0415 - only an error at a terminal needs it
    import textwrap  # noqa: PLC0415 - only an error at a terminal needs it

    columns = max(shutil.get_terminal_size().columns - 1, _SMALLEST)
    return textwrap.fill(line, columns, subsequent_indent="  ", break_on_hyphens=False, break_long_words=False)


def _print(line: str) -> None:
    """Print to standard error; if that fails, only the exit code reports the error."""
    try:
        print(line, file=sys.stderr, flush=True)  # noqa: T201 - the one place for errors
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


if __name__ == "__main__":
    run()
