"""How a Rust program is built: its target, what its crates need, what is mounted and copied."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from dockgen.errors import UsageError
from dockgen.languages.kit import compiled
from dockgen.languages.kit.logins import Login, login
from dockgen.languages.kit.steps import system_packages
from dockgen.languages.kit.system_packages import needed
from dockgen.languages.rust.crates import MUSL
from dockgen.languages.rust.record import RustProgram
from dockgen.model.note import Note
from dockgen.model.program import own_of
from dockgen.model.recipe import Recipe
from dockgen.model.steps import Copy, Env, Mount, Run, Stage, Step, Workdir, groups

if TYPE_CHECKING:
    from dockgen.model.plan import Choices

_CPUS: Final = {"amd64": "x86_64", "arm64": "aarch64"}
"""What Rust calls the platforms."""
_PROVIDER: Final = "CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS=cargo:token "
"""Without it, cargo does not sign in to a registry that needs a token to read."""
_CRATES: Final = ("/usr/local/cargo/registry", "/usr/local/cargo/git/db")
"""Where cargo keeps what it downloads."""


class _Build(NamedTuple):
    plan: "Choices"
    own: RustProgram
    is_static: bool
    """Whether the program is linked with musl, so that it runs without a C library."""
    binary: str
    """What cargo calls the program, which takes no dot in a name."""
    target: str
    """What it is compiled for, as a word of a command; empty for the builder's own platform."""
    login: Login


def recipe(plan: "Choices") -> Recipe:
    """Say how the program is compiled and started.

    Raises:
        UsageError: the sample app is to serve TLS, which the standard library cannot.
    """
    if plan.does["sample"] and plan.https == "serve":
        raise UsageError("https serve: the sample app of Rust serves no TLS", "Let a proxy in front of it serve TLS.")
    build = _read(plan)
    own, words = build.own, [word for word in build.own.needs.value if word != MUSL or build.is_static]
    packages = needed([*words, *(["git"] if own.private.value else [])], plan.family)
    folder = "/out/bin" if plan.does["multi-stage"] else "/usr/local/cargo/bin"
    return compiled.recipe(
        plan,
        own,
        compiled.Build(
            f"{folder}/{build.binary}",
            (system_packages(plan, packages.build, Note("rust-build-packages")), (Workdir("/src"),)),
            tuple(_toolchain(build)),
            tuple((step,) for step in _compile(build)),
            Note("go-compiler"),
            libraries=packages.run if plan.base != "distroless" else (),
            secrets=build.login.secrets,
            stages=tuple(_platforms(build)) if plan.does["cross-build"] else (),
            after="${TARGETARCH}" if plan.does["cross-build"] else "",
        ),
    )


def _read(plan: "Choices") -> _Build:
    own, is_static = own_of(plan.program, RustProgram), plan.does["multi-stage"] and plan.base in {"scratch", "alpine"}
    native = '"$(uname -m)-unknown-linux-musl"' if is_static else ""
    return _Build(
        plan,
        own,
        is_static,
        binary=own.binary.value or plan.name.replace(".", "-"),
        target='"$CARGO_BUILD_TARGET"' if plan.does["cross-build"] else native,
        login=login(own.tokens.value, netrc=own.private.value),
    )


def _platforms(build: _Build) -> Iterator[Stage]:
    """Yield a stage for each platform, with what cargo needs to compile for it on any other."""
    for platform, cpu in _CPUS.items():
        target = f"{cpu}-unknown-linux-{'musl' if build.is_static else 'gnu'}"
        linker = "rust-lld" if build.is_static else f"{cpu}-linux-gnu-gcc"
        packages = () if build.is_static else (f"gcc-{cpu.replace('_', '-')}-linux-gnu", f"libc6-dev-{platform}-cross")
        variable = f"CARGO_TARGET_{target.upper().replace('-', '_')}_LINKER"
        steps = groups(
            system_packages(build.plan, packages, Note("rust-linker")),
            (Env({"CARGO_BUILD_TARGET": target, variable: linker}, is_joined=True),),
        )
        yield Stage(steps, platform, Note("rust-platform-stage", {"platform": platform}), is_native=True)


def _toolchain(build: _Build) -> Iterator[Step]:
    """Yield what installs the project's own toolchain, and what the target needs."""
    own, commands = build.own, []
    if own.toolchain.value:
        yield Copy((own.toolchain.value,), "./", notes=(Note("rust-toolchain"),))
        commands.append("cargo --version")
    elif own.pinned.value:
        yield Env({"RUSTUP_TOOLCHAIN": "$RUST_VERSION"}, is_joined=True, notes=(Note("rust-own-toolchain"),))
    if build.target:
        commands.append(f"rustup target add {build.target}")
    if commands:
        yield Run(tuple(commands))


def _compile(build: _Build) -> Iterator[Step]:
    """Yield the steps that compile: with a cache, the sources are mounted, otherwise they are copied first."""
    plan, own, login = build.plan, build.own, build.login
    notes: tuple[Note, ...] = () if own.lock.value else (Note("rust-lock-file-missing"),)
    is_stripped = plan.does["strip"] and not own.stripped.value
    settings = {
        "CARGO_PROFILE_RELEASE_STRIP": "symbols" if is_stripped else "",
        "CARGO_TARGET_DIR": "/target" if plan.does["cache"] else "",
        "SQLX_OFFLINE": "true" if own.offline.value else "",
        "CARGO_NET_GIT_FETCH_WITH_CLI": "true" if own.private.value else "",
    }
    if env := {name: value for name, value in settings.items() if value}:
        yield Env(env, is_joined=True, notes=(Note("rust-strip"),) if is_stripped else ())
    if not plan.does["cache"]:
        yield Copy((".",), ".", notes=notes)
        yield Run((_cargo_install(build),), login.mounts, notes=login.notes)
        return
    # Cargo compares only times, and its cache may be of other sources.
    left_out = f" -not -path './{own.vendored.value}/*'" if own.vendored.value else ""
    touch = f"find . -type f{left_out} -exec touch {{}} +"
    mounts, notes = (*_mounts(build), *login.mounts), (*notes, Note("rust-mounted-sources"), *login.notes)
    yield Run((touch, _cargo_install(build)), mounts, notes=notes)


def _cargo_install(build: _Build) -> str:
    """Return the command that compiles, the one of cargo that puts the program where it is asked to."""
    plan, own = build.plan, build.own
    return "".join(
        (
            _PROVIDER if own.tokens.value else "",
            "cargo install",
            " --locked" if own.lock.value else "",
            f" --path {own.package.value}",
            " --root /out" if plan.does["multi-stage"] else "",
            f" --bin {build.binary}",
            f" --target {build.target}" if build.target and not plan.does["cross-build"] else "",
            f" --features {','.join(own.features.value)}" if own.features.value else "",
        )
    )


def _mounts(build: _Build) -> Iterator[Mount]:
    """Yield what a build with cache mounts sees; what is written into the sources is thrown away."""
    yield Mount("bind", "/src", writable=True)
    yield from (Mount("cache", path) for path in _CRATES if not build.own.vendored.value)
    yield Mount("cache", "/target", id=f"{build.plan.name}-target", sharing="locked")
