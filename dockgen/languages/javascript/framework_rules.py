"""What each framework's own configuration says otherwise than most projects of it do.

Each function takes an app and how its framework is usually built and run, and returns how this one is; or None where
it is no such app after all.
"""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from dockgen.languages.javascript.web_app import ENDINGS, App, Config, Web
from dockgen.languages.kit.ports import HEALTH, number
from dockgen.languages.kit.tables import Table, at, read_json, table, text
from dockgen.model.note import Note

SERVERS: Final = frozenset({"express", "fastify", "koa", "@hapi/hapi", "hono", "@nestjs/core", "polka", "restify"})
SHOWING: Final = ("browser-sync", "live-server", "lite-server", "webpack-dev-server")
"""Servers that show a person what was built, and are no part of it."""

_PAGES: Final = ("dist", "build", "_site", "out", "www", "public")
_API: Final = ("api/healthz", "api/health", "api/ping")
_HEALTH: Final = ("healthz", "health", "healthcheck", *_API, "livez", "ping")
_NONE: Final = "(?!)"
"""A pattern that finds nothing: for a framework without such a flag or key."""
_ONE_PAGE: Final = r"\bssr\s{0,9}:\s{0,9}false\b"
_MANIFEST: Final = ("package.json", "package.json")
_NITRO: Final = frozenset({"nitro", "nitropack", "vinxi", "@tanstack/nitro-v2-vite-plugin", "@solidjs/start"})
_SRVX: Final = "srvx@1"
"""What serves a built handler of requests; its version, where a project brings none: https://srvx.h3.dev/guide/cli."""
_SHOWN_BY_VITE: Final = r"(?:npx\s)?vite\b"


def _slashed(path: str | None) -> str:
    """Return a path as the prefix of others: "/shop" and "shop/" are "/shop/"."""
    return f"/{path.strip('/')}/" if path and path.strip("/") else "/"


def _path_of(address: str | None) -> str:
    """Return the path of an address such as `https://me.github.io/shop`, or of what is one already, as a prefix."""
    return _slashed(re.sub(r"^https?://[^/]{0,200}", "", address or ""))


def _port(app: App, default: int) -> int:
    match = re.search(r"(?:\s(?:-p|--port)[ =]|\bPORT=)([0-9]{2,5})\b", app.scripts.get("start", ""))
    return (number(match[1]) if match else None) or default


def _route(
    app: App, *patterns: str, names: Iterable[str] = _HEALTH, endings: Iterable[str] = (".ts", ".js")
) -> str | None:
    """Return the path of a health check that is a file of its own, such as `app/healthz/route.ts`."""
    pairs = ((name, pattern.format(name)) for pattern in patterns for name in names)
    return next((f"/{name}" for name, stem in pairs if app.first(*(stem + ending for ending in endings))), None)


def _with_modules(web: Web, *folders: str, health: str | None) -> Web:
    """Let folders that were built run, with package.json and the packages that it needs when it runs."""
    return web._replace(copies=(_MANIFEST, *((name, name) for name in folders)), modules=True, health=health)


def _no_server(web: Web, why: str) -> Web:
    return web._replace(kind="server", copies=(), start=(), why=why)


def _started(app: App, web: Web, package: str, *command: str) -> Web:
    """Start the server that a package brings, or leave that to the project's own start script."""
    if package in app.dependencies:
        return web._replace(start=("node", *command))
    why = "" if app.scripts.get("start") else f"package.json has neither {package} nor a start script"
    return web._replace(start=(), why=why)


def _configured(*stems: str, flag: str = _NONE, output: str = _NONE, base: str = _NONE) -> Callable[[App, Web], Web]:
    """Return the rule of a framework of which only the output folder and the base path may differ.

    The stems are the names of its configuration; the flag of its build, or a key, names the folder; a key the base.
    """

    def adapt(app: App, web: Web) -> Web:
        config = app.config(*stems)
        folder = app.flag(flag) or config.path(output) or web.output
        return web._replace(output=folder, base=_path_of(config.value(base)))

    return adapt


def next_js(app: App, web: Web) -> Web:
    """Read whether it is exported, traced into a folder of its own, or started by its own command."""
    config = app.config("next.config")
    folder, output = config.value("distDir") or ".next", config.value("output")
    base = _slashed(config.value("basePath"))
    if output == "export":
        exported = folder if config.value("distDir") else "out"
        return web._replace(kind="static", source=f"{config.name}, output: export", output=exported, base=base)
    health = _route(app, "app/{}/route", "src/app/{}/route") or _route(app, "pages/{}", "src/pages/{}", names=_API)
    validated = any(name.startswith("@t3-oss/env-") for name in app.dependencies)
    web = web._replace(
        build_env={**web.build_env, **({"SKIP_ENV_VALIDATION": "1"} if validated else {})},
        caches=(f"{folder}/cache",),
        writes=(f"{folder}/cache",),
        health=f"{base[:-1]}{health}" if health else None,
        port=_port(app, web.port),
    )
    public = (("public", "public"),) if app.project.has("public") else ()
    if output == "standalone":
        return web._replace(
            source=f"{config.name}, output: standalone",
            copies=((f"{folder}/standalone", "/app"), (f"{folder}/static", f"{folder}/static"), *public),
            start=("node", "server.js"),
        )
    own = () if config.name == "package.json" else (config.name, *_imported(app, config))
    return web._replace(
        copies=(_MANIFEST, *((name, name) for name in own), *public, (folder, folder)),
        modules=True,
        start=("node", "node_modules/next/dist/bin/next", "start"),
        notes=(Note("next-standalone", {"file": own[0] if own else "next.config.js"}),),
    )


def _imported(app: App, config: Config) -> Iterator[str]:
    """Yield the project's own files that a configuration imports, for it is read again when the server starts."""
    pattern = r"\b(?:from|import|require)\s{0,9}\(?\s{0,9}[\"']\./([\w./-]{1,200})[\"']"
    for name in dict.fromkeys(re.findall(pattern, config.text)):
        if path := app.first(name, *(f"{name}{inner}{ending}" for inner in ("", "/index") for ending in ENDINGS)):
            yield path


_PUBLIC_ASSETS: Final = r"\bpublicAssets\s{0,20}:\s{0,20}\[[^\]]{0,2000}\]"
"""Folders of files, each with a `baseURL` of its own."""


def nuxt(app: App, web: Web) -> Web:
    """Tell a server from pages that are all made beforehand."""
    config = app.config("nuxt.config")
    base = config._replace(text=re.sub(_PUBLIC_ASSETS, "", config.text)).value("baseURL")
    web, preset = web._replace(base=_slashed(base)), config.value("preset")
    if re.search(r"\b(?:nuxi|nuxt) generate\b", app.script(web.build)) or preset == "static":
        web = web._replace(output=".output/public")
        return web._replace(kind="spa", fallback="200.html") if config.says(_ONE_PAGE) else web._replace(kind="static")
    if preset and not preset.replace("_", "-").startswith("node"):
        return _no_server(web, f"{config.name} builds for {preset}: take the preset out, or make it node-server")
    routes, inner = ("server/routes/{}.get", "server/routes/{}"), ("server/{}.get", "server/{}")
    return nitro(app, web)._replace(health=_route(app, *routes) or _route(app, *inner, names=_API))


def nitro(app: App, web: Web) -> Web:
    """Take the one folder that Nitro leaves, with all that it needs."""
    if web.framework == "tanstack-start" and app.dependencies.isdisjoint(_NITRO):
        return _tanstack_start(app, web)
    return web._replace(copies=((".output", ".output"),), start=("node", ".output/server/index.mjs"))


def _tanstack_start(app: App, web: Web) -> Web:
    """Let its own start script serve what Vite alone leaves, which is no server; else add one."""
    served, start = _with_modules(web, "dist", health=None), app.scripts.get("start", "")
    if start and not re.match(_SHOWN_BY_VITE, start):
        return served
    app.project.warn(
        f"{web.source} alone builds no server: this build adds {_SRVX}, which serves what it leaves;"
        ' to choose another, add a script "start", or the plugin of Nitro to vite.config'
    )
    folder, handler = ".srvx", "dist/server/server.js"
    return served._replace(
        helper=(folder, _SRVX),
        copies=(*served.copies, (folder, folder)),
        start=("node", f"{folder}/node_modules/srvx/bin/srvx.mjs", "--prod", "-s", "../client", handler),
        handles_sigterm=True,
    )


def qwik(app: App, web: Web) -> Web:
    """Tell by its adapter, which is an entry of the sources, or a folder of settings."""
    entries = ("express", "node-server", "fastify")
    if entry := next((one for one in entries if app.first(f"src/entry.{one}.tsx", f"src/entry.{one}.ts")), ""):
        served = _with_modules(web, "dist", "server", health=_route(app, "src/routes/{}/index"))
        return served._replace(start=("node", f"server/entry.{entry}"), port=_port(app, web.port))
    if app.first(*(f"adapters/static/vite.config{ending}" for ending in ENDINGS)):
        return web._replace(kind="static", output="dist")
    return _no_server(web, "Qwik alone builds no server: run `npm run qwik add express`, or `npm run qwik add static`")


def waku(app: App, web: Web) -> Web:
    """Take the folder that it leaves, which its own command serves."""
    return _with_modules(web, "dist", health=None)._replace(port=_port(app, web.port))


def react_router(app: App, web: Web) -> Web:
    """Tell a server from one page."""
    config = app.config("react-router.config")
    folder = config.value("buildDirectory") or "build"
    if config.says(rf"{_ONE_PAGE}|\bprerender\b"):  # its build asks a server of its own, by IPv4
        web = web._replace(build_env={"NODE_OPTIONS": "--dns-result-order=ipv4first"})
    if config.says(_ONE_PAGE):
        source, base = f"{config.name}, ssr: false", _slashed(config.value("basename"))
        return web._replace(kind="spa", source=source, output=f"{folder}/client", base=base)
    served = _with_modules(web, folder, health=_react_router_health(app))._replace(port=_port(app, web.port))
    command = ("node_modules/@react-router/serve/dist/cli.js", f"./{folder}/server/index.js")
    return _started(app, served, "@react-router/serve", *command)


def _react_router_health(app: App) -> str | None:
    """Look into the table of routes, which stands for itself or reads the folder beside it."""
    table = app.first("app/routes.ts", "app/routes.js")
    text = (app.project.read(table) if table else None) or "flatRoutes"
    if match := re.search(rf"\broute\(\s{{0,9}}[\"']/?((?:api/)?{HEALTH})[\"']", text):
        return f"/{match[1]}"
    return _route(app, "app/routes/{}") if "flatRoutes" in text else None


def remix(app: App, web: Web) -> Web:
    """Tell what the older compiler leaves, in folders of its own settings, from what Vite leaves."""
    config = app.config("remix.config")
    built, folders = "build/server/index.js", ["build"]
    if config.name != "package.json" or re.search(r"\bremix build\b", app.script("build")):
        built = posixpath.normpath(config.value("serverBuildPath") or "build/index.js")
        assets = posixpath.normpath(config.value("assetsBuildDirectory") or "public/build")
        public = ["public"] if app.project.has("public") else []
        folders = [*public, *(path.partition("/")[0] for path in (assets, built))]
        web = web._replace(build_command=web.build_command and ("remix", "build"))
    health = _route(app, "app/routes/{}", endings=(".ts", ".js", ".tsx", ".jsx"))
    served = _with_modules(web, *dict.fromkeys(folders), health=health)._replace(port=_port(app, web.port))
    return _started(app, served, "@remix-run/serve", "node_modules/@remix-run/serve/dist/cli.js", built)


def sveltekit(app: App, web: Web) -> Web:
    """Read which adapter it is built with."""
    files = (app.config("svelte.config"), app.config("vite.config"))  # SvelteKit 3 has all in the second
    text = "\n".join(file.text for file in files)
    config = Config(next((file.name for file in files if "adapter" in file.text), "package.json"), text)
    imported = re.search(r"@sveltejs/adapter-([a-z]{1,30})\b", text)
    known = (name.removeprefix("@sveltejs/adapter-") for name in sorted(app.dependencies) if "/adapter-" in name)
    adapter = imported[1] if imported else next(known, "auto")
    source = f"{config.name}, @sveltejs/adapter-{adapter}"
    if adapter == "static":
        fallback = config.value("fallback")
        return web._replace(
            kind="spa" if fallback else "static",
            source=source,
            output=config.path("pages") or "build",
            fallback=fallback or "index.html",
            base=_slashed(config.value("base")),
        )
    if adapter == "auto" and (imported or "@sveltejs/adapter-auto" in app.dependencies):
        app.project.warn(
            f"{source} knows no server of its own: this build lets it install and use @sveltejs/adapter-node;"
            " to choose its version, install that package, and import it there instead"
        )
        web = web._replace(build_env={**web.build_env, "GCP_BUILDPACKS": "1"})  # what it takes for such a server
    elif adapter != "node":
        instead = "install @sveltejs/adapter-node, or adapter-static, and use it"
        return _no_server(web, f"{source} builds no server: {instead}")
    folder = config.path("out") or "build"
    served = _with_modules(web, folder, health=_route(app, "src/routes/{}/+server"))
    served = served._replace(modules=bool(app.manifest.production))  # all others are bundled
    return served._replace(source=source, start=("node", folder), notes=(Note("sveltekit-origin"),))


def astro(app: App, web: Web) -> Web:
    """Tell pages that are all made beforehand from a server."""
    config = app.config("astro.config")
    folder, base = config.path("outDir") or web.output, _slashed(config.value("base"))
    adapter = re.search(r"@astrojs/(node|vercel|netlify|cloudflare|deno)\b", config.text)
    if adapter is None:
        return web._replace(kind="static", output=folder, base=base)
    source = f"{config.name}, @astrojs/{adapter[1]}"
    if adapter[1] != "node":
        return _no_server(web, f"{source} builds for another place: use @astrojs/node, or no adapter for a static site")
    served = _with_modules(web, folder, health=_route(app, "src/pages/{}"))._replace(source=source, output="")
    if config.value("mode") == "middleware":
        why = "" if app.scripts.get("start") else f"{source} in the mode middleware starts no server: use standalone"
        return served._replace(why=why)
    return served._replace(start=("node", f"./{folder}/server/entry.mjs"))


def angular(app: App, web: Web) -> Web | None:
    """Read the first app of the workspace."""
    projects = table(read_json(app.project, "angular.json"), "projects")
    name = next((name for name in projects if at(projects[name], "projectType") != "library"), None)
    if name is None:
        return None
    build = table(projects[name], "architect", "build") or table(projects[name], "targets", "build")
    return angular_build(app, web._replace(source="angular.json"), build, f"dist/{name}")


def angular_build(app: App, web: Web, build: Table, folder: str) -> Web:
    """Read what a target builds; the folder is the usual one."""
    options, source = table(build, "options"), web.source
    folder = text(options, "outputPath") or text(options, "outputPath", "base") or folder
    if at(options, "ssr") and at(options, "outputMode") != "static":
        return web._replace(
            kind="server",
            source=f"{source}, ssr",
            copies=((folder, folder),),
            start=("node", f"{folder}/server/server.mjs"),
            port=4000,
            health=_angular_health(app, text(options, "ssr", "entry")),
            notes=(Note("angular-hosts"),),
        )
    nested = text(options, "outputPath", "browser")
    served = "browser" if nested is None else nested
    if served and (text(build, "builder") or text(build, "executor") or "").endswith(":application"):
        folder = posixpath.join(folder, served)
    return web._replace(source=f"{source}, outputPath", output=folder, base=text(options, "baseHref") or "/")


def _angular_health(app: App, entry: str | None) -> str | None:
    """Look into the server of the app, which is a file of its own."""
    server = (app.project.read(entry) if entry else None) or ""
    match = re.search(rf"\.(?:get|use|all)\(\s{{0,9}}[\"'](/(?:api/)?{HEALTH})[\"']", server)
    return match[1] if match else None


def expo(app: App, web: Web) -> Web | None:
    """Make sure that it is for browsers too, and read whether each page is a file."""
    config = table(read_json(app.project, "app.json"), "expo") if app.project.has("app.json") else {}
    if "react-native-web" not in app.dependencies:
        return None
    output = text(config, "web", "output") or "single"
    if output == "server":
        return _no_server(web, "app.json, expo.web.output: server needs a server of its own: make it static")
    base = _slashed(text(config, "experiments", "baseUrl"))
    web = web._replace(output=app.flag("--output-dir") or web.output, base=base)
    return web._replace(kind="static") if output == "static" else web


def gatsby(app: App, web: Web) -> Web:
    """Read the prefix, which counts only with its flag."""
    prefixed = "--prefix-paths" in app.script(web.build)
    return web._replace(base=_slashed(app.config("gatsby-config").value("pathPrefix") if prefixed else None))


def vitepress(app: App, web: Web) -> Web | None:
    """Read the folder of the pages, which is an argument: `vitepress build docs`."""
    kind = web.framework
    match = re.search(rf"\b{kind} build(?:\s+(?!-)([\w./-]{{1,200}}))?", app.script(web.build))
    pages = posixpath.normpath((match[1] if match else None) or ".")
    settings = posixpath.normpath(f"{pages}/.{kind}")
    if not app.project.has(settings):
        return None
    config = app._replace(project=app.project.sub(settings)).config("config")
    given = config.value("outDir") or config.value("dest")
    output = posixpath.join(pages, given) if given else f"{settings}/{web.output}"
    return web._replace(output=app.flag("--outDir", "--dest", "-d") or output, base=_slashed(config.value("base")))


def create_react_app(app: App, web: Web) -> Web:
    """Read output folder and base, which are no settings of its own."""
    match = re.search(r"\bBUILD_PATH=[\"']?([^\s\"']{1,200})", app.script(web.build))
    return web._replace(output=match[1] if match else web.output, base=_path_of(app.manifest.text("homepage")))


def parcel(app: App, web: Web) -> Web | None:
    """Make sure that it bundles a page, not a library."""
    if ".html" not in app.script(web.build) and not app.first("index.html", "src/index.html"):
        return None
    return web._replace(output=app.flag("--dist-dir") or web.output)


def pages(app: App, web: Web) -> Web | None:
    """Take the folder that is shown, or in which a page lies that some build left."""
    tools, folders = "|".join(SHOWING[:3]), "|".join(_PAGES)
    shown = re.search(rf"\b(?:{tools})\b[^&|;]{{0,100}}?[\s=](?:\./)?({folders})/?(?=\s|$)", app.script("start"))
    held = (folder for folder in _PAGES if app.project.has(f"{folder}/index.html"))
    output = shown[1] if shown else next(held, "")
    is_built = output and app.scripts.get("build") and app.manifest.production.keys().isdisjoint(SERVERS)
    return web._replace(output=output) if is_built else None


def vite(app: App, web: Web) -> Web | None:
    """Make sure that it bundles a page, not a library or a test runner."""
    config = app.config("vite.config")
    root = posixpath.normpath(config.path("root") or ".")
    page = posixpath.normpath(posixpath.join(root, "index.html"))
    if not app.project.has(page) or config.says(r"\blib\s{0,9}:\s{0,9}\{") or "vike" in app.dependencies:
        return None
    resolved = "" if config.value("outDir") else config.path("outDir")  # that is not from the root
    output = posixpath.join(root, app.flag("--outDir") or config.value("outDir") or web.output)
    assets = (config.value("assetsDir") or "assets").strip("/")
    return web._replace(
        kind="static" if config.says(r"\binput\s{0,9}:\s{0,9}[\[{]") else "spa",  # several pages, or one
        source=page if config.name == "package.json" else config.name,
        output=resolved or output,
        base=_slashed(app.flag("--base") or config.value("base")),
        hashed=f"^/{assets}/" if re.fullmatch(r"[\w/-]{1,100}", assets) else "",
    )


docusaurus: Final = _configured("docusaurus.config", flag="--out-dir", base="baseUrl")
eleventy: Final = _configured("eleventy.config", ".eleventy", flag="--output", output="output", base="pathPrefix")
hexo: Final = _configured()
rsbuild: Final = _configured("rsbuild.config", output="root", base="base")
vue_cli: Final = _configured("vue.config", flag="--dest", output="outputDir", base="publicPath")
