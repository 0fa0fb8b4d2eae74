"""The commands, as Typer sees them; the flags of `init` come from the catalogue in `choices/options.py`."""

import inspect
import os
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from dockgen import __version__
from dockgen.choices.options import OPTIONS, SWITCHES, Option
from dockgen.commands import fetching, init
from dockgen.errors import UsageError
from dockgen.terminal import report

app = typer.Typer(
    name="dockgen",
    help="Looks at a folder and writes a small, safe, quick-to-rebuild Dockerfile with everything around it.",
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Folder = Annotated[str, typer.Argument(metavar="PATH", help="The project's folder; made if it is missing.")]
Json = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]


def _version(wanted: bool) -> None:  # noqa: FBT001 - Typer calls it so
    if wanted:
        typer.echo(f"dockgen {__version__}")
        raise typer.Exit


@app.callback()
def main(
    context: typer.Context,
    version: Annotated[  # noqa: ARG001 - its callback does the work
        bool, typer.Option("--version", help="Print the version and exit.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Look at a folder and write a small, safe, quick-to-rebuild Dockerfile with everything around it."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def _init(path: str, **given: Any) -> None:  # noqa: ANN401 - checked in settings.parse
    switches = {name: bool(given.pop(name)) for name in SWITCHES}
    answers = {field: value for field, value in given.items() if value not in (None, [])}
    raise typer.Exit(init.init(path, answers, init.Mode(**switches)))


def _flag(option: Option) -> inspect.Parameter:
    """Make the parameter that Typer turns into a flag."""
    choices = [choice.value for choice in option.choices]
    info = typer.Option(
        f"--{option.name}",
        help=f"{option.help} (Default: {option.default}.)",
        metavar=option.metavar,
        rich_help_panel=option.group,
        autocompletion=(lambda incomplete: [c for c in choices if c.startswith(incomplete)]) if choices else None,
        show_default=False,
    )
    kind: Any = str if option.shape == "one" else list[str]
    annotation = Annotated[kind | None, info]
    return inspect.Parameter(option.field, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)


def _switch(name: str) -> inspect.Parameter:
    flags, text = SWITCHES[name]
    info = typer.Option(*flags, help=text, metavar=" ", rich_help_panel="What to do")
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=False, annotation=Annotated[bool, info])


_parameters = [
    inspect.Parameter("path", inspect.Parameter.POSITIONAL_OR_KEYWORD, default=".", annotation=Folder),
    *(_flag(option) for option in OPTIONS),
    *(_switch(name) for name in SWITCHES),
]
_init.__signature__ = inspect.Signature(_parameters)  # type: ignore[attr-defined]  # functions do have it (PEP 362)
_init.__annotations__ = {parameter.name: parameter.annotation for parameter in _parameters}
app.command("init", help="Write the container files of a folder; in an empty one a sample app too.")(_init)


@app.command()
def detect(path: Folder = ".", json: Json = False) -> None:
    """Say what a folder is, what was found in it and in which file."""
    raise typer.Exit(init.detect(path, as_json=json))


@app.command()
def audit(  # noqa: PLR0913, PLR0917 - Typer makes a flag of each parameter
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH]...", help="Dockerfiles, or folders with some.", show_default="."),
    ] = None,
    form: Annotated[
        str | None,
        typer.Option("--format", help="text, json, sarif or github. (Default: text.)", metavar="FORMAT"),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Short for --format json.")] = False,
    fail_on: Annotated[
        str,
        typer.Option(
            "--fail-on", help="The least that makes the exit code 1: error, warning, note or never.", metavar="LEVEL"
        ),
    ] = "warning",
    context: Annotated[
        str | None, typer.Option("--context", help="The build context, where it is not the Dockerfile's folder.")
    ] = None,
    tools: Annotated[
        bool, typer.Option("--tools/--no-tools", help="Ask hadolint and BuildKit too, where they are installed.")
    ] = True,
    fix: Annotated[
        bool, typer.Option("--fix", help="Fix first what is sure to be safe; shows how, and keeps backups.")
    ] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Only show what --fix would change; write nothing.")] = False,
) -> None:
    """Check any Dockerfile against the practices, and say how to fix what fails."""
    from dockgen.commands import audit as auditing  # noqa: PLC0415 - only this command needs it

    chosen = auditing.chosen_format(form, json=json)
    raise typer.Exit(auditing.run(paths or [], auditing.Options(chosen, fail_on, context, tools, fix, diff)))


@app.command()
def explain(
    what: Annotated[
        str | None, typer.Argument(metavar="[PRACTICE | DOCKERFILE]", help="A practice's name, or a Dockerfile.")
    ] = None,
    json: Json = False,
) -> None:
    """Say what a practice is and what it is worth, or what each line of a Dockerfile does."""
    from dockgen.commands import explain as explaining  # noqa: PLC0415 - only this command needs it

    raise typer.Exit(explaining.run(what, as_json=json))


Runs = Annotated[int, typer.Option("--runs", help="How often to measure; medians are shown.", metavar="N")]
PackPlace = Annotated[
    str | None,
    typer.Option("--pack", help="A template pack, as in `dockgen init`.", metavar="PACK"),
]
TrustPack = Annotated[
    bool,
    typer.Option("--trust-pack", help="Trust the template pack that dockgen.toml names, as in `dockgen init`."),
]
Memory = Annotated[
    str | None,
    typer.Option(
        "--memory", help="What each container may take, such as 4g; 0: no limit. (Default: 2g.)", metavar="SIZE"
    ),
]
Pids = Annotated[
    int | None,
    typer.Option("--pids", help="Processes and threads of each container; 0: no limit. (Default: 512.)", metavar="N"),
]
Cpus = Annotated[
    float | None,
    typer.Option("--cpus", help="Processors of each container; 0: no limit. (Default: 2.)", metavar="N"),
]
Mirror = Annotated[
    str | None,
    typer.Option("--mirror", help="Ask this registry in the place of each image's own.", metavar="HOST[:PORT]"),
]
PlainHttp = Annotated[bool, typer.Option("--plain-http", help="Ask without TLS.")]
Ca = Annotated[
    str | None, typer.Option("--ca", help="Certificates of authorities to trust, too (PEM).", metavar="FILE")
]
Timeout = Annotated[float, typer.Option("--timeout", help="Seconds for each step.", metavar="SECONDS")]
Output = Annotated[
    str | None,
    typer.Option("--output", help="Write a chart (SVG) and reports (Markdown, HTML, JSON) there.", metavar="FOLDER"),
]
Fresh = Annotated[bool, typer.Option("--fresh", help="Measure anew what an earlier run has measured.")]
Edit = Annotated[
    str | None, typer.Option("--edit", help="The source file that is edited for a rebuild.", metavar="FILE")
]
Language = Annotated[str | None, typer.Option("--language", help="As in `dockgen init`.", metavar="NAME")]
App = Annotated[str | None, typer.Option("--app", help="As in `dockgen init`.", metavar="FOLDER")]
Main = Annotated[str | None, typer.Option("--main", help="As in `dockgen init`.", metavar="FOLDER")]


@app.command()
def ladder(  # noqa: PLR0913, PLR0917 - Typer calls it
    path: Annotated[str, typer.Argument(metavar="PATH", help="The project's folder; an empty one for a sample.")] = ".",
    only: Annotated[str | None, typer.Option("--only", help="The rungs to build.", metavar="RUNG[,RUNG...]")] = None,
    runs: Runs = 1,
    json: Json = False,
    output: Output = None,
    fresh: Fresh = False,
    edit: Edit = None,
    language: Language = None,
    app: App = None,
    main: Main = None,
    memory: Memory = None,
    pids: Pids = None,
    cpus: Cpus = None,
    trust_pack: TrustPack = False,
) -> None:
    """Build a project's image rung by rung, from naive to final, and show what each step gains."""
    from dockgen.commands import ladder as climbing  # noqa: PLC0415
    from dockgen.engines import limits  # noqa: PLC0415 - only commands with an engine need it

    options = climbing.Options(
        only, runs, json, output, fresh, edit, language, app, main, limits.parsed(memory, pids, cpus)
    )
    asks = report.is_terminal()
    raise typer.Exit(fetching.settled(lambda: climbing.ladder(path, options), given=trust_pack, asks=asks))


@app.command()
def compare(  # noqa: PLR0913, PLR0917 - Typer calls it
    variants: Annotated[
        list[str], typer.Argument(metavar="VARIANT...", help="Base images, rungs of the ladder, or Dockerfiles.")
    ],
    context: Annotated[
        str, typer.Option("--context", help="The project's folder, the build context of all.", metavar="PATH")
    ] = ".",
    runs: Runs = 1,
    json: Json = False,
    output: Output = None,
    fresh: Fresh = False,
    edit: Edit = None,
    language: Language = None,
    app: App = None,
    main: Main = None,
    memory: Memory = None,
    pids: Pids = None,
    cpus: Cpus = None,
    trust_pack: TrustPack = False,
) -> None:
    """Build variants of a project's image, or any Dockerfile, and compare them side by side."""
    from dockgen.commands import ladder as climbing  # noqa: PLC0415
    from dockgen.engines import limits  # noqa: PLC0415 - only commands with an engine need it

    options = climbing.Options(
        None, runs, json, output, fresh, edit, language, app, main, limits.parsed(memory, pids, cpus)
    )
    asks = report.is_terminal()
    raise typer.Exit(
        fetching.settled(lambda: climbing.compare(variants, context, options), given=trust_pack, asks=asks)
    )


@app.command()
def verify(  # noqa: PLR0913, PLR0917 - Typer calls it
    path: Annotated[str, typer.Argument(metavar="PATH", help="A folder with a Dockerfile, or a Dockerfile.")] = ".",
    file: Annotated[
        str | None, typer.Option("--file", "-f", help="The Dockerfile, where PATH is its build context.")
    ] = None,
    app: App = None,
    all_: Annotated[bool, typer.Option("--all", help="Every app of a repository.")] = False,
    main: Main = None,
    language: Language = None,
    engine: Annotated[
        str | None,
        typer.Option("--engine", help="docker, podman, nerdctl or buildah. (Default: the first that works.)"),
    ] = None,
    only: Annotated[str | None, typer.Option("--only", help="The checks to make.", metavar="CHECK[,CHECK...]")] = None,
    skip: Annotated[str | None, typer.Option("--skip", help="Checks to leave out.", metavar="CHECK[,CHECK...]")] = None,
    full: Annotated[
        bool, typer.Option("--full", help="Also what needs more builds: reproducible, both platforms, SBOM.")
    ] = False,
    port: Annotated[int | None, typer.Option("--port", help="The port that it serves, if not the exposed one.")] = None,
    url_path: Annotated[str | None, typer.Option("--path", help="The path to ask for.", metavar="PATH")] = None,
    status: Annotated[
        int | None, typer.Option("--status", help="The status that it has to answer with. (Default: below 500.)")
    ] = None,
    text: Annotated[str, typer.Option("--text", help="A text that its answer has to contain.")] = "",
    exit_code: Annotated[
        int | None, typer.Option("--exit-code", help="The exit code with which it ends by itself.")
    ] = None,
    prints: Annotated[str, typer.Option("--prints", help="A text that it has to print.", metavar="TEXT")] = "",
    env: Annotated[
        list[str] | None, typer.Option("--env", "-e", help="A variable for it; repeatable.", metavar="NAME=VALUE")
    ] = None,
    env_file: Annotated[str | None, typer.Option("--env-file", help="A file of such lines.", metavar="FILE")] = None,
    tmpfs: Annotated[
        list[str] | None,
        typer.Option("--tmpfs", help="A folder that it may write to, in memory; repeatable.", metavar="PATH"),
    ] = None,
    volume: Annotated[
        list[str] | None,
        typer.Option("--volume", "-v", help="A volume, as docker takes it; repeatable.", metavar="[SOURCE:]PATH"),
    ] = None,
    build_arg: Annotated[
        list[str] | None, typer.Option("--build-arg", help="As docker takes it; repeatable.", metavar="NAME[=VALUE]")
    ] = None,
    secret: Annotated[
        list[str] | None, typer.Option("--secret", help="As docker takes it; repeatable.", metavar="id=NAME,src=FILE")
    ] = None,
    build_context: Annotated[
        list[str] | None, typer.Option("--build-context", help="As docker takes it; repeatable.", metavar="NAME=PLACE")
    ] = None,
    target: Annotated[str, typer.Option("--target", help="The stage to build.", metavar="STAGE")] = "",
    start_within: Annotated[
        float, typer.Option("--start-within", help="Seconds until it has to work.", metavar="SECONDS")
    ] = 30,
    stop_within: Annotated[
        float, typer.Option("--stop-within", help="Seconds until it has to have stopped.", metavar="SECONDS")
    ] = 10,
    max_size: Annotated[
        str | None, typer.Option("--max-size", help="The largest size of the image, such as 20MB.", metavar="SIZE")
    ] = None,
    tag: Annotated[
        str | None, typer.Option("--tag", "-t", help="Keep the image under this name if all is well.", metavar="NAME")
    ] = None,
    json: Json = False,
    junit: Annotated[str | None, typer.Option("--junit", help="Write a JUnit XML report.", metavar="FILE")] = None,
    html: Annotated[str | None, typer.Option("--html", help="Write an HTML report.", metavar="FILE")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Do not say what goes on.")] = False,
    memory: Memory = None,
    pids: Pids = None,
    cpus: Cpus = None,
    trust_pack: TrustPack = False,
) -> None:
    """Build an image, run it as a careful operator would, look into it, and say which promises hold."""
    from dockgen.commands import verify as verifying  # noqa: PLC0415 - only this command needs it
    from dockgen.verify.options import Options  # noqa: PLC0415

    options = Options(
        file=file,
        app=app,
        all=all_,
        main=main,
        language=language,
        engine=engine,
        only=only,
        skip=skip,
        full=full,
        port=port,
        path=url_path,
        status=status,
        text=text,
        exit_code=exit_code,
        prints=prints,
        environment=env or (),
        env_file=env_file,
        tmpfs=tmpfs or (),
        volumes=volume or (),
        arguments=build_arg or (),
        secrets=secret or (),
        contexts=build_context or (),
        target=target,
        start_within=start_within,
        stop_within=stop_within,
        max_size=max_size,
        tag=tag,
        json=json,
        junit=junit,
        html=html,
        quiet=quiet,
        memory=memory,
        pids=pids,
        cpus=cpus,
    )
    asks = report.is_terminal() and not json
    raise typer.Exit(fetching.settled(lambda: verifying.verify(path, options), given=trust_pack, asks=asks))


@app.command()
def new(  # noqa: PLR0913, PLR0917 - Typer calls it
    template: Annotated[
        str,
        typer.Argument(metavar="TEMPLATE", help="A template pack, or a cookiecutter template: a folder or an address."),
    ],
    path: Annotated[
        str | None,
        typer.Argument(metavar="[PATH]", help="Where to make it. (Default: as the template calls it.)"),
    ] = None,
    answer: Annotated[
        list[str] | None,
        typer.Option("--answer", help="An answer to a question of the template; repeatable.", metavar="NAME=VALUE"),
    ] = None,
    checkout: Annotated[str | None, typer.Option("--checkout", help="A branch, tag or commit.", metavar="REF")] = None,
    directory: Annotated[
        str | None, typer.Option("--directory", help="The template's folder in its repository.", metavar="FOLDER")
    ] = None,
    trust: Annotated[
        bool, typer.Option("--trust", help="Let the template's code run: its hooks and its Jinja.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing; take the defaults.")] = False,
    json: Json = False,
) -> None:
    """Make a whole project from a template pack or a cookiecutter template, with its container files on top."""
    from dockgen.commands import new as making  # noqa: PLC0415 - only this command needs it

    options = making.Options(answer or (), checkout, directory, trust, yes, json)
    raise typer.Exit(fetching.settled(lambda: making.new(template, path, options)))


@app.command()
def update(  # noqa: PLR0913, PLR0917 - Typer calls it
    path: Annotated[str, typer.Argument(metavar="PATH", help="The folder that has the dockgen.toml.")] = ".",
    app: App = None,
    all_: Annotated[bool, typer.Option("--all", help="Every app of a repository.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", "-n", help="Only say what would happen.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Only show what would change.")] = False,
    json: Json = False,
    conflicts: Annotated[
        str | None,
        typer.Option(
            "--conflicts",
            help="What happens where you and dockgen changed the same lines: ask, stop, markers, yours or dockgen. "
            "(Default: ask at a terminal, else stop.)",
            metavar="WAY",
        ),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit code 1 if something would change.")
    ] = False,
    pack: PackPlace = None,
    answer: Annotated[
        list[str] | None,
        typer.Option("--answer", help="An answer to a question of the pack; repeatable.", metavar="NAME=VALUE"),
    ] = None,
    trust_pack: TrustPack = False,
) -> None:
    """Bring generated files up to date, and keep what you have changed in them since."""
    from dockgen.commands import update as updating  # noqa: PLC0415 - only this command needs it

    raise typer.Exit(
        updating.update(
            path, updating.Options(app, all_, dry_run, diff, json, conflicts, check, pack, answer or (), trust_pack)
        )
    )


@app.command()
def pin(  # noqa: PLR0913, PLR0917 - Typer calls it
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH]...", help="Dockerfiles, or folders with some.", show_default="."),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit code 1 if something would change.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", "-n", help="Only say what would happen.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Only show what would change.")] = False,
    only_new: Annotated[bool, typer.Option("--only-new", help="Leave the digests that are written already.")] = False,
    json: Json = False,
    mirror: Mirror = None,
    plain_http: PlainHttp = False,
    ca: Ca = None,
    timeout: Timeout = 10,
) -> None:
    """Pin the images in any Dockerfile to the digests of their tags."""
    from dockgen.commands import pin as pinning  # noqa: PLC0415 - only this command needs it
    from dockgen.registry.transport import Options as Asking  # noqa: PLC0415

    asking = Asking(mirror, plain_http, ca, timeout)
    options = pinning.Options(check, dry_run, diff, only_new, json, asking)
    raise typer.Exit(pinning.pin(paths or [], options))


@app.command()
def outdated(
    path: Annotated[str, typer.Argument(metavar="PATH", help="A folder, or a Dockerfile.")] = ".",
    fail_on: Annotated[
        str,
        typer.Option(
            "--fail-on", help="The least urgent that makes the exit code 1: ended, soon, update, newer or never."
        ),
    ] = "update",
    json: Json = False,
    today: Annotated[
        str | None, typer.Option("--today", help="Another day than today, such as 2027-01-31.", metavar="DAY")
    ] = None,
) -> None:
    """Say what an update would bring, and which releases have ended or are about to; offline."""
    from dockgen.commands import outdated as looking  # noqa: PLC0415 - only this command needs it

    raise typer.Exit(looking.outdated(path, looking.Options(fail_on, json, today)))


versions = typer.Typer(
    invoke_without_command=True, help="List the releases that dockgen uses, and until when they get fixes; offline."
)
app.add_typer(versions, name="versions")


@versions.callback()
def versions_(context: typer.Context, json: Json = False) -> None:
    """List the releases that dockgen uses, and until when they get fixes; offline."""
    if context.invoked_subcommand is None:
        from dockgen.commands import versions as listing  # noqa: PLC0415 - only this command needs it

        raise typer.Exit(listing.versions(as_json=json))


@versions.command()
def refresh(  # noqa: PLR0913, PLR0917 - Typer calls it
    above: typer.Context,
    path: Annotated[str, typer.Argument(metavar="PATH", help="A folder, or a Dockerfile.")] = ".",
    write: Annotated[
        bool, typer.Option("--write", help="Take what goes together into dockgen.toml; `dockgen update` does the rest.")
    ] = False,
    json: Json = False,
    mirror: Mirror = None,
    plain_http: PlainHttp = False,
    ca: Ca = None,
    timeout: Timeout = 10,
    trust_pack: TrustPack = False,
) -> None:
    """Ask the registries of a project's images for newer tags; exit code 1 where there are some."""
    from dockgen.commands import versions as listing  # noqa: PLC0415
    from dockgen.registry.transport import Options as Asking  # noqa: PLC0415 - only some commands need it

    json = json or bool(above.parent and above.parent.params["json"])  # `dockgen versions --json refresh`
    asking = Asking(mirror, plain_http, ca, timeout)
    options = listing.Options(write, json, asking)
    asks = report.is_terminal() and not json
    raise typer.Exit(fetching.settled(lambda: listing.refresh(path, options), given=trust_pack, asks=asks))


templates = typer.Typer(invoke_without_command=True, help="Look at templates, and make a pack of your own.")
app.add_typer(templates, name="templates")


@templates.callback()
def templates_(context: typer.Context) -> None:
    """Look at templates, and make a pack of your own."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@templates.command("list")
def list_(pack: PackPlace = None, json: Json = False) -> None:
    """List the templates and their blocks, and which of them a pack has too."""
    from dockgen.commands import templates as packing  # noqa: PLC0415 - only these commands need it

    raise typer.Exit(fetching.settled(lambda: packing.list_(pack, as_json=json)))


@templates.command()
def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="As `list` has it.")], pack: PackPlace = None
) -> None:
    """Print a template."""
    from dockgen.commands import templates as packing  # noqa: PLC0415 - only these commands need it

    raise typer.Exit(fetching.settled(lambda: packing.show(name, pack)))


@templates.command()
def eject(
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help="As `list` has them.")],
    to: Annotated[str, typer.Option("--to", help="The folder of the pack.", metavar="FOLDER")] = "dockgen-pack",
    whole: Annotated[
        bool, typer.Option("--whole", help="Copy them, instead of extending them block by block.")
    ] = False,
) -> None:
    """Begin a pack, or add to one: templates that extend dockgen's."""
    from dockgen.commands import templates as packing  # noqa: PLC0415 - only these commands need it

    raise typer.Exit(packing.eject(names, to, whole=whole))


@templates.command("check")
def check_pack(
    pack: Annotated[str, typer.Argument(metavar="PACK", help="A folder, git+URL@TAG, gh:OWNER/NAME@TAG, python:NAME.")],
    json: Json = False,
) -> None:
    """Try all that a pack has on each language's sample; exit code 1 where something does not work."""
    from dockgen.commands import templates as packing  # noqa: PLC0415 - only these commands need it

    raise typer.Exit(fetching.settled(lambda: packing.check(pack, as_json=json)))


@app.command()
def schema() -> None:
    """Print the JSON Schema of dockgen.toml, for editors."""
    from dockgen.choices.schema import schema_text  # noqa: PLC0415 - only this command needs it

    typer.echo(schema_text(), nl=False)


def run(arguments: Sequence[str]) -> int:
    """Run a command line and return its exit code.

    Raises:
        DockgenError: it cannot be done.
    """
    _check_completion()
    try:
        return int(app(list(arguments), prog_name="dockgen", standalone_mode=False) or 0)
    except _CommandLineError as error:
        raise UsageError(error.format_message(), "See `dockgen --help`, and `--help` after a command.") from error


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
_CommandLineError: Any = typer.BadParameter.__base__
