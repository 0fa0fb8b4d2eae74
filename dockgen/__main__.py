"""Where the process starts: `dockgen` and `python -m dockgen`. The one place that turns an error into a message."""

import os
import sys
from io import TextIOWrapper

from dockgen.errors import DockgenError, ExitCode, FileError


def main() -> None:
    """Run the command line and end the process with an exit code of `ExitCode`."""
    try:
        _prepare_streams()
        code = _run()
        sys.stdout.flush()
    except DockgenError as error:
        code = _told(error)
    except KeyboardInterrupt:
        print("\nStopped; nothing was changed.", file=sys.stderr)  # noqa: T201
        code = ExitCode.INTERRUPTED
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
    sys.exit(code)


def _prepare_streams() -> None:
    """Print UTF-8 into files and pipes, as every file that is made; and what nothing can print, with its number."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by who started us
            setattr(sys, name, open(os.devnull, "r+", encoding="utf-8"))  # noqa: PTH123, SIM115 - until the end
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")


def _silence() -> None:
    """Drop what is still to be printed: Python would complain once more at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _bug(error: Exception) -> int:
    from dockgen.bug_report import write_bug_report  # noqa: PLC0415 - rarely needed

    return _told(write_bug_report(error))


def _run() -> int:
    # Imported inside the `try`, so that Ctrl-C meanwhile is caught too.
    from dockgen import command, quick  # noqa: PLC0415

    try:
        os.getcwd()  # noqa: PTH109 - nothing of pathlib is needed yet
    except FileNotFoundError as error:
        raise FileError("the current folder was deleted", "Change to another folder, then run again.") from error
    if line := quick.parse(sys.argv[1:]):
        return command.init(line.path, line.answers, command.Mode(**line.switches))
    from dockgen import cli  # noqa: PLC0415 - Typer is slow to import

    return cli.run(sys.argv[1:])


def _told(error: DockgenError) -> int:
    """Print what is wrong and what to do next; return the exit code."""
    print(f"dockgen: {error}", file=sys.stderr)  # noqa: T201
    if error.hint:
        print(f"  {error.hint}", file=sys.stderr)  # noqa: T201
    return error.exit_code


if __name__ == "__main__":
    main()
