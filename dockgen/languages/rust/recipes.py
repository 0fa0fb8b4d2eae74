"""How a Rust program is built: its target, what its crates need, what is mounted and copied."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from dockgen.errors import UsageError
from dockgen.languages.kit.logins import Login, login
from dockgen.languages.kit.steps import added_user, beside, environment, kept, system_packages
from dockgen.languages.kit.system_packages import SystemPackages, needed
from dockgen.languages.rust.crates import MUSL
from dockgen.languages.rust.record import RustProgram
from dockgen.model.note import Note
from dockgen.model.program import own_of
from dockgen.model.recipe import Recipe
from dockgen.model.steps import Copy, Env, Group, Mount, Run, Stage, Step, Workdir, groups

if TYPE_CHECKING:
    from dockgen.model.plan import Choices

_CPUS: Final = {"amd64": "x86_64", "arm64": "aarch64"}
"""What Rust calls the platforms that one builds for."""
_PROVIDER: Final = "CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS=cargo:token"
"""Without it, cargo signs in to no registry that wants a token to read."""
_CRATES: Final = ("/usr/local/cargo/registry", "/usr/local/cargo/git/db")
"""Where cargo keeps what it downloads."""


def recipe(plan: "Choices") -> Recipe:
    """Say how the program is compiled and started.

    Raises:
        UsageError: the sample app is to serve TLS, which the standard library cannot.
    """
    if plan.does["sample"] and plan.https == "serve":
        raise UsageError("https serve: the sample app of Rust serves no TLS", "Let a proxy in front of it serve TLS.")
    own, program = own_of(plan.program, RustProgram), f"/{plan.name}"
    has_stages, word = plan.does["multi-stage"], own.subcommand.value
    opened = beside(plan, own.opened.value, own.opened_in.value, own.keeps.value)
    compiled = (Copy((f"/out/bin/{_binary(plan, own)}",), program, stage="build"),)
    start = program if has_stages else f"/usr/local/cargo/bin/{_binary(plan, own)}"
    return Recipe(
        stages=(*_platforms(plan), _build(plan, own, opened)),
        packages=groups(system_packages(plan, _packages(plan, own).run, Note("runtime-libraries"))) * has_stages,
        program=groups(opened, compiled) * has_stages,
        env=environment(plan, own.environment.value) * has_stages,
        start=(start, word) if word else (start,),
        command=(start,),
        build_tools=Note("go-compiler"),
        compose_secrets=_login(own).secrets,
        keeps={path: f"/app/{path}" for path in own.keeps.value},
    )


def _binary(plan: "Choices", own: RustProgram) -> str:
    """Return what cargo calls the program, which takes no dot in a name."""
    return own.binary.value or plan.name.replace(".", "-")


def _is_static(plan: "Choices") -> bool:
    """Tell whether the program is linked with musl: it then runs where there is no C library."""
    return plan.does["multi-stage"] and plan.base in {"scratch", "alpine"}


def _packages(plan: "Choices", own: RustProgram) -> SystemPackages:
    """Return the distribution's packages."""
    words = [word for word in own.needs.value if word != MUSL or _is_static(plan)]
    found = needed([*words, *(["git"] if own.private.value else [])], plan.family)
    return found if plan.base != "distroless" else found._replace(run=())


def _platforms(plan: "Choices") -> Iterator[Stage]:
    """Yield a stage for each platform, with what cargo has to know to compile for it on any other."""
    if not plan.does["cross-build"]:
        return
    libc = "musl" if _is_static(plan) else "gnu"
    for platform, cpu in _CPUS.items():
        target = f"{cpu}-unknown-linux-{libc}"
        linker = "rust-lld" if libc == "musl" else f"{cpu}-linux-gnu-gcc"
        packages = (f"gcc-{cpu.replace('_', '-')}-linux-gnu", f"libc6-dev-{platform}-cross")
        variable = f"CARGO_TARGET_{target.upper().replace('-', '_')}_LINKER"
        steps = groups(
            system_packages(plan, packages if libc == "gnu" else (), Note("rust-linker")),
            (Env({"CARGO_BUILD_TARGET": target, variable: linker}, is_joined=True),),
        )
        yield Stage(steps, platform, Note("rust-platform-stage", {"platform": platform}), is_native=True)


def _build(plan: "Choices", own: RustProgram, opened: Group) -> Stage:
    """Return the stage that compiles the program; the only one where there are no others."""
    has_stages, is_cross = plan.does["multi-stage"], plan.does["cross-build"]
    steps = groups(
        system_packages(plan, _packages(plan, own).build, Note("rust-build-packages")),
        (Workdir("/src"),),
        added_user(plan),
        tuple(_toolchain(plan, own)),
        kept(plan, own.keeps.value, own.links.value),
        *((step,) for step in _compile(plan, own)),
        *(() if has_stages else (environment(plan, own.environment.value), opened)),
    )
    if not has_stages:
        return Stage(steps)
    heading = Note("cross-compiler-stage" if is_cross else "compiler-stage")
    return Stage(steps, "build", heading, after="${TARGETARCH}" if is_cross else "")


def _toolchain(plan: "Choices", own: RustProgram) -> Iterator[Step]:
    """Yield what installs the project's own toolchain, and what the target needs."""
    commands: tuple[str, ...] = ()
    if own.toolchain.value is not None:
        yield Copy((own.toolchain.value,), "./", notes=(Note("rust-toolchain"),))
        commands = ("cargo --version",)
    elif own.pinned.value:
        yield Env({"RUSTUP_TOOLCHAIN": "$RUST_VERSION"}, is_joined=True, notes=(Note("rust-own-toolchain"),))
    if plan.does["cross-build"] or _is_static(plan):
        commands += (f"rustup target add {_target(plan)}",)
    if commands:
        yield Run(commands)


def _target(plan: "Choices") -> str:
    return '"$CARGO_BUILD_TARGET"' if plan.does["cross-build"] else '"$(uname -m)-unknown-linux-musl"'


def _compile(plan: "Choices", own: RustProgram) -> Iterator[Step]:
    """Yield the steps that compile: with a cache the sources are mounted, else they are copied before."""
    unlocked = () if own.lock.value else (Note("rust-lock-file-missing"),)
    if variables := dict(_variables(plan, own)):
        is_stripped = "CARGO_PROFILE_RELEASE_STRIP" in variables
        yield Env(variables, is_joined=True, notes=(Note("rust-strip"),) if is_stripped else ())
    if plan.does["cache"]:
        notes = (*unlocked, Note("rust-mounted-sources"), *_login(own).notes)
        yield Run((_touch(own), _cargo_install(plan, own)), tuple(_mounts(plan, own)), notes=notes)
        return
    yield Copy((".",), ".", notes=unlocked)
    yield Run((_cargo_install(plan, own),), _login(own).mounts, notes=_login(own).notes)


def _login(own: RustProgram) -> Login:
    return login(own.tokens.value, netrc=own.private.value)


def _touch(own: RustProgram) -> str:
    """Return what gives all sources a new time: cargo compares nothing else, and its cache may be of other ones."""
    left_out = f" -not -path './{own.vendored.value}/*'" if own.vendored.value else ""
    return f"find . -type f{left_out} -exec touch {{}} +"


def _cargo_install(plan: "Choices", own: RustProgram) -> str:
    """Return the command that compiles: of all that do, it puts the program where it is asked to."""
    words = [
        _PROVIDER if own.tokens.value else "",
        "cargo install",
        "--locked" if own.lock.value else "",
        f"--path {own.package.value}",
    ]
    words += ["--root /out" if plan.does["multi-stage"] else "", f"--bin {_binary(plan, own)}"]
    words += [f"--target {_target(plan)}" if _is_static(plan) and not plan.does["cross-build"] else ""]
    words += [f"--features {','.join(own.features.value)}" if own.features.value else ""]
    return " ".join(filter(None, words))


def _variables(plan: "Choices", own: RustProgram) -> Iterator[tuple[str, str]]:
    if plan.does["strip"] and not own.stripped.value:
        yield "CARGO_PROFILE_RELEASE_STRIP", "symbols"
    if plan.does["cache"]:
        yield "CARGO_TARGET_DIR", "/target"
    if own.offline.value:
        yield "SQLX_OFFLINE", "true"
    if own.private.value:
        yield "CARGO_NET_GIT_FETCH_WITH_CLI", "true"


def _mounts(plan: "Choices", own: RustProgram) -> Iterator[Mount]:
    """Yield what a build with cache mounts sees; what is written into the sources is thrown away."""
    yield Mount("bind", "/src", writable=True)
    yield from (Mount("cache", path) for path in _CRATES if own.vendored.value is None)
    yield Mount("cache", "/target", id=f"{plan.name}-target", sharing="locked")
    yield from _login(own).mounts
