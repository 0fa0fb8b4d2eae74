"""Which command starts the program: what `npm start` would run in the end, without npm around it."""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from dockgen.errors import FileError
from dockgen.languages.javascript.building import SOURCES, TYPESCRIPT, compiled, nest_entry
from dockgen.languages.javascript.managers import NAMES
from dockgen.languages.javascript.manifest import FILE, Manifest, read
from dockgen.languages.kit import procfile
from dockgen.languages.kit.command_lines import Command, parse
from dockgen.languages.kit.comments import without_comments
from dockgen.languages.kit.paths import plain
from dockgen.languages.node import delegates, entries, folders
from dockgen.languages.node.bun import BUN, NODE, RUNTIMES, is_for_bun, of_bun
from dockgen.languages.node.entries import ENTRIES
from dockgen.reading.project import Project
from dockgen.records import NamedTuple

SCRIPTS: Final = ("start:prod", "start:production", "start", "serve:prod", "serve", "server", "worker", "prod")
"""Scripts that start a program, best first."""

# Programs that only run others, with what takes an argument among their flags.
_WRAPPERS: Final[dict[str, tuple[str, ...]]] = {
    "nodemon": ("--exec", "-x", "--ext", "-e", "--watch", "-w", "--ignore", "-i", "--delay", "--config"),
    **dict.fromkeys(("ts-node-dev", "tsnd"), ("-r", "--require", "--project", "-P", "--ignore-watch")),
    "forever": ("-l", "-o", "-e", "--minUptime", "--spinSleepTime"),
    **dict.fromkeys(("pm2", "pm2-runtime"), ("--name", "-n", "-i", "--instances", "--env")),
    **dict.fromkeys(("supervisor", "node-dev"), ()),
    "babel-node": ("--presets", "--extensions"),
}
_TYPESCRIPT_RUNNERS: Final = ("tsx", "ts-node", "ts-node-esm", "esno", "esr", "swc-node", "vite-node", "jiti")
_LOADERS: Final = r"(?:ts-node|tsx|@swc-node|esbuild-register|@esbuild-kit|esno|ts-node-dev|tsconfig-paths)(?:[/\s]|$)"

# What a start script does before the program, and an image has done when it was built.
_BUILDERS: Final = frozenset(
    {"rimraf", "rm", "mkdir", "mkdirp", "echo", "eslint", "prettier", "del-cli", "cd", "set", "export", "wait-on"}
)
_COMPILERS: Final = frozenset(
    {"tsc", "tsup", "esbuild", "swc", "rollup", "webpack", "tsc-alias", "unbuild", "tsdown", "copyfiles", "cpx", "cp"}
)
_SEVERAL: Final = frozenset({"concurrently", "npm-run-all", "npm-run-all2", "run-p", "turbo", "lerna", "nx", "wireit"})
_NOT_SCRIPTS: Final = frozenset({"install", "i", "ci", "add", "exec", "dlx", "x", "workspace", "workspaces", "node"})

_JSX: Final = (".tsx", ".jsx")
_SETTINGS: Final = r"(?:ecosystem|pm2|process)[\w.-]{0,40}\.(?:json|[cm]?js|ya?ml)$"
_LEFT_OUT: Final = ("--watch", "--hot", "--inspect", "--env-file")
_OF_WATCHERS: Final = frozenset({"watch", "--watch", "--transpile-only", "--esm", "-T"})
_WITH_ARGUMENT: Final = frozenset(
    {"-r", "--require", "--import", "--loader", "--experimental-loader", "--max-old-space-size", "-C"}
)
_LOADED: Final = {"tsx": ("--import", "tsx"), "ts-node": ("-r", "ts-node/register")}
_MAX_DEPTH: Final = 5
_SHOWS: Final = (
    r"^(?:npx\s+(?:--yes\s+|-y\s+)?)?(?:serve|http-server|sirv|live-server|lite-server|browser-sync)(?:\s|$)"
)
"""What serves files as they are, as the image's web server does."""


class Start(NamedTuple):
    """How the program is started."""

    words: tuple[str, ...] = ()
    """Exec form; empty where nothing was found."""
    source: str = ""
    entry: str = ""
    """The file that node is given, from the app's folder; empty for a package's own command."""
    folder: str = ""
    """Where it runs, from there; the words are relative to that."""
    env: Mapping[str, str] = {}
    needs_shell: bool = False
    needs_development: bool = False
    """Whether packages of devDependencies are used when it runs."""
    is_guess: bool = False
    """Whether no script says it, so that it may be a library too."""
    is_bin: bool = False
    """Whether it is a command of a package, which has to be found."""
    is_by_bun: bool = False
    """Whether Bun runs it."""
    delegates: str = ""
    """The member of the workspace that the script is about."""
    script: str = ""
    """The script of that member; empty for the one that starts it."""
    builds: tuple[str, ...] = ()
    """What the script builds before it starts: scripts, or commands of packages."""


def is_plain_site(project: Project) -> bool:
    """Tell whether nothing in a package.json beside an index.html builds or starts anything."""
    try:
        manifest = read(project)
    except FileError:
        return False
    scripts = [key for key, text in manifest.scripts.items() if not re.search(_SHOWS, text)]
    if any(re.match(r"(?:start|build|serve)(?::|$)", key) for key in scripts):
        return False
    if manifest.production or manifest.text("main") or not {"bin", "workspaces"}.isdisjoint(manifest.data):
        return False
    return not any(project.has(f"{entry}.{ending}") for entry in ENTRIES[:4] for ending in ("js", "mjs", "ts"))


def find(project: Project, manifest: Manifest) -> Start:
    """Return how the app of a package.json is started; the project is the view of its own folder."""
    if found := _main_process(project, manifest):
        return found
    reasons = []
    for name in (name for name in SCRIPTS if name in manifest.scripts):
        found = as_written(manifest, name)
        if found.words or found.delegates:
            return _checked(project, manifest, found)
        reasons.append(found.source)
    by_bun = as_written(manifest, "dev") if "dev" in manifest.scripts else Start()
    if by_bun.is_by_bun and by_bun.entry:
        return _by_script(project, _checked(project, manifest, by_bun._replace(is_guess=True)))
    if entry := entries.program(project, manifest):
        is_guess = not entries.is_command(manifest, entry)
        guess = Start((NODE, entry.value), entry.source, entry.value, is_guess=is_guess)
        guess = guess._replace(is_by_bun=is_for_bun(project, manifest, entry.value))
        return _by_script(project, _checked(project, manifest, guess))
    if "dev" in manifest.scripts:
        found = of_script(project, manifest, "dev")
        if found.words[:1] == ("node",) and found.entry and not found.needs_development:
            return found._replace(is_guess=True)
        reasons += [] if found.words else [found.source]
    looked = f"no script {', '.join(SCRIPTS[:3])}, no main, and none of {', '.join(f'{e}.js' for e in ENTRIES[:4])}"
    return Start(source="; ".join(reasons) or looked)


def _main_process(project: Project, manifest: Manifest) -> Start | None:
    """Return the web process of a Procfile, or its only one where no script starts anything."""
    found = _of_procfile(project, manifest)
    others = [one for name, one in found.items() if name != procfile.RELEASE]
    is_only = len(others) == 1 and manifest.scripts.keys().isdisjoint(SCRIPTS)
    return found.get("web") or (others[0] if is_only else None)


def _by_script(project: Project, start: Start) -> Start:
    """Let the project's own shell script start the program, if that is the last thing it does."""
    path = procfile.own_script(project, "", start.words)
    command = procfile.command(project, "", f"sh {path}") if path else None
    return start._replace(words=command.words, source=path, needs_shell=True) if command else start


def of_script(project: Project, manifest: Manifest, name: str) -> Start:
    """Return how one script starts a program."""
    return _checked(project, manifest, as_written(manifest, name))


def processes(project: Project, manifest: Manifest) -> dict[str, Start]:
    """Return how the processes of a Procfile are started that run beside the server."""
    beside = _of_procfile(project, manifest).items()
    return {name: start for name, start in beside if name not in {"web", procfile.RELEASE}}


def _of_procfile(project: Project, manifest: Manifest) -> dict[str, Start]:
    """Return how each process of a Procfile is started, where that is clear."""
    lines = {f"{procfile.FILE}, {name}": line for name, line in procfile.processes(project).items()}
    known = manifest._replace(scripts={**manifest.scripts, **lines})
    found = {key.partition(", ")[2]: of_script(project, known, key) for key in lines}
    return {name: start for name, start in found.items() if start.words or start.delegates}


def as_written(manifest: Manifest, name: str) -> Start:
    """Follow a script to the program that it starts in the end, without a look at the files that it names."""
    source = name if name.startswith(procfile.FILE) else f"{manifest.path}, scripts.{name}"
    if folder := folders.entered(manifest.scripts[name]):
        return Start(source=source, delegates=folder)
    builds: list[str] = []
    commands, unclear = _followed(manifest, name, builds, 0)
    if f"pre{name}" in manifest.scripts and not unclear:
        before, unclear = _followed(manifest, f"pre{name}", builds, 0)
        commands = before + commands
    if called := next((command.words for command in commands if delegates.member(command.words)), ()):
        return Start(source=source, delegates=delegates.member(called), script=delegates.script(called))
    *steps, last = [_unwrapped(command) for command in commands] or [Command(())]
    if unclear or not last.words:
        return Start(source=f"{source} {unclear or 'starts no program'}")
    program = last.words[0]
    # A dependency may bring it: one of its name, or one whose name has all of its words.
    named = (name for name in manifest.dependencies if all(word in name for word in re.split(r"[-_.]", program)))
    if last.may_be_fetched and program not in {*RUNTIMES, *_TYPESCRIPT_RUNNERS} and not any(named):
        return Start(source=f"{source} runs {program}, which no dependency brings")
    entry = _entry_of(last.words)
    entry = entry and posixpath.normpath(posixpath.join(last.folder, entry))
    start = Start(last.words, source, entry, env=dict(last.env), folder=last.folder)
    start = start._replace(is_by_bun=program == BUN, builds=tuple(dict.fromkeys(builds)))
    if not steps and not last.needs_shell:
        return start
    line = " && ".join([*(step.line_from(last.folder) for step in steps), f"exec {last.line}"])
    return start._replace(words=("sh", "-c", line), needs_shell=True)


def _followed(manifest: Manifest, name: str, builds: list[str], depth: int) -> tuple[list[Command], str]:
    """Return the commands of a script and of those that it calls, without what builds; why not, if that is unclear.

    What builds is added to `builds`.
    """
    line = parse(manifest.scripts[name])
    if depth > _MAX_DEPTH or not line.commands:
        return [], "cannot be understood"
    found: list[Command] = []
    folder = ""
    for each in line.commands:
        folder = folders.after(folder, each.words) if each.words[0] == "cd" else folder
        command = folders.placed(each, folder)
        words, first = command.words, posixpath.basename(command.words[0])
        called = _called(manifest, words)
        if (first in _SEVERAL and not delegates.member(words)) or line.is_parallel:
            return [], f"starts several programs at once, with {first if first in _SEVERAL else '&'}"
        if called and re.match(r"(?:pre)?(?:build|compile|clean|lint|test|typecheck)(?:$|[:-])", called):
            builds += [called] if called in manifest.scripts and not re.search(r"lint|test|type", called) else []
        elif called is not None:
            if called == name or called not in manifest.scripts:
                return [], f"calls {called}, which is no other script"
            inner, unclear = _followed(manifest, called, builds, depth + 1)
            if unclear:
                return [], unclear
            found += _as_called(inner, command, called)
        elif first in _COMPILERS or words[:2] == (BUN, "build"):
            builds.append(command.line)
        elif first not in _BUILDERS and not (words[0] in NAMES and {"install", "ci", "i"}.intersection(words[1:2])):
            found.append(command)
    return found, ""


def _called(manifest: Manifest, words: Sequence[str]) -> str | None:
    """Return the script that `npm run NAME`, `yarn NAME` and the like call."""
    if words[0] not in NAMES or delegates.member(words) or words[:2] == (BUN, "build"):
        return None
    rest = [word for word in words[1:] if not word.startswith("-")]
    if rest[:1] in (["run"], ["run-script"]):
        if words[0] == BUN and not manifest.scripts.keys() & {*rest[1:2]}:  # then it is a file, or a package's command
            return None
        return rest[1] if len(rest) > 1 and not rest[1].endswith((*SOURCES, *_JSX)) else None
    return rest[0] if rest and rest[0] not in _NOT_SCRIPTS and rest[0] in manifest.scripts else None


def _as_called(commands: Sequence[Command], call: Command, script: str) -> Iterator[Command]:
    """Yield a script's commands with the environment of its call, and the last with its arguments too."""
    rest = call.words[call.words.index(script) + 1 :]
    if "--" in rest:
        rest = rest[rest.index("--") + 1 :]
    elif call.words[0] == "npm":  # which takes them for its own
        rest = ()
    for number, each in enumerate(commands, 1):
        words = each.words + (rest if number == len(commands) else ())
        folder = posixpath.join(call.folder, each.folder)
        yield each._replace(words=words, env=(*call.env, *each.env), folder=folder)


def _unwrapped(command: Command) -> Command:
    """Take off what only runs or watches the program."""
    words = command.words
    first = posixpath.basename(words[0])
    if first in NAMES and words[1:2] in {("exec",), ("run",)} and first != "bun":
        words = words[1:]
    if first in {"yarn", "pnpm", "exec"} and len(words) > 1:
        words, first = words[1:], words[1]
    if first in {BUN, "--bun"}:  # what bunx is told stands alone
        words = of_bun((BUN, *words[first == BUN :]))
        first = words[0]
    if first in _WRAPPERS:
        words = _inner(words, _WRAPPERS[first])
        first = words[0] if words else ""
    if first in _TYPESCRIPT_RUNNERS:
        words = (first, *(word for word in words[1:] if word not in _OF_WATCHERS))
    elif first in RUNTIMES:
        kept = [word for word in words[1:] if not word.startswith(_LEFT_OUT)]
        words = (first, *kept) if kept else ()
    return command._replace(words=words)


def _inner(words: tuple[str, ...], with_argument: tuple[str, ...]) -> tuple[str, ...]:
    """Return the command inside a wrapper's: its file and what follows."""
    rest = list(words[1:])
    while rest:
        word = rest.pop(0)
        if word in {"--exec", "-x"} and rest and " " in rest[0]:
            return (*rest[0].split(), *(word for word in rest[1:] if not word.startswith("-")))
        if word in {"--exec", "-x"} and rest:
            return (rest[0], *(word for word in rest[1:] if word.endswith(SOURCES)))
        if word in with_argument and rest:
            rest.pop(0)
        elif word in {*RUNTIMES, *_TYPESCRIPT_RUNNERS}:
            return (word, *rest)
        elif word not in {"start", "--", "exec"} and not word.startswith("-"):
            if words[0].startswith(("pm2", "forever")):  # which have flags of their own behind its name too
                rest = rest[rest.index("--") + 1 :] if "--" in rest else []
            return ("node", word, *(word for word in rest if word != "--"))
    return ()


def _entry_of(words: Sequence[str]) -> str:
    rest = iter(words[1:] if words[0] in {*RUNTIMES, *_TYPESCRIPT_RUNNERS} else ())
    for word in rest:
        if word in _WITH_ARGUMENT:
            next(rest, None)
        elif not word.startswith("-"):
            return posixpath.normpath(word)
    return ""


def _checked(project: Project, manifest: Manifest, start: Start) -> Start:
    """Take what was compiled where TypeScript is started; complete a file's name."""
    start = _of_settings(project, start) if re.search(_SETTINGS, start.entry) else start
    if not start.words:
        return start
    if start.folder and not manifest.production and project.has(posixpath.join(start.folder, FILE)):
        return Start(source=start.source, delegates=start.folder)
    start = by_bun(_named(project, manifest, start)) if start.is_by_bun else _with_compiled(project, manifest, start)
    if start.words[:2] == ("nest", "start"):
        start = start._replace(words=("node", nest_entry(project)), entry=nest_entry(project))
    if start.words[0] == "node" and start.entry.endswith(_JSX) and not any(word[:1] == "-" for word in start.words):
        why = f"something else has to run {start.entry} as it is, and Node.js cannot; add a build script"
        return Start(source=f"{start.source}: {why}")
    is_bin = start.needs_shell or (start.words[0] not in RUNTIMES and "/" not in start.words[0])
    is_tool = start.words[0] in manifest.development
    return start._replace(is_bin=is_bin, needs_development=start.needs_development or is_tool)


def _of_settings(project: Project, start: Start) -> Start:
    """Take the program from the settings of a process manager, such as ecosystem.config.js."""
    text = without_comments(project.read(start.entry) or "")
    scripts = re.findall(r"\bscript[\"']?\s{0,9}:\s{0,9}[\"']?([^\s\"',}]{1,200})", text)
    files = [path for script in scripts if script.endswith(SOURCES) and (path := plain(script))]
    if len(set(scripts)) != 1 or not files:
        number = len(set(scripts)) or "none of the"
        return Start(source=f"{start.source} starts {number} programs that {start.entry} names")
    entry = posixpath.join(start.folder, files[0])
    return start._replace(words=("node", files[0]), entry=entry, source=f"{start.source}, {start.entry}")


def by_bun(start: Start) -> Start:
    """Let Bun run what Node.js would, TypeScript too, without what is only for Node.js."""
    words = start.words
    if start.needs_shell:
        words = (*words[:-1], re.sub(r"\bexec node ", "exec bun ", words[-1]))
    elif words[0] in {NODE, *_TYPESCRIPT_RUNNERS} and start.entry:
        entry = posixpath.relpath(start.entry, start.folder or ".")
        number = next((n for n, word in enumerate(words) if posixpath.normpath(word) == entry), len(words))
        words = (BUN, entry, *words[number + 1 :])
    return start._replace(words=words, is_by_bun=True)


def _named(project: Project, manifest: Manifest, start: Start) -> Start:
    is_named = not start.entry or start.entry.endswith((*SOURCES, *_JSX))
    return start if is_named else start._replace(entry=_completed(project, manifest, start.entry))


def _with_compiled(project: Project, manifest: Manifest, start: Start) -> Start:
    start = _named(project, manifest, start)
    runner, *rest = start.words
    is_loaded = re.search(_LOADERS, " ".join(rest[:-1])) is not None
    if runner not in _TYPESCRIPT_RUNNERS and not is_loaded and not start.entry.endswith(TYPESCRIPT):
        return start
    if made := compiled(project, manifest, start.entry):
        return start._replace(
            words=("node", made), entry=made, folder="", source=f"{start.source}; compiled from {start.entry}"
        )
    if runner in _TYPESCRIPT_RUNNERS:
        # Node itself runs, with what understands TypeScript loaded before, because node gets the signals then.
        words = ("node", *_LOADED[runner], *rest) if runner in _LOADED else start.words
        return start._replace(words=words, needs_development=runner not in manifest.production)
    names = {word.split("/")[0] for word in start.words}
    is_tool = is_loaded and not names.isdisjoint(manifest.development)
    return start._replace(needs_development=is_tool)


def _completed(project: Project, manifest: Manifest, entry: str) -> str:
    """Name the file as it is called: `node server` finds server.js, and a folder's index.js, `node .` what is main."""
    if entry == ".":
        found = entries.usual(project, manifest)
        return found.value if found else entry
    names = (entry + ending for ending in (".js", "/index.js", ".ts"))
    return next((name for name in names if project.has(name)), entry)
