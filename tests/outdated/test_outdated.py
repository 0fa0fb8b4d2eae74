"""`dockgen outdated`: what is old, on a given day."""

import json

import pytest
import sample
from snapshots import contents, write
from update.test_update import PROJECT, change

from dockgen.errors import ExitCode

TODAY = "--today=2026-11-24"


def outdated(folder, *flags, today=TODAY):
    return sample.dockgen("outdated", folder, today, *flags)


def items(done):
    return [
        (item["kind"], f"{item['path']}:{item['line']}", item["message"]) for item in json.loads(done.stdout)["items"]
    ]


@pytest.mark.parametrize(
    ("image", "found"),
    [
        ("golang:1.27-alpine3.24", []),
        ("golang:1.27-alpine3.23", [("newer", "Alpine 3.23 in golang:1.27-alpine3.23: Alpine 3.24 is available")]),
        (
            "golang:1.24-alpine3.24",
            [("ended", "Go 1.24 in golang:1.24-alpine3.24 no longer gets security fixes, since 2026-02-10")],
        ),
        ("golang:1.26-trixie", [("newer", "Go 1.26 in golang:1.26-trixie: Go 1.27 is available")]),
        ("node:22-trixie-slim", [("newer", "Node.js 22 in node:22-trixie-slim: Node.js 26 is available")]),
        ("python:3.14-slim-trixie", []),
        (
            "python:3.10.2-slim-trixie",
            [("ended", "Python 3.10 in python:3.10.2-slim-trixie no longer gets security fixes, since 2026-10-31")],
        ),
        ("registry.example.com/mine:1", []),
        ("scratch", []),
    ],
)
def test_images_of_any_dockerfile(tmp_path, image, found):
    (tmp_path / "Dockerfile").write_text(f"# mine\nARG IMAGE={image}\nFROM ${{IMAGE}} AS one\nFROM one\n", "utf-8")
    done = outdated(tmp_path, "--json")
    assert items(done) == [(kind, "Dockerfile:3", message) for kind, message in found]
    assert done.returncode == (ExitCode.DIFFERENT if any(kind != "newer" for kind, _ in found) else 0)


def test_the_day_decides(tmp_path):
    (tmp_path / "Dockerfile").write_text("FROM golang:1.26-trixie\n", "utf-8")
    kinds = [
        items(outdated(tmp_path, "--json", today=f"--today={day}"))[0][0]
        for day in ("2026-11-24", "2026-12-15", "2027-02-28", "2027-03-01")
    ]
    assert kinds == ["newer", "soon", "soon", "ended"]


def test_services_of_a_compose_file_count(tmp_path):
    (tmp_path / "Dockerfile").write_text("FROM scratch\n", "utf-8")
    compose = "services:\n  a:\n    image: debian:bullseye-slim\n  b:\n    image: 'alpine:3.24' # b\n"
    (tmp_path / "compose.yaml").write_text(compose, "utf-8")
    assert items(outdated(tmp_path, "--json")) == [
        ("ended", "compose.yaml:3", "Debian 11 in debian:bullseye-slim no longer gets security fixes, since 2026-08-31")
    ]


@pytest.mark.parametrize(("level", "code"), [("ended", 0), ("soon", 0), ("update", 0), ("newer", 1), ("never", 0)])
def test_the_exit_code_is_for_ci(tmp_path, level, code):
    (tmp_path / "Dockerfile").write_text("FROM golang:1.26-trixie\n", "utf-8")
    assert outdated(tmp_path, "--fail-on", level).returncode == code


def test_what_an_update_would_bring_is_said_and_nothing_is_written(tmp_path):
    write(tmp_path, dict(PROJECT))
    sample.init(tmp_path)
    assert "update" not in outdated(tmp_path).stdout
    change(tmp_path, "port = 9090")
    before = contents(tmp_path)
    done = outdated(tmp_path, "--fail-on=update")
    assert done.returncode == ExitCode.DIFFERENT
    assert "update  Dockerfile: a newer version is available" in done.stdout
    assert "update  dockgen.toml: port: 8080 -> 9090 (dockgen.toml)" in done.stdout
    assert contents(tmp_path) == before


@pytest.mark.parametrize("flags", [("--today=tomorrow",), ("--fail-on=sometimes",), ("",)])
def test_wrong_flags_are_named(tmp_path, flags):
    done = sample.dockgen("outdated", tmp_path / "Dockerfile", *flags)
    assert done.returncode in {ExitCode.USAGE, ExitCode.FILES}
    assert "Traceback" not in done.stderr
    assert done.stderr
