"""What a Node.js project's Dockerfile does, in every shape of it."""

import json
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import sample
import yaml
from e2b_dockerfile_utils import PatternMatcher
from snapshots import write

from dockgen.choices.settings import Settings
from dockgen.dockerfiles.build import ignore_patterns
from dockgen.errors import NotRecognisedError, UsageError
from dockgen.generator.generated import Generated
from dockgen.generator.pipeline import generate

Make = Callable[..., Generated]
SERVER = "const http = require('http');\nhttp.createServer(f).listen(process.env.PORT || 3000)\n"
LOCKS = {
    "npm": {"package-lock.json": "{}"},
    "yarn": {"yarn.lock": "# yarn lockfile v1\n"},
    "berry": {"yarn.lock": "__metadata:\n", ".yarnrc.yml": "nodeLinker: node-modules\n"},
    "pnpm": {"pnpm-lock.yaml": "lockfileVersion: '9.0'\n"},
    "bun": {"bun.lock": "{}"},
}
PLAIN = {"name": "api", "scripts": {"start": "node a.js"}, "dependencies": {"express": "5"}}
TOO_OLD = {"engines": {"node": "^6.9.0 || ^8.9.0"}}
SCRIPTS = {"build": "tsc", "start": "node dist/a.js"}
BUILT = {
    "name": "api",
    "scripts": SCRIPTS,
    "dependencies": {"express": "5"},
    "devDependencies": {"typescript": "5"},
}


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Return a function that writes a project and generates its files."""

    def make(manifest: Mapping[str, Any], files: Mapping[str, str], **answers: object) -> Generated:
        write(tmp_path, {"package.json": json.dumps(manifest), "a.js": SERVER, **files})
        return generate(tmp_path, Settings(**answers), None)  # type: ignore[arg-type]

    return make


def instructions(made: Generated, path: str = "Dockerfile") -> list[str]:
    """Return a Dockerfile's instructions, each on one line, without comments."""
    lines = [line for line in made.files[path].splitlines() if line and not line.lstrip().startswith("#")]
    return "\n".join(lines).replace("\\\n", "").replace("    ", "").split("\n")


def stages(made: Generated) -> list[str]:
    return [line.rpartition(" ")[2] for line in instructions(made) if line.startswith("FROM")]


def last_stage(made: Generated) -> list[str]:
    lines = instructions(made)
    return lines[max(index for index, line in enumerate(lines) if line.startswith("FROM")) :]


@pytest.mark.parametrize("manager", LOCKS)
def test_each_manager_installs_before_the_sources_come(make: Make, manager: str) -> None:
    lines = instructions(make(PLAIN, LOCKS[manager]))
    install = next(
        index for index, line in enumerate(lines) if ("install" in line and "--global" not in line) or "npm ci" in line
    )
    assert "--mount=type=cache" in lines[install]
    assert lines.index("COPY . .") > install


@pytest.mark.parametrize("manager", LOCKS)
def test_what_is_built_runs_with_production_packages_alone(make: Make, manager: str) -> None:
    made = make(BUILT, LOCKS[manager])
    assert stages(made) == ["dependencies", "production", "build", "final"]
    assert "COPY --from=production /app/node_modules ./node_modules" in last_stage(made)
    assert "COPY --from=build /app/dist ./dist" in last_stage(made)
    assert not any(line.startswith(("RUN", "COPY . .")) for line in last_stage(made))


def test_without_development_packages_no_stage_takes_them_away(make: Make) -> None:
    manifest = BUILT | {"devDependencies": {}}
    made = make(manifest, LOCKS["npm"])
    assert stages(made) == ["dependencies", "build", "final"]
    assert "COPY --from=dependencies /app/node_modules ./node_modules" in last_stage(made)


def test_a_program_without_packages_is_only_copied(make: Make) -> None:
    made = make({"scripts": {"start": "node a.js"}}, {})
    assert stages(made) == ["final"]
    assert not any(line.startswith(("RUN", "ARG BUILD_IMAGE")) for line in instructions(made))


def test_a_named_user_needs_a_stage_that_makes_it(make: Make) -> None:
    made = make({"scripts": {"start": "node a.js"}}, {}, user="app")
    assert stages(made) == ["build", "final"]
    assert "COPY --from=build /etc/passwd /etc/group /etc/" in last_stage(made)


@pytest.mark.parametrize("manager", ["yarn", "berry", "pnpm", "bun"])
def test_a_manager_comes_in_a_pinned_version(make: Make, manager: str) -> None:
    made = make(PLAIN, LOCKS[manager])
    line = next(line for line in instructions(made) if "npm install --global" in line)
    assert line.rpartition("@")[2].count(".") == 2


def test_the_projects_own_yarn_is_used_where_it_has_one(make: Make) -> None:
    own = ".yarn/releases/yarn-4.5.0.cjs"
    files = LOCKS["berry"] | {".yarnrc.yml": f"nodeLinker: node-modules\nyarnPath: {own}\n", own: ""}
    lines = instructions(make(BUILT, files))
    assert "COPY .yarn/releases ./.yarn/releases" in lines
    assert any(line.endswith(f"node {own} install --immutable") for line in lines)
    assert f"RUN node {own} run build" in lines
    assert not any("npm install --global" in line for line in lines)


def test_plug_n_play_is_said_to_be_left_out(make: Make) -> None:
    made = make(PLAIN, LOCKS["berry"] | {".yarnrc.yml": ""})
    assert 'ENV YARN_NODE_LINKER="node-modules"' in instructions(made)
    assert "without Yarn's Plug'n'Play" in made.files["Dockerfile"]


def test_without_a_lock_file_the_comment_says_what_that_means(make: Make) -> None:
    made = make(PLAIN, {})
    assert any(line.endswith("npm install --omit=dev") for line in instructions(made))
    assert "# There is no lock file, so builds are not reproducible." in made.files["Dockerfile"]


def test_a_registry_of_ones_own_is_reached_through_secrets(make: Make) -> None:
    npmrc = (
        "@acme:registry=https://npm.example.com/\n//npm.example.com/:_authToken=${NPM_TOKEN}\nlegacy-peer-deps=true\n"
    )
    made = make(BUILT, LOCKS["npm"] | {".npmrc": npmrc})
    runs = [line for line in instructions(made) if "npm ci" in line or "npm prune" in line]
    assert len(runs) == 2
    for line in runs:
        assert "--mount=type=secret,id=npmrc,target=/root/.npmrc" in line
        assert "--mount=type=secret,id=NPM_TOKEN,env=NPM_TOKEN" in line
    assert 'ENV npm_config_legacy_peer_deps="true"' in instructions(made)
    assert not any("example.com" in text for text in made.files.values())


def test_compilers_stay_in_the_build_stage(make: Make) -> None:
    made = make(PLAIN | {"dependencies": {"bcrypt": "5"}}, LOCKS["npm"])
    assert any("g++ make python3" in line for line in instructions(made))
    assert not any("g++" in line for line in last_stage(made))
    made = make(PLAIN | {"dependencies": {"canvas": "3"}}, LOCKS["npm"])
    assert any("libcairo2 " in line for line in last_stage(made))


def test_packages_from_git_need_git_to_be_installed(make: Make) -> None:
    for version in ("github:me/x", "git+https://example.com/x.git", "me/x#main", "git@example.com:me/x.git"):
        made = make(PLAIN | {"dependencies": {"x": version}}, LOCKS["npm"])
        assert any(" git " in line for line in instructions(made)), version
    made = make(PLAIN | {"dependencies": {"x": "^1.0.0", "y": "npm:z@1", "w": "file:w"}}, LOCKS["npm"])
    assert not any(" git " in line for line in instructions(made))


def test_packages_of_the_project_itself_come_before_the_install(make: Make) -> None:
    made = make(PLAIN | {"dependencies": {"x": "file:./libs/x"}}, LOCKS["npm"] | {"libs/x/package.json": "{}"})
    assert "COPY libs/x ./libs/x" in instructions(made)


def test_packages_from_outside_are_warned_of(make: Make) -> None:
    made = make(PLAIN | {"dependencies": {"x": "file:../x"}}, LOCKS["npm"])
    assert made.project.warnings == ["x is in ../x, outside of this folder and so of the build context"]


# Starting and stopping


def test_node_that_would_ignore_the_stop_signal_gets_a_line_that_does_not(make: Make) -> None:
    made = make(PLAIN, LOCKS["npm"])
    assert made.plan.start == ("node", "--require", "/opt/stop-on-sigterm.cjs", "a.js")
    assert 'COPY <<EOF /opt/stop-on-sigterm.cjs\nprocess.on("SIGTERM", ' in made.files["Dockerfile"]
    made = make(PLAIN, LOCKS["npm"] | {"a.js": f"{SERVER}process.on('SIGTERM', stop)"})
    assert made.plan.start == ("node", "a.js")
    assert "stop-on-sigterm" not in made.files["Dockerfile"]


def test_a_start_command_of_a_person_gets_no_file_that_it_does_not_name(make: Make) -> None:
    made = make(PLAIN, LOCKS["npm"], command="node other.js")
    assert "stop-on-sigterm" not in made.files["Dockerfile"]


def test_a_packages_command_is_found_on_the_path(make: Make) -> None:
    made = make(PLAIN | {"scripts": {"start": "probot run ./a.js"}}, LOCKS["npm"])
    assert made.plan.start == ("probot", "run", "./a.js")
    assert 'ENV PATH="/app/node_modules/.bin:$PATH"' in last_stage(made)


def test_what_needs_a_shell_cannot_be_on_distroless(make: Make) -> None:
    with pytest.raises(UsageError, match=r"it has no shell, and the start needs one \(package.json, scripts.start\)"):
        make(PLAIN | {"scripts": {"start": "node seed.js && node a.js"}}, LOCKS["npm"], base="distroless")


def test_what_needs_system_packages_cannot_be_on_distroless(make: Make) -> None:
    with pytest.raises(UsageError, match="nothing can be installed on it"):
        make(PLAIN | {"dependencies": {"canvas": "3"}}, LOCKS["npm"], base="distroless")


def test_a_server_cannot_be_on_a_web_servers_image(make: Make) -> None:
    with pytest.raises(UsageError, match="node has to run"):
        make(PLAIN, LOCKS["npm"], base="nginx")


def test_on_distroless_node_is_found_where_it_is(make: Make) -> None:
    made = make(PLAIN, LOCKS["npm"], base="distroless")
    assert "ENTRYPOINT []" in last_stage(made)
    assert 'ENV PATH="/nodejs/bin:$PATH"' in last_stage(made)
    assert made.plan.runtime_image == "gcr.io/distroless/nodejs24-debian13:nonroot"


def test_nothing_to_start_is_an_error_that_says_what_to_do(make: Make) -> None:
    with pytest.raises(NotRecognisedError, match="nothing says how to start the program: no script"):
        make({"name": "x"}, {"a.js": ""})
    assert make({"name": "x"}, {"a.js": ""}, command="node a.js").plan.start == ("node", "a.js")


def test_a_library_is_not_started(make: Make) -> None:
    manifest = {"name": "x", "main": "index.js", "files": ["index.js"]}
    with pytest.raises(NotRecognisedError, match=r"is a library's: package\.json has files"):
        make(manifest, {"index.js": "module.exports = 1", "a.js": ""})
    assert make(manifest, {"index.js": SERVER}).plan.port == 3000


def test_workers_run_beside_the_server_that_gives_them_jobs(make: Make) -> None:
    scripts = {"start": "node a.js", "worker": "nodemon worker.js", "scheduler": "node a.js"}
    made = make(PLAIN | {"scripts": scripts, "dependencies": {"bullmq": "5"}}, LOCKS["npm"])
    assert {name: words[-1] for name, words in made.plan.recipe.workers.items()} == {"worker": "worker.js"}
    assert "api-worker" in made.files["compose.yaml"]
    assert make(PLAIN | {"scripts": scripts}, LOCKS["npm"]).plan.recipe.workers == {}


@pytest.mark.parametrize(
    ("path", "text", "script"),
    [
        ("/healthz", "app.get('/healthz', ok)", "'/healthz', r => process.exit(r.statusCode < 400 ? 0 : 1)"),
        (None, "", "'/', r => process.exit(r.statusCode < 500 ? 0 : 1)"),
    ],
)
def test_node_itself_asks_whether_all_is_well(make: Make, path: str | None, text: str, script: str) -> None:
    made = make(PLAIN, LOCKS["npm"] | {"a.js": SERVER + text})
    assert made.plan.health[:2] == ("node", "-e")
    assert script in made.plan.health[2]
    assert path is None or made.plan.facts["health"] == path


def test_what_speaks_no_http_is_connected_to(make: Make) -> None:
    made = make(PLAIN, LOCKS["npm"] | {"a.js": "require('net').createServer(f).listen(4000)"})
    assert "connect(4000" in made.plan.health[2]


# Workspaces

SHOP = LOCKS["npm"] | {
    "apps/api/package.json": json.dumps(
        {"name": "api", "scripts": {"start": "node s.js"}, "dependencies": {"lib": "*"}, "devDependencies": {"x": "1"}}
    ),
    "apps/api/s.js": SERVER,
    "apps/web/package.json": json.dumps(
        {"name": "web", "scripts": {"start": "node s.js"}, "dependencies": {"koa": "3"}}
    ),
    "packages/lib/package.json": json.dumps({"name": "lib", "main": "index.js"}),
}
ROOT = {"name": "shop", "private": True, "workspaces": ["apps/*", "packages/*"]}


def test_of_a_workspace_only_what_the_app_needs_is_installed_and_copied(make: Make) -> None:
    lines = instructions(make(ROOT, SHOP, main="./apps/api"))
    assert "COPY apps/api/package.json ./apps/api/" in lines
    assert "COPY packages/lib /app/packages/lib" in lines
    assert not any("apps/web" in line for line in lines)
    assert "WORKDIR /app/apps/api" in lines


def test_yarn_is_told_which_app_is_meant(make: Make) -> None:
    files = {name: text for name, text in SHOP.items() if name != "package-lock.json"} | LOCKS["berry"]
    lines = instructions(make(ROOT | {"packageManager": "yarn@4.5.0"}, files, main="./apps/api"))
    assert "COPY apps/web/package.json ./apps/web/" in lines
    assert any("yarn workspaces focus api --production" in line for line in lines)
    assert not any(line.startswith("COPY apps/web ") for line in lines)


def test_a_member_with_a_name_that_no_build_takes_is_left_out(make: Make) -> None:
    odd = {"apps/my app/package.json": json.dumps({"name": "odd", "scripts": {"start": "node s.js"}})}
    made = make(ROOT, SHOP | odd, main="./apps/api")
    assert made.project.warnings == ["apps/my app has a name that no build takes; it was ignored"]


# Practices


@pytest.mark.parametrize("practices", ["naive", "pin", "cache", "strip", "multi-stage", "user", "minimal-base", "all"])
@pytest.mark.parametrize(
    "manifest", [PLAIN, BUILT, {"scripts": {"start": "node a.js"}}], ids=["plain", "built", "bare"]
)
@pytest.mark.parametrize("manager", ["npm", "berry", "pnpm"])
def test_every_step_of_the_ladder_has_a_dockerfile(
    make: Make, practices: str, manifest: Mapping[str, Any], manager: str
) -> None:
    made = make(manifest, LOCKS[manager] if "dependencies" in manifest else {}, practices=practices)
    lines = instructions(made)
    assert lines[-1].startswith("CMD")
    assert any("a.js" in line for line in lines[-1:])
    assert any("COPY . ." in line for line in lines)
    if made.plan.does["multi-stage"]:
        assert stages(made)[-1] == "final"
    else:
        assert len(stages(made)) == 1
    assert ("--mount=type=cache" in made.files["Dockerfile"]) == (
        made.plan.does["cache"] and "dependencies" in manifest
    )
    assert made.files["Dockerfile"].count("tsc") == 0
    assert sum("run build" in line for line in lines) == (1 if manifest is BUILT else 0)


def test_a_site_without_multi_stage_names_the_web_server_s_image_and_user(make: Make, tmp_path: Path) -> None:
    files = {"package-lock.json": "{}", "vite.config.js": "export default {}", "index.html": ""}
    manifest = {"name": "site", "scripts": {"build": "vite build"}, "devDependencies": {"vite": "7"}}
    made = make(manifest, files, without=("multi-stage",), user="app")
    lines = instructions(made)
    assert f"ARG RUNTIME_IMAGE={made.plan.runtime_image}" in lines
    assert lines.index("FROM ${RUNTIME_IMAGE} AS final") < lines.index("COPY <<EOF /etc/passwd")
    dockerfile = tmp_path / "Dockerfile"
    dockerfile.write_text(made.files["Dockerfile"], "utf-8")
    assert sample.hadolint(dockerfile) == []


def test_a_stage_that_nothing_comes_from_is_not_made(make: Make) -> None:
    made = make({"scripts": {"start": "node a.js"}}, {}, base="distroless", user="app")
    assert stages(made) == ["final"]
    assert "BUILD_IMAGE" not in made.files["Dockerfile"]
    made = make({"scripts": {"start": "node a.js"}}, {}, base="slim", user="app")
    assert stages(made) == ["build", "final"]  # its /etc/passwd is copied


@pytest.mark.parametrize("practices", ["naive", "cache", "multi-stage", "all"])
@pytest.mark.parametrize("npmrc", ["", "//x/:_authToken=${T}\n"], ids=["open", "private"])
@pytest.mark.parametrize("manager", LOCKS)
def test_hadolint_finds_nothing(make: Make, tmp_path: Path, practices: str, npmrc: str, manager: str) -> None:
    dependencies = {"bcrypt": "5", "canvas": "3"} if manager == "npm" else {"express": "5"}
    manifest = BUILT | {"dependencies": dependencies, "scripts": SCRIPTS | {"prepare": "npm run build"}}
    made = make(manifest, LOCKS[manager] | {".npmrc": npmrc}, practices=practices)
    dockerfile = tmp_path / "Dockerfile"
    dockerfile.write_text(made.files["Dockerfile"], "utf-8")
    assert sample.hadolint(dockerfile) == []


def test_the_sample_apps_own_tests_are_javascript_that_node_takes(tmp_path: Path) -> None:
    made = generate(tmp_path, Settings(language="node"), None)
    for name in ("server.js", "server.test.js"):
        write(tmp_path, {name: made.files[name], "package.json": made.files["package.json"]})
        try:
            done = subprocess.run(
                ["node", "--check", tmp_path / name], capture_output=True, text=True, timeout=60, check=False
            )
        except FileNotFoundError:
            pytest.skip("no node on PATH")
        assert done.returncode == 0, done.stderr


# What repositories of others have taught


def test_yarn_1_installs_for_a_version_that_engines_exclude(make: Make) -> None:
    made = make(PLAIN | TOO_OLD, LOCKS["yarn"])
    assert made.plan.language_version == "24"
    assert any(
        line.endswith("yarn install --frozen-lockfile --production --ignore-engines") for line in instructions(made)
    )
    made = make(PLAIN | {"engines": {"node": ">=18"}}, LOCKS["yarn"])
    assert not any("--ignore-engines" in line for line in instructions(made))


def test_public_values_of_the_repository_reach_the_build_of_each_member(make: Make) -> None:
    files = {"web/index.html": "", "web/vite.config.js": 'export default { envDir: ".." }', "web/.env": "VITE_A=1\n"}
    files |= {".env.production": "VITE_A=1\n", "api/package.json": json.dumps(PLAIN), "api/a.js": SERVER}
    files["web/package.json"] = json.dumps({"scripts": {"build": "vite build"}, "devDependencies": {"vite": "7"}})
    for main in ("./web", "./api"):
        made = make({"workspaces": ["api", "web"]}, LOCKS["npm"] | files, main=main)
        assert "\n!.env.production\n" in made.files[".dockerignore"]
        is_copied = any(line.startswith("COPY .env.production") for line in instructions(made))
        assert is_copied == (main == "./web")


def test_pnpm_is_not_strict_about_engines_that_exclude_the_version(make: Make) -> None:
    files = LOCKS["pnpm"] | {"pnpm-workspace.yaml": "engineStrict: true\n"}
    assert any("--config.engine-strict=false" in line for line in instructions(make(PLAIN | TOO_OLD, files)))
    assert not any("engine-strict" in line for line in instructions(make(PLAIN, files)))


def test_a_strict_engine_is_not_asked_for_where_it_would_refuse(make: Make) -> None:
    npmrc = {".npmrc": "engine-strict=true\n"}
    assert 'ENV npm_config_engine_strict="true"' in instructions(make(PLAIN, LOCKS["npm"] | npmrc))
    made = make(PLAIN | {"engines": {"node": "8"}}, LOCKS["npm"] | npmrc)
    assert not any("engine_strict" in line for line in instructions(made))


def test_patches_come_before_the_install_that_takes_them(make: Make) -> None:
    scripts = PLAIN["scripts"] | {"postinstall": "yarn patch-package && yarn setup", "setup": "node tools/s.js"}  # type: ignore[operator]
    files = LOCKS["yarn"] | {"patches/x.patch": "", "tools/s.js": ""}
    lines = instructions(make(PLAIN | {"scripts": scripts}, files))
    assert "COPY patches ./patches" in lines
    assert "COPY tools ./tools" in lines
    assert not any("npm pkg delete" in line for line in lines)


def test_what_the_root_of_a_workspace_needs_is_there_for_each_member(make: Make) -> None:
    editor = {"packages/editor/package.json": json.dumps({"name": "editor", "main": "index.js"})}
    lines = instructions(make(ROOT | {"dependencies": {"editor": "*"}}, SHOP | editor, main="./apps/api"))
    assert "COPY packages/editor /app/packages/editor" in lines


def test_a_build_for_a_platform_is_one_too(make: Make) -> None:
    scripts = {"start": "node a.js", "heroku-postbuild": "npm install --prefix client && npm run build --prefix client"}
    made = make(PLAIN | {"scripts": scripts}, LOCKS["npm"])
    assert any("npm run heroku-postbuild" in line for line in instructions(made))


@pytest.mark.parametrize(
    ("version", "is_old"), [("^4.46.0", True), ("~3.1", True), ("^5.90.0", False), ("latest", False)]
)
def test_old_bundlers_get_the_hash_function_that_they_ask_for(make: Make, version: str, is_old: bool) -> None:  # noqa: FBT001
    made = make(BUILT | {"devDependencies": {"webpack": version}}, LOCKS["npm"])
    assert ('ENV NODE_OPTIONS="--openssl-legacy-provider"' in instructions(made)) == is_old
    assert not any("legacy-provider" in line for line in last_stage(made))


def test_members_that_show_or_test_the_others_are_no_apps_beside_them(make: Make) -> None:
    demo = {"apps/demo/package.json": json.dumps({"name": "demo", "scripts": {"start": "node s.js"}})}
    assert make(ROOT, SHOP | demo, main="./apps/api").plan.facts["mains"] == ("./apps/api", "./apps/web")


def test_a_library_whose_files_can_listen_is_none_the_less_a_library(make: Make) -> None:
    manifest = {"name": "x", "main": "index.js", "files": ["index.js", "lib"]}
    files = {
        "a.js": "",
        "index.js": "module.exports = require('./lib/x')",
        "lib/x.js": f"exports.listen = () => {SERVER}",
    }
    with pytest.raises(NotRecognisedError, match="is a library's"):
        make(manifest, files)
    assert make(manifest | {"private": True}, files).plan.start[-1] == "index.js"


@pytest.mark.parametrize(
    ("listen", "is_local"),
    [
        ("app.listen({ port: 3000 })", True),
        ("app.listen({ port: process.env.PORT || 3000 }, (err) => {})", True),
        ("app.listen({ port: 3000, host: '0.0.0.0' })", False),
        ("app.listen({ host: process.env.HOST, port: 3000 })", False),
    ],
)
def test_fastify_that_nobody_outside_reaches_is_warned_of(make: Make, listen: str, is_local: bool) -> None:  # noqa: FBT001
    code = f"const app = require('fastify')();\n{listen}"
    made = make(PLAIN | {"dependencies": {"fastify": "5"}}, LOCKS["npm"] | {"a.js": code})
    assert bool(made.project.warnings) == is_local
    advice = 'add `host: "0.0.0.0"` to `listen`'
    assert all(each.startswith("a.js:2: ") and each.endswith(advice) for each in made.project.warnings)


def test_fastify_s_own_command_says_where_it_listens(make: Make) -> None:
    manifest = {"scripts": {"start": "fastify start a.js"}, "dependencies": {"fastify": "5", "fastify-cli": "7"}}
    made = make(manifest, LOCKS["npm"] | {"a.js": "app.listen({ port: 3000 })"})
    assert made.project.warnings == []


def test_prisma_before_7_needs_openssl_wherever_its_schema_is(make: Make) -> None:
    files = LOCKS["npm"] | {
        "db/schema.prisma": 'generator c { provider = "prisma-client-js" }\ndatasource d { provider = "mysql" }'
    }
    manifest = PLAIN | {"dependencies": {"@prisma/client": "^6.1.0"}, "prisma": {"schema": "db/schema.prisma"}}
    made = make(manifest, files)
    assert any("openssl" in line for line in last_stage(made))
    assert list(made.plan.services) == ["mysql"]


@pytest.mark.parametrize(
    "code",
    [
        "Bun.serve({ fetch: f })",
        "import { serve } from 'bun'",
        'import { Database } from "bun:sqlite"',
        "require('bun')",
        "import { Elysia } from 'elysia'\nnew Elysia().listen(3000)",
    ],
)
@pytest.mark.parametrize("lock", ["bun", "npm"])
def test_what_only_bun_can_run_is_run_by_bun(make: Make, code: str, lock: str) -> None:
    made = make(PLAIN | {"dependencies": {"elysia": "1"}}, LOCKS[lock] | {"a.js": code})
    stopped = ("bun", "--preload", "/opt/stop-on-sigterm.cjs", "a.js")
    assert (made.plan.start, made.plan.runtime_image) == (stopped, "oven/bun:1-slim")
    install = "bun install --frozen-lockfile --production" if lock == "bun" else "bun install"
    assert "npm" not in made.files["Dockerfile"]
    assert install in made.files["Dockerfile"]


def test_a_health_check_asks_with_bun(make: Make) -> None:
    made = make(PLAIN, {"a.js": 'Bun.serve({ routes: { "/health": f } })'})
    url = "'http://127.0.0.1:' + process.env.PORT + '/health'"
    assert made.plan.health == ("bun", "-e", f"fetch({url}).then(r => process.exit(r.ok ? 0 : 1))")


def test_an_app_that_bun_only_installs_is_run_by_node(make: Make) -> None:
    made = make(PLAIN, LOCKS["bun"] | {"a.js": SERVER, "bunfig.toml": ""})
    assert made.plan.start[0] == "node"
    assert "npm install --global bun@" in made.files["Dockerfile"]


@pytest.mark.parametrize("base", ["slim", "alpine", "distroless"])
def test_bun_has_images_of_its_own(make: Make, base: str) -> None:
    made = make(PLAIN, {"a.js": "Bun.serve({ fetch: f })"}, base=base)
    assert made.plan.runtime_image == f"oven/bun:1-{base}"
    assert ("ENTRYPOINT []" in made.files["Dockerfile"]) == (base == "distroless")
    assert "/nodejs/bin" not in made.files["Dockerfile"]


def test_what_runs_on_both_is_run_by_node(make: Make) -> None:
    made = make(PLAIN, LOCKS["bun"] | {"a.js": f"if (typeof Bun !== 'undefined') Bun.serve(x)\n{SERVER}"})
    assert made.plan.start[-1] == "a.js"


@pytest.mark.parametrize(
    ("code", "is_kept"),
    [
        ("const bs = require('browser-sync');", True),
        ("import bs from 'browser-sync';", True),
        ("import 'browser-sync';", True),
        ("import type { X } from 'browser-sync';", False),
        ("import { y } from './browser-sync';", False),
    ],
)
def test_a_program_that_uses_its_tools_keeps_them(make: Make, code: str, is_kept: bool) -> None:  # noqa: FBT001
    manifest = PLAIN | {"devDependencies": {"browser-sync": "3"}}
    lines = instructions(make(manifest, LOCKS["npm"] | {"a.js": f"{code}\n{SERVER}"}))
    assert any(line.endswith("npm ci") for line in lines) == is_kept
    assert any("omit=dev" in line for line in lines) != is_kept


# What compose.yaml and docker-bake.hcl hand to the build

PUBLIC = {
    "src/main.js": "fetch(import.meta.env.VITE_API, import.meta.env.VITE_MAP_KEY)\n",
    "index.html": "<script type=module src=src/main.js></script>",
}
SITE = {
    "name": "site",
    "scripts": {"build": "vite build"},
    "devDependencies": {"vite": "7"},
}


def test_compose_hands_public_values_and_secrets_to_the_build(make: Make) -> None:
    made = make(SITE, LOCKS["npm"] | PUBLIC | {".env.example": "VITE_API=\n"})
    build = yaml.safe_load(made.files["compose.yaml"])["services"]["site"]["build"]
    assert build == {"context": ".", "args": ["VITE_API"], "secrets": ["VITE_MAP_KEY"]}
    assert yaml.safe_load(made.files["compose.yaml"])["secrets"] == {"VITE_MAP_KEY": {"environment": "VITE_MAP_KEY"}}


def test_a_web_server_is_told_nothing_of_the_developer_s_env_file(make: Make) -> None:
    made = make(SITE, LOCKS["npm"] | PUBLIC | {".env.example": "VITE_API=\n"})
    assert "env_file" not in yaml.safe_load(made.files["compose.yaml"])["services"]["site"]


def test_compose_and_bake_sign_in_to_a_registry_with_the_same_secrets(make: Make) -> None:
    files = {".npmrc": "//npm.example.com/:_authToken=${NPM_TOKEN}\n@me:registry=https://npm.example.com/\n"}
    made = make(PLAIN | {"dependencies": {"@me/one": "1"}}, LOCKS["npm"] | files, app="*")
    composed = yaml.safe_load(made.files["compose.yaml"])
    assert composed["services"]["api"]["build"]["secrets"] == ["NPM_TOKEN", "npmrc"]
    assert composed["secrets"] == {"NPM_TOKEN": {"environment": "NPM_TOKEN"}, "npmrc": {"file": ".npmrc"}}
    assert '"id=NPM_TOKEN,env=NPM_TOKEN",\n    "id=npmrc,src=.npmrc",' in made.files["docker-bake.hcl"]


def test_bake_takes_public_values_from_the_environment(make: Make) -> None:
    made = make(SITE, LOCKS["npm"] | PUBLIC, app="*")
    assert 'variable "VITE_API" {\n  default = null\n}' in made.files["docker-bake.hcl"]
    assert "  args = {\n    VITE_API = VITE_API\n  }\n" in made.files["docker-bake.hcl"]


# What is left out of the build


@pytest.mark.parametrize(
    ("files", "ignored"),
    [
        ({}, ["dist"]),
        ({"tsconfig.json": '{"compilerOptions": {"outDir": "build/js"}}'}, ["build"]),
        ({"tsconfig.json": '{"compilerOptions": {"outDir": "src"}}'}, []),
    ],
)
def test_what_a_build_leaves_is_left_out_where_it_lies_and_nowhere_else(
    make: Make, files: dict[str, str], ignored: list[str]
) -> None:
    made = make(BUILT, LOCKS["npm"] | files)
    lines = made.files[".dockerignore"].splitlines()
    assert [line for line in lines if line in {"dist", "build", "src", "build/js"}] == ignored


def test_members_that_build_into_the_same_folder_share_a_pattern(make: Make) -> None:
    members = {f"packages/{name}/package.json": json.dumps(BUILT | {"name": name}) for name in ("a", "b")}
    entries = {f"packages/{name}/src/a.ts": SERVER for name in ("a", "b")}
    root = {"name": "root", "workspaces": ["packages/*"], "private": True}
    made = make(root, LOCKS["npm"] | members | entries, app="packages/a")
    assert "packages/*/dist" in made.files[".dockerignore"].splitlines()


def test_a_folder_of_sources_may_be_called_coverage(tmp_path):
    write(tmp_path, {"package.json": '{"scripts": {"start": "node a.js"}}', "a.js": "require('./src/coverage')"})
    made = generate(tmp_path, Settings(), None).files[".dockerignore"]
    keeps_out = PatternMatcher(ignore_patterns(made)).matches
    assert keeps_out("coverage/lcov.info")
    assert keeps_out("packages/a/coverage/lcov.info")
    assert not keeps_out("src/coverage/index.js")


def test_browsers_that_neither_build_nor_program_need_are_not_downloaded(make: Make) -> None:
    tools = {"cypress": "15", "@playwright/test": "1", "puppeteer": "24", "typescript": "5"}
    text = make(BUILT | {"devDependencies": tools}, LOCKS["npm"]).files["Dockerfile"]
    for line in ("CYPRESS_INSTALL_BINARY", "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "PUPPETEER_SKIP_DOWNLOAD"):
        assert text.count(line) == 1
    needed = BUILT | {"devDependencies": tools, "scripts": SCRIPTS | {"build": "tsc && react-snap"}}
    assert "CYPRESS" not in make(needed, LOCKS["npm"]).files["Dockerfile"]


def test_packages_that_only_development_needs_are_not_installed_where_nothing_is_built(make: Make) -> None:
    manifest = {"name": "tool", "bin": "a.js", "devDependencies": {"typescript": "5"}}
    made = make(manifest, LOCKS["npm"])
    assert not [line for line in instructions(made) if "npm" in line or "node_modules" in line]
    assert [line for line in instructions(make(BUILT, LOCKS["npm"])) if "npm ci" in line]


def test_a_program_runs_in_the_folder_that_its_script_enters(make: Make) -> None:
    manifest = {"name": "api", "scripts": {"start": "cd server && node a.js"}}
    server = f"{SERVER}require('fs').writeFileSync('data/state.json', '{{}}')\n"
    made = make(manifest, {"server/a.js": server})
    lines = instructions(made)
    assert lines.index("WORKDIR /app/server") > lines.index("COPY . .")
    assert lines[-1].endswith('"a.js"]')
    assert "api-server-data:/app/server/data" in made.files["compose.yaml"]
    alone = instructions(make(manifest, {"server/a.js": server}, without=("multi-stage",)))
    assert "WORKDIR /app/server" in alone
