"""Naive Dockerfiles that `dockgen audit --fix` fixes, built and run for real: they answer, and are as small as ours."""

import json
import shutil
from pathlib import Path

import pytest
from sample import dockgen, hadolint, init
from snapshots import write

pytestmark = pytest.mark.engine
SAMPLES = Path(__file__).parents[1] / "samples"


def fixed_by_audit(folder):
    """Apply `--fix` until it changes nothing more, and return the practices that are still broken."""
    before = None
    while before != (before := (folder / "Dockerfile").read_bytes()):
        done = dockgen("audit", "--no-tools", "--fix", folder / "Dockerfile")
        assert done.returncode in {0, 1}, done.stderr
    found = json.loads(dockgen("audit", "--no-tools", "--format", "json", folder / "Dockerfile").stdout)
    return {one["rule"] for one in found["files"][0]["findings"]}


def size_of(engine, image):
    return sum(map(int, engine.docker("history", "--human=false", "--format", "{{.Size}}", image).split()))


def answers(engine, image, port, text):
    with engine.running(image, "--publish", f"127.0.0.1::{port}") as container:
        assert container.get(port, "/").text == text
        if engine.config(image).get("Healthcheck"):
            container.wait_healthy()
        return container.ids()


def test_the_naive_rung_of_go_comes_within_5_percent_of_the_final_one(engine, tmp_path, capsys):
    names = ("Dockerfile", "go.mod", "main.go", "main_test.go", "README.md")
    for folder in (tmp_path / "naive", tmp_path / "final"):
        folder.mkdir()
        for name in names:
            shutil.copy(SAMPLES / "go-ladder-1-naive/expected" / name, folder)
    (tmp_path / "final/Dockerfile").unlink()
    init(tmp_path / "final")
    naive = engine.build(tmp_path / "naive")
    assert fixed_by_audit(tmp_path / "naive") == set()
    fixed, final = engine.build(tmp_path / "naive"), engine.build(tmp_path / "final")
    sizes = {name: size_of(engine, image) for name, image in {"naive": naive, "fixed": fixed, "final": final}.items()}
    with capsys.disabled():
        print("\n", {name: f"{size / 1e6:.2f} MB" for name, size in sizes.items()})  # noqa: T201 - figures to look at
    assert abs(sizes["fixed"] - sizes["final"]) <= 0.05 * sizes["final"]
    assert answers(engine, fixed, 3000, "Hello world\n") == "65532:65532"
    assert hadolint(tmp_path / "naive/Dockerfile") == []
    assert engine.findings(tmp_path / "naive") == ""


def test_a_naive_python_dockerfile_builds_runs_and_answers_when_it_is_fixed(engine, tmp_path):
    app = 'from flask import Flask\n\napp = Flask(__name__)\n\n\n@app.get("/")\ndef index():\n    return "hi\\n"\n'
    text = """\
FROM python:3.13-slim-trixie
WORKDIR /app
COPY . .
RUN pip install --no-cache-dir -r requirements.txt
EXPOSE 5000
CMD flask --app app run --host 0.0.0.0
"""
    write(tmp_path, {"app.py": app, "requirements.txt": "flask==3.1.3\n", "Dockerfile": text})
    assert fixed_by_audit(tmp_path) <= {"healthcheck"}
    assert answers(engine, engine.build(tmp_path), 5000, "hi\n") == "65532:65532"
    assert any(keeps_layer(engine, tmp_path, "pip install", {"app.py": app.replace("hi", f"{n}")}) for n in range(3))


def test_a_naive_node_dockerfile_builds_runs_and_answers_when_it_is_fixed(engine, tmp_path):
    server = """\
const express = require("express");
const app = express();
app.get("/", (request, response) => response.send("hi\\n"));
app.listen(3000);
"""
    manifest = {"name": "web", "version": "1.0.0", "dependencies": {"express": "^5.0.0"}}
    text = """\
FROM node:24-trixie-slim
WORKDIR /usr/src/app
# Everything
COPY . .
RUN npm install
EXPOSE 3000
CMD node server.js
"""
    write(tmp_path, {"server.js": server, "package.json": json.dumps(manifest), "Dockerfile": text})
    assert fixed_by_audit(tmp_path) == set()
    assert answers(engine, engine.build(tmp_path), 3000, "hi\n") == "65532:65532"
    assert any(
        keeps_layer(engine, tmp_path, "npm install", {"server.js": server.replace("hi", f"{n}")}) for n in range(3)
    )


def keeps_layer(engine, folder, command, edited):
    """Return whether a build after an edit takes the layer of a command from before.

    Once more is allowed: the builder may have dropped it to make room, for the builds of other tests too.
    """
    write(folder, edited)
    return "CACHED" in step(engine.build_and_tell(folder)[1], command)


def step(log, command):
    """Return what a build printed of the step with a command."""
    number = next(line.split()[0] for line in log.splitlines() if command in line and "[" in line)
    return "\n".join(line for line in log.splitlines() if line.startswith(f"{number} "))
