"""Which command starts the program: what `npm start` would run in the end, without npm around it."""

import posixpath
import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from dockgen.languages.javascript.commands import Command, joined, needs_shell, parse
from dockgen.languages.javascript.comments import without_comments
from dockgen.languages.javascript.compiled import TYPESCRIPT, compiled, nest_entry
from dockgen.languages.javascript.manifest import Manifest
from dockgen.languages.kit import procfile
from dockgen.languages.kit.paths import plain
from dockgen.reading.project import Project

SCRIPTS: Final = ("start:prod", "start:production", "start", "serve:prod", "serve", "server", "worker", "prod")
"""Scripts that start a program, best first."""

# Programs that only run others, with what takes an argument among their flags.
_WRAPPERS: Final[dict[str, tuple[str, ...]]] = {
    "nodemon": ("--exec", "-x", "--ext", "-e", "--watch", "-w", "--ignore", "-i", "--delay", "--config"),
    "node-dev": (),
    "ts-node-dev": ("-r", "--require", "--project", "-P", "--ignore-watch"),
    "tsnd": ("-r", "--require", "--project", "-P", "--ignore-watch"),
    "forever": ("-l", "-o", "-e", "--minUptime", "--spinSleepTime"),
    "pm2": ("--name", "-n", "-i", "--instances", "--env"),
    "pm2-runtime": ("--name", "-n", "-i", "--instances", "--env"),
    "supervisor": (),
    "babel-node": ("--presets", "--extensions"),
}
TYPESCRIPT_RUNNERS: Final = ("tsx", "ts-node", "ts-node-esm", "esno", "esr", "swc-node", "vite-node", "jiti")
_LOADERS: Final = r"(?:ts-node|tsx|@swc-node|esbuild-register|@esbuild-kit|esno|ts-node-dev|tsconfig-paths)(?:[/\s]|$)"

# What a start script does before the program, and an image has done when it was built.
_BUILDERS: Final = frozenset(
    {"rimraf", "rm", "mkdir", "mkdirp", "echo", "eslint", "prettier", "del-cli", "cd", "set", "export", "wait-on"}
)
_COMPILERS: Final = frozenset(
    {"tsc", "tsup", "esbuild", "swc", "rollup", "webpack", "tsc-alias", "unbuild", "tsdown", "copyfiles", "cpx", "cp"}
)
_SEVERAL: Final = frozenset({"concurrently", "npm-run-all", "npm-run-all2", "run-p", "turbo", "lerna", "nx", "wireit"})
_MANAGERS: Final = frozenset({"npm", "yarn", "pnpm", "bun"})
_NOT_SCRIPTS: Final = frozenset({"install", "i", "ci", "add", "exec", "dlx", "x", "workspace", "workspaces", "node"})

ENTRIES: Final = ("server", "index", "app", "main", "src/server", "src/index", "src/main", "src/app", "bin/www")
"""Where a program usually begins, best first."""

SOURCES: Final = (".js", ".mjs", ".cjs", ".ts", ".mts", ".cts")
_JSX: Final = (".tsx", ".jsx")
_MAX_DEPTH: Final = 5


class Start(NamedTuple):
    """How the program is started."""

    words: tuple[str, ...] = ()
    """Exec form, relative to the app's folder; empty where nothing was found."""
    source: str = ""
    entry: str = ""
    """The file that node is given; empty for a package's own command."""
    env: Mapping[str, str] = {}
    needs_shell: bool = False
    needs_development: bool = False
    """Whether packages of devDependencies are used when it runs."""
    is_guess: bool = False
    """Whether no script says it, so that it may be a library too."""
    is_bin: bool = False
    """Whether it is a command of a package, which has to be found."""
    is_by_bun: bool = False
    """Whether the script lets Bun run it."""
    delegates: str = ""
    """The member of the workspace that the script is about."""
    builds: tuple[str, ...] = ()
    """What the script builds before it starts: scripts, or commands of packages."""


def find(project: Project, manifest: Manifest) -> Start:
    """Return how the app of a package.json is started.

    Args:
        project: the view of the app's own folder.
        manifest: its package.json.
    """
    reasons = []
    for name in SCRIPTS:
        if name in manifest.scripts:
            found = _of_script(manifest, name)
            if found.words or found.delegates:
                return _checked(project, manifest, found)
            reasons.append(found.source)
    if entry := _entry(project, manifest):
        return _checked(project, manifest, Start(("node", entry[0]), entry[1], entry[0], is_guess=True))
    if "dev" in manifest.scripts:
        found = of_script(project, manifest, "dev")
        if found.words[:1] == ("node",) and found.entry and not found.needs_development:
            return found._replace(is_guess=True)
        reasons += [] if found.words else [found.source]
    looked = f"no script {', '.join(SCRIPTS[:3])}, no main, and none of {', '.join(f'{e}.js' for e in ENTRIES[:4])}"
    return Start(source="; ".join(reasons) or looked)


def of_script(project: Project, manifest: Manifest, name: str) -> Start:
    """Return how one script starts a program."""
    start = _of_script(manifest, name)
    return _checked(project, manifest, start) if start.words else start


def processes(project: Project, manifest: Manifest) -> dict[str, Start]:
    """Return how the processes of a Procfile are started that run beside the server."""
    lines = procfile.processes(project)
    beside = {f"{procfile.FILE}, {name}": line for name, line in lines.items() if name not in {"web", "release"}}
    known = manifest._replace(scripts={**manifest.scripts, **beside})
    return {key.partition(", ")[2]: of_script(project, known, key) for key in beside}


def _of_script(manifest: Manifest, name: str) -> Start:
    """Follow a script to the program that it starts in the end."""
    source = f"{manifest.path}, scripts.{name}"
    builds: list[str] = []
    commands, unclear = _followed(manifest, name, builds, 0)
    if f"pre{name}" in manifest.scripts and not unclear:
        before, unclear = _followed(manifest, f"pre{name}", builds, 0)
        commands = before + commands
    if any(delegate := _delegate(command.words) for command in commands):
        return Start(source=source, delegates=delegate)
    *steps, last = [_unwrapped(command) for command in commands] or [Command(())]
    if unclear or not last.words:
        return Start(source=f"{source} {unclear or 'starts no program'}")
    if last.may_be_fetched and not _is_installed(manifest, last.words[0]):
        return Start(source=f"{source} runs {last.words[0]}, which no dependency brings")
    start = Start(last.words, source, _entry_of(last.words), dict(last.env), builds=tuple(dict.fromkeys(builds)))
    start = start._replace(is_by_bun=commands[-1].words[0] == "bun")
    if not steps and not needs_shell(last):
        return start
    line = " && ".join([*map(joined, steps), f"exec {joined(last)}"])
    return start._replace(words=("sh", "-c", line), needs_shell=True)


def _is_installed(manifest: Manifest, program: str) -> bool:
    """Tell whether a dependency may bring a program: one of its name, or one whose name has all of its words."""
    if program in {"node", *TYPESCRIPT_RUNNERS}:
        return True
    return any(all(word in name for word in re.split(r"[-_.]", program)) for name in manifest.dependencies)


def _followed(manifest: Manifest, name: str, builds: list[str], depth: int) -> tuple[list[Command], str]:
    """Return the commands of a script and of those that it calls, without what builds; why not, if one cannot tell.

    What builds is added to `builds`.
    """
    line = parse(manifest.scripts[name])
    if depth > _MAX_DEPTH or not line.commands:
        return [], "cannot be understood"
    found: list[Command] = []
    for command in line.commands:
        first = posixpath.basename(command.words[0])
        called = _called(manifest, command.words)
        if first in _SEVERAL or line.is_parallel:
            return [], f"starts several programs at once, with {first if first in _SEVERAL else '&'}"
        if called is not None and _is_build(called):
            builds += [called] if called in manifest.scripts and not re.search(r"lint|test|type", called) else []
        elif called is not None:
            if called == name or called not in manifest.scripts:
                return [], f"calls {called}, which is no other script"
            inner, unclear = _followed(manifest, called, builds, depth + 1)
            if unclear:
                return [], unclear
            found += _as_called(inner, command, called)
        elif first in _COMPILERS:
            builds.append(joined(command))
        elif first not in _BUILDERS and not _is_installation(command.words):
            found.append(command)
    return found, ""


def _is_build(script: str) -> bool:
    return re.match(r"(?:pre)?(?:build|compile|clean|lint|test|typecheck)(?:$|[:-])", script) is not None


def _is_installation(words: Sequence[str]) -> bool:
    return words[0] in _MANAGERS and len(words) > 1 and words[1] in {"install", "ci", "i"}


def _called(manifest: Manifest, words: Sequence[str]) -> str | None:
    """Return the script that `npm run NAME`, `yarn NAME` and the like call."""
    if words[0] in {"run-s", "npm-run-all"}:
        return None
    if words[0] not in _MANAGERS or _delegate(tuple(words)):
        return None
    rest = [word for word in words[1:] if not word.startswith("-")]
    if rest[:1] == ["run"] or rest[:1] == ["run-script"]:
        return rest[1] if len(rest) > 1 and not rest[1].endswith((*SOURCES, *_JSX)) else None
    if rest and rest[0] not in _NOT_SCRIPTS and rest[0] in manifest.scripts:
        return rest[0]
    return None


def _as_called(commands: Sequence[Command], call: Command, script: str) -> list[Command]:
    """Return a script's commands with the environment of its call, and the last with its arguments too."""
    rest = call.words[call.words.index(script) + 1 :]
    if "--" in rest:
        rest = rest[rest.index("--") + 1 :]
    elif call.words[0] == "npm":  # which takes them for its own
        rest = ()
    last = len(commands) - 1
    return [
        each._replace(words=each.words + (rest if index == last else ()), env=(*call.env, *each.env))
        for index, each in enumerate(commands)
    ]


def _delegate(words: Sequence[str]) -> str:
    """Return the member of a workspace that a manager's command is about."""
    if not words or words[0] not in _MANAGERS:
        return ""
    text = " ".join(words)
    match = re.search(
        r"(?:^yarn workspace |\s(?:-w|--workspace|--filter|-F|-C|--dir|--prefix|--cwd)[ =])([@\w./-]{1,200})", text
    )
    return match[1] if match else ""


def _unwrapped(command: Command) -> Command:
    """Take off what only runs or watches the program."""
    words = command.words
    first = posixpath.basename(words[0])
    if first in _MANAGERS and words[1:2] in {("exec",), ("run",)} and first != "bun":
        words = words[1:]
    if first in {"yarn", "pnpm", "exec"} and len(words) > 1:
        words, first = words[1:], words[1]
    if first == "bun" and len(words) > 1:
        words = ("node", *words[2:]) if words[1] == "run" else ("node", *words[1:])
        first = "node"
    if first in _WRAPPERS:
        words = _inner(words, _WRAPPERS[first])
        first = words[0] if words else ""
    if first in TYPESCRIPT_RUNNERS:
        kept = [word for word in words[1:] if word not in {"watch", "--watch", "--transpile-only", "--esm", "-T"}]
        return command._replace(words=(first, *kept))
    if first == "node":
        kept = [word for word in words[1:] if not word.startswith(("--watch", "--hot", "--inspect", "--env-file"))]
        return command._replace(words=("node", *kept) if kept else ())
    return command._replace(words=words)


def _inner(words: tuple[str, ...], with_argument: tuple[str, ...]) -> tuple[str, ...]:
    """Return the command inside a wrapper's: its file and what follows."""
    rest = list(words[1:])
    while rest:
        word = rest.pop(0)
        if word in {"--exec", "-x"} and rest and " " in rest[0]:
            return tuple(rest[0].split()) + tuple(word for word in rest[1:] if not word.startswith("-"))
        if word in {"--exec", "-x"} and rest:
            return (rest[0], *(word for word in rest[1:] if word.endswith(SOURCES)))
        if word in with_argument and rest:
            rest.pop(0)
        elif word in {"start", "--", "exec"} or word.startswith("-"):
            continue
        elif word in {"node", *TYPESCRIPT_RUNNERS}:
            return (word, *rest)
        else:
            return ("node", word, *_arguments(words[0], rest))
    return ()


def _arguments(wrapper: str, rest: list[str]) -> list[str]:
    """Return what the program is given: process managers have flags of their own behind its name too."""
    if wrapper.startswith(("pm2", "forever")):
        return rest[rest.index("--") + 1 :] if "--" in rest else []
    return [word for word in rest if word != "--"]


def _entry_of(words: Sequence[str]) -> str:
    """Return the file that node, or what runs TypeScript, is given."""
    if words[:1] != ("node",) and words[0] not in TYPESCRIPT_RUNNERS:
        return ""
    takes = {"-r", "--require", "--import", "--loader", "--experimental-loader", "--max-old-space-size", "-C"}
    rest = list(words[1:])
    while rest:
        word = rest.pop(0)
        if word in takes:
            rest = rest[1:]
        elif not word.startswith("-"):
            return posixpath.normpath(word)
    return ""


def _entry(project: Project, manifest: Manifest) -> tuple[str, str] | None:
    """Return the file that the program begins with where no script says it."""
    main = manifest.text("main")
    if main and (path := plain(main)):
        for candidate in (path, f"{path}.js", f"{path}/index.js"):
            if candidate.endswith(SOURCES) and (project.has(candidate) or "build" in manifest.scripts):
                return candidate, f"{manifest.path}, main"
    for stem in ENTRIES:
        for ending in ("", *SOURCES) if stem == "bin/www" else SOURCES:
            if project.has(stem + ending):
                return stem + ending, stem + ending
    return None


def _checked(project: Project, manifest: Manifest, start: Start) -> Start:
    """Take what was compiled where TypeScript is started; complete a file's name."""
    if start.delegates:
        return start
    start = _of_settings(project, start)
    if not start.words:
        return start
    start = _of_nest(project, _with_compiled(project, manifest, start))
    if start.words[0] == "node" and start.entry.endswith(_JSX) and not any(word[:1] == "-" for word in start.words):
        runner = "Bun runs" if start.is_by_bun else "something else has to run"
        return Start(source=f"{start.source}: {runner} {start.entry} as it is, and Node.js cannot; add a build script")
    is_bin = start.needs_shell or (start.words[0] != "node" and "/" not in start.words[0])
    is_tool = start.words[0] in manifest.development
    return start._replace(is_bin=is_bin, needs_development=start.needs_development or is_tool)


def _of_settings(project: Project, start: Start) -> Start:
    """Take the program from the settings of a process manager, such as ecosystem.config.js."""
    if not re.search(r"(?:ecosystem|pm2|process)[\w.-]{0,40}\.(?:json|[cm]?js|ya?ml)$", start.entry):
        return start
    text = without_comments(project.read(start.entry) or "")
    scripts = re.findall(r"\bscript[\"']?\s{0,9}:\s{0,9}[\"']?([^\s\"',}]{1,200})", text)
    files = [path for script in scripts if script.endswith(SOURCES) and (path := plain(script))]
    if len(set(scripts)) != 1 or not files:
        return Start(
            source=f"{start.source} starts {len(set(scripts)) or 'none of the'} programs that {start.entry} names"
        )
    return start._replace(words=("node", files[0]), entry=files[0], source=f"{start.source}, {start.entry}")


def _of_nest(project: Project, start: Start) -> Start:
    if start.words[0] != "nest" or start.words[1:2] != ("start",):
        return start
    entry = nest_entry(project)
    return start._replace(words=("node", entry), entry=entry)


def _with_compiled(project: Project, manifest: Manifest, start: Start) -> Start:
    if start.entry and not start.entry.endswith(SOURCES):
        start = _completed(project, manifest, start)
    uses_runner = start.words[0] in TYPESCRIPT_RUNNERS or re.search(_LOADERS, " ".join(start.words[1:-1]))
    if not uses_runner and not start.entry.endswith(TYPESCRIPT):
        return start
    made = compiled(project, manifest, start.entry)
    if made:
        return start._replace(words=("node", made), entry=made, source=f"{start.source}; compiled from {start.entry}")
    if uses_runner and start.words[0] in TYPESCRIPT_RUNNERS:
        return _with_runner(manifest, start)
    if uses_runner:
        return start._replace(needs_development=_is_tool(manifest, start.words))
    return start


def _completed(project: Project, manifest: Manifest, start: Start) -> Start:
    """Name the file as it is called: `node server` finds server.js, and a folder's index.js, `node .` what is main."""
    if start.entry == ".":
        found = _entry(project, manifest)
        return start._replace(entry=found[0]) if found else start
    for candidate in (f"{start.entry}.js", f"{start.entry}/index.js", f"{start.entry}.ts"):
        if project.has(candidate):
            return start._replace(entry=candidate)
    return start


def _with_runner(manifest: Manifest, start: Start) -> Start:
    """Let node itself run, with what understands TypeScript loaded before, because node gets the signals then."""
    runner, *rest = start.words
    loaded = {"tsx": ("--import", "tsx"), "ts-node": ("-r", "ts-node/register")}
    words = ("node", *loaded[runner], *rest) if runner in loaded else start.words
    return start._replace(words=words, needs_development=runner not in manifest.production)


def _is_tool(manifest: Manifest, words: Sequence[str]) -> bool:
    names = {word.split("/")[0] for word in words}
    return any(name in names for name in manifest.development)
