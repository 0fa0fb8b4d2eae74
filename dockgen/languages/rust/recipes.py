"""How a Rust program is built: its target, what its crates need, what is mounted and copied."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from dockgen.errors import UsageError
from dockgen.languages.kit import compiled
from dockgen.languages.kit.logins import NETRC, Login, login
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
_STRIP: Final = frozenset({"strip", "debug"})
_WHOLE: Final = frozenset({"lto", "codegen-units", "incremental"})
"""Settings of the project's release profile that override dockgen's; a crate optimized as a whole is compiled so."""
_PROVIDER: Final = "CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS=cargo:token"
"""Without it, cargo does not sign in to a registry that needs a token to read."""
_CRATES: Final = ("/usr/local/cargo/registry", "/usr/local/cargo/git/db")
"""Where cargo keeps what it downloads."""


def recipe(plan: "Choices") -> Recipe:
    """Say how the program is compiled and started.

    Raises:
        UsageError: the sample app is to serve TLS, which the standard library cannot.
    """
    if plan.does["sample"] and plan.https == "serve":
        raise UsageError("https serve: the sample app of Rust serves no TLS", "Let a proxy in front of it serve TLS.")
    own, is_cross = own_of(plan.program, RustProgram), plan.does["cross-build"]
    words = [word for word in own.needs.value if word != MUSL or _is_static(plan)]
    packages = needed([*words, *(["git"] if own.private.value else [])], plan.family)
    folder = "/out/bin" if plan.does["multi-stage"] else "/usr/local/cargo/bin"
    build = compiled.Build(
        f"{folder}/{_binary(plan)}",
        (system_packages(plan, packages.build, Note("rust-build-packages")), (Workdir("/src"),)),
        tuple(_toolchain(plan, own)),
        tuple((step,) for step in _compile(plan, own)),
        Note("go-compiler"),
        libraries=packages.run if plan.base != "distroless" else (),
        secrets=_login(own).secrets,
        stages=tuple(_platforms(plan)) if is_cross else (),
        after="${TARGETARCH}" if is_cross else "",
    )
    return compiled.recipe(plan, own, build)


def _binary(plan: "Choices") -> str:
    """Return cargo's name of the program; cargo allows no dot in names."""
    return plan.program.name.value or plan.name.replace(".", "-")


def _is_static(plan: "Choices") -> bool:
    """Tell whether the program is linked with musl, so that it runs without a C library."""
    return plan.does["multi-stage"] and plan.base in {"scratch", "alpine"}


def _login(own: RustProgram) -> Login:
    return login(own.tokens.value, NETRC if own.private.value else None)


def _target(plan: "Choices") -> str:
    """Return what it is compiled for, as a word of a command; empty for the platform of the builder."""
    native = '"$(uname -m)-unknown-linux-musl"' if _is_static(plan) else ""
    return '"$CARGO_BUILD_TARGET"' if plan.does["cross-build"] else native


def _platforms(plan: "Choices") -> Iterator[Stage]:
    """Yield a stage for each platform, with what cargo needs to compile for it on any other."""
    is_static = _is_static(plan)
    for platform, cpu in _CPUS.items():
        target = f"{cpu}-unknown-linux-{'musl' if is_static else 'gnu'}"
        linker = "rust-lld" if is_static else f"{cpu}-linux-gnu-gcc"
        packages = () if is_static else (f"gcc-{cpu.replace('_', '-')}-linux-gnu", f"libc6-dev-{platform}-cross")
        variable = f"CARGO_TARGET_{target.upper().replace('-', '_')}_LINKER"
        env = Env({"CARGO_BUILD_TARGET": target, variable: linker}, is_joined=True)
        steps = groups(system_packages(plan, packages, Note("rust-linker")), (env,))
        yield Stage(steps, platform, Note("rust-platform-stage", {"platform": platform}), is_native=True)


def _toolchain(plan: "Choices", own: RustProgram) -> Iterator[Step]:
    """Yield what installs the project's own toolchain, and what the target needs."""
    target, file = _target(plan), own.toolchain.value
    commands = ("cargo --version",) * bool(file) + (f"rustup target add {target}",) * bool(target)
    if file:
        yield Copy((file,), "./", notes=(Note("rust-toolchain"),))
    elif own.pinned.value:
        yield Env({"RUSTUP_TOOLCHAIN": "$RUST_VERSION"}, is_joined=True, notes=(Note("rust-own-toolchain"),))
    if commands:
        yield Run(commands)


def _compile(plan: "Choices", own: RustProgram) -> Iterator[Step]:
    """Yield the steps that compile: with a cache, the sources are mounted, otherwise they are copied first."""
    login, unlocked = _login(own), (Note("rust-lock-file-missing"),) * (not own.lock.value)
    is_stripped = plan.does["strip"] and _STRIP.isdisjoint(own.profile.value)
    is_incremental = plan.does["cache"] and _WHOLE.isdisjoint(own.profile.value)
    settings = {
        "CARGO_PROFILE_RELEASE_STRIP": "symbols" if is_stripped else "",
        "CARGO_INCREMENTAL": "1" if is_incremental else "",
        "CARGO_TARGET_DIR": "/target" if plan.does["cache"] else "",
        "SQLX_OFFLINE": "true" if own.offline.value else "",
        "CARGO_NET_GIT_FETCH_WITH_CLI": "true" if own.private.value else "",
    }
    if env := {name: value for name, value in settings.items() if value}:
        yield Env(
            env,
            is_joined=True,
            notes=(Note("rust-strip"),) * is_stripped + (Note("rust-incremental"),) * is_incremental,
        )
    if not plan.does["cache"]:
        yield Copy((".",), ".", notes=unlocked)
        yield Run((_cargo_install(plan, own),), login.mounts, notes=login.notes)
        return
    # Cargo compares only times, and its cache may be of other sources.
    left_out = f" -not -path './{own.vendored.value}/*'" if own.vendored.value else ""
    touch = f"find . -type f{left_out} -exec touch {{}} +"
    mounts = [Mount("cache", path) for path in _CRATES if not own.vendored.value]
    mounts.append(Mount("cache", "/target", id=f"{plan.name}-target", sharing="locked"))
    yield Run(
        (touch, _cargo_install(plan, own)),
        (Mount("bind", "/src", writable=True), *mounts, *login.mounts),  # what is written into /src is thrown away
        notes=(*unlocked, Note("rust-mounted-sources"), *login.notes),
    )


def _cargo_install(plan: "Choices", own: RustProgram) -> str:
    """Return the command that compiles, the one of cargo that puts the program where it is asked to."""
    words = (
        _PROVIDER if own.tokens.value else "",
        "cargo install",
        "--locked" if own.lock.value else "",
        f"--path {own.package.value}",
        "--root /out" if plan.does["multi-stage"] else "",
        f"--bin {_binary(plan)}",
        f"--target {_target(plan)}" if _is_static(plan) and not plan.does["cross-build"] else "",
        f"--features {','.join(own.features.value)}" if own.features.value else "",
    )
    return " ".join(filter(None, words))
