"""Front ends and meta-frameworks: what each leaves when it is built, and how that is run.

One table says what holds for most projects of a framework; the short function beside each entry reads what a project
changed in the framework's own configuration.
"""

import posixpath
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from dockgen.languages.node import framework_rules
from dockgen.languages.node.commands import for_images
from dockgen.languages.node.public_variables import with_public_variables
from dockgen.languages.node.web_app import App, Web, read_app, read_json
from dockgen.model.note import Note
from dockgen.project import Project


class Framework(NamedTuple):
    """What holds for most projects of one framework."""

    signals: tuple[str, ...]
    """Any of these packages shows it."""
    command: str
    """A regular expression of what builds it, in a script."""
    prefix: str
    """What the names of its public variables begin with; empty where it has none."""
    usual: Web
    """What it is like unless the project says otherwise; `build_command` is what builds it without a script."""
    adapt: Callable[[App, Web], Web | None]
    """Reads what the project says otherwise; returns None where it is no such app after all."""


NGINX: Final = ("nginx", "-g", "daemon off;")
NGINX_PORT: Final = 8080

_PATH: Final = r"[\w@.][\w@./+-]{0,200}"
_FALLBACK: Final = r"[\w~-][\w.~-]{0,99}"
_BASE: Final = r"/(?:[\w~-][\w.~-]{0,99}/){0,8}"
_RUNS_PROGRAM: Final = (
    r"(?:^|\s)(?:node|nodemon|tsx|ts-node|bun|deno)\s+(?:-\S{1,80}\s+){0,9}(?:\./)?([^\s-][^\s;&|]{0,200})"
)
_STATIC_SERVERS: Final = (
    r"^(?:npx\s+)?(?:serve|http-server|sirv|live-server|vite|ng|react-scripts|vue-cli-service|parcel)\b"
)


def find(project: Project, folder: str, manifest: Mapping[str, object]) -> Web | None:
    """Return how the app in `folder` is built and run; None where no framework of the table is in it.

    Args:
        project: the whole project.
        folder: where the app's package.json is; "" for the top.
        manifest: that package.json.

    Raises:
        FileError: the folder is not there, or cannot be listed.
    """
    app = read_app(project.sub(folder) if folder else project, manifest)
    app = _with_tools_of_the_root(project, app) if folder else app
    present = [framework for framework in FRAMEWORKS if app.dependencies.intersection(framework.signals)]
    script = app.script("build") if present else ""
    called = [framework for framework in present if re.search(framework.command, script)]
    for framework in called + [other for other in present if other not in called]:
        web = framework.adapt(app, _usual(framework, app))
        if web is not None and not (web.kind != "server" and _is_part_of_a_server(app)):
            return with_public_variables(app, framework.prefix, _checked(folder, _with_custom_server(app, web)))
    return None


def _with_tools_of_the_root(project: Project, app: App) -> App:
    """Add the frameworks that only the workspace's own package.json names, where the member's build calls them."""
    tools, script = _tools_of_the_root(project), app.script("build")
    plainest = {framework.command: framework for framework in FRAMEWORKS}
    called = {
        signal
        for framework in plainest.values()
        for signal in framework.signals
        if signal in tools and re.search(framework.command, script)
    }
    return app._replace(dependencies=app.dependencies | called)


@lru_cache(maxsize=8)
def _tools_of_the_root(project: Project) -> frozenset[str]:
    manifest = read_json(project, "package.json")
    tools = manifest.get("devDependencies") if isinstance(manifest, dict) and "workspaces" in manifest else None
    return frozenset(tools) if isinstance(tools, dict) else frozenset()


def _usual(framework: Framework, app: App) -> Web:
    """Fill in what is the same for all: where the framework was seen, and which script builds it."""
    signal = next(name for name in framework.signals if name in app.dependencies)
    script, usual = _build_script(framework, app), framework.usual
    return usual._replace(
        source=f"package.json, {signal}",
        build=script,
        build_command=() if script else usual.build_command,
    )


def _build_script(framework: Framework, app: App) -> str:
    """Choose the script that runs the framework's own build; else the one that is called build."""
    own = next((name for name in for_images(app.scripts) if re.search(framework.command, app.script(name))), "build")
    if re.search(framework.command, app.script(own)):
        return own
    found = (name for name, text in app.scripts.items() if re.search(framework.command, text))
    return next(found, "build" if "build" in app.scripts else "")


def _is_part_of_a_server(app: App) -> bool:
    """Tell a server that has a front end beside it from a front end alone."""
    start = app.scripts.get("start", "")
    if re.search(_STATIC_SERVERS, start):
        return False
    if match := re.search(_RUNS_PROGRAM, start):
        return not _only_shows(app, match[1])
    return bool(start) and not app.production.isdisjoint(framework_rules.SERVERS)


def _only_shows(app: App, path: str) -> bool:
    """Tell whether a program starts a server of devDependencies that shows what was built."""
    text = (app.project.read(path) if app.project.has(path) else None) or ""
    return any(name in text for name in framework_rules.SHOWING if name in app.dependencies - app.production)


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


def _checked(folder: str, web: Web) -> Web:
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
    return files._replace(start=NGINX, port=NGINX_PORT, env={}, health="/healthz", writes=(), handles_sigterm=True)


# Facts of each framework's own documentation, and of images that ran (tests/samples/node-*).
FRAMEWORKS: Final = (
    Framework(
        signals=("next",),
        command=r"\bnext build\b",
        prefix="NEXT_PUBLIC_",
        usual=Web(
            framework="next",
            title="Next.js",
            kind="server",
            hashed="^/_next/static/",
            build_command=("next", "build"),
            build_env={"NEXT_TELEMETRY_DISABLED": "1"},
            env={"HOSTNAME": "0.0.0.0", "NEXT_TELEMETRY_DISABLED": "1"},  # noqa: S104 - in a container
            handles_sigterm=True,
        ),
        adapt=framework_rules.next_js,
    ),
    Framework(
        signals=("nuxt", "nuxt-nightly"),
        command=r"\b(?:nuxt|nuxi) (?:build|generate)\b",
        prefix="NUXT_PUBLIC_",
        usual=Web(
            framework="nuxt",
            title="Nuxt",
            kind="server",
            hashed="^/_nuxt/",
            build_command=("nuxt", "build"),
            build_env={"NUXT_TELEMETRY_DISABLED": "1"},
            handles_sigterm=True,
        ),
        adapt=framework_rules.nuxt,
    ),
    Framework(
        signals=("@react-router/dev", "@react-router/serve"),
        command=r"\breact-router build\b",
        prefix="VITE_",
        usual=Web(
            framework="react-router",
            title="React Router",
            kind="server",
            hashed="^/assets/",
            build_command=("react-router", "build"),
            handles_sigterm=True,
        ),
        adapt=framework_rules.react_router,
    ),
    Framework(
        signals=("@remix-run/dev", "@remix-run/serve"),
        command=r"\bremix (?:vite:)?build\b",
        prefix="VITE_",
        usual=Web(
            framework="remix", title="Remix", kind="server", build_command=("remix", "vite:build"), handles_sigterm=True
        ),
        adapt=framework_rules.remix,
    ),
    Framework(
        signals=("@sveltejs/kit",),
        command=r"\bvite build\b",
        prefix="PUBLIC_",
        usual=Web(
            framework="sveltekit",
            title="SvelteKit",
            kind="server",
            hashed="^/_app/immutable/",
            build_command=("vite", "build"),
            handles_sigterm=True,
        ),
        adapt=framework_rules.sveltekit,
    ),
    Framework(
        signals=("@tanstack/react-start", "@tanstack/solid-start"),
        command=r"\bvite build\b",
        prefix="VITE_",
        usual=Web(framework="tanstack-start", title="TanStack Start", kind="server", build_command=("vite", "build")),
        adapt=framework_rules.nitro,
    ),
    Framework(
        signals=("@solidjs/start",),
        command=r"\b(?:vinxi|vite) build\b",
        prefix="VITE_",
        usual=Web(framework="solid-start", title="SolidStart", kind="server", build_command=("vinxi", "build")),
        adapt=framework_rules.nitro,
    ),
    Framework(
        signals=("nitropack", "nitro"),
        command=r"\bnitro(?:pack)? build\b",
        prefix="",
        usual=Web(framework="nitro", title="Nitro", kind="server", build_command=("nitro", "build")),
        adapt=framework_rules.nitro,
    ),
    Framework(
        signals=("astro",),
        command=r"\bastro build\b",
        prefix="PUBLIC_",
        usual=Web(
            framework="astro",
            title="Astro",
            kind="server",
            output="dist",
            hashed="^/_astro/",
            build_command=("astro", "build"),
            build_env={"ASTRO_TELEMETRY_DISABLED": "1"},
            env={"HOST": "0.0.0.0"},  # noqa: S104 - in a container
            port=4321,
        ),
        adapt=framework_rules.astro,
    ),
    Framework(
        signals=("@angular/core",),
        command=r"\bng build\b",
        prefix="",
        usual=Web(
            framework="angular",
            title="Angular",
            kind="spa",
            hashed="-[A-Z0-9]{8}[.](?:css|js)$|^/media/",
            build_command=("ng", "build"),
            build_env={"NG_CLI_ANALYTICS": "false"},
            caches=(".angular/cache",),
        ),
        adapt=framework_rules.angular,
    ),
    Framework(
        signals=("gatsby",),
        command=r"\bgatsby build\b",
        prefix="GATSBY_",
        usual=Web(
            framework="gatsby",
            title="Gatsby",
            kind="static",
            output="public",
            hashed="^/static/|-[0-9a-f]{20}[.](?:css|js)$",
            build_command=("gatsby", "build"),
            build_env={"GATSBY_TELEMETRY_DISABLED": "1"},
        ),
        adapt=framework_rules.gatsby,
    ),
    Framework(
        signals=("@docusaurus/core",),
        command=r"\bdocusaurus build\b",
        prefix="",
        usual=Web(
            framework="docusaurus",
            title="Docusaurus",
            kind="static",
            output="build",
            hashed="^/assets/",
            build_command=("docusaurus", "build"),
            build_env={"DO_NOT_TRACK": "1"},
        ),
        adapt=framework_rules.docusaurus,
    ),
    Framework(
        signals=("react-scripts",),
        command=r"\breact-scripts build\b",
        prefix="REACT_APP_",
        usual=Web(
            framework="create-react-app",
            title="Create React App",
            kind="spa",
            output="build",
            hashed="^/static/",
            build_command=("react-scripts", "build"),
        ),
        adapt=framework_rules.create_react_app,
    ),
    Framework(
        signals=("@vue/cli-service",),
        command=r"\bvue-cli-service build\b",
        prefix="VUE_APP_",
        usual=Web(
            framework="vue-cli",
            title="Vue CLI",
            kind="spa",
            output="dist",
            hashed="^/(?:css|fonts|img|js)/",
            build_command=("vue-cli-service", "build"),
        ),
        adapt=framework_rules.vue_cli,
    ),
    Framework(
        signals=("@rsbuild/core",),
        command=r"\brsbuild build\b",
        prefix="PUBLIC_",
        usual=Web(
            framework="rsbuild",
            title="Rsbuild",
            kind="spa",
            output="dist",
            hashed="^/static/",
            build_command=("rsbuild", "build"),
        ),
        adapt=framework_rules.rsbuild,
    ),
    Framework(
        signals=("parcel",),
        command=r"\bparcel build\b",
        prefix="",
        usual=Web(
            framework="parcel",
            title="Parcel",
            kind="spa",
            output="dist",
            hashed="[.][0-9a-f]{8}[.][a-z0-9]{1,5}$",
            build_command=("parcel", "build", "index.html"),
        ),
        adapt=framework_rules.parcel,
    ),
    Framework(
        signals=("vite",),
        command=r"\bvite build\b",
        prefix="VITE_",
        usual=Web(framework="vite", title="Vite", kind="spa", output="dist", build_command=("vite", "build")),
        adapt=framework_rules.vite,
    ),
    Framework(
        signals=("vitepress",),
        command=r"\bvitepress build\b",
        prefix="",
        usual=Web(
            framework="vitepress",
            title="VitePress",
            kind="static",
            output="dist",
            hashed="^/assets/",
            build_command=("vitepress", "build"),
        ),
        adapt=framework_rules.vitepress,
    ),
    Framework(
        signals=("vuepress",),
        command=r"\bvuepress build\b",
        prefix="",
        usual=Web(
            framework="vuepress",
            title="VuePress",
            kind="static",
            output="dist",
            hashed="^/assets/",
            build_command=("vuepress", "build"),
        ),
        adapt=framework_rules.vitepress,
    ),
    Framework(
        signals=("@11ty/eleventy",),
        command=r"\beleventy\b(?! --serve)",
        prefix="",
        usual=Web(framework="eleventy", title="Eleventy", kind="static", output="_site", build_command=("eleventy",)),
        adapt=framework_rules.eleventy,
    ),
    Framework(
        signals=("hexo",),
        command=r"\bhexo (?:g|generate)\b",
        prefix="",
        usual=Web(framework="hexo", title="Hexo", kind="static", output="public", build_command=("hexo", "generate")),
        adapt=framework_rules.usual_output,
    ),
    Framework(
        signals=framework_rules.SHOWING,
        command=r"(?!)",
        prefix="",
        usual=Web(framework="pages", title="static pages", kind="static"),
        adapt=framework_rules.pages,
    ),
)
