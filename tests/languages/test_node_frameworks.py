"""What is found out about front ends and meta-frameworks, and what would be done with each."""

import contextlib
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from snapshots import write

from dockgen.errors import DockgenError
from dockgen.languages.javascript.frameworks import FRAMEWORKS, find
from dockgen.languages.javascript.manifest import parse
from dockgen.languages.javascript.web_app import MAX_SOURCES
from dockgen.reading.project import Project


def found(folder, files, *packages, production=(), place="", **scripts):
    """Write a project whose package.json has these packages and scripts, and return what is found in it."""
    manifest = {
        "dependencies": dict.fromkeys(production, "1"),
        "devDependencies": dict.fromkeys(packages, "1"),
        "scripts": {name.replace("__", ":"): text for name, text in scripts.items()},
    }
    start = f"{place}/" if place else ""
    write(folder, {f"{start}package.json": json.dumps(manifest)} | {start + name: text for name, text in files.items()})
    return find(Project(folder), parse(manifest, place))


def test_a_server_without_a_framework_is_none_of_these(tmp_path):
    assert found(tmp_path, {"server.js": ""}, production=["express"], start="node server.js") is None


@pytest.mark.parametrize("manifest", [{}, {"dependencies": []}, {"dependencies": {"next": 1}, "scripts": 3}])
def test_a_manifest_of_the_wrong_types_is_no_error(manifest, tmp_path):
    find(Project(tmp_path), parse(manifest))


# Pages that a build of one's own leaves


BUILDER = "for (const one of pages) await writeFile(`${{{name}}}/index.html`, page)\nconst {name} = '{folder}'\n"


@pytest.mark.parametrize(
    ("files", "build", "output"),
    [
        ({".gitignore": "/web\n", "build.mjs": BUILDER.format(name="out", folder="./web/")}, "node build.mjs", "web"),
        (
            {"scripts/make.ts": BUILDER.format(name="OUT", folder="_site")},
            "npm run css && tsx scripts/make.ts",
            "_site",
        ),
        ({"build.mjs": BUILDER.format(name="out", folder="somewhere")}, "node build.mjs", None),
        ({"build.mjs": "await build({ outdir: 'dist' })"}, "node build.mjs", None),
        ({"public/a.css": "", "build.mjs": BUILDER.format(name="out", folder="public")}, "node build.mjs", None),
        ({}, "node build.mjs", None),
    ],
)
def test_pages_that_a_script_of_the_project_makes_are_served(files, build, output, tmp_path):
    web = found(tmp_path, files, "marked", build=build, css="sass a.scss")
    assert (web and (web.kind, web.output, web.build)) == (output and ("static", output, "build"))


@pytest.mark.parametrize("more", [{"production": ["express"]}, {"start": "node x.js"}])
def test_what_has_a_program_is_no_site(more, tmp_path):
    assert (
        found(tmp_path, {"build.mjs": BUILDER.format(name="o", folder="dist")}, build="node build.mjs", **more) is None
    )


def test_a_library_with_an_example_page_is_no_site(tmp_path):
    manifest = {"main": "dist/a.js", "scripts": {"build": "node build.mjs"}}
    write(tmp_path, {"package.json": json.dumps(manifest), "build.mjs": BUILDER.format(name="o", folder="dist")})
    assert find(Project(tmp_path), parse(manifest)) is None


@pytest.mark.parametrize(
    ("files", "start"),
    [
        ({"dist/index.html": "", "scripts/start.js": "require('browser-sync')"}, "npm run x && node scripts/start.js"),
        ({}, "npm run x && browser-sync start --server dist --files 'dist/*'"),
        ({}, "browser-sync dist -w"),
        ({"dist/index.html": ""}, "gulp watch"),
    ],
)
def test_what_only_shows_pages_starts_no_program(files, start, tmp_path):
    web = found(tmp_path, files, "browser-sync", "gulp", build="node build.js", start=start)
    assert (web.kind, web.output, web.build) == ("static", "dist", "build")


@pytest.mark.parametrize(
    ("files", "production", "scripts"),
    [
        ({"dist/index.html": "", "server.js": "browser-sync"}, [], {"start": "node app.js", "build": "x"}),
        ({"dist/index.html": ""}, ["express"], {"build": "x"}),
        ({"dist/index.html": ""}, [], {"start": "gulp"}),
        ({}, [], {"start": "browser-sync start --proxy localhost:8080 --files x", "build": "x"}),
    ],
)
def test_a_server_that_is_shown_or_pages_that_nothing_builds_are_none(files, production, scripts, tmp_path):
    assert found(tmp_path, files, "browser-sync", production=production, **scripts) is None


# Public variables that are part of the repository


VITE = {"index.html": "", "vite.config.js": ""}


def test_a_build_reads_the_public_values_that_the_repository_holds(tmp_path):
    files = {".env": "VITE_A=1\n", ".env.production": "MODE=production\nVITE_A=2\n", ".env.local": "VITE_A=3\n"}
    assert found(tmp_path, VITE | files, "vite").env_files == (".env", ".env.production")


@pytest.mark.parametrize(
    ("text", "ignored"),
    [
        ("VITE_A=1\n", ".env*\n"),
        ("VITE_A=1\n", "web/.env\n"),
        ("VITE_A=1\nAPI_SECRET=x\n", ""),
        ("VITE_A=1\nDATABASE=postgres://me:secret@db/app\n", ""),
        ("PORT=3000\n", ""),
        ("", ""),
    ],
)
def test_a_build_reads_no_file_that_git_ignores_or_that_may_hold_a_secret(text, ignored, tmp_path):
    write(tmp_path, {".gitignore": ignored})
    assert found(tmp_path, VITE | {".env": text}, "vite", place="web").env_files == ()


@pytest.mark.parametrize(
    "line",
    [
        "GH=ghp" + "_aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xY5",
        "STRIPE=sk" + "_live_aB3dE5fG7hI9jK1lM3nO5pQ7",
        "DB_PWD=hunter2hunter2",
        "MYSQL_ROOT_PASS=hunter2",
        "SMTP_PW=hunter2",
        "HASH_SALT=a1B2c3D4",
        "MNEMONIC=legal winner thank year wave sausage",
        "dbPassword=hunter2",
        "DEPLOY_CRED=hunter2",
        "DB_PASSWORD: hunter2hunter2",
        "# DB_PASSWORD=hunter2hunter2",
        "HOOK=https://hooks.slack.com/services/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",
        f"AZ=AccountName=x;AccountKey={'aB3d' * 21}aB==;EndpointSuffix=core.windows.net",
        f'SIGN="-----BEGIN PRIVATE KEY-----\\n{"aB3d" * 16}"',
    ],
)
def test_public_values_stay_out_with_any_secret_beside_them(line, tmp_path):
    project = Project(tmp_path)
    write(tmp_path, VITE | {".env": f"VITE_A=1\n{line}\n"})
    web = find(project, parse({"devDependencies": {"vite": "7"}}))
    assert web.env_files == ()
    assert len([text for text in project.warnings if ".env stays out of the build" in text]) == 1


def test_one_is_told_of_public_values_that_stay_out_because_of_a_secret(tmp_path):
    project = Project(tmp_path)
    manifest = {"devDependencies": {"vite": "7"}}
    write(tmp_path, {f"web/{name}": text for name, text in VITE.items()} | {"web/.env": "VITE_A=1\nAPI_TOKEN=x\n"})
    find(project, parse(manifest, "web"))
    assert project.warnings == ["web/.env stays out of the build, although VITE_A is public: API_TOKEN may be a secret"]


def test_gitignore_is_read_where_only_a_folder_inside_is_looked_at(tmp_path):
    write(tmp_path, {".gitignore": ".env\n", "web/.env": "VITE_A=1\n"} | {f"web/{name}": "" for name in VITE})
    project = Project(tmp_path).sub("web")
    assert find(project, parse({"devDependencies": {"vite": "7"}})).env_files == ()


def test_a_server_reads_a_file_that_holds_public_variables_alone(tmp_path):
    files = {".env": "NEXT_PUBLIC_A=1\nMODE=x\n", ".env.production": "NEXT_PUBLIC_A=2\n"}
    assert found(tmp_path, files, production=["next"]).env_files == (".env.production",)


def test_vite_says_in_which_folder_they_are(tmp_path):
    write(tmp_path, {".env.production": "VITE_A=1\n"})
    config = {"index.html": "", "vite.config.js": 'export default { envDir: "../" }'}
    assert found(tmp_path, config, "vite", place="web").env_files == ("../.env.production",)


# Next.js


def test_next_with_standalone_output_runs_its_traced_files_alone(tmp_path):
    files = {"next.config.mjs": "export default { output: 'standalone' };", "public/robots.txt": ""}
    web = found(tmp_path, files, production=["next"], build="next build", start="next start")
    assert (web.framework, web.kind, web.start, web.modules) == ("next", "server", ("node", "server.js"), False)
    assert web.copies == ((".next/standalone", "/app"), (".next/static", ".next/static"), ("public", "public"))
    assert web.env["HOSTNAME"] == "0.0.0.0"  # noqa: S104
    assert (web.writes, web.caches, web.build) == ((".next/cache",), (".next/cache",), "build")
    assert web.source == "next.config.mjs, output: standalone"


def test_next_without_a_public_folder_copies_none(tmp_path):
    web = found(tmp_path, {"next.config.js": 'module.exports = { output: "standalone" }'}, production=["next"])
    assert "public" not in dict(web.copies)


def test_next_without_standalone_output_needs_its_packages_and_says_what_would_be_smaller(tmp_path):
    web = found(tmp_path, {"next.config.ts": "export default {}"}, production=["next"], start="next start -p 4000")
    assert web.start == ("node", "node_modules/next/dist/bin/next", "start")
    assert (web.modules, web.port) == (True, 4000)
    assert web.copies == (("package.json",) * 2, ("next.config.ts",) * 2, (".next",) * 2)
    assert web.notes[0].id == "next-standalone"


def test_what_next_s_configuration_imports_is_needed_when_it_starts(tmp_path):
    config = 'import "./src/env.js";\nimport x from "./lib/x";\nimport y from "./none";\nexport default {}'
    files = {"next.config.mjs": config, "src/env.js": "", "lib/x.ts": ""}
    web = found(tmp_path, files, production=["next", "@t3-oss/env-nextjs"])
    assert [name for name, _ in web.copies] == ["package.json", "next.config.mjs", "src/env.js", "lib/x.ts", ".next"]
    assert web.build_env["SKIP_ENV_VALIDATION"] == "1"


def test_files_are_served_by_nginx(tmp_path):
    web = found(tmp_path, {"astro.config.mjs": ""}, production=["astro"])
    assert (web.start, web.port, web.env, web.health) == (("nginx", "-g", "daemon off;"), 8080, {}, "/healthz")


def test_next_without_any_configuration_is_started_by_its_own_command(tmp_path):
    web = found(tmp_path, {}, production=["next"])
    assert web.start[-1] == "start"
    assert web.build_command == ("next", "build")


@pytest.mark.parametrize(
    ("config", "output", "base"),
    [
        ("module.exports = { output: 'export' }", "out", "/"),
        ("module.exports = {\n  'output': `export`,\n  distDir: 'dist' }", "dist", "/"),
        ("export default { output: 'export', basePath: '/docs' }", "out", "/docs/"),
    ],
)
def test_an_exported_next_is_served_as_files(config, output, base, tmp_path):
    web = found(tmp_path, {"next.config.js": config}, production=["next"], build="next build")
    assert (web.kind, web.output, web.base) == ("static", output, base)
    assert web.hashed == f"^{base}_next/static/"


@pytest.mark.parametrize(
    "config",
    [
        "// output: 'export'\nmodule.exports = {}",
        "/* output: 'export' */ module.exports = {}",
        "module.exports = { output: process.env.EXPORT ? 'export' : undefined }",
        "module.exports = { my_output: 'export' }",
    ],
)
def test_what_is_no_plain_setting_does_not_count(config, tmp_path):
    assert found(tmp_path, {"next.config.js": config}, production=["next"]).kind == "server"


def test_a_text_that_looks_like_a_comment_is_none(tmp_path):
    config = "module.exports = { url: 'https://example.com', output: 'export' }"
    assert found(tmp_path, {"next.config.js": config}, production=["next"]).kind == "static"


@pytest.mark.parametrize(
    ("file", "path"),
    [
        ("app/healthz/route.ts", "/healthz"),
        ("src/app/api/health/route.js", "/api/health"),
        ("pages/api/health.ts", "/api/health"),
        ("pages/health.ts", None),
        ("app/page.tsx", None),
    ],
)
def test_a_route_of_next_that_is_a_health_check_is_found(file, path, tmp_path):
    assert found(tmp_path, {file: ""}, production=["next"]).health == path


def test_the_base_path_of_next_is_part_of_the_health_path(tmp_path):
    files = {"next.config.js": "module.exports = { basePath: '/shop' }", "app/healthz/route.ts": ""}
    assert found(tmp_path, files, production=["next"]).health == "/shop/healthz"


def test_a_server_of_the_project_s_own_around_next_is_started_by_its_script(tmp_path):
    web = found(tmp_path, {"server.js": ""}, production=["next"], build="next build", start="NODE_ENV=x node server.js")
    assert (web.start, web.why, web.copies, web.modules) == ((), "", (), True)
    assert web.notes[-1].values["program"] == "server.js"


def test_a_start_script_that_names_what_was_built_is_no_server_of_its_own(tmp_path):
    files = {"next.config.js": "module.exports = { output: 'standalone' }"}
    web = found(tmp_path, files, production=["next"], start="node .next/standalone/server.js")
    assert web.start == ("node", "server.js")


# Nuxt and Nitro


def test_nuxt_runs_from_one_folder_without_packages(tmp_path):
    web = found(tmp_path, {"nuxt.config.ts": ""}, production=["nuxt"], build="nuxt build", generate="nuxt generate")
    assert (web.kind, web.copies, web.modules, web.build) == ("server", ((".output", ".output"),), False, "build")
    assert web.start == ("node", ".output/server/index.mjs")


@pytest.mark.parametrize(
    ("config", "scripts", "kind"),
    [
        ("", {"build": "nuxt generate"}, "static"),
        ("", {"generate": "nuxi generate"}, "static"),
        ("export default { nitro: { preset: 'static' } }", {"build": "nuxt build"}, "static"),
        ("export default { ssr: false }", {"build": "nuxt generate"}, "spa"),
        ("export default { ssr: false }", {"build": "nuxt build"}, "server"),
    ],
)
def test_nuxt_that_makes_all_pages_beforehand_is_served_as_files(config, scripts, kind, tmp_path):
    web = found(tmp_path, {"nuxt.config.ts": config}, production=["nuxt"], **scripts)
    assert web.kind == kind
    assert web.output == ("" if kind == "server" else ".output/public")


def test_nuxt_for_another_platform_cannot_be_started(tmp_path):
    web = found(tmp_path, {"nuxt.config.ts": "export default { nitro: { preset: 'vercel' } }"}, production=["nuxt"])
    assert web.start == ()
    assert "vercel" in web.why


@pytest.mark.parametrize(
    ("file", "path"),
    [("server/api/health.get.ts", "/api/health"), ("server/routes/healthz.ts", "/healthz"), ("server/health.ts", None)],
)
def test_a_route_of_nuxt_that_is_a_health_check_is_found(file, path, tmp_path):
    assert found(tmp_path, {file: ""}, production=["nuxt"]).health == path


def test_variables_that_a_nuxt_server_reads_when_it_starts_are_no_build_arguments(tmp_path):
    env = {".env.example": "NUXT_PUBLIC_API=x\n"}
    assert found(tmp_path / "a", env, production=["nuxt"], build="nuxt build").arguments == ()
    assert found(tmp_path / "b", env, production=["nuxt"], build="nuxt generate").arguments == ("NUXT_PUBLIC_API",)


def test_tanstack_start_with_nitro_is_a_server(tmp_path):
    web = found(tmp_path, {}, "vite", "nitro", production=["@tanstack/react-start"])
    assert web.start == ("node", ".output/server/index.mjs")


@pytest.mark.parametrize("start", [{}, {"start": "vite preview"}])
def test_tanstack_start_alone_gets_what_serves_it(start, tmp_path):
    web = found(tmp_path, {}, "vite", production=["@tanstack/react-start"], build="vite build", **start)
    assert (web.why, web.helper, web.modules) == ("", (".srvx", "srvx@1"), True)
    assert web.start[:2] == ("node", ".srvx/node_modules/srvx/bin/srvx.mjs")
    assert (".srvx", ".srvx") in web.copies


@pytest.mark.parametrize(
    ("files", "start", "output"),
    [
        ({"src/entry.express.tsx": ""}, ("node", "server/entry.express"), ""),
        ({"adapters/static/vite.config.mts": ""}, ("nginx", "-g", "daemon off;"), "dist"),
        ({}, (), ""),
    ],
)
def test_qwik_is_what_its_adapter_makes_of_it(files, start, output, tmp_path):
    web = found(tmp_path, files, "vite", "@builder.io/qwik-city", build="qwik build")
    assert (web.start, web.output, bool(web.why)) == (start, output, not start)


def test_waku_is_started_by_its_own_command(tmp_path):
    web = found(tmp_path, {}, production=["waku", "react"], build="waku build", start="waku start")
    assert (web.kind, web.port, web.start, web.why, web.modules) == ("server", 8080, (), "", True)


def test_a_framework_inside_a_package_that_builds_and_starts_the_app_is_none(tmp_path):
    by_keystone = {"build": "keystone build", "start": "keystone start"}
    assert found(tmp_path / "a", {}, production=["next", "@keystone-6/core"], **by_keystone) is None
    assert found(tmp_path / "b", {}, production=["next"], build="npm run make", start="npm run go").framework == "next"


def test_without_nitro_its_start_script_serves_tanstack_start(tmp_path):
    web = found(tmp_path, {}, "vite", production=["@tanstack/react-start", "srvx"], start="srvx dist/server/server.js")
    assert (web.why, web.start, web.modules) == ("", (), True)
    assert web.copies == (("package.json", "package.json"), ("dist", "dist"))


# React Router and Remix


def test_react_router_runs_its_own_server(tmp_path):
    files = {"app/routes.ts": 'export default [route("healthz", "routes/healthz.ts")]'}
    web = found(tmp_path, files, "@react-router/dev", "vite", production=["@react-router/serve"])
    assert web.start == ("node", "node_modules/@react-router/serve/dist/cli.js", "./build/server/index.js")
    assert (web.modules, web.health, web.build_command) == (True, "/healthz", ("react-router", "build"))


def test_react_router_without_a_server_is_one_page(tmp_path):
    config = {"react-router.config.ts": "export default { ssr: false, basename: '/board' }"}
    web = found(tmp_path, config, "@react-router/dev", "vite", build="react-router build")
    assert (web.kind, web.output, web.base, web.hashed) == ("spa", "build/client", "/board/", "^/board/assets/")
    assert "ipv4first" in web.build_env["NODE_OPTIONS"]


def test_react_router_without_its_server_leaves_the_start_to_the_project(tmp_path):
    assert found(tmp_path / "a", {}, "@react-router/dev", start="node server.js").why == ""
    assert "@react-router/serve" in found(tmp_path / "b", {}, "@react-router/dev").why


def test_remix_with_vite_leaves_its_server_in_a_folder_inside(tmp_path):
    web = found(tmp_path, {"public/x.png": ""}, "@remix-run/dev", "vite", production=["@remix-run/serve"])
    assert (web.start[-1], web.build_command) == ("build/server/index.js", ("remix", "vite:build"))
    assert "public" not in dict(web.copies)  # Vite takes that into build/client


@pytest.mark.parametrize(
    ("files", "build"), [({"remix.config.js": "module.exports = {}"}, "rm -rf build"), ({}, "remix build")]
)
def test_classic_remix_leaves_its_files_for_browsers_beside_its_server(files, build, tmp_path):
    web = found(tmp_path, files, "@remix-run/dev", "vite", production=["@remix-run/serve"], build=build)
    assert web.start[-1] == "build/index.js"
    assert [name for name, _ in web.copies] == ["package.json", "public", "build"]


def test_classic_remix_without_a_script_is_built_by_its_own_command(tmp_path):
    web = found(tmp_path, {"remix.config.js": ""}, "@remix-run/dev", production=["@remix-run/serve"])
    assert web.build_command == ("remix", "build")


def test_classic_remix_says_where_its_compiler_leaves_what(tmp_path):
    config = "export default { serverBuildPath: './server/build/index.js', assetsBuildDirectory: 'static/build' }"
    files = {"remix.config.mjs": config, "public/robots.txt": "", "app/routes/healthcheck.tsx": ""}
    web = found(tmp_path, files, "@remix-run/dev", production=["@remix-run/serve"], build="remix build")
    assert (web.start[-1], web.health) == ("server/build/index.js", "/healthcheck")
    assert [name for name, _ in web.copies] == ["package.json", "public", "static", "server"]


# SvelteKit


@pytest.mark.parametrize("file", ["svelte.config.js", "vite.config.ts"])
def test_sveltekit_with_adapter_node_bundles_all_but_production_packages(file, tmp_path):
    config = {file: "import adapter from '@sveltejs/adapter-node'; adapter({ out: 'server' })"}
    web = found(tmp_path / "a", config, "@sveltejs/kit", "@sveltejs/adapter-node", "vite", build="vite build")
    assert (web.kind, web.start, web.modules) == ("server", ("node", "server"), False)
    assert web.source == f"{file}, @sveltejs/adapter-node"
    assert found(tmp_path / "b", config, "@sveltejs/kit", "vite", production=["pg"]).modules


@pytest.mark.parametrize(
    ("options", "kind", "output", "fallback"),
    [
        ("", "static", "build", "index.html"),
        ("{ pages: 'site' }", "static", "site", "index.html"),
        ("{ fallback: '200.html' }", "spa", "build", "200.html"),
    ],
)
def test_sveltekit_with_adapter_static_is_served_as_files(options, kind, output, fallback, tmp_path):
    config = {"svelte.config.js": f"import adapter from '@sveltejs/adapter-static'; adapter({options})"}
    web = found(tmp_path, config, "@sveltejs/kit", "vite", build="vite build")
    assert (web.kind, web.output, web.fallback) == (kind, output, fallback)


def test_sveltekits_adapter_auto_is_told_to_make_a_server(tmp_path):
    config = {"svelte.config.js": "import adapter from '@sveltejs/adapter-auto';"}
    web = found(tmp_path, config, "@sveltejs/kit", "vite")
    assert (web.start, dict(web.build_env)) == (("node", "build"), {"GCP_BUILDPACKS": "1"})


@pytest.mark.parametrize("adapter", ["vercel", "cloudflare"])
def test_sveltekit_with_an_adapter_for_elsewhere_says_which_to_use(adapter, tmp_path):
    config = {"svelte.config.js": f"import adapter from '@sveltejs/adapter-{adapter}';"}
    web = found(tmp_path, config, "@sveltejs/kit", "vite")
    assert web.start == ()
    assert "adapter-node" in web.why


def test_sveltekit_s_adapter_is_taken_from_its_packages_where_no_file_names_it(tmp_path):
    assert found(tmp_path / "a", {}, "@sveltejs/kit", "@sveltejs/adapter-node").start == ("node", "build")
    assert "adapter-auto" in found(tmp_path / "b", {}, "@sveltejs/kit").why


def test_public_variables_that_sveltekit_imports_are_build_arguments(tmp_path):
    page = "import { PUBLIC_API, PUBLIC_NAME as name } from '$env/static/public'; const PUBLIC_OTHER = 1;"
    web = found(tmp_path, {"src/routes/+page.js": page}, "@sveltejs/kit", "@sveltejs/adapter-node")
    assert web.arguments == ("PUBLIC_API", "PUBLIC_NAME")


# Astro


def test_astro_without_an_adapter_is_a_static_site(tmp_path):
    config = {"astro.config.mjs": "export default { outDir: './public_html', base: 'docs' }"}
    web = found(tmp_path, config, production=["astro"], build="astro build", start="astro dev")
    assert (web.kind, web.output, web.base, web.hashed) == ("static", "public_html", "/docs/", "^/docs/_astro/")


def test_astro_with_its_node_adapter_is_a_server_that_must_be_told_to_stop(tmp_path):
    config = {"astro.config.mjs": "import node from '@astrojs/node'; export default { adapter: node({}) }"}
    web = found(tmp_path, config, production=["astro", "@astrojs/node"])
    assert (web.start, web.port, list(web.env)) == (("node", "./dist/server/entry.mjs"), 4321, ["HOST"])
    assert (web.modules, web.handles_sigterm, web.output) == (True, False, "")


@pytest.mark.parametrize("package", ["@astrojs/vercel", "@astrojs/netlify", "@astrojs/cloudflare"])
def test_astro_with_an_adapter_for_elsewhere_says_which_to_use(package, tmp_path):
    web = found(tmp_path, {"astro.config.mjs": f"import it from '{package}';"}, production=["astro"])
    assert "@astrojs/node" in web.why


def test_astro_in_middleware_mode_needs_a_start_script(tmp_path):
    config = {"astro.config.mjs": "import node from '@astrojs/node'; node({ mode: 'middleware' })"}
    assert "middleware" in found(tmp_path / "a", config, production=["astro"]).why
    assert found(tmp_path / "b", config, production=["astro"], start="node run.mjs").why == ""


# Angular


def angular(name="shop", builder="@angular/build:application", **options):
    build = {"builder": builder, "options": options}
    return {"angular.json": json.dumps({"projects": {name: {"architect": {"build": build}}}})}


@pytest.mark.parametrize(
    ("files", "output"),
    [
        (angular(), "dist/shop/browser"),
        (angular(outputPath="www"), "www/browser"),
        (angular(outputPath={"base": "out", "browser": ""}), "out"),
        (angular(outputPath={"base": "out"}), "out/browser"),
        (angular(builder="@angular-devkit/build-angular:browser", outputPath="dist/x"), "dist/x"),
        (angular(builder="@angular-devkit/build-angular:application"), "dist/shop/browser"),
    ],
)
def test_angular_s_output_folder_follows_its_builder(files, output, tmp_path):
    web = found(tmp_path, files, production=["@angular/core"], build="ng build", start="ng serve")
    assert (web.kind, web.output) == ("spa", output)


def test_angular_that_renders_on_the_server_is_a_server(tmp_path):
    files = angular(ssr={"entry": "src/server.ts"}, outputMode="server")
    web = found(tmp_path, files, production=["@angular/core", "express"], build="ng build", start="ng serve")
    assert (web.kind, web.start, web.port) == ("server", ("node", "dist/shop/server/server.mjs"), 4000)
    assert not web.modules


def test_a_health_check_in_angular_s_server_is_found(tmp_path):
    files = angular(ssr={"entry": "src/server.ts"}) | {"src/server.ts": "app.get('/healthz', (_, r) => r.send('ok'));"}
    assert found(tmp_path, files, production=["@angular/core"]).health == "/healthz"


def test_angular_that_renders_all_pages_beforehand_is_files(tmp_path):
    files = angular(ssr={"entry": "src/server.ts"}, outputMode="static")
    assert found(tmp_path, files, production=["@angular/core"]).output == "dist/shop/browser"


def test_the_first_project_of_angular_that_is_no_library_is_taken(tmp_path):
    projects = {"ui": {"projectType": "library"}, "web": {"projectType": "application"}}
    web = found(tmp_path, {"angular.json": json.dumps({"projects": projects})}, production=["@angular/core"])
    assert web.output == "dist/web"


@pytest.mark.parametrize("text", ["", "{", "[]", '{"projects": []}', '{"projects": {}}'])
def test_a_broken_angular_json_is_none(text, tmp_path):
    assert found(tmp_path, {"angular.json": text}, production=["@angular/core"]) is None


# Bundlers


def test_vite_with_a_page_is_a_single_page_app(tmp_path):
    web = found(tmp_path, {"index.html": ""}, "vite", build="tsc && vite build", start="vite")
    assert (web.kind, web.output, web.hashed, web.build) == ("spa", "dist", "^/assets/", "build")


@pytest.mark.parametrize(
    ("config", "script", "output"),
    [
        ("export default { build: { outDir: 'build/web' } }", "vite build", "build/web"),
        ("export default { root: 'client', build: { outDir: '../dist' } }", "vite build", "dist"),
        ("", "vite build --outDir www", "www"),
        ("", "vite build --outDir=www --base=/x/", "www"),
    ],
)
def test_vite_s_output_folder_is_read(config, script, output, tmp_path):
    files = {"vite.config.ts": config, "index.html": "", "client/index.html": ""}
    assert found(tmp_path, files, "vite", build=script).output == output


def test_vite_s_base_is_kept(tmp_path):
    web = found(tmp_path, {"vite.config.js": "export default { base: '/shop/' }", "index.html": ""}, "vite")
    assert (web.base, web.hashed) == ("/shop/", "^/shop/assets/")


@pytest.mark.parametrize(
    "base", ["'./'", "''", "'https://cdn.example.com/x/'", "process.env.BASE", "'/a b/'", "'/;}/'"]
)
def test_a_base_that_is_no_plain_path_does_not_count(base, tmp_path):
    web = found(tmp_path, {"vite.config.js": f"export default {{ base: {base} }}", "index.html": ""}, "vite")
    assert web.base == "/"


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"index.html": "", "vite.config.js": "export default { build: { lib: { entry: 'src/main.js' } } }"},
    ],
)
def test_vite_without_a_page_of_its_own_is_none(files, tmp_path):
    assert found(tmp_path, files, "vite", "vitest", test="vitest") is None


def test_vite_with_several_pages_has_no_history_fallback(tmp_path):
    config = "export default { build: { rollupOptions: { input: { main: 'index.html', about: 'about.html' } } } }"
    assert found(tmp_path, {"vite.config.js": config, "index.html": ""}, "vite").kind == "static"


@pytest.mark.parametrize(
    "start",
    ["node dist/server.js", "NODE_ENV=production node ./server.mjs", "tsx src/server.ts", "nodemon -r x app.js"],
)
def test_a_front_end_beside_a_server_is_not_all_there_is(start, tmp_path):
    assert found(tmp_path, {"index.html": ""}, "vite", build="vite build", start=start) is None


def test_a_front_end_that_a_static_server_serves_is_a_front_end(tmp_path):
    web = found(tmp_path, {"index.html": ""}, "vite", production=["express"], build="vite build", start="serve -s dist")
    assert web.kind == "spa"


@pytest.mark.parametrize(
    ("package", "scripts", "files", "kind", "output"),
    [
        ("react-scripts", {"build": "react-scripts build"}, {}, "spa", "build"),
        ("react-scripts", {"build": "BUILD_PATH=./www react-scripts build"}, {}, "spa", "www"),
        ("@vue/cli-service", {"build": "vue-cli-service build"}, {}, "spa", "dist"),
        (
            "@vue/cli-service",
            {"build": "vue-cli-service build"},
            {"vue.config.js": "module.exports = { outputDir: 'out' }"},
            "spa",
            "out",
        ),
        ("@rsbuild/core", {"build": "rsbuild build"}, {}, "spa", "dist"),
        ("parcel", {"build": "parcel build src/index.html"}, {}, "spa", "dist"),
        ("parcel", {"build": "parcel build"}, {"index.html": ""}, "spa", "dist"),
        ("gatsby", {"build": "gatsby build"}, {}, "static", "public"),
        ("@docusaurus/core", {"build": "docusaurus build"}, {}, "static", "build"),
        ("@docusaurus/core", {"build": "docusaurus build --out-dir site"}, {}, "static", "site"),
        ("hexo", {"build": "hexo generate"}, {}, "static", "public"),
        ("@11ty/eleventy", {"build": "npx @11ty/eleventy"}, {}, "static", "_site"),
        ("@11ty/eleventy", {"build": "eleventy --output=www"}, {}, "static", "www"),
        ("@11ty/eleventy", {}, {".eleventy.js": "return { dir: { output: 'dist' } }"}, "static", "dist"),
        ("vitepress", {"docs__build": "vitepress build docs"}, {"docs/.vitepress/config.mts": ""}, "static", None),
        ("vuepress", {"build": "vuepress build ."}, {".vuepress/config.js": ""}, "static", ".vuepress/dist"),
    ],
)
def test_what_else_leaves_files_is_served_from_its_output_folder(  # noqa: PLR0913, PLR0917 - one row of a table
    package, scripts, files, kind, output, tmp_path
):
    web = found(tmp_path, files, package, **scripts)
    assert (web.kind, web.output) == (kind, output or "docs/.vitepress/dist")
    assert web.build == next((name.replace("__", ":") for name in scripts), "")
    assert bool(web.build_command) != bool(web.build)


def test_parcel_that_bundles_a_library_is_none(tmp_path):
    assert found(tmp_path, {"src/index.js": ""}, "parcel", build="parcel build") is None


def test_create_react_app_is_served_under_the_path_of_its_home_page(tmp_path):
    manifest = {"dependencies": {"react-scripts": "5"}, "homepage": "https://me.github.io/quiz"}
    web = find(Project(tmp_path), parse(manifest))
    assert (web.base, web.hashed) == ("/quiz/", "^/quiz/static/")


def test_docs_beside_an_app_are_not_the_app(tmp_path):
    files = {"index.html": "", "docs/.vitepress/config.js": ""}
    scripts = {"docs__build": "vitepress build docs", "build": "vite build"}
    assert found(tmp_path, files, "vitepress", "vite", **scripts).framework == "vite"


def test_docs_beside_a_library_are_what_can_be_served(tmp_path):
    files = {"vite.config.js": "export default { build: { lib: {} } }", "docs/.vitepress/config.js": ""}
    scripts = {"docs__build": "vitepress build docs", "build": "vite build"}
    assert found(tmp_path, files, "vitepress", "vite", **scripts).framework == "vitepress"


def test_a_build_script_that_runs_others_is_followed(tmp_path):
    scripts = {"build": "npm run compile && npm run web", "web": "vite build", "compile": "tsc"}
    web = found(tmp_path, {"index.html": ""}, "vite", **scripts)
    assert web.build == "build"


# Public variables


def test_public_variables_of_the_example_and_the_sources_are_build_arguments(tmp_path):
    files = {
        "index.html": "",
        ".env.example": "# names\nVITE_API_URL=http://x\nexport VITE_TITLE=a\nDATABASE_URL=postgres://secret\n",
        "src/main.ts": "fetch(import.meta.env.VITE_OTHER); process.env['VITE_QUOTED']; const VITE_NOT = 1;",
        "src/App.vue": "{{ import.meta.env?.VITE_OPTIONAL }}",
        "node_modules/x/index.js": "import.meta.env.VITE_FOREIGN",
    }
    web = found(tmp_path, files, "vite", build="vite build")
    assert web.arguments == ("VITE_API_URL", "VITE_OPTIONAL", "VITE_OTHER", "VITE_QUOTED", "VITE_TITLE")


def test_a_variable_whose_name_looks_like_a_secret_s_is_no_argument(tmp_path):
    web = found(tmp_path, {"index.html": "", ".env": "VITE_MAP_KEY=abc\nVITE_SITE=x\n"}, "vite")
    assert (web.arguments, web.secrets) == (("VITE_SITE",), ("VITE_MAP_KEY",))
    web = found(tmp_path / "b", {".env": "NEXT_PUBLIC_MAP_KEY=abc\n"}, production=["next"])
    assert (web.arguments, web.secrets) == (("NEXT_PUBLIC_MAP_KEY",), ())


def test_only_so_many_sources_are_searched(tmp_path):
    files = {f"src/{number:04}.js": f"env.VITE_{chr(65 + number % 26)}{number}" for number in range(MAX_SOURCES + 9)}
    assert len(found(tmp_path, {"index.html": "", **files}, "vite").arguments) == MAX_SOURCES


# Folders


@pytest.mark.parametrize("out", ["../../out", "/var/www", "a b", "$HOME", ".", "x\\ny"])
def test_an_output_folder_that_is_outside_or_strange_is_not_taken(out, tmp_path):
    web = found(
        tmp_path, {"vite.config.js": f"export default {{ build: {{ outDir: '{out}' }} }}", "index.html": ""}, "vite"
    )
    if "$" in out:  # no plain text
        assert web.output == "dist"
    else:
        assert (web.kind, web.output, web.start) == ("server", "", ())
        assert "built into" in web.why


def test_an_app_of_a_workspace_may_build_into_a_folder_beside_it(tmp_path):
    config = {"vite.config.ts": "export default { build: { outDir: '../../dist/web' } }", "index.html": ""}
    assert found(tmp_path, config, "vite", place="apps/web").output == "../../dist/web"


def test_an_app_of_a_workspace_is_read_in_its_own_folder(tmp_path):
    write(tmp_path, {"next.config.js": "module.exports = { output: 'export' }", ".env": "NEXT_PUBLIC_TOP=1"})
    files = {"next.config.mjs": "export default { output: 'standalone' }", ".env.example": "NEXT_PUBLIC_HERE=1"}
    web = found(tmp_path, files, production=["next"], place="apps/web")
    assert (web.kind, web.arguments) == ("server", ("NEXT_PUBLIC_HERE",))


# Any content


TEXTS = st.one_of(
    st.text(max_size=200),
    st.binary(max_size=100),
    st.lists(
        st.sampled_from(
            [
                *("output: 'export'", "output: '", "outDir: '../x'", "base: '/a/'", "ssr: false", "lib: {"),
                *("adapter-node", "@astrojs/node", "[" * 99, '{"projects": {"a": ', "null"),
                *("{", "}", "/*", "//", "`", '"', "\n", "\\"),
            ]
        ),
        max_size=30,
    ).map("".join),
)
CONFIGS = [
    *("next.config.js", "nuxt.config.js", "react-router.config.js", "svelte.config.js", "vite.config.js"),
    *("astro.config.js", "gatsby-config.js", "docusaurus.config.js", ".eleventy.js", "vue.config.js"),
]
SIGNALS = sorted({signal for framework in FRAMEWORKS for signal in framework.signals})
SCRIPTS = st.dictionaries(
    st.sampled_from(["build", "start", "docs:build"]),
    st.one_of(st.text(max_size=80), st.sampled_from(["vite build --outDir", "node server.js", "next start -p 99999"])),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    files=st.dictionaries(st.sampled_from([*CONFIGS, "angular.json", "index.html", ".env", "app/routes.ts"]), TEXTS),
    packages=st.lists(st.sampled_from(SIGNALS), max_size=4),
    scripts=SCRIPTS,
)
def test_whatever_the_files_hold_only_dockgen_s_own_errors_are_raised(files, packages, scripts, tmp_path_factory):
    folder = tmp_path_factory.mktemp("any")
    write(folder, files)
    manifest = {"dependencies": dict.fromkeys(packages, "1"), "scripts": scripts}
    try:
        web = find(Project(folder), parse(manifest))
    except DockgenError:
        return
    if web is not None:
        assert web.kind in {"server", "static", "spa"}
        assert bool(web.output) == (web.kind != "server")
        assert web.build or web.build_command or web.why


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "projects",
                    "architect",
                    "build",
                    "options",
                    "outputPath",
                    "base",
                    "next",
                    "dependencies",
                    "scripts",
                    "homepage",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    manifest=st.dictionaries(st.sampled_from(["dependencies", "devDependencies", "scripts", "homepage"]), JSON),
    workspace=JSON,
)
def test_whatever_the_manifests_hold_only_dockgen_s_own_errors_are_raised(manifest, workspace, tmp_path_factory):
    folder = tmp_path_factory.mktemp("any")
    write(folder, {"angular.json": json.dumps({"projects": workspace})})
    packages = manifest.get("dependencies")
    if isinstance(packages, dict):
        packages["@angular/core"] = "22"
    with contextlib.suppress(DockgenError):
        find(Project(folder), parse(manifest))


@pytest.mark.parametrize(
    ("config", "output"),
    [
        ('build: { outDir: path.resolve(__dirname, "build") }', "build"),
        ('build: { outDir: resolve(import.meta.dirname, "out", "web") }', "out/web"),
        ('root: "src", build: { outDir: "../public" }', "public"),
        ('root: path.join(__dirname, "src"), build: { outDir: path.join(__dirname, "build") }', "build"),
        ("build: { outDir: process.env.OUT }", "dist"),
    ],
)
def test_vites_output_folder_may_be_a_path_that_a_call_makes(config, output, tmp_path):
    files = {"vite.config.ts": f"export default defineConfig({{ {config} }})", "index.html": "", "src/index.html": ""}
    assert found(tmp_path, files, "vite", build="vite build").output == output


@pytest.mark.parametrize(
    ("web", "kind"), [({"output": "static"}, "static"), ({"output": "single"}, "spa"), ({}, "spa"), (None, "spa")]
)
def test_expo_is_built_for_browsers(web, kind, tmp_path):
    files = {"app.json": json.dumps({"expo": {"web": web}})} if web is not None else {}
    app = found(tmp_path, files, production=["expo", "react-native-web"], start="expo start")
    assert (app.kind, app.output, app.build_command) == (kind, "dist", ("expo", "export", "--platform", "web"))


def test_expo_without_pages_for_browsers_is_no_site(tmp_path):
    assert found(tmp_path, {}, production=["expo"], start="expo start") is None
