"""Fetching a pack from Git runs nothing: no filter, hook, submodule or program of any repository's settings."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
import sample
from snapshots import write

from dockgen.errors import ExitCode

PACK = 'name = "acme"\n'
WHO = '[user]\nname = Ann Other\nemail = ann@example.com\n[protocol "file"]\nallow = always\n'


pytestmark = pytest.mark.usefixtures("home")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a person's settings; their `gitconfig` is for the tests to write."""
    home = tmp_path / "home"
    write(home, {"gitconfig": WHO})
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(home / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    return home


def repository(folder: Path, files: Mapping[str, str]) -> Path:
    """Make a repository with a tag."""
    write(folder, dict(files))
    for words in (("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "-m", "x"), ("tag", "v1")):
        subprocess.run(["git", *words], cwd=folder, check=True)
    return folder


def init(target: Path, pack: Path, rest: str = "") -> subprocess.CompletedProcess[str]:
    return sample.dockgen("init", target, "--yes", "--language", "go", "--pack", f"git+file://{pack}@v1{rest}")


def settings(home: Path, text: str) -> None:
    """Add to a person's settings, once the test's repositories are made."""
    with (home / "gitconfig").open("a", encoding="utf-8") as file:
        file.write(text)


def program(path: Path, leaves: Path, then: str = "cat") -> Path:
    write(path.parent, {path.name: f"#!/bin/sh\ntouch {leaves}\nexec {then}\n"})
    path.chmod(0o755)
    return path


@pytest.mark.parametrize("kind", ["smudge", "process"])
def test_no_filter_runs(home: Path, tmp_path: Path, kind: str) -> None:
    left = tmp_path / "left"
    pack = repository(
        tmp_path / "pack", {"pack.toml": PACK, "files/a.txt": "kept\n", ".gitattributes": "* filter=mine\n"}
    )
    settings(home, f'[filter "mine"]\n{kind} = {program(tmp_path / "filter", left)}\nrequired = true\n')
    done = init(tmp_path / "target", pack)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "target" / "a.txt").read_text("utf-8") == "kept\n"
    assert not left.exists()


@pytest.mark.parametrize("attributes", ["* text eol=crlf\n", "* ident\n", ""])
def test_files_are_the_bytes_of_the_repository(home: Path, tmp_path: Path, attributes: str) -> None:
    pack = repository(
        tmp_path / "pack", {"pack.toml": PACK, "files/a.txt": "one $Id$\ntwo\n", ".gitattributes": attributes}
    )
    settings(home, "[core]\nautocrlf = true\n")
    assert init(tmp_path / "target", pack).returncode == 0
    assert (tmp_path / "target" / "a.txt").read_bytes() == b"one $Id$\ntwo\n"


@pytest.mark.parametrize("place", ["core.hooksPath", "init.templateDir"])
def test_no_hook_runs(home: Path, tmp_path: Path, place: str) -> None:
    left, pack = tmp_path / "left", repository(tmp_path / "pack", {"pack.toml": PACK, "files/a.txt": "x"})
    section, _, name = place.partition(".")
    hooks = tmp_path / "own" / ("" if section == "core" else "hooks")
    for hook in ("post-checkout", "reference-transaction", "post-index-change", "fsmonitor-watchman"):
        program(hooks / hook, left)
    settings(home, f"[{section}]\n{name} = {tmp_path / 'own'}\n")
    settings(home, f"[core]\nfsmonitor = {program(tmp_path / 'monitor', left)}\n")
    done = init(tmp_path / "target", pack)
    assert done.returncode == 0, done.stderr
    assert not left.exists()


def test_settings_of_the_current_folders_repository_do_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A project that was unpacked, not cloned, comes with settings of its own."""
    pack = repository(tmp_path / "pack", {"pack.toml": PACK, "files/a.txt": "right\n"})
    project = repository(tmp_path / "project", {"a": "x"})
    words = [f"url.file://{tmp_path / 'gone'}.insteadOf", f"file://{pack}"]
    subprocess.run(["git", "config", *words], cwd=project, check=True)
    monkeypatch.chdir(project)
    done = init(tmp_path / "target", pack)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "target" / "a.txt").read_text("utf-8") == "right\n"


def test_neither_does_its_ssh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left, project = tmp_path / "left", repository(tmp_path / "project", {"a": "x"})
    command = str(program(tmp_path / "ssh", left, "false"))
    subprocess.run(["git", "config", "core.sshCommand", command], cwd=project, check=True)
    monkeypatch.chdir(project)
    monkeypatch.delenv("GIT_SSH_COMMAND", raising=False)
    done = sample.dockgen(
        "init", tmp_path / "target", "--yes", "--language", "go", "--pack", "git+ssh://127.0.0.1:1/pack@v1"
    )
    assert done.returncode == ExitCode.NETWORK, done.stderr
    assert not left.exists()


def test_a_persons_own_ssh_and_addresses_are_used(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left, pack = tmp_path / "left", repository(tmp_path / "pack", {"pack.toml": PACK, "files/a.txt": "x"})
    monkeypatch.delenv("GIT_SSH_COMMAND", raising=False)
    settings(home, f"[core]\nsshCommand = {program(tmp_path / 'ssh', left, 'false')}\n")
    settings(home, f'[url "file://{pack}"]\ninsteadOf = https://git.example/pack\n')
    ask = ("init", tmp_path / "target", "--yes", "--language", "go", "--pack")
    assert sample.dockgen(*ask, "git+https://git.example/pack@v1").returncode == 0
    assert not left.exists()
    assert sample.dockgen(*ask, "git+ssh://git.example/pack@v2", "--force").returncode == ExitCode.NETWORK
    assert left.exists()


def test_a_submodule_is_refused_and_not_fetched(tmp_path: Path) -> None:
    inner = repository(tmp_path / "inner", {"a.txt": "x"})
    pack = repository(tmp_path / "pack", {"pack.toml": PACK, "files/b.txt": "x"})
    for words in (("submodule", "--quiet", "add", f"file://{inner}", "files/inner"), ("commit", "-qm", "y")):
        subprocess.run(["git", *words], cwd=pack, check=True)
    subprocess.run(["git", "tag", "--force", "v1"], cwd=pack, check=True)
    done = init(tmp_path / "target", pack)
    assert done.returncode == 2
    assert "files/inner is not a plain file" in done.stderr
    assert not (tmp_path / "target").exists()


def test_a_submodule_beside_the_pack_is_left_alone(tmp_path: Path) -> None:
    inner = repository(tmp_path / "inner", {"a.txt": "x"})
    pack = repository(tmp_path / "pack", {"acme/pack.toml": PACK, "acme/files/b.txt": "x"})
    for words in (("submodule", "--quiet", "add", f"file://{inner}", "inner"), ("commit", "-qm", "y")):
        subprocess.run(["git", *words], cwd=pack, check=True)
    subprocess.run(["git", "tag", "--force", "v1"], cwd=pack, check=True)
    assert init(tmp_path / "target", pack, "#acme").returncode == 0
    assert (tmp_path / "target" / "b.txt").is_file()


def test_a_pointer_of_git_lfs_is_said(tmp_path: Path) -> None:
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 12345\n"
    pack = repository(tmp_path / "pack", {"pack.toml": PACK, "files/a.crt": pointer})
    done = init(tmp_path / "target", pack)
    assert done.returncode == 2
    assert "files/a.crt is only a Git LFS pointer" in done.stderr
    assert not (tmp_path / "target").exists()


def test_a_link_is_not_made(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "pack"
    write(folder, {"pack.toml": PACK})
    (folder / "templates").symlink_to(tmp_path)
    done = init(tmp_path / "target", repository(folder, {}))
    assert done.returncode == 2
    assert "templates is not a plain file" in done.stderr
    assert not [one for one in (home / "cache").rglob("*") if one.is_symlink()]


@pytest.mark.parametrize("name", ["..", ".", "a\\..\\b"])
def test_a_name_leads_nowhere_else(home: Path, tmp_path: Path, name: str) -> None:
    folder = repository(tmp_path / "pack", {"pack.toml": PACK})

    def made(given: bytes, kind: str) -> bytes:
        words = ["git", "hash-object", "-w", "--literally", "-t", kind, "--stdin"]
        return subprocess.run(words, cwd=folder, input=given, capture_output=True, check=True).stdout.strip()

    def entry(mode: str, name: str, found: bytes) -> bytes:
        return f"{mode} {name}\0".encode() + bytes.fromhex(found.decode())

    text = made(PACK.encode(), "blob")
    inner = made(entry("100644", "outside", text), "tree")
    below = made(entry("40000", name, inner), "tree")
    top = made(entry("40000", "files", below) + entry("100644", "pack.toml", text), "tree").decode()
    commit = subprocess.run(
        ["git", "commit-tree", top, "-m", "x"], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.strip()
    subprocess.run(["git", "tag", "--force", "v1", commit], cwd=folder, check=True)
    done = init(tmp_path / "target", folder)
    assert done.returncode == 2, done.stdout
    assert "not a valid file name" in done.stderr
    assert not list((home / "cache").rglob("outside"))


def test_what_is_no_pack_is_not_kept(home: Path, tmp_path: Path) -> None:
    done = init(tmp_path / "target", repository(tmp_path / "pack", {"readme.md": "x"}))
    assert done.returncode == 2
    assert "it has no pack.toml" in done.stderr
    assert not list((home / "cache" / "dockgen" / "packs").iterdir())
