"""Front ends and meta-frameworks: what each leaves when it is built, and how that is run.

One table says what holds for most projects of a framework; the short function beside each entry reads what a project
changed in the framework's own configuration.
"""

import posixpath
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final, NamedTuple

from dockgen.languages.javascript import framework_rules
from dockgen.languages.javascript.commands import for_images
from dockgen.languages.javascript.manifest import FILE, Manifest, read_or_warn
from dockgen.languages.javascript.public_variables import with_public_variables
from dockgen.languages.javascript.web_app import App, Web, read_app
from dockgen.model.note import Note
from dockgen.reading.project import Project

Adapt = Callable[[App, Web], Web | None]
"""Reads what a project says otherwise; returns None where it is no such app after all."""


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
    adapt: Adapt


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


def find(project: Project, manifest: Manifest) -> Web | None:
    """Return how the app of a package.json is built and run; None where no framework of the table is in it.

    Args:
        project: the whole project.
        manifest: the app's package.json.

    Raises:
        FileError: the folder is not there, or cannot be listed.
    """
    app = read_app(project, manifest)
    app = _with_tools_of_the_root(project, app) if manifest.folder else app
    present = [framework for framework in FRAMEWORKS if app.dependencies.intersection(framework.signals)]
    script = app.script("build") if present else ""
    called = [framework for framework in present if re.search(framework.command, script)]
    for framework in called + [other for other in present if other not in called]:
        web = framework.adapt(app, _usual(framework, app))
        if web is not None and not (web.kind != "server" and _is_part_of_a_server(app)):
            return with_public_variables(
                app, framework.prefix, _checked(manifest.folder, _with_custom_server(app, web))
            )
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
    manifest = read_or_warn(project, "") if project.has(FILE) else None
    return frozenset(manifest.development) if manifest and "workspaces" in manifest.data else frozenset()


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


# From each framework's own documentation, and from images that ran (tests/samples/node-*): the packages that show it,
# what builds it, that as a pattern where it has several spellings, the prefix of its public variables, its rules; and
# what it is like unless the project says otherwise.
_ROWS: Final[tuple[tuple[tuple[str, str, str, str, Adapt], Web], ...]] = (
    (
        ("next", "next build", "", "NEXT_PUBLIC_", framework_rules.next_js),
        Web(
            "next",
            "Next.js",
            "server",
            hashed="^/_next/static/",
            build_env={"NEXT_TELEMETRY_DISABLED": "1"},
            env={"HOSTNAME": "0.0.0.0", "NEXT_TELEMETRY_DISABLED": "1"},  # noqa: S104 - in a container
            handles_sigterm=True,
        ),
    ),
    (
        (
            "nuxt nuxt-nightly",
            "nuxt build",
            r"\b(?:nuxt|nuxi) (?:build|generate)\b",
            "NUXT_PUBLIC_",
            framework_rules.nuxt,
        ),
        Web(
            "nuxt",
            "Nuxt",
            "server",
            hashed="^/_nuxt/",
            build_env={"NUXT_TELEMETRY_DISABLED": "1"},
            handles_sigterm=True,
        ),
    ),
    (
        ("@react-router/dev @react-router/serve", "react-router build", "", "VITE_", framework_rules.react_router),
        Web("react-router", "React Router", "server", hashed="^/assets/", handles_sigterm=True),
    ),
    (
        (
            "@remix-run/dev @remix-run/serve",
            "remix vite:build",
            r"\bremix (?:vite:)?build\b",
            "VITE_",
            framework_rules.remix,
        ),
        Web("remix", "Remix", "server", handles_sigterm=True),
    ),
    (
        ("@sveltejs/kit", "vite build", "", "PUBLIC_", framework_rules.sveltekit),
        Web("sveltekit", "SvelteKit", "server", hashed="^/_app/immutable/", handles_sigterm=True),
    ),
    (
        ("@tanstack/react-start @tanstack/solid-start", "vite build", "", "VITE_", framework_rules.nitro),
        Web("tanstack-start", "TanStack Start", "server"),
    ),
    (
        ("@solidjs/start", "vinxi build", r"\b(?:vinxi|vite) build\b", "VITE_", framework_rules.nitro),
        Web("solid-start", "SolidStart", "server"),
    ),
    (
        ("nitropack nitro", "nitro build", r"\bnitro(?:pack)? build\b", "", framework_rules.nitro),
        Web("nitro", "Nitro", "server"),
    ),
    (
        ("astro", "astro build", "", "PUBLIC_", framework_rules.astro),
        Web(
            "astro",
            "Astro",
            "server",
            output="dist",
            hashed="^/_astro/",
            build_env={"ASTRO_TELEMETRY_DISABLED": "1"},
            port=4321,
            env={"HOST": "0.0.0.0"},  # noqa: S104 - in a container
        ),
    ),
    (
        ("@angular/core", "ng build", "", "", framework_rules.angular),
        Web(
            "angular",
            "Angular",
            "spa",
            hashed="-[A-Z0-9]{8}[.](?:css|js)$|^/media/",
            build_env={"NG_CLI_ANALYTICS": "false"},
            caches=(".angular/cache",),
        ),
    ),
    (
        ("gatsby", "gatsby build", "", "GATSBY_", framework_rules.gatsby),
        Web(
            "gatsby",
            "Gatsby",
            "static",
            output="public",
            hashed="^/static/|-[0-9a-f]{20}[.](?:css|js)$",
            build_env={"GATSBY_TELEMETRY_DISABLED": "1"},
        ),
    ),
    (
        ("@docusaurus/core", "docusaurus build", "", "", framework_rules.docusaurus),
        Web("docusaurus", "Docusaurus", "static", output="build", hashed="^/assets/", build_env={"DO_NOT_TRACK": "1"}),
    ),
    (
        ("react-scripts", "react-scripts build", "", "REACT_APP_", framework_rules.create_react_app),
        Web("create-react-app", "Create React App", "spa", output="build", hashed="^/static/"),
    ),
    (
        ("@vue/cli-service", "vue-cli-service build", "", "VUE_APP_", framework_rules.vue_cli),
        Web("vue-cli", "Vue CLI", "spa", output="dist", hashed="^/(?:css|fonts|img|js)/"),
    ),
    (
        ("@rsbuild/core", "rsbuild build", "", "PUBLIC_", framework_rules.rsbuild),
        Web("rsbuild", "Rsbuild", "spa", output="dist", hashed="^/static/"),
    ),
    (
        ("parcel", "parcel build index.html", r"\bparcel build\b", "", framework_rules.parcel),
        Web("parcel", "Parcel", "spa", output="dist", hashed="[.][0-9a-f]{8}[.][a-z0-9]{1,5}$"),
    ),
    (
        ("vite", "vite build", "", "VITE_", framework_rules.vite),
        Web("vite", "Vite", "spa", output="dist"),
    ),
    (
        ("vitepress", "vitepress build", "", "", framework_rules.vitepress),
        Web("vitepress", "VitePress", "static", output="dist", hashed="^/assets/"),
    ),
    (
        ("vuepress", "vuepress build", "", "", framework_rules.vitepress),
        Web("vuepress", "VuePress", "static", output="dist", hashed="^/assets/"),
    ),
    (
        ("@11ty/eleventy", "eleventy", r"\beleventy\b(?! --serve)", "", framework_rules.eleventy),
        Web("eleventy", "Eleventy", "static", output="_site"),
    ),
    (
        ("hexo", "hexo generate", r"\bhexo (?:g|generate)\b", "", framework_rules.usual_output),
        Web("hexo", "Hexo", "static", output="public"),
    ),
    (
        ("browser-sync live-server lite-server webpack-dev-server", "", r"(?!)", "", framework_rules.pages),
        Web("pages", "static pages", "static"),
    ),
)

FRAMEWORKS: Final = tuple(
    Framework(
        signals=tuple(signals.split()),
        command=command or rf"\b{build}\b",
        prefix=prefix,
        usual=usual._replace(build_command=tuple(build.split())),
        adapt=adapt,
    )
    for (signals, build, command, prefix, adapt), usual in _ROWS
)
