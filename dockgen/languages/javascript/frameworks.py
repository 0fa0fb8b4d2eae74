"""Front ends and meta-frameworks: one table says how each is seen and built, another what it usually leaves.

The rule beside each entry reads what a project changed in the framework's own configuration.
"""

import posixpath
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import chain
from typing import Final

from dockgen.languages.javascript import bundlers, own_build
from dockgen.languages.javascript import framework_rules as rules
from dockgen.languages.javascript.building import for_images
from dockgen.languages.javascript.managers import NAMES
from dockgen.languages.javascript.manifest import FILE, Manifest, file_in, read_or_warn
from dockgen.languages.javascript.web_app import App, Web, read_app, with_public_variables
from dockgen.languages.kit.ports import EVERYWHERE
from dockgen.languages.kit.sources import content
from dockgen.model.note import Note
from dockgen.reading.project import Project
from dockgen.records import NamedTuple


class Framework(NamedTuple):
    """How one framework is seen and built."""

    name: str
    signals: tuple[str, ...]
    """Any of these packages shows it."""
    build: str
    """What builds it without a script; the first word is a program of node_modules/.bin."""
    prefix: str
    """What the names of its public variables begin with; empty where it has none."""
    adapt: Callable[[App, Web], Web | None]
    """Reads what a project says otherwise; returns None where it is no such app after all."""
    pattern: str = ""
    """A regular expression of what builds it, in a script, where that has several spellings."""

    @property
    def command(self) -> str:
        """A regular expression of what builds it, in a script."""
        return self.pattern or rf"\b{self.build}\b"


# From each framework's own documentation, and from images that ran (tests/samples/node-*).
FRAMEWORKS: Final = (
    Framework("next", ("next",), "next build", "NEXT_PUBLIC_", rules.next_js),
    Framework(
        "nuxt",
        ("nuxt", "nuxt-nightly"),
        "nuxt build",
        "NUXT_PUBLIC_",
        rules.nuxt,
        r"\b(?:nuxt|nuxi) (?:build|generate)\b",
    ),
    Framework(
        "react-router", ("@react-router/dev", "@react-router/serve"), "react-router build", "VITE_", rules.react_router
    ),
    Framework(
        "remix",
        ("@remix-run/dev", "@remix-run/serve"),
        "remix vite:build",
        "VITE_",
        rules.remix,
        r"\bremix (?:vite:)?build\b",
    ),
    Framework("sveltekit", ("@sveltejs/kit",), "vite build", "PUBLIC_", rules.sveltekit),
    Framework("tanstack-start", ("@tanstack/react-start", "@tanstack/solid-start"), "vite build", "VITE_", rules.nitro),
    Framework("solid-start", ("@solidjs/start",), "vinxi build", "VITE_", rules.nitro, r"\b(?:vinxi|vite) build\b"),
    Framework("nitro", ("nitropack", "nitro"), "nitro build", "", rules.nitro, r"\bnitro(?:pack)? build\b"),
    Framework("qwik", ("@builder.io/qwik-city", "@qwik.dev/router"), "qwik build", "PUBLIC_", rules.qwik),
    Framework("waku", ("waku",), "waku build", "WAKU_PUBLIC_", rules.waku),
    Framework("astro", ("astro",), "astro build", "PUBLIC_", rules.astro),
    Framework("angular", ("@angular/core",), "ng build", "", rules.angular),
    Framework(
        "expo", ("expo",), "expo export --platform web", "EXPO_PUBLIC_", rules.expo, r"\bexpo export(?: |:web|$)"
    ),
    Framework("gatsby", ("gatsby",), "gatsby build", "GATSBY_", rules.gatsby),
    Framework("docusaurus", ("@docusaurus/core",), "docusaurus build", "", rules.docusaurus),
    Framework("create-react-app", ("react-scripts",), "react-scripts build", "REACT_APP_", rules.create_react_app),
    Framework("vue-cli", ("@vue/cli-service",), "vue-cli-service build", "VUE_APP_", rules.vue_cli),
    Framework("rsbuild", ("@rsbuild/core",), "rsbuild build", "PUBLIC_", rules.rsbuild),
    Framework("parcel", ("parcel",), "parcel build index.html", "", rules.parcel, r"\bparcel build\b"),
    Framework("vite", ("vite",), "vite build", "VITE_", rules.vite),
    Framework("vitepress", ("vitepress",), "vitepress build", "", rules.vitepress),
    Framework("vuepress", ("vuepress",), "vuepress build", "", rules.vitepress),
    Framework("eleventy", ("@11ty/eleventy",), "eleventy", "", rules.eleventy, r"\beleventy\b(?! --serve)"),
    Framework("hexo", ("hexo",), "hexo generate", "", rules.hexo, r"\bhexo (?:g|generate)\b"),
    Framework("webpack", ("webpack",), "webpack", "", bundlers.adapt, bundlers.WEBPACK),
    Framework("rollup", ("rollup",), "rollup", "", bundlers.adapt, bundlers.ROLLUP),
    Framework("esbuild", ("esbuild",), "esbuild", "", bundlers.adapt, bundlers.ESBUILD),
    Framework("pages", rules.SHOWING, "", "", rules.pages, r"(?!)"),
)

USUAL: Final = (
    Web(
        "next",
        "Next.js",
        "server",
        hashed="^/_next/static/",
        build_env={"NEXT_TELEMETRY_DISABLED": "1"},
        env={"HOSTNAME": EVERYWHERE, "NEXT_TELEMETRY_DISABLED": "1"},
        handles_sigterm=True,
    ),
    Web("nuxt", "Nuxt", "server", hashed="^/_nuxt/", build_env={"NUXT_TELEMETRY_DISABLED": "1"}, handles_sigterm=True),
    Web("react-router", "React Router", "server", hashed="^/assets/", handles_sigterm=True),
    Web("remix", "Remix", "server", handles_sigterm=True),
    Web("sveltekit", "SvelteKit", "server", hashed="^/_app/immutable/", handles_sigterm=True),
    Web("tanstack-start", "TanStack Start", "server"),
    Web("solid-start", "SolidStart", "server"),
    Web("nitro", "Nitro", "server"),
    Web("qwik", "Qwik", "server", hashed="^/build/"),
    Web("waku", "Waku", "server", port=8080),
    Web(
        "astro",
        "Astro",
        "server",
        output="dist",
        hashed="^/_astro/",
        build_env={"ASTRO_TELEMETRY_DISABLED": "1"},
        port=4321,
        env={"HOST": EVERYWHERE},
    ),
    Web(
        "angular",
        "Angular",
        "spa",
        hashed="-[A-Z0-9]{8}[.](?:css|js)$|^/media/",
        build_env={"NG_CLI_ANALYTICS": "false"},
        caches=(".angular/cache",),
    ),
    Web(
        "expo",
        "Expo for the web",
        "spa",
        output="dist",
        hashed="^/_expo/static/",
        build_env={"EXPO_NO_TELEMETRY": "1", "CI": "1"},
    ),
    Web(
        "gatsby",
        "Gatsby",
        "static",
        output="public",
        hashed="^/static/|-[0-9a-f]{20}[.](?:css|js)$",
        build_env={"GATSBY_TELEMETRY_DISABLED": "1"},
    ),
    Web("docusaurus", "Docusaurus", "static", output="build", hashed="^/assets/", build_env={"DO_NOT_TRACK": "1"}),
    Web("create-react-app", "Create React App", "spa", output="build", hashed="^/static/"),
    Web("vue-cli", "Vue CLI", "spa", output="dist", hashed="^/(?:css|fonts|img|js)/"),
    Web("rsbuild", "Rsbuild", "spa", output="dist", hashed="^/static/"),
    Web("parcel", "Parcel", "spa", output="dist", hashed="[.][0-9a-f]{8}[.][a-z0-9]{1,5}$"),
    Web("vite", "Vite", "spa", output="dist"),
    Web("vitepress", "VitePress", "static", output="dist", hashed="^/assets/"),
    Web("vuepress", "VuePress", "static", output="dist", hashed="^/assets/"),
    Web("eleventy", "Eleventy", "static", output="_site"),
    Web("hexo", "Hexo", "static", output="public"),
    Web("webpack", "webpack", "spa", output="dist"),
    Web("rollup", "Rollup", "spa"),
    Web("esbuild", "esbuild", "spa"),
    Web("pages", "static pages", "static"),
)
"""What each is like unless the project says otherwise."""

NGINX: Final = ("nginx", "-g", "daemon off;")
_PATH: Final = r"[\w@.][\w@./+-]{0,200}"
_FALLBACK: Final = r"[\w~-][\w.~-]{0,99}"
_BASE: Final = r"/(?:[\w~-][\w.~-]{0,99}/){0,8}"
_RUNS_PROGRAM: Final = (
    r"(?:^|\s)(?:node|nodemon|tsx|ts-node|bun|deno)\s+(?:-\S{1,80}\s+){0,9}(?:\./)?([^\s-][^\s;&|]{0,200})"
)
_NOT_COMMANDS: Final = NAMES | {"node", "npx", "tsx", "turbo", "nx", "vite", "cross-env", "dotenv"}
_STATIC_SERVERS: Final = (
    r"^(?:npx\s+)?(?:serve|http-server|sirv|live-server|vite|ng|react-scripts|vue-cli-service|parcel)\b"
)


def find(project: Project, manifest: Manifest) -> Web | None:
    """Return how the app of a package.json is built and run; None where it is no front end.

    Raises:
        FileError: the folder is not there, or cannot be listed.
    """
    if (found := _find(project, manifest)) is None:
        site = own_build.find(read_app(project, manifest))
        return checked(manifest.folder, site) if site else None
    app, framework, web = found
    if manifest.file != FILE:  # Node.js has no use for it
        web = web._replace(copies=tuple(pair for pair in web.copies if pair[0] != FILE))
    web = checked(manifest.folder, _with_custom_server(app, web))
    return with_public_variables(app, framework.prefix, web)


def output(project: Project, manifest: Manifest) -> str:
    """Return the folder of files that a framework's build leaves, also outside of its own; else nothing."""
    found = _find(project, manifest)
    return found[2].output if found and found[2].kind != "server" else ""


def _find(project: Project, manifest: Manifest) -> tuple[App, Framework, Web] | None:
    app = read_app(project, manifest)
    app = _with_tools_of_the_root(project, app) if manifest.folder else app
    present = [framework for framework in FRAMEWORKS if app.dependencies.intersection(framework.signals)]
    script = app.script("build") if present else ""
    called = [framework for framework in present if re.search(framework.command, script)]
    present = [] if _is_by_another(app, called) else present
    for framework in dict.fromkeys((*called, *present)):
        web = framework.adapt(app, _usual(framework, app))
        if web is not None and (web.kind == "server" or not _is_part_of_a_server(app)):
            return app, framework, web
    return None


def _is_by_another(app: App, called: Sequence[Framework]) -> bool:
    """Tell whether a package's command builds and starts the app, so that a framework is only a part of that."""
    builds, starts = (app.scripts.get(name, "").split()[:1] for name in ("build", "start"))
    is_command = builds == starts and bool(builds) and builds[0] not in _NOT_COMMANDS
    return is_command and not called and any(builds[0] in name for name in app.dependencies)


def _with_tools_of_the_root(project: Project, app: App) -> App:
    """Add the frameworks that only the workspace's own package.json names, where the member's build calls them."""
    tools, script = _tools_of_the_root(project), app.script("build")
    plainest = {one.command: one.signals for one in FRAMEWORKS}
    called = {name for command, names in plainest.items() if re.search(command, script) for name in names}
    return app._replace(dependencies=app.dependencies | (tools & called))


@lru_cache(maxsize=8)
def _tools_of_the_root(project: Project) -> frozenset[str]:
    manifest = read_or_warn(project, "") if file_in(project) else None
    return frozenset(manifest.development) if manifest and "workspaces" in manifest.data else frozenset()


def _usual(framework: Framework, app: App) -> Web:
    """Return what it is like unless the project says otherwise, with the script that runs the framework's own build."""
    signal = next(name for name in framework.signals if name in app.dependencies)
    usual = next(web for web in USUAL if web.framework == framework.name)
    whole = (name for name in (*for_images(app.scripts), "build") if re.search(framework.command, app.script(name)))
    alone = (name for name, text in app.scripts.items() if re.search(framework.command, text))
    script = next(chain(whole, alone), "build" if "build" in app.scripts else "")
    command = () if script else tuple(framework.build.split())
    return usual._replace(source=f"package.json, {signal}", build=script, build_command=command)


def _is_part_of_a_server(app: App) -> bool:
    """Tell a server that has a front end beside it from a front end alone."""
    start = app.scripts.get("start", "")
    if re.search(_STATIC_SERVERS, start):
        return False
    if match := re.search(_RUNS_PROGRAM, start):
        # A program may only start a server of devDependencies that shows what was built.
        text = content(app.project, match[1])
        return not any(
            name in text for name in rules.SHOWING if name in app.dependencies - app.manifest.production.keys()
        )
    return bool(start) and not app.manifest.production.keys().isdisjoint(rules.SERVERS)


def _with_custom_server(app: App, web: Web) -> Web:
    """Leave the start to the project where its script starts a program of its own, which uses the framework."""
    match = re.search(_RUNS_PROGRAM, app.scripts.get("start", ""))
    if web.kind != "server" or web.why or not match:
        return web
    parts = frozenset(match[1].split("/"))
    if any(posixpath.basename(source) in parts for source, _ in web.copies) or "node_modules" in parts:
        return web
    note = Note("custom-server", {"program": match[1], "framework": web.title})
    return web._replace(start=(), copies=(), modules=True, health=None, notes=(*web.notes, note))


def checked(folder: str, web: Web) -> Web:
    """Take only folders inside the project that need no quoting, and keep hashed paths below the base."""
    for path in filter(None, (web.output, *(source for source, _ in web.copies))):
        inside = posixpath.normpath(posixpath.join(folder, path))
        if not re.fullmatch(_PATH, path) or inside.startswith("..") or inside in {".", folder}:
            why = f"{web.title} is built into {path!r}, which is no folder of its own inside the project"
            return web._replace(kind="server", output="", copies=(), start=(), why=why)
    if web.kind == "server":
        return web
    base = web.base if re.fullmatch(_BASE, web.base) else "/"
    hashed = web.hashed.replace("^/", f"^{base.replace('.', '[.]')}")
    fallback = web.fallback if re.fullmatch(_FALLBACK, web.fallback) else "index.html"
    files = web._replace(output=posixpath.normpath(web.output), base=base, fallback=fallback, hashed=hashed)
    return files._replace(start=NGINX, port=8080, env={}, health="/healthz", writes=(), handles_sigterm=True)
