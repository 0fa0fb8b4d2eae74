"""What each framework's own configuration says otherwise than most projects of it do.

Each function takes an app and how its framework is usually built and run, and returns how this one is; or None where
it is no such app after all.
"""

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import Final

from dockgen.languages.javascript.web_app import ENDINGS, App, Config, Web
from dockgen.languages.kit.ports import HEALTH, number
from dockgen.languages.kit.tables import at, read_json, table, text
from dockgen.model.note import Note

SERVERS: Final = frozenset({"express", "fastify", "koa", "@hapi/hapi", "hono", "@nestjs/core", "polka", "restify"})
SHOWING: Final = ("browser-sync", "live-server", "lite-server", "webpack-dev-server")
"""Servers that show a person what was built, and are no part of it."""
_PAGES: Final = ("dist", "build", "_site", "out", "www", "public")

_API: Final = ("api/healthz", "api/health", "api/ping")
_HEALTH: Final = ("healthz", "health", "healthcheck", *_API, "livez", "ping")


def _slashed(path: str | None) -> str:
    """Return a path as the prefix of others: "/shop" and "shop/" are "/shop/"."""
    return f"/{path.strip('/')}/" if path and path.strip("/") else "/"


def _path_of(address: str) -> str:
    """Return the path of an address such as `https://me.github.io/shop`, or of what is one already."""
    return re.sub(r"^https?://[^/]{0,200}", "", address)


def _port(app: App, script: str, default: int) -> int:
    """Return the port that a start script names."""
    text = app.scripts.get(script, "")
    match = re.search(r"(?:\s(?:-p|--port)[ =]|\bPORT=)([0-9]{2,5})\b", text)
    return (number(match[1]) if match else None) or default


def _route(
    app: App, patterns: Iterable[str], *, names: Iterable[str] = _HEALTH, endings: Iterable[str] = (".ts", ".js")
) -> str | None:
    """Return the path of a health check that is a file of its own, such as `app/healthz/route.ts`."""
    found = (
        name
        for pattern in patterns
        for name in names
        if app.first(*(pattern.format(name) + ending for ending in endings))
    )
    return next((f"/{name}" for name in found), None)


def _no_server(web: Web, why: str) -> Web:
    return web._replace(kind="server", copies=(), start=(), why=why)


def next_js(app: App, web: Web) -> Web:
    """Read whether it is exported, traced into a folder of its own, or started by its own command."""
    config = app.config("next.config")
    folder, base = config.value("distDir") or ".next", _slashed(config.value("basePath"))
    output = config.value("output")
    if output == "export":
        source = f"{config.name}, output: export"
        exported = folder if config.value("distDir") else "out"
        return web._replace(kind="static", source=source, output=exported, base=base, modules=False, writes=())
    health = _route(app, ("app/{}/route", "src/app/{}/route")) or _route(app, ("pages/{}", "src/pages/{}"), names=_API)
    validated = any(name.startswith("@t3-oss/env-") for name in app.dependencies)
    web = web._replace(
        build_env={**web.build_env, **({"SKIP_ENV_VALIDATION": "1"} if validated else {})},
        caches=(f"{folder}/cache",),
        writes=(f"{folder}/cache",),
        health=f"{base[:-1]}{health}" if health else None,
        port=_port(app, "start", web.port),
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
        copies=(("package.json", "package.json"), *((name, name) for name in own), *public, (folder, folder)),
        modules=True,
        start=("node", "node_modules/next/dist/bin/next", "start"),
        notes=(Note("next-standalone", {"file": _or_new(config)}),),
    )


def _imported(app: App, config: Config) -> Iterator[str]:
    """Yield the project's own files that a configuration imports, for it is read again when the server starts."""
    pattern = r"\b(?:from|import|require)\s{0,9}\(?\s{0,9}[\"']\./([\w./-]{1,200})[\"']"
    for name in dict.fromkeys(re.findall(pattern, config.text)):
        if path := app.first(
            name, *(name + ending for ending in ENDINGS), *(f"{name}/index{ending}" for ending in ENDINGS)
        ):
            yield path


def _or_new(config: Config) -> str:
    return "next.config.js" if config.name == "package.json" else config.name


def nuxt(app: App, web: Web) -> Web:
    """Tell a server from pages that are all made beforehand."""
    config = app.config("nuxt.config")
    web = web._replace(base=_slashed(config.value("baseURL")))
    if re.search(r"\b(?:nuxi|nuxt) generate\b", app.script(web.build)) or config.value("preset") == "static":
        is_spa = config.says(r"\bssr\s{0,9}:\s{0,9}false\b")
        kind, fallback = ("spa", "200.html") if is_spa else ("static", "index.html")
        return web._replace(kind=kind, output=".output/public", fallback=fallback)
    preset = config.value("preset")
    if preset and not preset.replace("_", "-").startswith("node"):
        return _no_server(web, f"{config.name} builds for {preset}: take the preset out, or make it node-server")
    return web._replace(
        copies=((".output", ".output"),),
        start=("node", ".output/server/index.mjs"),
        health=_route(app, ("server/routes/{}.get", "server/routes/{}"))
        or _route(app, ("server/{}.get", "server/{}"), names=_API),
    )


def react_router(app: App, web: Web) -> Web:
    """Tell a server from one page."""
    config = app.config("react-router.config")
    folder = config.value("buildDirectory") or "build"
    if config.says(r"\bssr\s{0,9}:\s{0,9}false\b|\bprerender\b"):  # its build asks a server of its own, by IPv4
        web = web._replace(build_env={"NODE_OPTIONS": "--dns-result-order=ipv4first"})
    if config.says(r"\bssr\s{0,9}:\s{0,9}false\b"):
        source = f"{config.name}, ssr: false"
        return web._replace(
            kind="spa", source=source, output=f"{folder}/client", base=_slashed(config.value("basename"))
        )
    served = web._replace(
        copies=(("package.json", "package.json"), (folder, folder)),
        modules=True,
        port=_port(app, "start", web.port),
        health=_react_router_health(app),
    )
    if "@react-router/serve" not in app.dependencies:
        why = "" if app.scripts.get("start") else "package.json has neither @react-router/serve nor a start script"
        return served._replace(start=(), why=why)
    return served._replace(
        start=("node", "node_modules/@react-router/serve/dist/cli.js", f"./{folder}/server/index.js"),
    )


def _react_router_health(app: App) -> str | None:
    """Look into the table of routes, which stands for itself or reads the folder beside it."""
    table = app.first("app/routes.ts", "app/routes.js")
    text = (app.project.read(table) if table else None) or "flatRoutes"
    if match := re.search(rf"\broute\(\s{{0,9}}[\"']/?((?:api/)?{HEALTH})[\"']", text):
        return f"/{match[1]}"
    return _route(app, ("app/routes/{}",)) if "flatRoutes" in text else None


def remix(app: App, web: Web) -> Web:
    """Tell what the older compiler leaves, in folders of its own settings, from what Vite leaves."""
    config = app.config("remix.config")
    is_classic = config.name != "package.json" or re.search(r"\bremix build\b", app.script("build")) is not None
    built, folders = "build/server/index.js", ["build"]
    if is_classic:
        built = posixpath.normpath(config.value("serverBuildPath") or "build/index.js")
        assets = posixpath.normpath(config.value("assetsBuildDirectory") or "public/build")
        public = ["public"] if app.project.has("public") else []
        folders = [*public, *(path.partition("/")[0] for path in (assets, built))]
        web = web._replace(build_command=web.build_command and ("remix", "build"))
    served = web._replace(
        copies=tuple((name, name) for name in dict.fromkeys(["package.json", *folders])),
        modules=True,
        port=_port(app, "start", web.port),
        health=_route(app, ("app/routes/{}",), endings=(".ts", ".js", ".tsx", ".jsx")),
    )
    if "@remix-run/serve" not in app.dependencies:
        why = "" if app.scripts.get("start") else "package.json has neither @remix-run/serve nor a start script"
        return served._replace(why=why)
    return served._replace(start=("node", "node_modules/@remix-run/serve/dist/cli.js", built))


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
            output=config.value("pages") or "build",
            fallback=fallback or "index.html",
            base=_slashed(config.value("base")),
        )
    if adapter != "node":
        return _no_server(
            web, f"{source} builds no server: install @sveltejs/adapter-node, or adapter-static, and use it"
        )
    folder = config.value("out") or "build"
    return web._replace(
        source=source,
        copies=(("package.json", "package.json"), (folder, folder)),
        modules=bool(app.production),  # all others are bundled
        start=("node", folder),
        health=_route(app, ("src/routes/{}/+server",)),
        notes=(Note("sveltekit-origin"),),
    )


def astro(app: App, web: Web) -> Web:
    """Tell pages that are all made beforehand from a server."""
    config = app.config("astro.config")
    folder, base = config.value("outDir") or web.output, _slashed(config.value("base"))
    adapter = re.search(r"@astrojs/(node|vercel|netlify|cloudflare|deno)\b", config.text)
    if adapter is None:
        return web._replace(kind="static", output=folder, base=base)
    source = f"{config.name}, @astrojs/{adapter[1]}"
    if adapter[1] != "node":
        return _no_server(web, f"{source} builds for another place: use @astrojs/node, or no adapter for a static site")
    served = web._replace(
        source=source,
        output="",
        copies=(("package.json", "package.json"), (folder, folder)),
        modules=True,
        health=_route(app, ("src/pages/{}",)),
    )
    if config.value("mode") == "middleware":
        why = "" if app.scripts.get("start") else f"{source} in the mode middleware starts no server: use standalone"
        return served._replace(why=why)
    return served._replace(start=("node", f"./{folder}/server/entry.mjs"))


def nitro(app: App, web: Web) -> Web | None:
    """Take the one folder that Nitro leaves, with all that it needs."""
    nitro = {"nitro", "nitropack", "vinxi", "@tanstack/nitro-v2-vite-plugin", "@solidjs/start"}
    if web.framework == "tanstack-start" and app.dependencies.isdisjoint(nitro):
        return _no_server(web, "TanStack Start alone builds no server: add Nitro's plugin to vite.config")
    return web._replace(copies=((".output", ".output"),), start=("node", ".output/server/index.mjs"))


def angular(app: App, web: Web) -> Web | None:
    """Read the first app of the workspace."""
    projects = table(read_json(app.project, "angular.json"), "projects")
    name = next((name for name in projects if at(projects[name], "projectType") != "library"), None)
    if name is None:
        return None
    build = table(projects[name], "architect", "build") or table(projects[name], "targets", "build")
    options = table(build, "options")
    folder = text(options, "outputPath") or text(options, "outputPath", "base") or f"dist/{name}"
    nested = text(options, "outputPath", "browser")
    nested = "browser" if nested is None else nested
    served = nested if (text(build, "builder") or "").endswith(":application") else ""
    web = web._replace(source="angular.json, outputPath")
    if at(options, "ssr") and at(options, "outputMode") != "static":
        return web._replace(
            kind="server",
            source="angular.json, ssr",
            copies=((folder, folder),),
            start=("node", f"{folder}/server/server.mjs"),
            port=4000,
            health=_angular_health(app, text(options, "ssr", "entry")),
            notes=(Note("angular-hosts"),),
        )
    return web._replace(
        output=posixpath.join(folder, served) if served else folder, base=text(options, "baseHref") or "/"
    )


def _angular_health(app: App, entry: str | None) -> str | None:
    """Look into the server of the app, which is a file of its own."""
    server = (app.project.read(entry) if entry else None) or ""
    match = re.search(rf"\.(?:get|use|all)\(\s{{0,9}}[\"'](/(?:api/)?{HEALTH})[\"']", server)
    return match[1] if match else None


def gatsby(app: App, web: Web) -> Web:
    """Read the prefix, which counts only with its flag."""
    prefixed = "--prefix-paths" in app.script(web.build)
    return web._replace(base=_slashed(app.config("gatsby-config").value("pathPrefix") if prefixed else None))


def docusaurus(app: App, web: Web) -> Web:
    """Read output folder and base."""
    config = app.config("docusaurus.config")
    return web._replace(output=app.flag("--out-dir") or web.output, base=_slashed(config.value("baseUrl")))


def vitepress(app: App, web: Web) -> Web | None:
    """Read the folder of the pages, which is an argument: `vitepress build docs`."""
    kind = web.framework
    match = re.search(rf"\b{kind} build(?:\s+(?!-)([\w./-]{{1,200}}))?", app.script(web.build))
    pages = posixpath.normpath((match[1] if match else None) or ".")
    settings = f".{kind}" if pages == "." else f"{pages}/.{kind}"
    if not app.project.has(settings):
        return None
    config = app._replace(project=app.project.sub(settings)).config("config")
    given = config.value("outDir") or config.value("dest")
    output = posixpath.join(pages, given) if given else f"{settings}/{web.output}"
    return web._replace(output=app.flag("--outDir", "--dest", "-d") or output, base=_slashed(config.value("base")))


def eleventy(app: App, web: Web) -> Web:
    """Read output folder and prefix."""
    config = app.config("eleventy.config", ".eleventy")
    prefix = _slashed(config.value("pathPrefix"))
    return web._replace(output=app.flag("--output") or config.value("output") or web.output, base=prefix)


def create_react_app(app: App, web: Web) -> Web:
    """Read output folder and base, which are no settings of its own."""
    match = re.search(r"\bBUILD_PATH=[\"']?([^\s\"']{1,200})", app.script(web.build))
    return web._replace(output=match[1] if match else web.output, base=_slashed(_path_of(app.homepage)))


def vue_cli(app: App, web: Web) -> Web:
    """Read output folder and base."""
    config = app.config("vue.config")
    output = app.flag("--dest") or config.value("outputDir") or web.output
    return web._replace(output=output, base=_slashed(_path_of(config.value("publicPath") or "")))


def rsbuild(app: App, web: Web) -> Web:
    """Read output folder and base."""
    config = app.config("rsbuild.config")
    return web._replace(output=config.value("root") or web.output, base=_slashed(_path_of(config.value("base") or "")))


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
    if not output or not app.scripts.get("build") or not app.production.isdisjoint(SERVERS):
        return None
    return web._replace(output=output)


def usual_output(app: App, web: Web) -> Web:  # noqa: ARG001 - of the table's type
    """Take it as it usually is."""
    return web


def vite(app: App, web: Web) -> Web | None:
    """Make sure that it bundles a page, not a library or a test runner."""
    config = app.config("vite.config")
    root = posixpath.normpath(config.value("root") or ".")
    page = posixpath.normpath(posixpath.join(root, "index.html"))
    if not app.project.has(page) or config.says(r"\blib\s{0,9}:\s{0,9}\{") or "vike" in app.dependencies:
        return None
    output = app.flag("--outDir") or config.value("outDir") or web.output
    assets = (config.value("assetsDir") or "assets").strip("/")
    return web._replace(
        kind="static" if config.says(r"\binput\s{0,9}:\s{0,9}[\[{]") else "spa",  # several pages, or one
        source=page if config.name == "package.json" else config.name,
        output=posixpath.join(root, output),
        base=_slashed(app.flag("--base") or config.value("base")),
        hashed=f"^/{assets}/" if re.fullmatch(r"[\w/-]{1,100}", assets) else "",
    )
