"""Where the process starts: `dockgen` and `python -m dockgen`. The one place that turns an error into a message."""

import sys

from dockgen.errors import DockgenError, ExitCode


def main() -> None:
    """Run the command line and end the process with an exit code of `ExitCode`."""
    try:
        code = _run()
    except DockgenError as error:
        code = _told(error)
    except KeyboardInterrupt:
        print("\nStopped; nothing was changed.", file=sys.stderr)  # noqa: T201
        code = ExitCode.INTERRUPTED
    except BrokenPipeError:  # `dockgen ... | head`
        sys.stderr.close()
        code = ExitCode.OK
    except Exception as error:  # noqa: BLE001 - a bug: it becomes a report, not a traceback
        from dockgen.bug_report import write_bug_report  # noqa: PLC0415 - rarely needed

        code = _told(write_bug_report(error))
    sys.exit(code)


def _run() -> int:
    # Imported inside the `try`, so that Ctrl-C meanwhile is caught too.
    from dockgen import command, quick  # noqa: PLC0415

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
