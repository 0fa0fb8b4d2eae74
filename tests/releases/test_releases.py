"""`dockgen versions`: what is used, and what a registry has that is newer."""

import json
import ssl
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import sample
import trustme
from fake_registry import Handler, Registry, good, serving
from hypothesis import given
from hypothesis import strategies as st
from snapshots import contents, write

from dockgen.registry.reference import parse as reference
from dockgen.releases import find

GO = {"go.mod": "module example.com/shop\n\ngo 1.26\n", "main.go": "package main\n\nfunc main() {}\n"}
TAGS = {
    "golang": ["1.27", "1.27-alpine3.23", "1.28-alpine3.23", "1.28-alpine3.24", "1.29rc1-alpine3.24", "1.30-trixie"],
    "alpine": ["3.22", "3.23", "3.24", "3.25", "3.24.1", "edge", "latest"],
}


@pytest.fixture(autouse=True)
def docker_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path / "docker"))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    write(folder, dict(GO))
    sample.init(folder, "--base", "alpine", "--language-version", "1.27")
    return folder


def tags(handler: Handler) -> None:
    """Answer with the tags of a few images."""
    name = handler.path.removesuffix("/tags/list?n=1000").rpartition("/")[2]
    handler.send(200, json.dumps({"name": name, "tags": TAGS.get(name)}).encode())


def refresh(project: Path, registry: Registry, *flags: str) -> subprocess.CompletedProcess[str]:
    return sample.dockgen("versions", "refresh", str(project), "--mirror", registry.host, *flags)


@pytest.mark.parametrize(
    ("image", "newest"),
    [
        ("golang:1.27-alpine3.23", "1.28-alpine3.24"),
        ("golang:1.27", "1.27"),
        ("alpine:3.23", "3.25"),
        ("alpine:edge", None),
        ("alpine", None),
        ("golang:1.31", None),
    ],
)
def test_the_newest_of_its_kind_is_found(image: str, newest: str | None) -> None:
    one = reference(image)
    found = find.newest(find.like(one, TAGS[one.repository.rpartition("/")[2]]))
    assert (found.text if found else None) == newest


@pytest.mark.parametrize(
    ("tag", "newest"), [("24-slim", "26-slim"), ("26-slim", "27-slim"), ("22-alpine", "24-alpine")]
)
def test_releases_of_node_without_long_support_are_no_news(tag: str, newest: str) -> None:
    known = ["23-slim", "24-slim", "25-slim", "26-slim", "25-alpine", "24-alpine"]
    found = find.newest(find.like(reference(f"node:{tag}"), [*known, "27-slim"] if tag == "26-slim" else known))
    assert found is not None
    assert found.text == newest


@given(st.text(max_size=40), st.lists(st.text(max_size=40)))
def test_any_tags_can_be_compared(own: str, others: list[str]) -> None:
    one = reference("golang:1.27")._replace(tag=own)
    found = find.newest(find.like(one, others))
    assert found is None or found.text in others


@given(st.from_regex(r"[1-9][0-9]?\.[0-9]{1,2}(-alpine3\.[0-9]{1,2})?", fullmatch=True), st.data())
def test_the_newest_is_never_older_nor_of_another_kind(own: str, data: st.DataObject) -> None:
    similar = st.from_regex(r"[1-9][0-9]?\.[0-9]{1,2}(-alpine3\.[0-9]{1,2}|-slim)?", fullmatch=True)
    found = find.newest(find.like(reference(f"golang:{own}"), data.draw(st.lists(similar))))
    mine = find.parse(own)
    assert mine is not None
    assert found is None or (found.version >= mine.version and found.alpine >= mine.alpine and found.kind == mine.kind)


def test_what_is_newer_is_told(project: Path) -> None:
    before = contents(project)
    with serving(tags) as registry:
        result = refresh(project, registry)
    told = result.stdout
    assert result.returncode == 1
    assert "golang:1.27-alpine3.23 -> golang:1.28-alpine3.24" in told
    assert "alpine:3.23 -> alpine:3.25" in told
    assert contents(project) == before


def test_what_goes_together_is_taken_over(project: Path) -> None:
    with serving(tags) as registry:
        result = refresh(project, registry, "--write", "--json")
    assert result.returncode == 0
    assert json.loads(result.stdout)["written"] == {"alpine": "3.24", "language-version": "1.28"}
    assert sample.dockgen("update", project).returncode == 0
    text = (project / "Dockerfile").read_text("utf-8")
    assert "golang:1.28-alpine3.24\n" in text
    assert "=alpine:3.24\n" in text
    after = contents(project)
    with serving(tags) as registry:
        assert refresh(project, registry, "--write").returncode == 0
    assert contents(project) == after


def test_a_version_that_the_project_asks_for_stays(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    write(folder, dict(GO))
    sample.init(folder)
    with serving(tags) as registry:
        assert refresh(folder, registry, "--write").returncode == 0
    assert "language-version" not in (folder / "dockgen.toml").read_text("utf-8")


def test_no_image_is_written_that_is_not_there(project: Path) -> None:
    """Alpine 3.24 has only Go 1.28, and go.mod asks for 1.27."""
    (project / "go.mod").write_text(GO["go.mod"].replace("1.26", "1.27"), "utf-8")
    (project / "dockgen.toml").unlink()
    sample.init(project, "--base", "alpine", "--force")
    before = contents(project)
    with serving(tags) as registry:
        assert refresh(project, registry, "--write").returncode == 0
    assert contents(project) == before


def test_any_dockerfile_can_be_asked_for(tmp_path: Path) -> None:
    write(tmp_path, {"Dockerfile": "FROM alpine:3.22\nFROM $ELSE\n", "compose.yaml": "image: golang:1.27-alpine3.23\n"})
    with serving(tags) as registry:
        result = refresh(tmp_path, registry, "--json")
    assert result.returncode == 1
    images = json.loads(result.stdout)["images"]
    assert [(one["path"], one["line"], one["newer"]) for one in images] == [
        ("Dockerfile", 1, "alpine:3.25"),
        ("compose.yaml", 1, "golang:1.28-alpine3.24"),
    ]


BAD: dict[str, Callable[[Handler], None]] = {
    "429 for ever": lambda handler: handler.send(429, Retry_After="0"),
    "500": lambda handler: handler.send(500),
    "401": lambda handler: handler.send(401, WWW_Authenticate="Basic"),
    "no JSON": lambda handler: handler.send(200, b"<html>"),
    "no list": lambda handler: handler.send(200, b'{"tags": "all"}'),
    "huge": lambda handler: handler.send(200, b" " * 5_000_000),
    "pages for ever": lambda handler: handler.send(200, b'{"tags": []}', Link=f'<{handler.path}>; rel="next"'),
    "silent": lambda _: time.sleep(2),
    "hangs up": lambda handler: handler.send(200, b"{", Content_Length="100"),
}


@pytest.mark.parametrize("bad", BAD)
@pytest.mark.parametrize("command", ["pin", "versions refresh --write"])
def test_after_a_bad_answer_nothing_has_changed(project: Path, bad: str, command: str) -> None:
    before = contents(project)
    with serving(BAD[bad]) as registry:
        told = sample.dockgen(*command.split(), project, "--mirror", registry.host, "--timeout", "1")
        host = registry.host
    assert (told.returncode, told.stdout) == (8, "")
    assert host in told.stderr
    assert "Traceback" not in told.stderr
    assert contents(project) == before


@pytest.mark.parametrize("command", ["pin", "versions refresh --write"])
def test_a_wrong_certificate_is_told_and_the_right_one_is_taken(project: Path, tmp_path: Path, command: str) -> None:
    authority, other = trustme.CA(), trustme.CA()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(tls)
    other.cert_pem.write_to_path(str(tmp_path / "other.pem"))
    authority.cert_pem.write_to_path(str(tmp_path / "right.pem"))
    before = contents(project)
    answer = good if command == "pin" else tags
    with serving(answer, tls) as registry:
        asked = [*command.split(), str(project), "--mirror", registry.host]
        for flags in ([], ["--ca", str(tmp_path / "other.pem")]):
            told = sample.dockgen(*asked, *flags)
            assert (told.returncode, told.stdout) == (8, "")
            assert "certificate" in told.stderr
        assert contents(project) == before
        assert sample.dockgen(*asked, "--ca", tmp_path / "right.pem").returncode == 0
    assert contents(project) != before


def test_the_list_says_what_is_used() -> None:
    assert "alpine  3.23" in sample.dockgen("versions").stdout
    rows = json.loads(sample.dockgen("versions", "--json").stdout)["versions"]
    assert {row["name"] for row in rows} >= {"go", "python", "node", "alpine", "debian", "postgres"}
    assert all(row["default"] in row["supported"] for row in rows)


def test_a_release_of_a_service_is_chosen_by_hand(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"requirements.txt": "flask\npsycopg[binary]\n", "app.py": "from flask import Flask\napp = Flask(__name__)\n"},
    )
    sample.init(tmp_path, "--versions", "postgres=17", "--versions", "debian=bookworm")
    assert 'image: "postgres:17-alpine"' in (tmp_path / "compose.yaml").read_text("utf-8")
    assert "python:3.13-slim-bookworm" in (tmp_path / "Dockerfile").read_text("utf-8")
    assert 'versions = { "debian" = "bookworm", "postgres" = "17" }' in (tmp_path / "dockgen.toml").read_text("utf-8")
    done = sample.dockgen("init", tmp_path, "--yes", "--versions", "postgrs=17")
    assert done.returncode == 2
    assert "Did you mean 'postgres'?" in done.stderr
    assert sample.dockgen("init", tmp_path, "--yes", "--versions", "alpine=3.23; RUN id").returncode == 2
