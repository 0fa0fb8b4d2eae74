"""What checks, fixes, and the ladder know of Rust's tools."""

from typing import Final

from dockgen.languages.language import Editing, Image, Install, Left, Tool, Tooling

_CRATES: Final = "/usr/local/cargo/registry"
_TOOLCHAIN: Final = (
    r"(?:(?:usr/|usr/local/)?bin/|(?:.{0,60}/)?\.?cargo/bin/|(?:.{0,60}/)?\.?rustup/toolchains/[^/]{1,60}/bin/)"
    r"(?:cargo|rustc|rustup)"
)
_INSTALLS: Final = (
    Install("cargo", r"cargo fetch\b.*|cargo chef cook\b.*", _CRATES, "Cargo.toml Cargo.lock ./", at_home=True),
    Install("cargo", r"cargo (?:build\b|install\b.*--path\b).*", _CRATES, "", compiles=True, at_home=True),
)

TOOLING: Final = Tooling(
    images=(Image("rust", ("build", "debian"), is_for_builds=True),),
    tools=(Tool("cargo", _INSTALLS, store=(_CRATES,), program="cargo", named_in=r"(?:^|/)Cargo\."),),
    manifests_too=("rust-toolchain.toml",),
    sets_up=r"rustup (?:target|component|toolchain) .*|cargo install (?:--locked )?(?:cargo-chef|sccache)\b.*",
    readable=r"cargo .*",
    cache_variables=r"CARGO_HOME|CARGO_TARGET_DIR",
    left=Left(
        caches=((r"(?:.{0,300}/)?(?:\.cargo|usr/local/cargo)/(?:registry|git)", "the cache of cargo"),),
        marks=("cargo/",),
        tools=((_TOOLCHAIN, "the Rust toolchain"),),
        packages="cargo|rustc",
    ),
)

EDITING: Final = Editing(
    sources=(".rs",),
    # Linkers keep what the start of a program calls; another statement they would leave out.
    edits={
        ".rs": (
            '\n#[used]\n#[unsafe(link_section = ".init_array")]\n#[allow(non_upper_case_globals)]\n'
            'static edited{0}: extern "C" fn() = {{\n    extern "C" fn edited() {{\n'
            '        std::hint::black_box("{0}");\n    }}\n    edited\n}};\n'
        )
    },
    start=(r"(?m)^\s{0,9}(?:pub\s{1,9})?(?:async\s{1,9})?fn main\(", "_test.rs"),
)
