"""`dockgen update`: what a person changed and what dockgen would change, together, through the command line."""

import json
import stat
from pathlib import Path
from random import Random

import pytest
import sample
from snapshots import contents, write
from terminal import CTRL_C, Terminal

from dockgen import __version__, fast_init
from dockgen.choices import settings
from dockgen.errors import ExitCode
from dockgen.generator import pipeline
from dockgen.update import lock, outcome
from dockgen.update.outcome import What
from dockgen.writing import merge, transaction

PROJECT = {
    "go.mod": "module example.com/shop\n\ngo 1.26\n",
    "main.go": 'package main\n\nimport "net/http"\n\nfunc main() {\n\thttp.ListenAndServe(":8080", nil)\n}\n',
}

EDITS = {
    "a variable before the user": lambda text: text.replace("USER ", 'ENV MINE="1"\nUSER '),
    "a line after the first FROM": lambda text: text.replace("AS build\n", "AS build\nRUN echo mine\n", 1),
    "a comment of theirs": lambda text: text.replace("# Exec form: the program", "# Mine: the program"),
    "a line at the end": lambda text: text + "# the end\n",
    "a line at the top": lambda text: text.replace("# Made by", "# check=error=true\n# Made by", 1),
    "another flag of the compiler": lambda text: text.replace("go build ", "go build -mod=readonly "),
    "no EXPOSE": lambda text: "".join(line for line in text.splitlines(keepends=True) if not line.startswith("EXPOSE")),
    "CR LF": lambda text: text.replace("\n", "\r\n"),
    "no newline at the end": lambda text: text.rstrip("\n"),
}
"""What a person does to the Dockerfile; it can be done to what dockgen would write as well."""

CHANGES = {
    "base": 'base = "alpine"',
    "port": "port = 9090",
    "env": 'env = { MODE = "production" }',
    "label": 'label = { "org.example.team" = "shop" }',
    "strip": 'without = ["strip"]',
    "comments": 'comments = "full"',
    "version": 'language-version = "1.27"',
    "registry": 'registry = "registry.example.com/mirror"',
}
"""What changes in what dockgen makes: here because the answers do."""

CONFLICTS = {
    ("a variable before the user", "comments"),
    ("another flag of the compiler", "strip"),
    ("no EXPOSE", "port"),
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    write(folder, dict(PROJECT))
    sample.init(folder, "--language-version", "1.26")
    return folder


def change(folder: Path, line: str) -> None:
    """Change an answer, as a person does who edits dockgen.toml."""
    path = folder / "dockgen.toml"
    kept = [each for each in path.read_text("utf-8").splitlines() if not each.startswith(line.split(maxsplit=1)[0])]
    path.write_text("\n".join([*kept, line, ""]), "utf-8")


def update(folder, *flags):
    return sample.dockgen("update", folder, *flags)


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("line", CHANGES)
def test_an_edit_of_a_person_and_a_change_of_dockgen_both_stand(project, edit, line):
    dockerfile = project / "Dockerfile"
    mine = EDITS[edit](dockerfile.read_bytes().decode())
    assert mine != dockerfile.read_text("utf-8")
    dockerfile.write_bytes(mine.encode())
    change(project, CHANGES[line])
    new = sample.dockgen("init", project, "--stdout").stdout
    before = contents(project)
    done = update(project)
    if (edit, line) in CONFLICTS:
        assert done.returncode == ExitCode.MERGE
        assert contents(project) == before
        assert done.stdout.count("conflict") >= 1
        assert "+ " in done.stdout
        return
    assert done.returncode == 0, done.stdout + done.stderr
    assert dockerfile.read_bytes().decode() == EDITS[edit](new)
    assert not list(project.glob("*.bak"))
    again = update(project)
    assert {line.split()[0] for line in again.stdout.splitlines()} <= {"identical", "keep"}


@pytest.mark.parametrize("one", sample.load_all(), ids=lambda one: one.name)
def test_lines_that_a_person_added_anywhere_stand_beside_other_comments(one, tmp_path):
    folder = one.copy_to(tmp_path)
    read = fast_init.parse(["init", *one.flags])
    assert read is not None
    answers = read.answers | ({"app": "*"} if read.switches.get("all") else {})
    generated, wanted = (
        pipeline.generate(folder, settings.parse(answers | {"comments": amount}, "{}"), None)
        for amount in ("brief", "none")
    )
    random = Random(one.name)  # noqa: S311 - no secret
    for path, base in generated.files.items():
        lines = base.splitlines(keepends=True)
        for number in range(3):
            lines.insert(random.randint(0, len(lines)), f"# mine {number}\n")
        found = outcome.of(path, "".join(lines).encode(), base, wanted.files[path])
        if found.what is What.CONFLICT:
            continue  # what is in conflicts is looked at in test_update_merge.py
        after = (found.new or found.old).decode().splitlines(keepends=True)
        assert sorted(line for line in after if line.startswith("# mine ")) == [f"# mine {n}\n" for n in range(3)]
        assert "".join(line for line in after if not line.startswith("# mine ")) == wanted.files[path]


def conflict(project: Path) -> tuple[str, str]:
    """Make a conflict; return the person's file and dockgen's."""
    path = project / "Dockerfile"
    path.write_text(path.read_text("utf-8").replace("EXPOSE 8080", "EXPOSE 7070"), "utf-8")
    change(project, CHANGES["port"])
    return path.read_text("utf-8"), sample.dockgen("init", project, "--stdout").stdout


def test_a_conflict_stops_a_script_with_both_sides_and_nothing_changed(project):
    conflict(project)
    before = contents(project)
    for flags in ((), ("--dry-run",), ("--diff",), ("--json",), ("--conflicts", "stop")):
        done = update(project, *flags)
        assert done.returncode == ExitCode.MERGE, done.stderr
        assert "Dockerfile" in done.stderr
        assert "EXPOSE 7070" in done.stdout
        assert "EXPOSE 9090" in done.stdout
        assert contents(project) == before


def test_markers_hold_both_sides_and_have_to_be_settled_first(project):
    conflict(project)
    done = update(project, "--conflicts=markers")
    assert done.returncode == 0
    assert "Resolve the conflicts between the markers in: Dockerfile\n" in done.stdout
    text = (project / "Dockerfile").read_text("utf-8")
    assert f"{merge.YOURS}\nEXPOSE 7070\n{merge.MIDDLE}\nEXPOSE 9090\n{merge.DOCKGENS}\n" in text
    again = update(project)
    assert again.returncode == ExitCode.MERGE
    assert "markers" in again.stderr
    assert (project / "Dockerfile").read_text("utf-8") == text


def test_your_side_stays_and_is_not_asked_about_again(project):
    yours, _ = conflict(project)
    assert update(project, "--conflicts=yours").returncode == 0
    assert (project / "Dockerfile").read_text("utf-8") == yours
    assert "9090" in (project / "compose.yaml").read_text("utf-8")
    assert update(project).returncode == 0


def test_the_other_side_is_taken_with_a_backup(project):
    yours, dockgens = conflict(project)
    done = update(project, "--conflicts=dockgen")
    assert done.returncode == 0
    assert (project / "Dockerfile").read_text("utf-8") == dockgens
    assert (project / "Dockerfile.bak").read_text("utf-8") == yours
    assert "Dockerfile.bak" in done.stdout


@pytest.mark.parametrize(("downs", "after", "backup"), [(0, "7070", False), (1, "9090", True), (2, merge.YOURS, False)])
def test_a_person_at_a_terminal_sees_both_sides_and_chooses(project, downs, after, backup):
    yours, _ = conflict(project)
    with Terminal("update", project) as terminal:
        terminal.see("- EXPOSE 9090 + EXPOSE 7070")
        terminal.choose("Dockerfile, conflict 1 of 1", downs)
        assert terminal.end() == 0
        assert "merge  compose.yaml" in terminal.text or "update  compose.yaml" in terminal.text
    assert after in (project / "Dockerfile").read_text("utf-8")
    assert (project / "Dockerfile.bak").exists() == backup
    if backup:
        assert (project / "Dockerfile.bak").read_text("utf-8") == yours


@pytest.mark.parametrize("stop", ["stop", "ctrl-c"])
def test_a_person_who_stops_at_a_conflict_has_changed_nothing(project, stop):
    conflict(project)
    before = contents(project)
    with Terminal("update", project) as terminal:
        if stop == "stop":
            terminal.choose("Dockerfile, conflict 1 of 1", 3)
        else:
            terminal.see("Dockerfile, conflict 1 of 1 (arrow keys)")
            terminal.press(CTRL_C)
        assert terminal.end() == ExitCode.INTERRUPTED
    assert contents(project) == before


def test_modes_stay_and_a_dry_run_and_a_diff_change_nothing(project):
    (project / "Dockerfile").chmod(0o600)
    change(project, CHANGES["base"])
    before = contents(project)
    assert "update  Dockerfile" in update(project, "--dry-run").stdout
    assert "+FROM ${RUNTIME_IMAGE}" in update(project, "--diff").stdout
    assert contents(project) == before
    update(project)
    assert stat.S_IMODE((project / "Dockerfile").stat().st_mode) == 0o600
    assert contents(project) != before


def test_it_says_what_changed_and_why(project):
    (project / "go.mod").write_text(PROJECT["go.mod"].replace("1.26", "1.27"), "utf-8")
    change(project, 'without = ["strip"]')
    toml = project / "dockgen.toml"
    toml.write_text(toml.read_text("utf-8").replace('language-version = "1.26"\n', ""), "utf-8")
    done = update(project, "--json")
    document = json.loads(done.stdout)
    assert document["changes"] == [
        "version: 1.26 -> 1.27 (go.mod, go)",
        "build image: golang:1.26-alpine3.23 -> golang:1.27-alpine3.23",
        "practice strip removed: no longer requested",
    ]
    assert {each["path"]: each["action"] for each in document["files"]}["Dockerfile"] == "update"


def test_a_file_that_a_person_deleted_stays_away(project):
    (project / "compose.yaml").unlink()
    change(project, CHANGES["port"])
    assert "deleted  compose.yaml" in update(project).stdout
    assert "deleted  compose.yaml" in update(project).stdout
    assert not (project / "compose.yaml").exists()


def test_a_file_that_is_no_longer_made_is_left(project):
    change(project, 'without = ["compose"]')
    assert "left  compose.yaml" in update(project).stdout
    assert (project / "compose.yaml").exists()
    assert "compose.yaml" not in update(project).stdout


def test_comments_in_the_answers_stay_and_the_version_is_the_current_one(project):
    path = project / "dockgen.toml"
    path.write_text(path.read_text("utf-8").replace(f'"{__version__}"', '"0.0.9"  # mine') + "# mine too\n", "utf-8")
    assert "update  dockgen.toml" in update(project).stdout
    assert f'dockgen = "{__version__}"  # mine\n' in path.read_text("utf-8")
    assert path.read_text("utf-8").endswith("# mine too\n")


def test_a_damaged_lock_file_is_named(project):
    path = project / lock.FILE_NAME
    text = path.read_text("utf-8")
    for damaged in (text.replace("FROM", "from"), text[:-40], "[]", '{"files": 1}', "\x00"):
        path.write_text(damaged, "utf-8")
        before = contents(project)
        done = update(project)
        assert done.returncode == ExitCode.FILES
        assert lock.FILE_NAME in done.stderr
        assert contents(project) == before


def test_without_a_lock_file_only_what_differs_is_a_conflict(project):
    (project / lock.FILE_NAME).unlink()
    assert update(project).returncode == 0
    (project / lock.FILE_NAME).unlink()
    change(project, CHANGES["port"])
    assert update(project).returncode == ExitCode.MERGE


def test_a_folder_without_answers_has_nothing_to_update(tmp_path):
    write(tmp_path, dict(PROJECT))
    done = update(tmp_path)
    assert done.returncode == ExitCode.USAGE
    assert "dockgen init" in done.stderr


def test_a_run_that_was_killed_while_writing_is_finished_first(project):
    staging = project / transaction.STAGING
    staging.mkdir()
    update(project)
    assert not staging.exists()


def test_the_sample_app_and_what_is_made_once_with_it_is_a_persons(tmp_path):
    sample.init(tmp_path / "new")
    assert json.loads((tmp_path / "new" / lock.FILE_NAME).read_text("utf-8"))["files"].keys() == {
        ".dockerignore",
        "Dockerfile",
        "compose.yaml",
    }
    before = contents(tmp_path / "new")
    assert update(tmp_path / "new").returncode == 0
    assert contents(tmp_path / "new") == before


def test_all_apps_of_a_repository_are_updated_at_once(tmp_path):
    write(tmp_path, {f"{app}/{path}": text for app in ("one", "two") for path, text in PROJECT.items()})
    sample.init(tmp_path, "--all")
    path = tmp_path / "one/Dockerfile"
    path.write_text(EDITS["a line at the end"](path.read_text("utf-8")), "utf-8")
    (tmp_path / "one/go.mod").write_text(PROJECT["go.mod"].replace("1.26", "1.27"), "utf-8")
    done = update(tmp_path)
    assert done.returncode == 0, done.stderr
    assert "merge  one/Dockerfile" in done.stdout
    assert "identical  two/Dockerfile" in done.stdout
    assert path.read_text("utf-8").endswith("# the end\n")
    assert "golang:1.27" in path.read_text("utf-8")


def test_one_app_in_a_folder_is_updated_from_there_and_from_the_top(tmp_path):
    write(tmp_path, {f"{app}/{path}": text for app in ("one", "two") for path, text in PROJECT.items()})
    sample.init(tmp_path, "--app", "one")
    for flags in ((tmp_path / "one",), (tmp_path, "--app", "one")):
        (tmp_path / "one/Dockerfile").write_text("# mine\n" + (tmp_path / "one/Dockerfile").read_text("utf-8"), "utf-8")
        done = update(*flags)
        assert (done.returncode, done.stderr) == (0, "")
        assert "Dockerfile   (your edits" in done.stdout


def test_a_file_that_was_skipped_is_a_persons(tmp_path: Path) -> None:
    write(tmp_path, {**PROJECT, "Dockerfile": "FROM mine\n"})
    sample.init(tmp_path, "--skip-existing")
    done = sample.dockgen("update", tmp_path)
    assert done.returncode == 0, done.stderr
    assert "keep  Dockerfile" in done.stdout
    assert (tmp_path / "Dockerfile").read_text("utf-8") == "FROM mine\n"


def test_answers_of_a_folder_above_are_named(tmp_path: Path) -> None:
    write(tmp_path, {"dockgen.toml": "", **{f"services/api/{path}": text for path, text in PROJECT.items()}})
    done = sample.dockgen("update", tmp_path / "services/api")
    assert done.returncode == 2
    assert f"dockgen update {tmp_path} --app services/api" in done.stderr


@pytest.mark.parametrize(
    ("flags", "lines"),
    [
        (["--port", "5000"], ["port = 5000"]),
        (["--env", "A=b", "--env", "C=d"], ['env = { "A" = "b", "C" = "d" }']),
        (["--without", "healthcheck"], ['without = ["healthcheck"]']),
        (["--base", "alpine", "--user", "app"], ['base = "alpine"', 'user = "app"']),
    ],
)
def test_an_answer_is_changed_without_editing_dockgen_toml(tmp_path, flags, lines):
    folder = tmp_path / "hello"
    sample.init(folder)
    file = folder / "dockgen.toml"
    file.write_text(f"{file.read_text()}\n# mine\n")
    before = file.read_text()
    assert sample.dockgen("update", folder, *flags).returncode == 0
    after = file.read_text()
    assert [line for line in after.splitlines() if line not in before.splitlines()] == lines
    assert all(line in after for line in before.splitlines())
    assert sample.dockgen("init", folder, "--check").returncode == 0


def test_an_answer_that_is_the_default_again_is_no_longer_kept(tmp_path):
    folder = tmp_path / "hello"
    sample.init(folder, "--base", "alpine")
    assert 'base = "alpine"' in (folder / "dockgen.toml").read_text()
    assert sample.dockgen("update", folder, "--base", "scratch").returncode == 0
    assert "base =" not in (folder / "dockgen.toml").read_text()
    assert "FROM scratch AS final" in (folder / "Dockerfile").read_text()


def test_an_answer_that_is_not_allowed_changes_nothing(tmp_path):
    folder = tmp_path / "hello"
    sample.init(folder)
    before = sample.files(folder)
    done = sample.dockgen("update", folder, "--port", "x")
    assert (done.returncode, done.stderr.splitlines()[0]) == (2, "dockgen: --port: 'x' is not a port")
    assert sample.files(folder) == before
