"""What others run dockgen by: the pre-commit hook and the GitHub action, checked against their schemas, then run."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml
from schemas import schema
from snapshots import write

ROOT = Path(__file__).parent.parent
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
GOOD = """\
FROM node:24-trixie-slim
COPY server.js ./
LABEL org.opencontainers.image.title="server"
USER 65532:65532
CMD ["node", "server.js"]
"""
BAD = GOOD.replace('["node", "server.js"]', "node server.js")
FILES = {"server.js": "", "good.Dockerfile": GOOD, "svc/Dockerfile.dev": BAD, "Dockerfile.dockerignore": ".git\n"}


def test_the_hook_is_what_pre_commit_takes():
    command = [sys.executable, "-m", "pre_commit", "validate-manifest", ROOT / ".pre-commit-hooks.yaml"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout


def test_the_action_fits_its_schema():
    jsonschema.validate(ACTION, schema("github-action"))


ENV = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
"""Without what would let the installed dockgen be this one."""


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    """Need the package index, as the first `make test` does; where an engine is required, CI runs, which has it."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", tmp_path_factory.mktemp("x")]
    done = subprocess.run([*command, "hatchling"], capture_output=True, encoding="utf-8", check=False)
    if done.returncode != 0 and os.environ.get("DOCKGEN_ENGINE") != "required":
        pytest.skip(f"no package index: {done.stderr.strip()[-200:]}")


def git(folder, *arguments):
    who = ("-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "init.defaultBranch=main")
    done = subprocess.run(["git", *who, *arguments], cwd=folder, capture_output=True, encoding="utf-8", check=True)
    return done.stdout


def committed(folder):
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "All")
    return git(folder, "rev-parse", "HEAD").strip()


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """Return a repository with what would be committed here now, and its revision."""
    folder = tmp_path_factory.mktemp("published")
    for name in git(ROOT, "ls-files", "--cached", "--others", "--exclude-standard", "-z").split("\0"):
        if (ROOT / name).is_file() and not name.startswith(("tests/", "docs/", "bench/")):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    return folder, committed(folder)


@pytest.fixture(scope="module")
def home(index, tmp_path_factory):  # noqa: ARG001 - asked for so that it is there
    """Return where pre-commit keeps what it has installed."""
    return tmp_path_factory.mktemp("pre-commit")


def pre_commit(folder, home, published, *arguments):
    """Run the hook on all files of a folder."""
    repository, revision = published
    hook = {"id": "dockgen-audit", "args": ["--no-tools", *arguments]}
    config = {"repos": [{"repo": str(repository), "rev": revision, "hooks": [hook]}]}
    write(folder, {**FILES, ".pre-commit-config.yaml": yaml.safe_dump(config)})
    committed(folder)
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", "--all-files", "--color", "never"],
        cwd=folder,
        env=ENV | {"PRE_COMMIT_HOME": str(home)},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


def test_pre_commit_installs_and_runs_the_hook_on_dockerfiles_alone(published, home, tmp_path):
    done = pre_commit(tmp_path, home, published)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "svc/Dockerfile.dev" in done.stdout
    assert "exec-form: CMD is in shell form" in " ".join(done.stdout.split())
    assert "good.Dockerfile" in done.stdout
    assert "dockerignore" not in done.stdout


def test_the_hook_fixes_with_an_argument(published, home, tmp_path):
    done = pre_commit(tmp_path, home, published, "--fix")
    assert "files were modified by this hook" in done.stdout
    assert (tmp_path / "svc/Dockerfile.dev").read_text() == GOOD
    assert (tmp_path / "svc/Dockerfile.dev.bak").read_text() == BAD


@pytest.fixture(scope="module")
def runner(index, tmp_path_factory):  # noqa: ARG001 - asked for so that it is there
    """Return a folder for what the action makes, with dockgen installed by its first step."""
    temp = tmp_path_factory.mktemp("runner")
    step(ACTION["runs"]["steps"][0], temp, temp, {})
    return temp


def step(one, folder, temp, inputs):
    """Run a step as GitHub's runner does."""
    values = {name: given["default"] for name, given in ACTION["inputs"].items()} | inputs
    env = {
        name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda match: values[match[1]], text)
        for name, text in one.get("env", {}).items()
    }
    runs = {"GITHUB_ACTION_PATH": str(ROOT), "RUNNER_TEMP": str(temp), "GITHUB_OUTPUT": str(temp / "output")}
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", one["run"]],
        cwd=folder,
        env=ENV | runs | env | {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin"},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode in {0, 1}, done.stderr
    return done


def act(folder, temp, **inputs):
    """Run the action's second step, and return what came of it and its outputs."""
    (temp / "output").unlink(missing_ok=True)
    done = step(
        ACTION["runs"]["steps"][1], folder, temp, {name.replace("_", "-"): text for name, text in inputs.items()}
    )
    lines = (temp / "output").read_text().splitlines()
    return done, dict(line.split("=", 1) for line in lines)


def test_the_action_annotates_fails_and_says_where_its_sarif_is(runner, tmp_path):
    write(tmp_path, FILES)
    done, outputs = act(tmp_path, runner)
    assert done.returncode == 1
    assert "::warning file=svc/Dockerfile.dev,line=5,endLine=5,title=exec-form::" in done.stdout
    assert ACTION["outputs"]["sarif"]["value"] == "${{ steps.audit.outputs.sarif }}"
    report = json.loads(Path(outputs["sarif"]).read_text())
    jsonschema.validate(report, schema("sarif-2.1.0"))
    assert "exec-form" in {one["ruleId"] for one in report["runs"][0]["results"]}


def test_the_action_takes_its_inputs(runner, tmp_path):
    write(tmp_path, FILES | {"a b.Dockerfile": GOOD})
    done, _ = act(tmp_path, runner, path="svc\na b.Dockerfile\n", fail_on="never", format="text")
    assert done.returncode == 0
    assert done.stdout.startswith("svc/Dockerfile.dev\n")
    assert "a b.Dockerfile" in done.stdout
    assert "good.Dockerfile" not in done.stdout


def test_the_action_fixes_when_it_is_asked_to(runner, tmp_path):
    write(tmp_path, FILES)
    done, _ = act(tmp_path, runner, fix="true", fail_on="warning", path="svc")
    assert "+CMD" in done.stdout
    assert (tmp_path / "svc/Dockerfile.dev").read_text() == GOOD
