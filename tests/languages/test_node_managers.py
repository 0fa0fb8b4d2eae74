"""Which package manager a Node.js project uses, and what an install of it needs."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from snapshots import write

from dockgen.errors import FileError
from dockgen.languages import node
from dockgen.languages.javascript.lifecycle import Lifecycle, Script, later, lifecycle
from dockgen.languages.javascript.managers import MANAGERS, Chosen, choose, npmrc, uses_plug_n_play
from dockgen.languages.javascript.manifest import read
from dockgen.languages.kit.system_packages import needed
from dockgen.languages.node.packages import NEEDS, system
from dockgen.languages.node.program import Node
from dockgen.model.program import own_of
from dockgen.reading.project import Project

Choose = Callable[..., Chosen]


@pytest.fixture
def chosen(tmp_path: Path) -> Choose:
    """Return a function that writes a project and says which package manager it uses."""

    def chosen(manifest: dict[str, object], **files: str) -> Chosen:
        names = {name.replace("__", "-").replace("_", "."): text for name, text in files.items()}
        write(tmp_path, {"package.json": json.dumps(manifest)} | names)
        project = Project(tmp_path)
        return choose(project, read(project))

    return chosen


@pytest.mark.parametrize(
    ("file", "text", "manager"),
    [
        ("package-lock.json", "{}", "npm"),
        ("npm-shrinkwrap.json", "{}", "npm"),
        ("yarn.lock", "# yarn lockfile v1\n", "yarn"),
        ("yarn.lock", "# generated\n\n__metadata:\n  version: 8\n", "berry"),
        ("pnpm-lock.yaml", "lockfileVersion: '9.0'\n", "pnpm"),
        ("bun.lock", "{}", "bun"),
        ("bun.lockb", "", "bun"),
    ],
)
def test_the_lock_file_says_which_manager_it_is(tmp_path: Path, file: str, text: str, manager: str) -> None:
    write(tmp_path, {"package.json": "{}", file: text})
    project = Project(tmp_path)
    found = choose(project, read(project))
    assert (found.manager.name, found.lock, found.source) == (manager, file, file)


def test_without_a_lock_file_it_is_npm(chosen: Choose) -> None:
    found = chosen({})
    assert (found.manager.name, found.lock, found.source) == ("npm", "", "no lock file and no packageManager")


def test_of_two_lock_files_the_one_that_somebody_chose_wins_and_the_other_is_named(chosen: Choose) -> None:
    found = chosen({}, package__lock_json="{}", pnpm__lock_yaml="lockfileVersion: '9.0'")
    assert found.manager.name == "pnpm"
    assert found.source == "pnpm-lock.yaml, before package-lock.json; packageManager would decide"


def test_the_shrinkwrap_goes_before_the_lock_file_of_the_same_manager(chosen: Choose) -> None:
    assert chosen({}, package__lock_json="{}", npm__shrinkwrap_json="{}").lock == "npm-shrinkwrap.json"


@pytest.mark.parametrize(
    ("text", "manager", "version"),
    [
        ("pnpm@10.4.1", "pnpm", "10.4.1"),
        ("pnpm@10.4.1+sha512.0a1b", "pnpm", "10.4.1"),
        ("pnpm@11.0.0-rc.1", "pnpm", "11.0.0-rc.1"),
        ("yarn@1.22.22", "yarn", "1.22.22"),
        ("yarn@4.5.0", "berry", "4.5.0"),
        ("bun@1.2.0", "bun", "1.2.0"),
        ("npm@11.0.0", "npm", ""),
    ],
)
def test_package_manager_goes_before_the_lock_file(chosen: Choose, text: str, manager: str, version: str) -> None:
    found = chosen({"packageManager": text}, package__lock_json="{}")
    assert (found.manager.name, found.version) == (manager, version)
    assert found.source == "package.json, packageManager"


@pytest.mark.parametrize(
    "text",
    ["", "pnpm", "pnpm@", "pnpm@latest", "pnpm@10", "deno@2.0.0", "pnpm@10.4.1 && rm -rf /", "pnpm@10.4.1;x", 7, []],
)
def test_a_package_manager_that_is_none_is_left_out(chosen: Choose, text: object) -> None:
    assert chosen({"packageManager": text}, yarn_lock="# yarn lockfile v1").manager.name == "yarn"


def test_dev_engines_name_the_manager_too(chosen: Choose) -> None:
    found = chosen({"devEngines": {"packageManager": {"name": "pnpm", "version": "10.4.1"}}})
    assert (found.manager.name, found.version) == ("pnpm", "10.4.1")
    found = chosen({"devEngines": {"packageManager": [{"name": "vlt"}, {"name": "yarn", "version": "^4"}]}})
    assert found.manager.name == "yarn"


@pytest.mark.parametrize(
    ("lock", "major"),
    [("lockfileVersion: 5.4", "7"), ("lockfileVersion: '6.0'", "8"), ("lockfileVersion: '9.0'", "10")],
)
def test_an_older_lock_file_gets_an_older_pnpm(chosen: Choose, lock: str, major: str) -> None:
    assert chosen({}, pnpm__lock_yaml=lock).version.split(".")[0] == major


def test_a_project_may_carry_its_own_yarn(chosen: Choose) -> None:
    settings = "yarnPath: .yarn/releases/yarn-4.5.0.cjs\n"
    files = {"yarn_lock": "__metadata:", "_yarnrc_yml": settings}
    assert chosen({}, **files).entry == ""
    assert chosen({}, **files, **{"_yarn/releases/yarn-4_5_0_cjs": ""}).entry == ".yarn/releases/yarn-4.5.0.cjs"


@pytest.mark.parametrize(
    ("settings", "plug"),
    [("", True), ("nodeLinker: pnp", True), ('nodeLinker: "node-modules"', False), ("nodeLinker: pnpm", False)],
)
def test_yarn_has_no_node_modules_unless_it_is_told(tmp_path: Path, settings: str, plug: bool) -> None:  # noqa: FBT001
    write(tmp_path, {".yarnrc.yml": settings})
    assert uses_plug_n_play(Project(tmp_path)) == plug


def test_each_manager_refuses_a_stale_lock_file_and_keeps_its_cache_on_a_mount() -> None:
    for manager in MANAGERS.values():
        assert any(word in manager.install for word in ("ci", "--frozen-lockfile", "--immutable"))
        assert manager.cache.startswith("/")


# Scripts that run at an install


def lifecycle_of(tmp_path: Path, scripts: dict[str, str], *files: str, **manifest: object) -> Lifecycle:
    write(tmp_path, {"package.json": json.dumps({"scripts": scripts, **manifest})} | dict.fromkeys(files, ""))
    project = Project(tmp_path)
    return lifecycle(project, read(project))


@pytest.mark.parametrize(
    ("script", "file", "copied"),
    [
        ("patch-package", "patches/a.patch", "patches"),
        ("prisma generate", "prisma/schema.prisma", "prisma"),
        ("node scripts/setup.js", "scripts/setup.js", "scripts"),
        ("node ./setup.mjs", "setup.mjs", "setup.mjs"),
        ("sh tools/x.sh", "tools/x.sh", "tools"),
        ("node src/build.js", "src/build.js", "src/build.js"),
    ],
)
def test_files_that_an_install_script_needs_come_before_it(tmp_path: Path, script: str, file: str, copied: str) -> None:
    assert lifecycle_of(tmp_path, {"postinstall": script}, file).files == (copied,)


def test_what_an_install_script_imports_comes_before_it(tmp_path: Path) -> None:
    files = {"tools/a.mjs": 'import x from "../lib/x"', "lib/x.js": 'require("./y")', "lib/y.js": "", "lib/z.js": ""}
    write(tmp_path, files)
    assert lifecycle_of(tmp_path, {"postinstall": "node tools/a.mjs"}).files == ("tools", "lib/x.js", "lib/y.js")


@pytest.mark.parametrize(
    ("text", "is_removed"),
    [
        ('writeFileSync("build.json", "{}")', True),
        ('execSync("tsc -p .")', True),
        ('cpSync("node_modules/a/dist", "public/vendor")', True),
        ('writeFileSync("node_modules/a/index.js", "")', False),
        ("if (process.version < '20') process.exit(1)", False),
        ('console.log(require("../package.json").version)', False),
    ],
)
def test_a_script_that_makes_files_among_the_sources_waits_for_them(
    tmp_path: Path, text: str, *, is_removed: bool
) -> None:
    write(tmp_path, {"tools/a.js": text})
    found = lifecycle_of(tmp_path, {"postinstall": "node tools/a.js"})
    assert (bool(found.removed), found.files) == (is_removed, () if is_removed else ("tools",))


@pytest.mark.parametrize(
    ("scripts", "waiting"),
    [
        ({"prepare": "npm run build", "build": "tsc"}, []),
        ({"prepare": "tsc", "build": "tsc"}, []),
        ({"postinstall": "tsc"}, ["postinstall"]),
        ({"postinstall": "npm run build:css", "build:css": "sass a b", "build": "tsc"}, ["postinstall"]),
        ({"postinstall": "npm install --prefix client", "build": "tsc"}, []),
        ({"postinstall": "cd client && npm ci", "build": "npm run build --prefix client"}, ["postinstall"]),
        ({"postinstall": "cd web && npm run build", "build": "tsc"}, ["postinstall"]),
    ],
)
def test_a_script_that_was_put_off_runs_unless_the_build_does_the_same(
    tmp_path: Path, scripts: dict[str, str], waiting: list[str]
) -> None:
    removed = lifecycle_of(tmp_path, scripts).removed
    ran = [name for name in scripts if name == "build"]
    assert [one.name for one in later(read(Project(tmp_path)), removed, ran)] == waiting


@pytest.mark.parametrize("script", ["npm run build", "tsc", "tsup && node missing.js", "yarn build"])
def test_a_build_at_an_install_is_put_off(tmp_path: Path, script: str) -> None:
    assert lifecycle_of(tmp_path, {"prepare": script}).removed == (Script("", "prepare"),)


@pytest.mark.parametrize(
    "script", ["husky", "husky install", "lefthook install", "npx only-allow pnpm", "is-ci || husky"]
)
def test_what_sets_up_git_may_run(tmp_path: Path, script: str) -> None:
    found = lifecycle_of(tmp_path, {"prepare": script}, devDependencies={"husky": "9"})
    assert (found.removed, found.files, found.needs_development) == ((), (), True)


def test_other_scripts_are_nobodys_business(tmp_path: Path) -> None:
    assert lifecycle_of(tmp_path, {"build": "tsc", "start": "node x.js"}, "x.js") == Lifecycle()


@pytest.mark.parametrize(
    "script", ["node ../outside.js", "node /etc/x.js", "node 'a b.js'", "node $X.js", "cat x.sh |", "'"]
)
def test_only_plain_files_inside_are_copied(tmp_path: Path, script: str) -> None:
    assert lifecycle_of(tmp_path, {"postinstall": script}, "a b.js").files == ()


# .npmrc


def npmrc_of(tmp_path: Path, text: str, yarn: str = "") -> tuple[dict[str, str], bool, tuple[str, ...]]:
    write(tmp_path, {".npmrc": text, ".yarnrc.yml": yarn})
    found = npmrc(Project(tmp_path))
    return dict(found.env), found.is_secret, found.variables


def test_harmless_settings_become_variables(tmp_path: Path) -> None:
    text = "; ours\nlegacy-peer-deps=true\n# x\npublic-hoist-pattern[]=*types*\nsave-exact = true\nfund=false\n"
    env = {"npm_config_legacy_peer_deps": "true", "npm_config_public_hoist_pattern": "*types*"}
    assert npmrc_of(tmp_path, text) == (env, False, ())


@pytest.mark.parametrize(
    ("text", "variables"),
    [
        ("registry=https://npm.example.com/", ()),
        ("@acme:registry=https://npm.example.com/", ()),
        ("//npm.example.com/:_authToken=s3cret", ()),
        ("//npm.example.com/:_authToken=${NPM_TOKEN}", ("NPM_TOKEN",)),
        ("//npm.example.com/:_authToken=${NPM_TOKEN-none}", ("NPM_TOKEN",)),
        ("_auth=${NPM_USER}${NPM_PASSWORD}", ("NPM_USER", "NPM_PASSWORD")),
    ],
)
def test_a_registry_of_ones_own_is_a_secret(tmp_path: Path, text: str, variables: tuple[str, ...]) -> None:
    assert npmrc_of(tmp_path, text) == ({}, True, variables)


def test_yarns_token_comes_from_its_variable(tmp_path: Path) -> None:
    yarn = 'npmScopes:\n  acme:\n    npmAuthToken: "${ACME_NPM_TOKEN}"\n'
    assert npmrc_of(tmp_path, "", yarn) == ({}, False, ("ACME_NPM_TOKEN",))


def test_a_value_that_could_be_an_instruction_is_left_out(tmp_path: Path) -> None:
    assert npmrc_of(tmp_path, "node-linker=x\\\n  RUN y\nhoist=$(id)\nhoist-pattern=a b\n")[0] == {}


# System packages


@pytest.mark.parametrize("family", ["debian", "alpine"])
def test_compilers_are_for_the_build_alone(family: str) -> None:
    found = system(family, ["better-sqlite3", "express"], engines=False)
    assert found.build == ("g++", "make", "python3")
    assert found.run == ()


def test_libraries_are_there_when_it_runs() -> None:
    assert "libcairo2" in system("debian", ["canvas"], engines=False).run
    assert "cairo-dev" in system("alpine", ["canvas"], engines=False).build
    assert system("debian", [], engines=True).run == ("openssl",)


def test_packages_without_native_code_need_nothing() -> None:
    assert system("debian", ["express", "pg"], engines=False) == ((), (), {})


def test_each_need_is_known_for_both_distributions() -> None:
    for name, needs in NEEDS.items():
        for family in ("debian", "alpine"):
            assert any(needed([needs], family)), name


# What only pnpm reads, and older versions of Yarn

JSON5 = "{ // read by pnpm\n  name: 'bees', scripts: {start: 'node a.mjs'},\n  dependencies: {express: '^4'},\n}\n"
YAML = "name: bees # read by pnpm\nscripts:\n  start: node a.mjs\ndependencies:\n  express: ^4\n"


@pytest.mark.parametrize(("name", "text"), [("package.json5", JSON5), ("package.yaml", YAML)])
def test_pnpm_reads_manifests_of_other_forms(tmp_path: Path, name: str, text: str) -> None:
    write(tmp_path, {name: text, "pnpm-lock.yaml": "lockfileVersion: '9.0'\n", "a.mjs": ""})
    project = Project(tmp_path)
    manifest = read(project)
    assert node.detect(project) == name
    assert (manifest.path, manifest.scripts, manifest.production) == (name, {"start": "node a.mjs"}, {"express": "^4"})
    assert choose(project, manifest).source == f"{name}, which only pnpm reads"
    own = own_of(node.inspect(project, None), Node)
    assert (own.manager.value, own.install.value.manifests) == ("pnpm", (name,))


def test_a_package_yaml_may_be_of_another_tool(tmp_path: Path) -> None:
    write(tmp_path, {"package.yaml": "name: haskell\n", "a.hs": ""})
    assert node.detect(Project(tmp_path)) is None


@pytest.mark.parametrize(
    ("name", "text"), [("package.json5", "{a: }"), ("package.yaml", "a: &b c\n"), ("package.yaml", "- a\n")]
)
def test_a_broken_manifest_of_pnpm_is_named(tmp_path: Path, name: str, text: str) -> None:
    write(tmp_path, {name: text})
    with pytest.raises(FileError, match=name):
        read(Project(tmp_path))


@pytest.mark.parametrize(
    ("files", "version", "has_prune"),
    [
        ({"yarn_lock": "__metadata:\n  version: 8\n"}, "4.18.1", True),
        ({"yarn_lock": "__metadata:\n  version: 6\n  cacheKey: 8\n"}, "3.8.6", False),
        ({"yarn_lock": "__metadata:\n  version: 4\n"}, "2.4.2", False),
    ],
)
def test_an_older_lock_file_gets_an_older_yarn(
    chosen: Choose, files: dict[str, str], version: str, *, has_prune: bool
) -> None:
    found = chosen({}, **files)
    assert (found.manager.name, found.version, found.has_prune) == ("berry", version, has_prune)


@pytest.mark.parametrize(
    ("copy", "plugin", "has_prune"), [("3.2.4", "", False), ("3.2.4", "plugin", True), ("4.9.1", "", True)]
)
def test_before_yarn_4_a_plugin_takes_away_packages(tmp_path: Path, copy: str, plugin: str, *, has_prune: bool) -> None:
    release = f".yarn/releases/yarn-{copy}.cjs"
    files = {"package.json": "{}", ".yarnrc.yml": f"yarnPath: {release}\n", release: "", "yarn.lock": "__metadata:\n"}
    write(tmp_path, files | ({".yarn/plugins/@yarnpkg/plugin-workspace-tools.cjs": ""} if plugin else {}))
    project = Project(tmp_path)
    assert choose(project, read(project)).has_prune == has_prune
