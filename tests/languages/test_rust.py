"""What Cargo's files and a program's sources say, and how it is built from that."""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import sample
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from snapshots import write

from dockgen.errors import DockgenError, NotRecognisedError, OutsideContextError
from dockgen.languages import rust
from dockgen.languages.rust.record import RustProgram
from dockgen.model.program import Program, own_of
from dockgen.practices import RUNGS
from dockgen.reading.project import Project

PACKAGE = '[package]\nname = "shop"\nversion = "0.1.0"\nedition = "2024"\n'
MAIN = "fn main() {}\n"
SERVER = "fn main() {{\n    let listener = TcpListener::bind({}).unwrap();\n}}\n"
NO_LOCK = "there is no Cargo.lock, so builds are not reproducible: run `cargo generate-lockfile` and commit it"

Inspect = Callable[..., Program]


@pytest.fixture
def project(tmp_path: Path) -> Callable[[Mapping[str, str]], Project]:
    """Return a function that writes a package."""

    def project(files: Mapping[str, str]) -> Project:
        write(tmp_path, {"Cargo.toml": PACKAGE, "Cargo.lock": lock(), **files})
        return Project(tmp_path)

    return project


@pytest.fixture
def inspect(project: Callable[[Mapping[str, str]], Project]) -> Inspect:
    """Return a function that writes a package with a program and inspects it."""
    return lambda files, main=None: rust.inspect(project({"src/main.rs": MAIN, **files}), main)


def lock(**crates: str) -> str:
    """Return a lock file with these crates, whose names have `__` for a hyphen, and what each uses."""
    text = "version = 4\n"
    for name, used in crates.items():
        lines = "".join(f' "{one}",\n' for one in used.split())
        text += f'\n[[package]]\nname = "{name.replace("__", "-")}"\nversion = "1.0.0"\n'
        text += f"dependencies = [\n{lines}]\n" if lines else ""
    return text


def needing(*crates: str, features: str = "") -> dict[str, str]:
    """Return a manifest that asks for crates."""
    lines = "".join(f'{one} = {{ version = "1", features = [{features}] }}\n' for one in crates)
    return {"Cargo.toml": f"{PACKAGE}\n[dependencies]\n{lines}"}


def own(program: Program) -> RustProgram:
    return own_of(program, RustProgram)


# --- Packages and programs


@pytest.mark.parametrize(
    ("files", "mains", "main"),
    [
        ({"src/main.rs": MAIN}, (".",), None),
        ({"src/main.rs": MAIN, "src/bin/worker.rs": MAIN}, (".", "./src/bin/worker"), "."),
        ({"src/bin/a.rs": MAIN, "src/bin/b/main.rs": MAIN}, ("./src/bin/a", "./src/bin/b"), None),
        ({"src/bin/a.rs": MAIN, "src/bin/shop.rs": MAIN}, ("./src/bin/a", "./src/bin/shop"), "./src/bin/shop"),
        ({"src/bin/a.rs": MAIN, "src/bin/server.rs": MAIN}, ("./src/bin/a", "./src/bin/server"), "./src/bin/server"),
        (
            {"Cargo.toml": PACKAGE + 'default-run = "b"\n', "src/bin/a.rs": MAIN, "src/bin/b.rs": MAIN},
            ("./src/bin/a", "./src/bin/b"),
            "./src/bin/b",
        ),
        (
            {"Cargo.toml": PACKAGE + '[[bin]]\nname = "api"\npath = "src/api.rs"\n', "src/api.rs": MAIN},
            ("./src/api",),
            None,
        ),
        (
            {
                "Cargo.toml": PACKAGE + 'autobins = false\n[[bin]]\nname = "a"\n',
                "src/bin/a.rs": MAIN,
                "src/bin/b.rs": MAIN,
            },
            ("./src/bin/a",),
            None,
        ),
    ],
)
def test_the_programs_of_a_package(files, mains, main, project):
    found = rust.inspect(project(files), None)
    assert (found.mains.value, found.main.value) == (mains, main)


def test_a_workspace_has_the_programs_of_its_members_without_tools(project):
    files = {
        "Cargo.toml": '[workspace]\nmembers = ["crates/*", "xtask"]\nexclude = ["crates/old"]\n',
        **{f"{one}/Cargo.toml": f'[package]\nname = "{one.rpartition("/")[2]}"\n' for one in MEMBERS},
        **{f"{one}/src/main.rs": MAIN for one in MEMBERS if one != "crates/lib"},
    }
    found = rust.inspect(project(files), None)
    assert found.mains.value == ("./crates/api", "./crates/worker")
    assert found.main.value == "./crates/api"  # named like a server
    assert found.members.value == ("./crates/api", "./crates/lib", "./crates/worker", "./xtask")
    assert own(found).package.value == "crates/api"
    assert rust.inspect(project(files), "./xtask").name.value == "xtask"


def test_the_only_program_that_serves_is_meant(project):
    members = ("crates/find", "crates/parse", "crates/other")
    files = {
        "Cargo.toml": '[workspace]\nmembers = ["crates/*"]\n',
        **{f"{one}/Cargo.toml": f'[package]\nname = "{one.rpartition("/")[2]}"\n' for one in members},
        **{f"{one}/src/main.rs": MAIN for one in members},
    }
    assert rust.inspect(project(files), None).main.value is None
    one = rust.inspect(project(files | {"crates/find/src/main.rs": SERVER.format('"0.0.0.0:4000"')}), None)
    assert (one.main.value, one.port.value) == ("./crates/find", 4000)
    assert one.main.source == "the only one that serves; the others: ./crates/other, ./crates/parse"
    both = rust.inspect(project(files | {f"{one}/src/main.rs": SERVER for one in members[:2]}), None)
    assert both.main.value is None


MEMBERS = ("crates/api", "crates/worker", "crates/old", "crates/lib", "xtask", "elsewhere")


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"src/lib.rs": ""}, "there is no program"),
        ({"Cargo.toml": "[profile.release]\nlto = true\n"}, r"neither \[package\] nor \[workspace\]"),
        ({**needing("leptos"), "src/main.rs": MAIN, "Trunk.toml": ""}, "needs cargo-leptos"),
    ],
)
def test_what_cannot_be_built_is_refused_in_words(files, says, project):
    with pytest.raises(NotRecognisedError, match=says):
        rust.inspect(project(files), None)


@pytest.mark.parametrize(
    ("manifest", "says"),
    [
        ('[package]\nname = "api"\nversion.workspace = true\n', "belongs to a workspace above"),
        ('[package]\nname = "api"\nworkspace = "../.."\n', "belongs to a workspace above"),
    ],
)
def test_a_workspace_above_the_build_context_is_looked_for_there(manifest, says, project):
    with pytest.raises(OutsideContextError, match=says) as error:
        rust.inspect(project({"Cargo.toml": manifest, "src/main.rs": MAIN}), None)
    assert error.value.outer == ".."


@pytest.mark.parametrize(("files", "outer"), [({}, ""), ({"core/Cargo.toml": PACKAGE}, "..")])
def test_a_crate_outside_the_build_context_is_looked_for_there(files, outer, tmp_path):
    manifest = PACKAGE + '[dependencies]\ncore = { path = "../core" }\n'
    write(tmp_path, {"app/Cargo.toml": manifest, "app/src/main.rs": MAIN, **files})
    with pytest.raises(OutsideContextError, match=r"takes core from \.\./core") as error:
        rust.inspect(Project(tmp_path).sub("app"), None)
    assert error.value.outer == outer


def test_without_a_lock_file_it_warns(tmp_path):
    write(tmp_path, {"Cargo.toml": PACKAGE, "src/main.rs": MAIN})
    project = Project(tmp_path)
    assert not own(rust.inspect(project, None)).lock.value
    assert project.warnings == [NO_LOCK]


@pytest.mark.parametrize(
    ("files", "detected", "nearly"),
    [
        ({"Cargo.toml": PACKAGE, "src/main.rs": MAIN}, True, "no program"),
        ({"Cargo.toml": PACKAGE, "src/lib.rs": ""}, False, "no program"),
        ({"Cargo.toml": "[workspace]\n"}, True, "no program"),
        ({"main.rs": MAIN}, False, "no Cargo.toml"),
    ],
)
def test_what_is_taken_for_a_project(files, detected, nearly, tmp_path):
    write(tmp_path, files)
    assert (rust.detect(Project(tmp_path)) is not None) == detected
    assert nearly in rust.nearly(Project(tmp_path))


def test_nothing_that_a_shell_would_read_gets_into_a_command(project):
    bad = "$(id) ;x"
    manifest = f'{PACKAGE}[[bin]]\nname = "shop"\npath = "src/main.rs"\nrequired-features = ["{bad}", "good"]\n'
    files = {
        "Cargo.toml": f'{manifest}[[bin]]\nname = "{bad}"\npath = "src/x.rs"\n[workspace]\nmembers = ["*"]\n',
        "src/main.rs": MAIN,
        "src/x.rs": MAIN,
        f"{bad}/Cargo.toml": '[package]\nname = "member"\n',
        f"{bad}/src/main.rs": MAIN,
    }
    found = rust.inspect(project(files), None)
    assert found.mains.value == (".",)
    assert own(found).features.value == ("good",)


# --- Toolchains


@pytest.mark.parametrize(
    ("files", "version", "file", "pinned"),
    [
        ({}, None, None, False),
        ({"rust-toolchain": "stable\n"}, None, None, True),
        ({"rust-toolchain.toml": '[toolchain]\nchannel = "1.99.1"\n'}, "1.99", None, True),
        ({"rust-toolchain.toml": '[toolchain]\nchannel = "1.85"\n'}, None, "rust-toolchain.toml", False),
        ({"rust-toolchain": "nightly-2026-01-01"}, None, "rust-toolchain", False),
        ({".tool-versions": "rust 1.99.0\n"}, "1.99", None, False),
        ({"Cargo.toml": PACKAGE + 'rust-version = "1.70"\n'}, None, None, False),
        ({"Cargo.toml": PACKAGE + 'rust-version = "1.300"\n'}, "1.300", None, False),
        (
            {
                "Cargo.toml": PACKAGE + "rust-version.workspace = true\n[workspace.package]\nrust-version = '1.300'\n"
                "[workspace]\n",
            },
            "1.300",
            None,
            False,
        ),
    ],
)
def test_the_toolchain(files, version, file, pinned, inspect):
    found = inspect(files)
    assert (found.version.value, own(found).toolchain.value, own(found).pinned.value) == (version, file, pinned)


# --- What crates need


@pytest.mark.parametrize(
    ("locked", "needs", "libc", "native", "refused"),
    [
        ({"serde": ""}, (), False, False, set()),
        ({"ring": "cc"}, ("musl",), False, True, set()),
        ({"iana-time-zone-haiku": "cc"}, (), False, False, set()),
        ({"openssl-sys": "cc pkg-config"}, ("ssl", "pkg-config", "musl"), True, True, {"scratch", "alpine"}),
        ({"openssl-sys": "cc openssl-src", "openssl-src": "cc"}, ("make", "musl"), False, True, set()),
        ({"pq-sys": ""}, ("pq", "pkg-config"), True, True, {"scratch", "alpine", "distroless"}),
        ({"libsqlite3-sys": "cc"}, ("musl",), False, True, set()),
        ({"libsqlite3-sys": "pkg-config"}, ("sqlite3", "pkg-config"), True, True, {"scratch", "alpine", "distroless"}),
        ({"link-cplusplus": "cc"}, ("c++", "run:stdc++", "musl"), True, True, {"scratch", "alpine"}),
        ({"prost-build": ""}, ("protoc",), False, False, set()),
        ({"prost-build": "", "protoc-bin-vendored": ""}, (), False, False, set()),
        ({"libz-ng-sys": "cmake", "cmake": "cc"}, ("cmake", "musl"), False, True, set()),
        ({"aws-lc-sys": "cc cmake", "cmake": "cc"}, ("musl",), False, True, set()),
    ],
)
def test_what_crates_need(locked, needs, libc, native, refused, inspect):  # noqa: PLR0913, PLR0917 - a row of the table
    found = inspect({"Cargo.lock": lock(**{name.replace("-", "__"): used for name, used in locked.items()})})
    assert (own(found).needs.value, found.libc.value, found.compiles_c.value) == (needs, libc, native)
    assert rust.impossible(found).keys() == refused


@pytest.mark.parametrize(
    ("crate", "features", "needs"),
    [
        ("rusqlite", '"bundled"', ("musl",)),
        ("openssl-sys", "", ("ssl", "pkg-config")),
        ("openssl-sys", '"vendored"', ("ssl", "pkg-config")),  # of another crate's
        ("ring", "", ("musl",)),
    ],
)
def test_without_a_lock_file_the_manifest_tells(crate, features, needs, tmp_path):
    write(tmp_path, {**needing(crate, features=features), "src/main.rs": MAIN})
    assert own(rust.inspect(Project(tmp_path), None)).needs.value == needs


@pytest.mark.parametrize(
    ("crate", "features", "services"),
    [
        ("sqlx", '"postgres"', ("postgres",)),
        ("sqlx", '"sqlite"', ()),
        ("diesel", '"mysql"', ("mysql",)),
        ("mongodb", "", ("mongodb",)),
        ("lapin", "", ("rabbitmq",)),
        ("fred", "", ("redis",)),
    ],
)
def test_services(crate, features, services, inspect):
    assert inspect(needing(crate, features=features)).services.value == services


def test_sqlx_checks_queries_against_files(inspect, project):
    query = {**needing("sqlx"), "src/main.rs": 'fn main() {\n    sqlx::query!("SELECT 1");\n}\n'}
    assert own(inspect({**query, ".sqlx/query-1.json": "{}"})).offline.value
    (Project(Path(project(query).root)).root / ".sqlx/query-1.json").unlink()


def test_sqlx_without_files_is_warned_of(project):
    found = project({**needing("sqlx"), "src/main.rs": 'fn main() {\n    sqlx::query!("SELECT 1");\n}\n'})
    assert not own(rust.inspect(found, None)).offline.value
    assert "run `cargo sqlx prepare`" in found.warnings[0]


# --- Servers


@pytest.mark.parametrize(
    ("address", "port"),
    [
        ('"0.0.0.0:3000"', 3000),
        ('("0.0.0.0", 3001)', 3001),
        ("(Ipv4Addr::UNSPECIFIED, 3002)", 3002),
        ("SocketAddr::from(([0, 0, 0, 0], 3003))", 3003),
        ('format!("0.0.0.0:{}", env::var("PORT").unwrap_or("3004".into()))', 3004),
        ('format!("0.0.0.0:{}", env::var("PORT").unwrap_or_else(|_| "3005".to_string()))', 3005),
        ("address", None),
    ],
)
def test_the_port(address, port, inspect):
    found = inspect({"src/main.rs": SERVER.format(address)})
    assert (found.serves.value, found.port.value) == (True, port)
    assert found.port_env.value == ("PORT" in address)


def test_a_comment_and_a_test_say_nothing(inspect):
    text = (
        '// TcpListener::bind("0.0.0.0:1")\nfn main() {}\n\n#[cfg(test)]\nmod tests {\n    // TcpListener::bind(\n}\n'
    )
    assert not inspect({"src/main.rs": text}).serves.value


def test_an_address_that_nothing_reaches_is_warned_of(project):
    found = project({"src/main.rs": SERVER.format('"127.0.0.1:3000"')})
    assert rust.inspect(found, None).port.value == 3000
    assert found.warnings == [
        "src/main.rs:2 listens on 127.0.0.1, which nothing outside the container can reach: listen on 0.0.0.0"
    ]


@pytest.mark.parametrize(
    ("line", "health"),
    [
        ('Router::new().route("/healthz", get(ok))', "/healthz"),
        ('#[get("/api/health")]', "/api/health"),
        ('warp::path("ping")', "/ping"),
        ('if env::args().nth(1).as_deref() == Some("health") {}', "health"),
        ('match word {\n    "healthcheck" => check(),\n}', "healthcheck"),
        ("", None),
    ],
)
def test_health(line, health, inspect):
    assert inspect({"src/main.rs": SERVER.format('"0.0.0.0:80"') + line}).health.value == health


def test_commands_of_clap(inspect):
    commands = "#[derive(Subcommand)]\nenum Command {\n    Migrate,\n    Serve { port: u16 },\n    HealthCheck,\n}\n"
    found = inspect({**needing("clap"), "src/main.rs": SERVER.format('"0.0.0.0:80"') + commands})
    assert (own(found).runtime.subcommand.value, found.health.value) == ("serve", "health-check")
    assert found.start.value == "shop serve"


def test_rocket_is_told_where_to_listen(inspect):
    text = "#[launch]\nfn rocket() -> _ {\n    rocket::build()\n}\n"
    files = {**needing("rocket"), "src/main.rs": text, "Rocket.toml": "[default]\nport = 9000\n"}
    found = inspect(files)
    assert found.port.value == 9000
    assert own(found).runtime.environment.value == {"ROCKET_ADDRESS": "0.0.0.0", "ROCKET_PORT": "9000"}  # noqa: S104 - a container
    assert own(found).runtime.opened.value == ("Rocket.toml",)


def test_grpc_has_no_health_check_of_its_own(inspect):
    text = "fn main() {\n    Server::builder().add_service(x).serve(address)\n}\n"
    found = inspect({**needing("tonic"), "src/main.rs": text})
    assert (found.port.value, found.health.value) == (50051, None)
    assert "gRPC" in found.health.source


# --- Where crates and files come from


def test_registries_and_repositories_take_secrets(inspect):
    manifest = (
        PACKAGE
        + '[dependencies]\na = { version = "1", registry = "my-shop" }\nb = { git = "https://git.acme.dev/b" }\n'
    )
    config = '[registries.my-shop]\nindex = "sparse+https://crates.acme.dev/"\n'
    found = own(inspect({"Cargo.toml": manifest, ".cargo/config.toml": config}))
    assert found.tokens.value == ("CARGO_REGISTRIES_MY_SHOP_TOKEN",)
    assert found.private.value


@pytest.mark.parametrize(
    ("address", "more", "private"),
    [
        ("https://github.com/a/b", {}, False),
        ("https://github.com/a/b", {".netrc": "machine github.com"}, True),
        ("https://github.com/a/b", {".cargo/config.toml": "[net]\ngit-fetch-with-cli = true\n"}, True),
        ("https://git.acme.dev/b", {}, True),
    ],
)
def test_which_repositories_are_private(address, more, private, inspect):
    manifest = f'{PACKAGE}[dependencies]\na = {{ git = "{address}" }}\n'
    assert own(inspect({"Cargo.toml": manifest, **more})).private.value == private


def test_vendored_crates_need_no_download(inspect):
    config = '[source.crates-io]\nreplace-with = "here"\n[source.here]\ndirectory = "vendor"\n'
    found = own(inspect({".cargo/config.toml": config, "vendor/a/Cargo.toml": ""}))
    assert found.vendored.value == "vendor"


@pytest.mark.parametrize(
    ("line", "opened"),
    [
        ('fs::read_to_string("config.toml")', ("config.toml",)),
        ('Tera::new("templates/**/*.html")', ("templates",)),
        ('ServeDir::new("./static")', ("static",)),
        ('File::with_name("config")', ("config.toml",)),
        ('include_str!("config.toml")', ()),
        ('sqlx::migrate!("templates")', ()),
        ('"src"; "target"; "/etc/passwd"; "nothing.toml"', ()),
    ],
)
def test_files_that_it_reads_lie_beside_it(line, opened, inspect):
    files = {
        "config.toml": "",
        "templates/a.html": "",
        "static/a.css": "",
        "src/main.rs": f"fn main() {{\n    {line};\n}}\n",
    }
    assert own(inspect(files)).runtime.opened.value == opened


def test_the_sources_of_members_count_and_those_of_other_programs_do_not(inspect):
    files = {
        "Cargo.toml": PACKAGE + '[dependencies]\nlib = { path = "lib" }\n[workspace]\n',
        "lib/Cargo.toml": '[package]\nname = "lib"\n',
        "lib/src/lib.rs": SERVER.format('"0.0.0.0:4000"'),
        "src/bin/other.rs": SERVER.format('"0.0.0.0:5000"'),
        "unused/src/lib.rs": SERVER.format('"0.0.0.0:6000"'),
    }
    assert inspect(files, ".").port.value == 4000


def test_what_other_members_need_does_not_count(inspect):
    files = {
        "Cargo.toml": PACKAGE + '[dependencies]\nlib = { path = "lib" }\n[workspace]\nmembers = ["tool"]\n',
        "lib/Cargo.toml": '[package]\nname = "lib"\n',
        "tool/Cargo.toml": '[package]\nname = "tool"\n[dependencies]\nredis = "1"\n',
        "Cargo.lock": lock(shop="lib", lib="ring", ring="cc", tool="redis pq-sys", redis="", pq__sys="pkg-config"),
    }
    found = inspect(files, ".")
    assert (own(found).needs.value, found.libc.value, found.services.value) == (("musl",), False, ())


# --- Recipes


def dockerfile(folder: Path, files: Mapping[str, str], *flags: str) -> str:
    """Return the Dockerfile of a package, which hadolint has nothing to say against."""
    write(folder, {"Cargo.toml": PACKAGE, "Cargo.lock": lock(), "src/main.rs": MAIN, **files})
    sample.init(folder, *flags)
    if "--practices" not in flags:
        assert sample.hadolint(folder / "Dockerfile") == []
    return (folder / "Dockerfile").read_text("utf-8")


@pytest.mark.parametrize(
    ("base", "target", "linker"),
    [
        ("scratch", "unknown-linux-musl", "rust-lld"),
        ("alpine", "unknown-linux-musl", "rust-lld"),
        ("slim", "unknown-linux-gnu", "linux-gnu-gcc"),
        ("distroless", "unknown-linux-gnu", "linux-gnu-gcc"),
    ],
)
def test_each_base_is_cross_compiled_with_its_own_c_library(base, target, linker, tmp_path):
    text = dockerfile(tmp_path / "shop", {}, "--base", base)
    for platform, cpu in (("amd64", "x86_64"), ("arm64", "aarch64")):
        stage = text.partition(f"AS {platform}\n")[2].partition("FROM ")[0]
        assert f"CARGO_BUILD_TARGET={cpu}-{target} " in stage
        assert stage.partition("_LINKER=")[2].partition("\n")[0].endswith(linker)
    assert "FROM ${TARGETARCH} AS build" in text


@pytest.mark.parametrize("base", ["scratch", "alpine"])
def test_c_for_musl_takes_a_compiler_and_no_cross_build(base, tmp_path):
    text = dockerfile(tmp_path / "shop", {"Cargo.lock": lock(ring="cc")}, "--base", base)
    assert ("musl-tools" in text) == (base == "scratch")
    assert '--target "$(uname -m)-unknown-linux-musl"' in text
    assert "TARGETARCH" not in text


def test_what_c_needs_on_slim_is_installed_twice(tmp_path):
    text = dockerfile(tmp_path / "shop", {"Cargo.lock": lock(pq__sys="pkg-config")})
    build, _, final = text.partition("AS final")
    assert "install -y --no-install-recommends libpq-dev pkg-config" in build
    assert "install -y --no-install-recommends libpq5" in final


@pytest.mark.parametrize("rung", RUNGS)
def test_each_rung_builds(rung, tmp_path):
    text = dockerfile(tmp_path / "shop", {}, "--practices", rung)
    assert ("cargo install --locked --path . --root /out --bin shop" in text) == ("AS final" in text)
    assert ("CARGO_PROFILE_RELEASE_STRIP" in text) == (list(RUNGS).index(rung) >= list(RUNGS).index("strip"))


def test_a_profile_that_says_what_is_stripped_stays_as_it_is(tmp_path):
    text = dockerfile(tmp_path / "shop", {"Cargo.toml": PACKAGE + "[profile.release]\ndebug = true\n"})
    assert "STRIP" not in text


@pytest.mark.parametrize("setting", ['lto = "fat"', "codegen-units = 1", "incremental = false"])
def test_a_profile_that_optimizes_the_whole_crate_is_not_compiled_incrementally(setting, tmp_path):
    assert "CARGO_INCREMENTAL=1" in dockerfile(tmp_path / "usual", {"Cargo.toml": PACKAGE})
    text = dockerfile(tmp_path / "shop", {"Cargo.toml": f"{PACKAGE}[profile.release]\n{setting}\n"})
    assert "INCREMENTAL" not in text


def test_a_feature_that_a_program_requires_is_asked_for(tmp_path):
    manifest = PACKAGE + '[features]\nx = []\n[[bin]]\nname = "shop"\npath = "src/main.rs"\nrequired-features = ["x"]\n'
    assert "--bin shop --features x" in dockerfile(tmp_path / "shop", {"Cargo.toml": manifest})


def test_a_name_of_the_sample_app_may_hold_a_dot(tmp_path):
    sample.init(tmp_path, "--language", "rust", "--name", "my.shop")
    assert 'name = "my-shop"' in (tmp_path / "Cargo.toml").read_text()
    assert "--bin my-shop" in (tmp_path / "Dockerfile").read_text()


def test_the_sample_app_serves_no_tls(tmp_path):
    done = sample.dockgen("init", tmp_path, "--language", "rust", "--https", "serve", "--yes")
    assert (done.returncode, "the sample app of Rust serves no TLS" in done.stderr) == (2, True)


# --- Whatever the files hold


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(
            ["Cargo.toml", "Cargo.lock", "rust-toolchain", ".cargo/config.toml", "src/main.rs", "Rocket.toml"]
        ),
        st.one_of(
            st.text(max_size=200),
            st.sampled_from(
                [
                    PACKAGE,
                    "[package]\nname = 1\n",
                    "[workspace]\nmembers = 3\n",
                    "[[bin]]\n",
                    "[package]\nname = 'a'\n[[bin]]\npath=1",
                ]
            ),
        ),
    )
)
def test_only_dockgen_s_own_errors_are_raised(files):
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), files)
        project = Project(Path(folder))
        try:
            rust.nearly(project)
            if rust.detect(project):
                assert rust.inspect(project, None).facts.keys() >= {"version", "needs"}
        except DockgenError:
            return
