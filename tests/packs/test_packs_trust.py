"""What a `dockgen.toml` names elsewhere is asked only once a person has said so, for that project and that address."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import sample
from snapshots import snapshot, write
from terminal import Terminal

from dockgen.packs import trust
from dockgen.packs.errors import UntrustedError

GO = {"go.mod": "module example.com/shop\n\ngo 1.26\n", "main.go": "package main\n\nfunc main() {}\n"}
Asked = Callable[[], int]
FLAGS = ("--yes",)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a person's settings, in which nothing is trusted yet."""
    home = tmp_path / "home"
    write(home, {"gitconfig": "[user]\nname = Ann Other\nemail = ann@example.com\n"})
    for name, value in (("HOME", home), ("GIT_CONFIG_GLOBAL", home / "gitconfig")):
        monkeypatch.setenv(name, str(value))
    for name in ("STATE", "CACHE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name))
    monkeypatch.delenv(trust.VARIABLE, raising=False)
    monkeypatch.setattr(trust, "_trusted", set())
    return home


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "acme"
    write(folder, {"pack.toml": 'name = "acme"\n', "files/acme.txt": "from acme\n"})
    for words in (("init", "-q", "-b", "main"), ("add", "."), ("commit", "-qm", "x"), ("tag", "v1"), ("tag", "v2")):
        subprocess.run(["git", *words], cwd=folder, check=True)
    return folder


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Return a function that says how often git has asked a server."""
    log, real = tmp_path / "asked", shutil.which("git")
    shim = f'#!/bin/sh\ncase " $* " in *" fetch "*|*" ls-remote "*) echo "$@" >> {log};; esac\nexec {real} "$@"\n'
    write(tmp_path / "bin", {"git": shim})
    (tmp_path / "bin" / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    return lambda: len(log.read_text("utf-8").splitlines()) if log.exists() else 0


def project(folder: Path, pack: object) -> Path:
    write(folder, {**GO, "dockgen.toml": f'pack = "{pack}"\n'})
    return folder


@pytest.mark.parametrize(
    "words",
    [
        *("init --yes", "init --check", "init --diff", "init --stdout", "update", "update --check", "outdated"),
        *("verify", "ladder", "compare scratch", "versions refresh --write --mirror 127.0.0.1:1"),
    ],
)
@pytest.mark.parametrize("place", ["git+file://{}@v1", "git+file://{}", "{}"])
def test_a_script_stops_before_anything_is_asked(
    tmp_path: Path, pack: Path, asked: Asked, words: str, place: str
) -> None:
    folder = project(tmp_path / "shop", place.format(pack))
    if words.split(maxsplit=1)[0] in {"outdated", "verify", "versions"}:
        write(folder, {"Dockerfile": "FROM scratch\n"})
    before = snapshot(folder)
    more = ["--context"] if words.startswith("compare") else []
    done = sample.dockgen(*words.split(), *more, folder)
    assert done.returncode == 2, done.stdout
    assert f"{place.format(pack)}, which is not trusted" in done.stderr
    assert "--trust-pack" in done.stderr
    assert trust.VARIABLE in done.stderr
    assert asked() == 0
    assert snapshot(folder) == before


@pytest.mark.parametrize("words", ["detect", "audit", "audit --fix", "audit --diff", "explain"])
def test_what_only_looks_asks_no_server_even_if_it_is_trusted(
    tmp_path: Path, pack: Path, asked: Asked, home: Path, words: str
) -> None:
    folder = tmp_path / "shop"
    write(folder, dict(GO))
    assert sample.dockgen("init", folder, *FLAGS, "--pack", f"git+file://{pack}@v1").returncode == 0
    shutil.rmtree(home / "CACHE")
    before = asked()
    done = sample.dockgen(*words.split(), folder / "Dockerfile" if words == "explain" else folder)
    assert done.returncode in {0, 1}, done.stderr
    assert asked() == before
    if words == "detect":
        assert "is not in the cache" in done.stdout


def test_detect_says_what_is_not_trusted(tmp_path: Path, pack: Path, asked: Asked) -> None:
    done = sample.dockgen("detect", project(tmp_path / "shop", f"git+file://{pack}@v1"))
    assert done.returncode == 0, done.stderr
    assert "was not fetched" in " ".join(done.stdout.split())
    assert asked() == 0


def test_what_is_typed_is_trusted_from_then_on(tmp_path: Path, pack: Path, asked: Asked, home: Path) -> None:
    folder = tmp_path / "shop"
    write(folder, dict(GO))
    assert sample.dockgen("init", folder, *FLAGS, "--pack", f"git+file://{pack}@main").returncode == 0
    once = asked()
    assert sample.dockgen("update", folder).returncode == 0
    assert asked() == once
    shutil.rmtree(home / "CACHE")
    assert sample.dockgen("update", folder).returncode == 0
    assert asked() > once


def test_a_flag_trusts_once_for_this_project_and_this_address(tmp_path: Path, pack: Path, asked: Asked) -> None:
    folder = project(tmp_path / "shop", f"git+file://{pack}@v1")
    assert sample.dockgen("init", folder, *FLAGS, "--trust-pack").returncode == 0
    assert (folder / "acme.txt").is_file()
    assert sample.dockgen("update", folder).returncode == 0
    once = asked()
    other = project(tmp_path / "other", f"git+file://{pack}@v1")
    assert sample.dockgen("init", other, *FLAGS).returncode == 2
    project(folder, f"git+file://{pack}@v2")
    assert sample.dockgen("update", folder).returncode == 2
    assert asked() == once


def test_it_is_kept_outside_of_the_project(tmp_path: Path, pack: Path, home: Path) -> None:
    folder = project(tmp_path / "shop", f"git+file://{pack}@v1")
    assert sample.dockgen("init", folder, *FLAGS, "--trust-pack").returncode == 0
    kept = json.loads((home / "STATE" / "dockgen" / "trusted-packs.json").read_bytes())
    assert kept == {str(folder): [f"git+file://{pack}@v1"]}


@pytest.mark.parametrize("damage", ["{", "[]", '{"shop": 3}', "\0"])
def test_a_damaged_list_trusts_nothing_and_is_replaced(tmp_path: Path, pack: Path, home: Path, damage: str) -> None:
    folder = project(tmp_path / "shop", f"git+file://{pack}@v1")
    write(home / "STATE" / "dockgen", {"trusted-packs.json": damage})
    assert sample.dockgen("init", folder, *FLAGS).returncode == 2
    assert sample.dockgen("init", folder, *FLAGS, "--trust-pack").returncode == 0
    assert sample.dockgen("update", folder).returncode == 0


@pytest.mark.parametrize("kind", ["pipe", "device", "folder", "large"])
def test_a_list_that_is_no_usual_file_trusts_nothing_and_holds_nothing_up(
    tmp_path: Path, pack: Path, home: Path, kind: str
) -> None:
    folder = project(tmp_path / "shop", f"git+file://{pack}@v1")
    kept = home / "STATE" / "dockgen" / "trusted-packs.json"
    kept.parent.mkdir(parents=True)
    if kind == "pipe":
        os.mkfifo(kept)
    elif kind == "device":
        kept.symlink_to("/dev/zero")
    elif kind == "folder":
        kept.mkdir()
    else:
        kept.write_text(json.dumps({str(folder): [f"git+file://{pack}@v1"]}) + " " * 2**20, "utf-8")
    limited = f"ulimit -v 4000000; exec {sys.executable} -m dockgen init {folder} --yes"  # a device has no end
    script = subprocess.run(["sh", "-c", limited], capture_output=True, text=True, timeout=60, check=False)
    assert (script.returncode, "not trusted" in script.stderr) == (2, True), script.stderr
    assert sample.dockgen("init", folder, *FLAGS, "--trust-pack").returncode == 0
    assert [path.name for path in kept.parent.iterdir()] == [kept.name]


def test_fixing_a_dockerfile_says_that_a_pack_was_not_fetched(tmp_path: Path, pack: Path, asked: Asked) -> None:
    folder = project(tmp_path / "shop", f"git+file://{pack}@v1")
    dockerfile = 'FROM golang:1.26\nCOPY . .\nRUN go build -o /app .\nCMD ["/app"]\n'
    write(folder, {"Dockerfile": dockerfile, "worker.Dockerfile": dockerfile})
    done = sample.dockgen("audit", folder, "--fix")
    [warning] = [line for line in done.stderr.splitlines() if line.startswith("warning: ")]
    assert f"git+file://{pack}@v1, which is not trusted for this project, and was not fetched" in warning
    assert asked() == 0


def test_a_home_that_cannot_be_written_is_enough_for_the_flag(
    tmp_path: Path, pack: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(home, {"file": "x"})
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "file"))
    folder = project(tmp_path / "shop", f"git+file://{pack}@v1")
    done = sample.dockgen("init", folder, *FLAGS, "--trust-pack")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(("downs", "code"), [(0, 130), (1, 0)])
def test_a_person_is_asked_once(tmp_path: Path, pack: Path, asked: Asked, downs: int, code: int) -> None:
    folder = project(tmp_path / "shop", f"git+file://{pack}@v1")
    with Terminal("update", folder) as terminal:
        terminal.see("dockgen.toml names a template pack")
        assert asked() == 0
        terminal.choose("Do you trust it?", downs)
        assert terminal.end() == code
    assert (asked() > 0) == (code == 0)
    if code == 0:
        with Terminal("update", folder) as terminal:
            assert terminal.end() == 0
            assert "Do you trust it?" not in terminal.text


@pytest.mark.parametrize(
    ("allowed", "address", "is_right"),
    [
        ("git+https://git.acme.example", "git+https://git.acme.example/team/pack@v1", True),
        ("git+https://git.acme.example/", "git+https://git.acme.example/team/pack@v1#one", True),
        ("git+https://git.acme.example/team/pack", "git+https://git.acme.example/team/pack@v2", True),
        ("git+https://git.acme.example/team/pack@v1", "git+https://git.acme.example/team/pack@v1", True),
        ("git+https://git.acme.example/team/pack@v1", "git+https://git.acme.example/team/pack@v2", False),
        ("git+https://a.example, git+https://b.example", "git+https://b.example/pack@v1", True),
        ("git+https://github.com/acme", "gh:acme/pack@v1", True),
        ("git+https://github.com/acme", "gh:acme-evil/pack@v1", False),
        ("git+https://git.acme.example", "git+https://git.acme.example.evil.example/pack@v1", False),
        ("git+https://git.acme.example", "git+https://git.acme.example@evil.example/pack@v1", False),
        ("git+https://git.acme.example/team", "git+https://git.acme.example/team/../evil/pack@v1", False),
        ("git+https://git.acme.example/team", "git+https://git.acme.example/team/%2e%2E/evil/pack@v1", False),
        ("", "git+https://git.acme.example/pack@v1", False),
        (" , / ", "git+https://git.acme.example/pack@v1", False),
        ("/opt/packs", "/opt/packs/acme", True),
        ("/opt/packs", "/opt/packs/../other", False),
        ("/opt/packs", "/opt/packs-of-others", False),
    ],
)
def test_the_environment_trusts_what_is_below_an_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, allowed: str, address: str, *, is_right: bool
) -> None:
    monkeypatch.setenv(trust.VARIABLE, allowed)
    if is_right:
        trust.require(tmp_path, address)
    else:
        with pytest.raises(UntrustedError):
            trust.require(tmp_path, address)


def test_a_folder_of_the_project_or_its_repository_is_its_own(tmp_path: Path) -> None:
    shop = tmp_path / "repository" / "services" / "shop"
    shop.mkdir(parents=True)
    trust.require(shop, "pack")
    with pytest.raises(UntrustedError):
        trust.require(shop, "../../pack")
    (tmp_path / "repository" / ".git").mkdir()
    trust.require(shop, "../../pack")
    for elsewhere in ("../../../pack", "/opt/pack", "~/pack", "//server/share"):
        with pytest.raises(UntrustedError):
            trust.require(shop, elsewhere)


def test_a_link_to_elsewhere_is_not(tmp_path: Path, pack: Path) -> None:
    folder = project(tmp_path / "shop", "mine")
    (folder / "mine").symlink_to(pack)
    done = sample.dockgen("init", folder, *FLAGS)
    assert done.returncode == 2
    assert "not trusted" in done.stderr


@pytest.mark.parametrize("words", ["init --yes --dry-run", "init --diff", "update --check"])
def test_a_dry_run_keeps_no_trust(tmp_path: Path, pack: Path, words: str) -> None:
    folder = project(tmp_path / "shop", f"git+file://{pack}@v1")
    assert sample.dockgen(*words.split(), folder, "--trust-pack").returncode != 2
    assert sample.dockgen("init", folder, *FLAGS).returncode == 2
