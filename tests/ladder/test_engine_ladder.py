"""`dockgen ladder` and `dockgen compare` with a real engine, on a sample of each language."""

import json
import os
import signal
import subprocess
import sys
import xml.etree.ElementTree as ET
from contextlib import contextmanager

import pytest

from dockgen.engines.docker import Docker
from dockgen.errors import ExitCode

pytestmark = pytest.mark.engine

OWN = """\
FROM node:24-alpine3.23
WORKDIR /app
COPY . .
EXPOSE 3000
CMD ["node", "server.js"]
"""
BROKEN = "FROM node:24-alpine3.23\nRUN echo before && exit 7\n"


@pytest.fixture
def cache(tmp_path, engine, monkeypatch):  # noqa: ARG001 - without an engine nothing here can be
    """Keep what is measured out of a person's own cache, and return where sessions hold their locks."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache/dockgen/sessions"


@contextmanager
def started(*arguments):
    """Start dockgen in a process group of its own, as a terminal does."""
    command = [sys.executable, "-m", "dockgen", *map(str, arguments)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def run(*arguments, code=ExitCode.OK):
    with started(*arguments) as process:
        out, err = process.communicate(timeout=400)
    assert process.returncode == code, err
    return out, err


def wait_for(process, text):
    """Read what a process says until it says a text."""
    for line in process.stderr:
        if text in line:
            return
    raise AssertionError(f"did not say {text!r}")


def by_name(out):
    return {one["name"]: one for one in json.loads(out)["variants"]}


def test_the_ladder_of_the_go_sample_falls(tmp_path, cache):
    out, _ = run("ladder", tmp_path / "hello", "--only", "naive,all", "--json", "--output", tmp_path / "report")
    found = by_name(out)
    naive, top = found["naive"], found["all"]
    assert naive["size"] > 10 * top["size"]
    assert top["rebuild"] < naive["rebuild"] / 2
    assert [one["answers"] for one in found.values()] == ["yes"] * 2
    assert all(one["holds_the_edit"] for one in found.values())
    assert (naive["root"], naive["shell"], naive["packages"] > 100) == (True, True, True)
    assert (top["root"], top["shell"], top["packages"], top["user"]) == (False, False, 0, "65532:65532")
    assert list(cache.iterdir()) == []
    ET.parse(tmp_path / "report/ladder.svg")  # noqa: S314 - our own
    assert not (tmp_path / "hello").exists()


def test_what_a_killed_run_leaves_the_next_one_removes(tmp_path, cache):
    call = ("ladder", tmp_path / "hello", "--language", "node", "--only", "pin,all", "--json")
    with started(*call) as process:
        wait_for(process, "all: first build")
        (lock,) = cache.iterdir()
        os.killpg(process.pid, signal.SIGKILL)
    assert lock.stem in Docker().sessions()
    out, err = run(*call)
    assert "2 builds to measure" in err
    assert list(by_name(out)) == ["pin", "all"]
    assert lock.stem not in Docker().sessions()
    assert list(cache.iterdir()) == []


def test_the_ladder_of_a_python_sample_is_stopped_half_way_and_goes_on(tmp_path, cache):
    call = ("ladder", tmp_path / "hello", "--language", "python", "--only", "pin,all", "--json")
    with started(*call) as process:
        wait_for(process, "pin: rebuild")
        (lock,) = cache.iterdir()
        os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == ExitCode.INTERRUPTED
    assert "to continue" in err
    assert lock.stem not in Docker().sessions()

    out, err = run(*call)
    found = by_name(out)
    assert "2 builds to measure" in err
    assert found["pin"]["size"] > found["all"]["size"]
    assert found["pin"]["packages"] >= found["all"]["packages"] > 0
    assert (found["pin"]["root"], found["all"]["root"]) == (True, False)
    assert [one["answers"] for one in found.values()] == ["yes"] * 2
    assert all(one["holds_the_edit"] for one in found.values())


def test_base_images_and_somebodys_own_dockerfile_are_compared_on_a_node_sample(tmp_path, cache):
    (tmp_path / "Own.Dockerfile").write_text(OWN)
    (tmp_path / "Broken.Dockerfile").write_text(BROKEN)
    own, broken = str(tmp_path / "Own.Dockerfile"), str(tmp_path / "Broken.Dockerfile")
    call = ("compare", own, broken, "alpine", "distroless", "--context", tmp_path / "hello", "--language", "node")
    out, err = run(*call, "--json", code=ExitCode.ENGINE)
    found = by_name(out)
    assert list(found) == [own, "alpine", "distroless"]
    assert "exit code: 7" in err
    assert "| before" in err
    assert (found[own]["root"], found[own]["shell"]) == (True, True)
    assert (found["distroless"]["root"], found["distroless"]["shell"]) == (False, False)
    assert [one["answers"] for one in found.values()] == ["yes"] * 3
    assert list(cache.iterdir()) == []
