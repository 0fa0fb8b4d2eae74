"""Nx: which projects of a workspace are apps, and what a target builds of each.

Sources: the executors and plugins of Nx 15 to 21, and the workspaces that its generators make.
"""

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Final

from dockgen.languages.javascript.manifest import FILE
from dockgen.languages.javascript.web_app import ENDINGS, Config
from dockgen.languages.kit.comments import read_json, without_comments
from dockgen.languages.kit.paths import is_plain, plain
from dockgen.languages.kit.tables import Table, at, table, tables, text, texts
from dockgen.reading.project import Project
from dockgen.records import NamedTuple

SETTINGS: Final = "nx.json"
_PROJECT: Final = "project.json"
_MOST: Final = 500
_NAME: Final = r"[\w@][\w@./-]{0,200}"
_TO_NODE: Final = r"\btarget\s{0,9}:\s{0,9}[\"'](?:async-)?node"
_BUNDLES_ALL: Final = r"\bexternalDependencies\s{0,9}:\s{0,9}[\"']none"


class Built(NamedTuple):
    """An app, and what is built of it; paths are from the top."""

    folder: str
    name: str
    command: str
    """What builds it, such as `nx build api`."""
    source: str
    output: str
    """The folder that is left; empty where the framework's own settings say it."""
    entry: str = ""
    """The file that node is given; empty for a front end."""
    framework: str = ""
    """What builds a front end; empty for a server."""
    builder: Mapping[str, object] = {}
    """The target."""
    is_bundled: bool = False
    """Whether its packages are in the output too."""
    helpers: tuple[str, ...] = ()
    """What its compiler lets the output import, often only installed for development."""


class _Target(NamedTuple):
    project: Project
    folder: str
    of: str
    """The project that it is a target of."""
    name: str
    command: str
    options: Table
    data: Table
    executor: str

    def option(self, key: str) -> str:
        """Return a text of the options, with its placeholders filled in."""
        value = (text(self.options, key) or "").replace("{projectRoot}", self.folder or ".")
        return value.replace("{workspaceRoot}/", "").replace("{projectName}", self.of)

    def path(self, key: str) -> str:
        """Return a path of the options from the top."""
        return plain(self.option(key) or ".")

    def config(self, tool: str) -> Config:
        """Return the settings of a tool, the file that the options name first."""
        names = [self.path(f"{tool}Config"), *(posixpath.join(self.folder, f"{tool}.config{end}") for end in ENDINGS)]
        name = next((name for name in names if name and self.project.has(name)), "")
        return Config(name, without_comments((name and self.project.read(name)) or "", commas=False))


_Way = Callable[[_Target, Built], Built | None]


@lru_cache(maxsize=8)
def apps(project: Project) -> Mapping[str, Built]:
    """Return the apps of an Nx workspace, by folder; none without an `nx.json`."""
    if not project.has(SETTINGS):
        return {}
    settings = read_json(project, SETTINGS)
    folders = [folder for folder, _ in project.folders_with({_PROJECT, FILE}) if is_plain(folder)][:_MOST]
    found = (_read(project, settings, folder) for folder in folders)
    return {one.folder: one for one in found if one}


def default(project: Project) -> str:
    """Return the folder of the app that `nx.json` names as the default; empty for none."""
    name = text(read_json(project, SETTINGS), "defaultProject") if project.has(SETTINGS) else None
    return find(project, name or "")


def find(project: Project, name: str) -> str:
    """Return the folder of an app that is called by its name, or that a file lies in the output of."""
    known = apps(project).values()
    return next((one.folder for one in known if name in {one.name, one.entry} - {""}), "")


def environment(project: Project) -> dict[str, str]:
    """Return what keeps a build from a process that outlives it, and from a cache of other machines."""
    has_cloud = not {"nxCloudId", "nxCloudAccessToken"}.isdisjoint(read_json(project, SETTINGS))
    return {"NX_DAEMON": "false", **({"NX_NO_CLOUD": "true"} if has_cloud else {})}


def _read(project: Project, settings: Table, folder: str) -> Built | None:
    package, own = (read_json(project, posixpath.join(folder, name)) for name in (FILE, _PROJECT))
    of_package = table(package, "nx")
    name = text(own, "name") or text(of_package, "name") or text(package, "name") or posixpath.basename(folder)
    kind = text(own, "projectType") or text(of_package, "projectType")
    if not (own or of_package) or kind == "library" or not re.fullmatch(_NAME, name):
        return None
    targets = {**table(of_package, "targets"), **table(own, "targets")}
    inferred = (target for _, target in _plugins(settings))
    names = dict.fromkeys(("build", *_build_targets(targets), *inferred))
    found = (_target(project, settings, folder, name, (one, table(targets, one))) for one in names)
    path = posixpath.join(folder, _PROJECT if own else FILE)
    made = (_made(one, Built(folder, name, one.command, f"{path}, targets.{one.name}", ""), settings) for one in found)
    return next((one for one in made if one), None)


def _target(project: Project, settings: Table, folder: str, of: str, named: tuple[str, Table]) -> _Target:
    """Put together what the settings of all projects, the target, and its configuration for production say."""
    name, data = named
    executor = text(data, "executor") or text(settings, "targetDefaults", name, "executor") or ""
    configuration = text(data, "defaultConfiguration") or "production"
    usual = (table(settings, "targetDefaults", key, "options") for key in (executor, name))
    own = (table(data, "options"), table(data, "configurations", configuration))
    options = {key: value for place in (*usual, *own) for key, value in place.items()}
    is_asked = "defaultConfiguration" not in data and configuration in table(data, "configurations")
    command = f"nx {name} {of}" + (f" --configuration={configuration}" if is_asked else "")
    return _Target(project, folder, of, name, command, options, data, executor)


def _build_targets(targets: Table) -> Iterator[str]:
    """Yield the target that what serves the app builds first: `api:build:production`."""
    for target in ("serve", "start"):
        options = table(targets, target, "options")
        named = text(options, "buildTarget") or text(options, "browserTarget") or ""
        if match := re.fullmatch(r"[^:]{1,200}:([\w-]{1,40})(?::[\w-]{1,40})?", named):
            yield match[1]


def _plugins(settings: Table) -> Iterator[tuple[str, str]]:
    """Yield the plugins that infer targets from a tool's settings, and what they call the one that builds."""
    yield from ((name, "build") for name in texts(settings, "plugins"))
    for one in tables(settings, "plugins"):
        target = text(one, "options", "buildTargetName") or "build"
        if re.fullmatch(r"[\w:-]{1,40}", target):
            yield text(one, "plugin") or "", target


def _made(target: _Target, built: Built, settings: Table) -> Built | None:
    """Return what an executor leaves, or what a tool does whose settings lie in the folder."""
    short = re.sub(r"^@(?:nx|nrwl)/", "", target.executor)
    if way := _EXECUTORS.get(short):
        return way(target, built)
    if short and short not in {"nx:run-commands", "nx:run-script", "run-commands"}:
        return None
    command = f"{text(target.data, 'command') or ''} {target.option('command')}"
    for tool, inferred in _TOOLS.items():
        is_called = re.search(rf"\b{tool}(?:-cli)?\b", command) is not None
        is_inferred = not target.data and (f"@nx/{tool}/plugin", target.name) in _plugins(settings)
        config = target.config(tool)
        if (is_called or is_inferred) and config.name:
            return inferred(target, built._replace(source=config.name if is_inferred else built.source))
    return None


def _esbuild(target: _Target, built: Built) -> Built | None:
    formats = texts(target.options, "format") or ("esm",)
    config = target.config("esbuild").text
    extension = text(target.options, "esbuildOptions", "outExtension", ".js") or ""
    if match := re.search(r"[\"']\.js[\"']\s{0,9}:\s{0,9}[\"'](\.[cm]?js)[\"']", config):
        extension = match[1]
    usual, other = (".cjs", ".js") if "cjs" in formats else (".js", ".mjs")
    ending = other if extension == other else usual
    name = posixpath.splitext(target.option("outputFileName") or posixpath.basename(target.option("main")))[0]
    output, has_all = target.path("outputPath"), at(target.options, "thirdParty") is True
    is_bundled = has_all and at(target.options, "bundle") is not False and not at(target.options, "external")
    if text(target.options, "platform") == "browser" or not (output and name):
        return None
    return built._replace(output=output, entry=f"{output}/{name}{ending}", is_bundled=is_bundled)


def _webpack(target: _Target, built: Built) -> Built | None:
    configs = [target.config(tool) for tool in ("webpack", "rspack")]
    config = next((one for one in configs if one.name), configs[0])
    inside = config.path("path")
    output = target.path("outputPath") or (plain(posixpath.join(target.folder, inside)) if inside else "")
    name = target.option("outputFileName") or config.value("outputFileName") or "main.js"
    if not output or not is_plain(name):
        return None
    is_server = target.executor.rpartition("/")[2].startswith("node:")
    if is_server or text(target.options, "target") == "node" or re.search(_TO_NODE, config.text):
        is_bundled = text(target.options, "externalDependencies") == "none" or config.says(_BUNDLES_ALL)
        compiler = target.option("compiler") or config.value("compiler") or ""
        helpers = () if is_bundled else _helpers(target.project, compiler)
        return built._replace(output=output, entry=f"{output}/{name}", is_bundled=is_bundled, helpers=helpers)
    has_page = target.option("index") or config.value("index")
    return built._replace(output=output, framework="webpack") if has_page else None


def _compiler(target: _Target, built: Built) -> Built | None:
    output, main = target.path("outputPath"), target.path("main")
    root = target.path("rootDir") or target.folder
    name = posixpath.splitext(posixpath.relpath(main or ".", root or "."))[0]
    if not output or not main or not is_plain(name):
        return None
    name = posixpath.basename(name) if at(target.options, "stripLeadingPaths") is True else name
    helpers = _helpers(target.project, target.executor.rpartition(":")[2])
    return built._replace(output=output, entry=f"{output}/{name}.js", helpers=helpers)


def _helpers(project: Project, compiler: str) -> tuple[str, ...]:
    """Return the packages with the helper functions of a compiler."""
    settings = (read_json(project, name) for name in ("tsconfig.base.json", "tsconfig.json"))
    is_asked = any(at(one, "compilerOptions", "importHelpers") is True for one in settings)
    return {"swc": ("@swc/helpers", "tslib"), "tsc": ("tslib",) if is_asked else ()}.get(compiler, ())


def _front_end(framework: str) -> _Way:
    """Return the way of a framework whose own rule says the rest."""

    def way(target: _Target, built: Built) -> Built | None:
        return built._replace(output=target.path("outputPath"), framework=framework, builder=target.data)

    return way


_EXECUTORS: Final[Mapping[str, _Way]] = {
    "esbuild:esbuild": _esbuild,
    **dict.fromkeys(("webpack:webpack", "rspack:rspack", "web:webpack", "web:build"), _webpack),
    **dict.fromkeys(("node:webpack", "node:build"), _webpack),
    **dict.fromkeys(("js:tsc", "js:swc"), _compiler),
    "vite:build": _front_end("vite"),
    "next:build": _front_end("next"),
    **dict.fromkeys(("@angular/build:application", "angular:application"), _front_end("angular")),
    **dict.fromkeys(("angular:browser-esbuild", "angular:webpack-browser"), _front_end("angular")),
    **dict.fromkeys(
        (f"@angular-devkit/build-angular:{name}" for name in ("application", "browser", "browser-esbuild")),
        _front_end("angular"),
    ),
}
"""What builds apps, without the names of Nx's own packages."""
_TOOLS: Final[Mapping[str, _Way]] = {
    "vite": _front_end("vite"),
    **dict.fromkeys(("webpack", "rspack"), _webpack),
}
"""Tools that plugins find by their settings, or that a target calls as they are."""
