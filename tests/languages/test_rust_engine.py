"""Rust programs that are really built: for another platform, from another checkout, and with an edit."""

import os
import struct

import pytest
import sample

from dockgen.languages import rust

pytestmark = pytest.mark.engine
MACHINES = {"linux/amd64": 62, "linux/arm64": 183}
"""What an ELF header says of the processor."""
LONG_AGO = 1_700_000_000


def built(engine, folder, name, *flags):
    """Return the bytes of the program in the image of a project."""
    place = folder.parent / "built"
    engine.docker("build", *flags, "--output", f"type=local,dest={place}", folder)
    return (place / name).read_bytes()


@pytest.mark.parametrize(("name", "program"), [("rust-hello", "hello"), ("rust-slim", "pages")])
def test_an_image_for_another_platform_is_built_without_emulation(name, program, engine, tmp_path):
    one = sample.load(name)
    folder = one.copy_to(tmp_path)
    sample.init(folder, *one.flags)
    for platform, machine in MACHINES.items():
        content = built(engine, folder, program, "--platform", platform)
        assert content[:4] == b"\x7fELF"
        assert struct.unpack_from("<H", content, 18)[0] == machine


def test_a_checkout_with_older_files_is_compiled_all_the_same(engine, tmp_path):
    one = sample.load("rust-toolchain")
    outputs = []
    for words in ("Hello first", "Hello second"):
        folder = one.copy_to(tmp_path / words.partition(" ")[2])
        (folder / "rust-toolchain.toml").unlink()
        source = folder / "src/main.rs"
        source.write_text(source.read_text().replace("Hello from an older Rust", words))
        for path in folder.rglob("*"):
            os.utime(path, (LONG_AGO, LONG_AGO))
        sample.init(folder)
        outputs.append(words.encode() in built(engine, folder, "dated"))
    assert outputs == [True, True]


def test_what_the_ladder_edits_stays_in_the_program(engine, tmp_path):
    folder = sample.load("rust-vendored").copy_to(tmp_path)
    one = sample.load("rust-vendored")
    engine.lock(folder, one.lock)
    source = folder / "src/main.rs"
    source.write_text(source.read_text() + rust.editing().edits[".rs"].format("0123abcd"))
    sample.init(folder)
    assert b"0123abcd" in built(engine, folder, "polite")


def test_the_tests_of_the_sample_app_pass(engine, tmp_path):
    folder = sample.load("rust-hello").copy_to(tmp_path)
    sample.init(folder, "--language", "rust")
    engine.change(
        folder, "rust:1.99-slim-trixie", "cargo test --locked && cargo build --locked && touch done", ["done"]
    )
    assert (folder / "done").exists()
