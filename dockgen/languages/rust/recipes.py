"""How a Rust program is built: its target, what its crates need, what is mounted and copied."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from dockgen.errors import UsageError
from dockgen.languages.kit import compiled
from dockgen.languages.kit.logins import NETRC, login
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


class _Build:
    def __init__(self, plan: "Choices") -> None:
        self.plan, self.own = plan, own_of(plan.program, RustProgram)
        self.is_cross, self.has_stages = plan.does["cross-build"], plan.does["multi-stage"]
        # Linked with musl, a program runs without a C library.
        self.is_static = self.has_stages and plan.base in {"scratch", "alpine"}
        self.target = '"$(uname -m)-unknown-linux-musl"' if self.is_static and not self.is_cross else ""
        self.binary = plan.program.name.value or plan.name.replace(".", "-")  # cargo allows no dot in names
        self.login = login(self.own.tokens.value, NETRC if self.own.private.value else None)


def recipe(plan: "Choices") -> Recipe:
    """Say how the program is compiled and started; refuse TLS for the sample app, which uses no crate."""
    if plan.does["sample"] and plan.https == "serve":
        raise UsageError("https serve: the sample app of Rust serves no TLS", "Let a proxy in front of it serve TLS.")
    build = _Build(plan)
    words = [word for word in build.own.needs.value if word != MUSL or build.is_static]
    packages = needed([*words, *(["git"] if build.own.private.value else [])], plan.family)
    installs = system_packages(plan, packages.build, Note("rust-build-packages"))
    return compiled.recipe(
        plan,
        build.own.runtime,
        compiled.Build(
            f"{'/out' if build.has_stages else '/usr/local/cargo'}/bin/{build.binary}",
            (installs, (Workdir("/src"),)),
            tuple(_toolchain(build)),
            tuple((step,) for step in _compile(build)),
            Note("go-compiler"),
            libraries=packages.run if plan.base != "distroless" else (),
            secrets=build.login.secrets,
            stages=tuple(_platforms(build)) if build.is_cross else (),
            after="${TARGETARCH}" if build.is_cross else "",
        ),
    )


def _platforms(build: _Build) -> Iterator[Stage]:
    """Yield a stage for each platform, with what cargo needs to compile for it on any other."""
    for platform, cpu in _CPUS.items():
        target = f"{cpu}-unknown-linux-{'musl' if build.is_static else 'gnu'}"
        linker = "rust-lld" if build.is_static else f"{cpu}-linux-gnu-gcc"
        packages = () if build.is_static else (f"gcc-{cpu.replace('_', '-')}-linux-gnu", f"libc6-dev-{platform}-cross")
        variable = f"CARGO_TARGET_{target.upper().replace('-', '_')}_LINKER"
        env = Env({"CARGO_BUILD_TARGET": target, variable: linker}, is_joined=True)
        steps = groups(system_packages(build.plan, packages, Note("rust-linker")), (env,))
        yield Stage(steps, platform, Note("rust-platform-stage", {"platform": platform}), is_native=True)


def _toolchain(build: _Build) -> Iterator[Step]:
    """Yield what installs the project's own toolchain, and what the target needs."""
    target = '"$CARGO_BUILD_TARGET"' if build.is_cross else build.target
    commands = (f"rustup target add {target}",) if target else ()
    if file := build.own.toolchain.value:
        yield Copy((file,), "./", notes=(Note("rust-toolchain"),))
        commands = ("cargo --version", *commands)
    elif build.own.pinned.value:
        yield Env({"RUSTUP_TOOLCHAIN": "$RUST_VERSION"}, is_joined=True, notes=(Note("rust-own-toolchain"),))
    if commands:
        yield Run(commands)


def _compile(build: _Build) -> Iterator[Step]:
    """Yield the steps that compile: with a cache, the sources are mounted, otherwise they are copied first."""
    plan, own, login = build.plan, build.own, build.login
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
        notes = (Note("rust-strip"),) * is_stripped + (Note("rust-incremental"),) * is_incremental
        yield Env(env, is_joined=True, notes=notes)
    unlocked, command = (Note("rust-lock-file-missing"),) * (not own.lock.value), _cargo_install(build)
    if not plan.does["cache"]:
        yield Copy((".",), ".", notes=unlocked)
        yield Run((command,), login.mounts, notes=login.notes)
        return
    # Cargo compares only times, and its cache may be of other sources.
    left_out = f" -not -path './{own.vendored.value}/*'" if own.vendored.value else ""
    mounts = [Mount("bind", "/src", writable=True)]  # what is written into /src is thrown away
    mounts += [Mount("cache", path) for path in _CRATES if not own.vendored.value]
    mounts += [Mount("cache", "/target", id=f"{plan.name}-target", sharing="locked"), *login.mounts]
    notes = (*unlocked, Note("rust-mounted-sources"), *login.notes)
    yield Run((f"find . -type f{left_out} -exec touch {{}} +", command), tuple(mounts), notes=notes)


def _cargo_install(build: _Build) -> str:
    """Return the command that compiles, the one of cargo that puts the program where it is asked to."""
    words = (
        _PROVIDER if build.own.tokens.value else "",
        "cargo install",
        "--locked" if build.own.lock.value else "",
        f"--path {build.own.package.value}",
        "--root /out" if build.has_stages else "",
        f"--bin {build.binary}",
        f"--target {build.target}" if build.target else "",
        f"--features {','.join(build.own.features.value)}" if build.own.features.value else "",
    )
    return " ".join(filter(None, words))
