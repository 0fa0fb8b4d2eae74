"""`dockgen new`: templates built as three well-known ones are, used as they are."""

import json
import subprocess
from pathlib import Path

import pytest
import sample
from snapshots import contents, snapshot
from terminal import Terminal

from dockgen.errors import ExitCode

COOKIES = Path(__file__).parents[1] / "cookies"
CONTAINER = {"Dockerfile", ".dockerignore", "compose.yaml", "dockgen.toml", ".dockgen.lock"}


def new(template, *arguments):
    return sample.dockgen("new", COOKIES / template if (COOKIES / template).is_dir() else template, *arguments)


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    """Nothing of the person's own settings is read or written."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    return home


def test_a_package_gets_its_answers_hooks_and_container_files(tmp_path):
    place = tmp_path / "made"
    done = new("pypackage", place, "--trust", "--yes", "--answer", "project_name=Space Ship")
    assert done.returncode == 0, done.stderr
    made = contents(place)
    assert made.keys() == CONTAINER | {
        *("LICENSE", "README.md", "pyproject.toml", "tests/test_space_ship.py"),
        *("src/space_ship/__init__.py", "src/space_ship/cli.py"),
    }
    assert b'ENTRYPOINT ["space_ship"]' in made["Dockerfile"] or b'"space_ship"' in made["Dockerfile"]


def test_hooks_take_away_what_was_not_wanted(tmp_path):
    place = tmp_path / "made"
    done = new("pypackage", place, "--trust", "--yes", "--answer", "open_source_license=Not open source")
    assert done.returncode == 0, done.stderr
    assert not (place / "LICENSE").exists()
    assert (place / "Dockerfile").exists()


def test_a_hook_that_refuses_leaves_nothing(tmp_path):
    before = snapshot(tmp_path)
    done = new("pypackage", tmp_path / "made", "--trust", "--yes", "--answer", "project_slug=1-2")
    assert done.returncode == ExitCode.USAGE
    assert "hook" in done.stderr
    assert snapshot(tmp_path).keys() == before.keys()


def test_a_web_project_with_an_extension_of_its_own(tmp_path):
    place = tmp_path / "shop"
    done = new("django", place, "--trust", "--yes", "--answer", "project_name=Corner Shop")
    assert done.returncode == 0, done.stderr
    assert (place / "corner_shop/templates/base.html").read_text() == "{% block content %}{{ page }}{% endblock %}\n"
    assert not (place / "corner_shop/tasks").exists()
    assert "!!!" not in (place / ".envs/.local/.django").read_text()
    assert "gunicorn" in (place / "Dockerfile").read_text()
    assert "config.wsgi" in (place / "Dockerfile").read_text()


def test_a_shell_hook_and_the_name_that_the_template_gives(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = new("golang", "--trust", "--yes", "--answer", "app_name=gopher", "--answer", "use_ci=none")
    assert done.returncode == 0, done.stderr
    place = tmp_path / "gopher"
    assert (place / ".git").is_dir()
    assert not (place / ".github").exists()
    assert "golang:1.27" in (place / "Dockerfile").read_text()
    assert sample.dockgen("update", place).returncode == 0


def test_a_template_from_git_with_a_tag_and_a_folder(tmp_path, own_home):
    repository = tmp_path / "templates.git"
    subprocess.run(["cp", "-r", COOKIES, repository], check=True)
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", "-C", repository]
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "one"], ["tag", "v1"]):
        subprocess.run([*git, *words], check=True)
    (repository / "golang/cookiecutter.json").write_text("{}")
    subprocess.run([*git, "commit", "-qam", "broken"], check=True)
    place = tmp_path / "made"
    done = new(f"file://{repository}", place, "--checkout", "v1", "--directory", "golang", "--trust", "--yes")
    assert done.returncode == 0, done.stderr
    assert (place / "Dockerfile").exists()
    assert list(own_home.iterdir()) == [], "nothing is kept in the home folder"


def test_nothing_of_a_template_runs_before_somebody_trusts_it(tmp_path):
    done = new("golang", tmp_path / "made", "--yes")
    assert done.returncode == ExitCode.USAGE
    assert "hooks/post_gen_project.sh" in done.stderr
    assert "--trust" in done.stderr
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        (("--answer", "app_nam=x"), "Did you mean 'app_name'?"),
        (("--answer", "x"), "NAME=VALUE"),
        (("--answer", "use_ci=jenkins"), "jenkins"),
        (("--directory", "nowhere"), "nowhere"),
    ],
)
def test_wrong_answers_are_named(tmp_path, flags, told):
    done = new("golang", tmp_path / "made", "--trust", "--yes", *flags)
    assert done.returncode == ExitCode.USAGE
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "made").exists()


def test_what_is_there_stays(tmp_path):
    place = tmp_path / "made"
    place.mkdir()
    (place / "mine").write_text("mine")
    done = new("golang", place, "--trust", "--yes")
    assert done.returncode == ExitCode.CONFLICT
    assert contents(tmp_path / "made") == {"mine": b"mine"}
    (place / "mine").unlink()
    assert new("golang", place, "--trust", "--yes").returncode == 0


def test_a_project_that_dockgen_does_not_know_is_made_without_container_files(tmp_path):
    template = tmp_path / "template"
    (template / "{{cookiecutter.name}}").mkdir(parents=True)
    (template / "cookiecutter.json").write_text(json.dumps({"name": "notes"}))
    (template / "{{cookiecutter.name}}" / "notes.txt").write_text("{{ cookiecutter.name }}\n")
    done = new(template, tmp_path / "made", "--trust", "--yes")
    assert done.returncode == ExitCode.NOT_RECOGNISED
    assert contents(tmp_path / "made") == {"notes.txt": b"notes\n"}
    assert "The project itself was made" in done.stderr


def test_a_broken_template_is_named(tmp_path):
    template = tmp_path / "template"
    (template / "{{cookiecutter.name}}").mkdir(parents=True)
    (template / "{{cookiecutter.name}}" / "a").write_text("{{ cookiecutter.unknown }}")
    for text in ('{"name": "a"}', "[]", "{", '{"name": "{{ nothing }}"}'):
        (template / "cookiecutter.json").write_text(text)
        done = new(template, tmp_path / "made", "--trust", "--yes")
        assert done.returncode == ExitCode.USAGE, done.stderr
        assert "template" in done.stderr
        assert not (tmp_path / "made").exists()


def test_a_person_is_asked_for_trust_and_for_answers(tmp_path):
    with Terminal("new", COOKIES / "golang", tmp_path / "no") as terminal:
        terminal.see("runs code from its author")
        terminal.choose("Run it?", 0)
        assert terminal.end() == ExitCode.INTERRUPTED
    assert not (tmp_path / "no").exists()
    with Terminal("new", COOKIES / "golang", tmp_path / "made") as terminal:
        terminal.choose("Run it?", 1)
        terminal.see("full_name")
        terminal.press("Grace\r", "\r", "hopper\r", "\r", "\r", "\r", "\r")
        terminal.see("Found: Go")
        for question in ("Base image", "HTTPS", "User", "Write these files?"):
            terminal.choose(question)
        assert terminal.end() == 0
    assert "hopper of Grace" in (tmp_path / "made/version/version.go").read_text()
    assert (tmp_path / "made/Dockerfile").exists()
