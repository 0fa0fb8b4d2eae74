"""The wizard, as a person at a terminal meets it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import sample
from terminal import (
    CTRL_C,
    CTRL_D,
    CTRL_U,
    DELETE,
    DOWN,
    EMPTY_LINE,
    ENTER,
    ESCAPE,
    LEFT,
    SHIFT_TAB,
    UP,
    Terminal,
    environment,
)

from dockgen.choices.options import OPTIONS, by_field
from dockgen.languages import go

BASES = list(go.BASES)
HTTPS = ["no", "outbound", "serve"]
USERS = ["65532", "app", "root", "another"]
QUESTIONS = ["Language", "Base image", "HTTPS", "User", "Port:", "Name:", "Module path:", "Write these files?"]
"""All that is asked in an empty folder, in this order."""
COLOUR = re.compile(rb"\x1b\[(?:[0-9;]*;)?(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;[0-9;]*)?m")


@pytest.fixture
def folder(tmp_path):
    """Where a new project is to be made; not there yet."""
    return tmp_path / "asked" / "hello"


@pytest.fixture
def made(folder):
    """A project that dockgen has made, and whose owner has changed two files since."""
    sample.init(folder)
    for name in ("Dockerfile", "compose.yaml"):
        (folder / name).write_text((folder / name).read_text() + "# mine\n")
    return folder


def by_flags(folder: Path, *flags: str, project: str | None = None) -> dict[str, bytes]:
    """Return the files that the same answers make when they are given as flags, in another folder of that name."""
    parent = folder.parent.parent / "flags"
    other = sample.load(project).copy_to(parent) if project else parent / folder.name
    sample.init(other, *flags)
    return sample.files(other)


def accept(terminal: Terminal, questions: list[str]) -> None:
    for question in questions:
        terminal.accept(question)


# Answers


@pytest.mark.parametrize(
    ("base", "https", "user"),
    [
        ("scratch", "no", "65532"),
        ("alpine", "outbound", "app"),
        ("distroless", "serve", "root"),
        ("slim", "outbound", "1234:5678"),
        ("scratch", "serve", "gopher"),
    ],
)
def test_answers_make_the_same_files_as_flags(folder, base, https, user):
    with Terminal("init", folder) as terminal:
        terminal.choose("Language")
        terminal.choose("Base image", BASES.index(base))
        terminal.choose("HTTPS", HTTPS.index(https))
        terminal.choose("User", USERS.index(user if user in USERS else "another"))
        if user not in USERS:
            terminal.type("User (a uid, a uid:gid or a name)", user)
        accept(terminal, ["Port: 3000", "Name: hello", "Module path: example.com/hello"])
        terminal.choose("Write these files?")
        assert terminal.end() == 0
    assert sample.files(folder) == by_flags(folder, "--base", base, "--https", https, "--user", user)


def test_typed_answers_make_the_same_files_as_flags(folder):
    with Terminal("init", folder) as terminal:
        accept(terminal, QUESTIONS[:4])
        terminal.type("Port", "8443")
        terminal.type("Name", "greeter")
        terminal.see("? Module path: example.com/greeter")  # the default follows the name
        terminal.type("Module path", "example.org/team/greeter")
        terminal.choose("Write these files?")
        assert terminal.end() == 0
    flags = ["--port", "8443", "--name", "greeter", "--module", "example.org/team/greeter"]
    assert sample.files(folder) == by_flags(folder, *flags)


def test_the_list_can_be_walked_upwards_past_its_start(folder):
    with Terminal("init", folder) as terminal:
        accept(terminal, QUESTIONS[:1])
        terminal.see("Base image (arrow keys")
        terminal.press(UP, ENTER)
        accept(terminal, QUESTIONS[2:])
        assert terminal.end() == 0
    assert sample.files(folder) == by_flags(folder, "--base", BASES[-1])


@pytest.mark.parametrize(
    ("question", "wrong", "reason", "right"),
    [
        ("Port", "65536", "'65536' is not a port. Allowed: a number from 1 to 65535.", "8081"),
        ("Port", "", "'' is not a port.", "8081"),
        ("Name", "Hello World", "'Hello World' is not allowed. Allowed: up to 63 lower-case", "hi"),
        ("Module path", "my module", "Allowed: a path such as example.com/hello:", "example.org/hello"),
    ],
)
def test_a_wrong_answer_is_explained_and_can_be_fixed(folder, question, wrong, reason, right):
    place = QUESTIONS.index(f"{question}:")
    with Terminal("init", folder) as terminal:
        accept(terminal, QUESTIONS[:place])
        terminal.type(question, wrong)
        terminal.see(reason)
        terminal.see(f"? {question}: {wrong}".rstrip(), times=2)  # it stands there again, to be fixed
        terminal.type(question, right, times=2)
        accept(terminal, QUESTIONS[place + 1 :])
        assert terminal.end() == 0
    flag = next(option.name for option in OPTIONS if option.question == question)
    assert sample.files(folder) == by_flags(folder, f"--{flag}", right)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [("0", "'0' is root. If that is meant, say it out loud: root."), ("daemon", "is an account of the base images.")],
)
def test_a_wrong_user_is_explained_and_can_be_fixed(folder, wrong, reason):
    with Terminal("init", folder) as terminal:
        accept(terminal, QUESTIONS[:3])
        terminal.choose("User", USERS.index("another"))
        terminal.type("User (a uid, a uid:gid or a name)", wrong)
        terminal.see(reason)
        terminal.type("User (a uid, a uid:gid or a name)", "gopher", times=2)
        accept(terminal, QUESTIONS[4:])
        assert terminal.end() == 0
    assert sample.files(folder) == by_flags(folder, "--user", "gopher")


# Going back, and keys


@pytest.mark.parametrize("key", [ESCAPE, SHIFT_TAB], ids=["escape", "shift-tab"])
@pytest.mark.parametrize("place", range(1, len(QUESTIONS) - 1), ids=QUESTIONS[1:-1])
def test_one_can_go_back_from_each_question(folder, place, key):
    before = QUESTIONS[place - 1]
    with Terminal("init", folder) as terminal:
        accept(terminal, QUESTIONS[:place])
        terminal.see(f"? {QUESTIONS[place]}")
        terminal.press(key)
        terminal.see(f"back to: {before.rstrip(':')} ? {before.rstrip(':')}")
        terminal.press(ENTER)
        accept(terminal, QUESTIONS[place:])
        assert terminal.end() == 0
    assert sample.files(folder) == by_flags(folder)


def test_what_was_answered_before_going_back_is_the_default_then(folder):
    with Terminal("init", folder) as terminal:
        terminal.choose("Language")
        terminal.choose("Base image", BASES.index("alpine"))
        terminal.choose("HTTPS", HTTPS.index("serve"))
        terminal.see("User (arrow keys")
        terminal.press(ESCAPE)
        terminal.see("back to: HTTPS")
        terminal.see("» serve")
        terminal.press(ESCAPE)
        terminal.see("back to: Base image")
        terminal.see("» alpine")
        terminal.press(ENTER)
        terminal.see("» serve")
        terminal.press(ENTER)
        accept(terminal, QUESTIONS[3:])
        assert terminal.end() == 0
    assert sample.files(folder) == by_flags(folder, "--base", "alpine", "--https", "serve")


def test_one_can_go_back_from_what_is_typed_to_the_list(folder):
    with Terminal("init", folder) as terminal:
        accept(terminal, QUESTIONS[:3])
        terminal.choose("User", USERS.index("another"))
        terminal.see("? User (a uid, a uid:gid or a name):")
        terminal.press(ESCAPE)
        terminal.see("» 65532")
        terminal.press(DOWN, ENTER)
        accept(terminal, QUESTIONS[4:])
        assert terminal.end() == 0
    assert sample.files(folder) == by_flags(folder, "--user", "app")


def test_a_letter_jumps_to_the_choice_that_begins_with_it(folder):
    with Terminal("init", folder) as terminal:
        terminal.choose("Language")
        terminal.see("Base image (arrow keys")
        terminal.press("d")
        terminal.see("» distroless")
        terminal.press("s", "s")  # past the end of the list
        terminal.see("» slim")
        terminal.press("a", ENTER)
        accept(terminal, QUESTIONS[2:])
        assert terminal.end() == 0
    assert sample.files(folder) == by_flags(folder, "--base", "alpine")


@pytest.mark.parametrize(
    ("keys", "port"), [("8080", "8080"), (CTRL_U + "80", "80"), (LEFT + DELETE + "1", "3001"), (DELETE + "9", "9")]
)
def test_what_is_typed_replaces_what_stands_there(folder, keys, port):
    with Terminal("init", folder) as terminal:
        accept(terminal, QUESTIONS[:4])
        terminal.see("? Port: 3000")
        terminal.press(keys, ENTER)
        accept(terminal, QUESTIONS[5:])
        assert terminal.end() == 0
    assert sample.files(folder) == by_flags(folder, "--port", port)


# The summary


LINES = ["Language version", "Base image", "HTTPS", "User", "Port", "Name", "Health check", "Practices and files"]
"""What can be changed in the summary of the sample app, before what else was asked."""


@pytest.mark.parametrize(
    ("question", "keys", "flags"),
    [
        ("Language version", DOWN + ENTER, ("--language-version", "1.26")),
        ("Base image", "a" + ENTER, ("--base", "alpine")),
        ("HTTPS", "o" + ENTER, ("--https", "outbound")),
        ("User", "r" + ENTER, ("--user", "root")),
        ("Name", "greeter" + ENTER, ("--name", "greeter", "--module", "example.com/hello")),
    ],
)
def test_each_line_of_the_summary_can_be_changed(folder, question, keys, flags):
    with Terminal("init", folder) as terminal:
        accept(terminal, QUESTIONS[:7])
        terminal.choose("Write these files?", 1)
        terminal.choose("What to change", LINES.index(question))
        terminal.see(f"? {question}", times=2 if question in QUESTIONS or f"{question}:" in QUESTIONS else 1)
        terminal.press(keys)
        terminal.choose("Write these files?")
        assert terminal.end() == 0
    assert sample.files(folder) == by_flags(folder, *flags)


def test_an_answer_that_is_not_possible_is_asked_for_again(folder):
    with Terminal("init", folder) as terminal:
        accept(terminal, QUESTIONS[:7])
        terminal.choose("Write these files?", 1)
        terminal.choose("What to change", LINES.index("Health check"))
        terminal.type("Health check", "/ready")
        terminal.see("no health check is possible: nothing in the image could ask /ready")
        terminal.type("Health check", "/ready", times=2)
        terminal.see("no health check is possible: nothing in the image could ask /ready", times=2)
        terminal.type("Health check", "health", times=3)
        terminal.choose("Write these files?")
        assert terminal.end() == 0
    assert sample.files(folder) == by_flags(folder, "--health", "health")


def test_practices_and_files_can_be_changed_too(folder):
    with Terminal("init", folder, rows=90) as terminal:
        accept(terminal, QUESTIONS[:7])
        terminal.choose("Write these files?", 1)
        terminal.choose("What to change", LINES.index("Practices and files"))
        terminal.see("Practices and files (Space: on or off, Enter: done")
        terminal.press("h", "h")
        terminal.see("» ● healthcheck")
        terminal.press(" ", ENTER)
        terminal.choose("Write these files?")
        assert terminal.end() == 0
    assert sample.files(folder) == by_flags(folder, "--without", "healthcheck")


def test_one_can_leave_the_list_of_changes(folder):
    with Terminal("init", folder) as terminal:
        accept(terminal, QUESTIONS[:7])
        terminal.choose("Write these files?", 1)
        terminal.see("What to change (arrow keys")
        terminal.press(ESCAPE)
        terminal.choose("Write these files?")
        assert terminal.end() == 0
    assert sample.files(folder) == by_flags(folder)


def test_the_summary_says_what_was_decided_and_by_whom(folder):
    with Terminal("init", folder, "--base", "alpine") as terminal:
        accept(terminal, [question for question in QUESTIONS[:7] if question != "Base image"])
        terminal.see("Write these files? (arrow keys")
        summary = terminal.words
    assert "base alpine:3.23 --base" in summary
    assert "user 65532:65532 answer" in summary
    assert "language go 1.27 default" in summary
    assert "create Dockerfile" in summary
    assert not folder.parent.exists()


def test_the_dockerfile_can_be_seen_before_it_is_written(folder):
    with Terminal("init", folder, columns=120) as terminal:
        accept(terminal, QUESTIONS[:7])
        terminal.choose("Write these files?", 2)
        terminal.see('ENTRYPOINT ["/hello"] ? Write these files? (arrow keys')
        assert not folder.parent.exists()
        shown = terminal.lines
        terminal.press(ENTER)
        assert terminal.end() == 0
    written = (folder / "Dockerfile").read_text().splitlines()
    start = shown.index(written[0])
    assert shown[start : start + len(written)] == written


def test_no_at_the_end_changes_nothing(folder):
    with Terminal("init", folder) as terminal:
        accept(terminal, QUESTIONS[:7])
        terminal.choose("Write these files?", 3)
        assert terminal.end() == 0
        assert "Nothing was changed." in terminal.text
    assert not folder.parent.exists()


def test_a_dry_run_asks_and_changes_nothing(folder):
    with Terminal("init", folder, "--dry-run") as terminal:
        accept(terminal, QUESTIONS[:7])
        assert terminal.end() == 0
        assert "create  Dockerfile" in terminal.text
    assert not folder.parent.exists()


# Stopping


@pytest.mark.parametrize("place", range(len(QUESTIONS)), ids=QUESTIONS)
def test_ctrl_c_leaves_nothing_behind(folder, place):
    with Terminal("init", folder) as terminal:
        accept(terminal, QUESTIONS[:place])
        terminal.see(f"? {QUESTIONS[place]}")
        terminal.press(CTRL_C)
        assert terminal.end() == 130
        assert "Stopped. Nothing was changed." in terminal.text
    assert not folder.parent.exists()


def test_ctrl_c_while_a_user_is_typed_leaves_nothing_behind(folder):
    with Terminal("init", folder) as terminal:
        accept(terminal, QUESTIONS[:3])
        terminal.choose("User", USERS.index("another"))
        terminal.see("? User (a uid, a uid:gid or a name):")
        terminal.press("goph", CTRL_C)
        assert terminal.end() == 130
    assert not folder.parent.exists()


def test_ctrl_d_in_an_empty_line_stops_as_ctrl_c_does(folder):
    with Terminal("init", folder) as terminal:
        accept(terminal, QUESTIONS[:5])
        terminal.see("? Name:")
        terminal.press(EMPTY_LINE, CTRL_D)
        assert terminal.end() == 130
        assert "Stopped. Nothing was changed." in terminal.text
    assert not folder.parent.exists()


def test_keys_that_mean_nothing_in_a_list_do_nothing(folder):
    with Terminal("init", folder) as terminal:
        accept(terminal, QUESTIONS[:1])
        terminal.see("Base image (arrow keys")
        terminal.press(CTRL_D, "x", DELETE, DOWN, ENTER)
        accept(terminal, QUESTIONS[2:])
        assert terminal.end() == 0
    assert sample.files(folder) == by_flags(folder, "--base", "alpine")


def test_a_terminal_that_is_closed_leaves_nothing_behind(folder):
    with Terminal("init", folder) as terminal:
        accept(terminal, QUESTIONS[:7])
        terminal.see("Write these files?")
        terminal.hang_up()
    assert not folder.parent.exists()


# What is known is not asked


def test_what_flags_answer_is_not_asked(folder):
    flags = ["--language", "go", "--base", "alpine", "--https", "no", "--user", "app", "--port", "80", "--name", "a"]
    with Terminal("init", folder, *flags) as terminal:
        terminal.accept("Module path: example.com/a")
        terminal.choose("Write these files?")
        assert terminal.end() == 0
        assert not any(f"? {question}" in terminal.text for question in QUESTIONS[:6])
    assert sample.files(folder) == by_flags(folder, *flags)


def test_what_the_project_answers_is_not_asked(tmp_path):
    folder = sample.load("go-module").copy_to(tmp_path / "asked")
    with Terminal("init", folder) as terminal:
        terminal.see("Found: Go (go.mod)")
        accept(terminal, ["Base image", "User", "Write these files?"])
        assert terminal.end() == 0
        assert not any(f"? {question}" in terminal.text for question in ["Language", "HTTPS", "Port", "Name", "Module"])


@pytest.mark.parametrize(("listens", "is_asked"), [("process.env.HTTP", True), ("process.env.PORT", False)])
def test_a_port_that_no_source_names_is_a_question(folder, listens, is_asked):
    folder.mkdir(parents=True)
    (folder / "package.json").write_text('{"scripts": {"start": "node server.js"}}')
    (folder / "server.js").write_text(f'require("http").createServer((q, r) => r.end()).listen({listens})\n')
    with Terminal("init", folder) as terminal:
        accept(terminal, ["User"])
        if is_asked:
            terminal.type("Port", "7000")
        accept(terminal, ["Name", "Write these files?"])
        assert terminal.end() == 0
    assert ("EXPOSE 7000" in (folder / "Dockerfile").read_text()) is is_asked


def test_several_programs_are_a_question(tmp_path):
    folder = sample.load("go-cmd-open").copy_to(tmp_path / "asked")
    with Terminal("init", folder) as terminal:
        terminal.see("./cmd/worker")
        terminal.choose("Program to build", 1)
        accept(terminal, ["Base image", "HTTPS", "User"])
        terminal.choose("Write these files?")
        assert terminal.end() == 0
    assert sample.files(folder) == by_flags(folder, "--main", "./cmd/worker", project="go-cmd-open")


@pytest.fixture
def repository(tmp_path):
    """Two apps, and no project at the top."""
    folder = tmp_path / "asked" / "hello"
    for name, project in (("api", "go-module"), ("site", "static-pages")):
        sample.load(project).copy_to(folder / name)
    return folder


def test_several_apps_are_a_question(repository):
    with Terminal("init", repository) as terminal:
        terminal.see("site/hello static files (index.html)")
        terminal.choose("App", 1)
        accept(terminal, ["User", "Name", "Write these files?"])
        assert terminal.end() == 0
        assert "? Base image" not in terminal.text  # there is only one
    made = {path for path in sample.files(repository) if path.endswith("Dockerfile")}
    assert made == {"site/hello/Dockerfile"}


def test_all_apps_can_be_made_at_once(repository):
    with Terminal("init", repository) as terminal:
        terminal.see("each of them, with one compose.yaml")
        terminal.choose("App", 2)
        terminal.see("create docker-bake.hcl")
        terminal.choose("Write these files?", 2)
        terminal.see('CMD ["nginx"')
        terminal.choose("Write these files?")
        assert terminal.end() == 0
        assert "docker buildx bake -f docker-bake.hcl" in terminal.text
    made = {path for path in sample.files(repository) if path.endswith("Dockerfile")}
    assert made == {"site/hello/Dockerfile", "api/hello/Dockerfile"}


def test_ctrl_c_at_the_question_for_the_app_changes_nothing(repository):
    before = sample.files(repository)
    with Terminal("init", repository) as terminal:
        terminal.see("? App (arrow keys")
        terminal.press(CTRL_C)
        assert terminal.end() == 130
    assert sample.files(repository) == before


def test_only_bases_that_the_program_can_run_on_are_offered(tmp_path):
    folder = sample.load("go-cgo").copy_to(tmp_path / "asked")
    with Terminal("init", folder) as terminal:
        terminal.see("» slim")
        assert "distroless" in terminal.text
        assert "scratch" not in terminal.text
        assert "alpine" not in terminal.text


def test_what_dockgen_toml_leaves_out_is_its_default_and_not_asked(folder):
    sample.init(folder, "--base", "alpine")
    before = sample.files(folder)
    with Terminal("init", folder) as terminal:
        assert terminal.end() == 0
        assert "Found: Go (go.mod); answers from dockgen.toml" in terminal.text
        assert "?" not in terminal.text
    assert sample.files(folder) == before


def test_yes_asks_nothing_on_a_terminal(folder):
    with Terminal("init", folder, "--yes") as terminal:
        assert terminal.end() == 0
        assert "?" not in terminal.text
    assert sample.files(folder) == by_flags(folder)


# Files that are there and differ


def test_a_person_decides_file_by_file_what_happens_to_changed_files(made):
    mine = (made / "Dockerfile").read_bytes()
    with Terminal("init", made) as terminal:
        terminal.see("conflict Dockerfile conflict compose.yaml")
        terminal.choose("Write these files?")
        terminal.see("-# mine")
        terminal.choose("Dockerfile exists and differs", 1)
        terminal.choose("compose.yaml exists and differs", 0)
        assert terminal.end() == 0
        assert "overwrite  Dockerfile   (backup: Dockerfile.bak)" in terminal.text
        assert "skip  compose.yaml" in terminal.text
    assert b"# mine" not in (made / "Dockerfile").read_bytes()
    assert (made / "Dockerfile.bak").read_bytes() == mine
    assert b"# mine" in (made / "compose.yaml").read_bytes()
    assert not (made / "compose.yaml.bak").exists()


@pytest.mark.parametrize("keys", [DOWN + DOWN + ENTER, CTRL_C], ids=["stop", "ctrl-c"])
def test_stopping_at_a_later_file_takes_back_what_was_said_of_earlier_ones(made, keys):
    before = sample.files(made)
    with Terminal("init", made) as terminal:
        terminal.choose("Write these files?")
        terminal.choose("Dockerfile exists and differs", 1)
        terminal.see("compose.yaml exists and differs (arrow keys")
        terminal.press(keys)
        assert terminal.end() == 130
        assert "Stopped. Nothing was changed." in terminal.text
    assert sample.files(made) == before


def test_force_is_confirmed_once_and_asks_about_no_file(made):
    with Terminal("init", made, "--force") as terminal:
        terminal.see("overwrite Dockerfile overwrite compose.yaml")
        terminal.choose("Write these files?")
        assert terminal.end() == 0
        assert "differs" not in terminal.text
    assert (made / "Dockerfile.bak").exists()
    assert (made / "compose.yaml.bak").exists()


def test_skip_existing_with_nothing_else_to_write_asks_nothing(made):
    before = sample.files(made)
    with Terminal("init", made, "--skip-existing") as terminal:
        assert terminal.end() == 0
        assert "?" not in terminal.text
    assert sample.files(made) == before


# All kinds of terminals


@pytest.mark.parametrize("columns", [20, 40, 50, 80])
def test_every_word_can_be_read_however_narrow_the_terminal_is(folder, columns):
    with Terminal("init", folder, columns=columns) as terminal:
        terminal.accept("Language")
        for question, field in [("Base image", "base"), ("HTTPS", "https"), ("User", "user")]:
            terminal.see(f"? {question} (arrow keys")
            helps = go.BASES.values() if field == "base" else [choice.help for choice in by_field(field).choices]
            for text in helps:
                terminal.see(text)
            terminal.press(ENTER)
        terminal.type("Port", "x")
        terminal.see("Allowed: a number from 1 to 65535.")
        terminal.type("Port", "3000", times=2)
        accept(terminal, QUESTIONS[5:7])
        terminal.choose("Write these files?")
        assert terminal.end() == 0
    assert sample.files(folder) == by_flags(folder)


def all_output(folder: Path, **env: str) -> bytes:
    """Return the bytes of a run that shows everything that has colours."""
    with Terminal("init", folder, "--port", "1", env=env) as terminal:
        terminal.choose("Write these files?", 2)
        terminal.see("ENTRYPOINT")
        terminal.choose("Write these files?")
        terminal.choose("Dockerfile exists and differs", 1)
        terminal.choose("compose.yaml exists and differs", 0)
        terminal.choose("dockgen.toml exists and differs", 0)
        assert terminal.end() == 0
        return terminal.output


def test_colours_are_shown(made):
    assert COLOUR.search(all_output(made))


def test_no_color_means_no_colour_at_all(made):
    assert not COLOUR.search(all_output(made, NO_COLOR="1"))


def test_no_color_holds_for_messages_too(folder):
    with Terminal("init", folder, env={"NO_COLOR": "1"}) as terminal:
        accept(terminal, QUESTIONS[:4])
        terminal.type("Port", "x")
        terminal.see("'x' is not a port.")
        terminal.press(CTRL_C)
        assert terminal.end() == 130
        assert not COLOUR.search(terminal.output)


def test_a_terminal_that_cannot_move_its_cursor_is_not_asked(folder):
    with Terminal("init", folder, env={"TERM": "dumb"}) as terminal:
        assert terminal.end() == 0
        assert b"\x1b" not in terminal.output
    assert sample.files(folder) == by_flags(folder)


# No terminal


def test_without_a_terminal_nothing_is_asked(folder):
    done = sample.dockgen("init", folder)
    assert done.returncode == 0
    assert "?" not in done.stdout
    assert sample.files(folder) == by_flags(folder)


def test_without_a_terminal_what_has_no_default_is_named_with_its_flag(tmp_path):
    folder = sample.load("go-cmd-open").copy_to(tmp_path / "asked")
    before = sample.files(folder)
    done = sample.dockgen("init", folder)
    assert done.returncode == 2
    assert "--main ./cmd/orders" in done.stderr
    assert sample.files(folder) == before


@pytest.mark.parametrize("piped", ["stdin", "stdout"])
def test_half_a_terminal_is_none(folder, piped):
    here, there = (os.fdopen(end, "rb+", buffering=0) for end in os.openpty())
    with here, there:
        streams = {"stdin": there, "stdout": there} | {piped: subprocess.PIPE}
        command = [sys.executable, "-m", "dockgen", "init", folder]
        with subprocess.Popen(command, **streams, stderr=subprocess.PIPE, env=environment()) as process:
            process.communicate(timeout=30)
    assert process.returncode == 0
    assert sample.files(folder) == by_flags(folder)


# Lines of text


def answer(terminal: Terminal, question: str, text: str) -> None:
    """Wait for a question in plain text, and answer it."""
    terminal.see(question)
    terminal.press(text, ENTER)


@pytest.mark.parametrize("how", [{"env": {"DOCKGEN_PLAIN": "1"}}, {"env": {"TERM": "dumb"}, "flag": "--plain"}])
def test_questions_can_be_plain_lines_of_text(folder, how):
    flags = [how["flag"]] if "flag" in how else []
    with Terminal("init", folder, *flags, env=how["env"]) as terminal:
        answer(terminal, "Number or name, Enter for go:", "")
        answer(terminal, "2. alpine: a tiny Linux", "2")
        answer(terminal, "2. outbound: makes outgoing HTTPS calls", "out of bounds")
        answer(terminal, "'out of bounds' is none of the choices.", "outbound")
        answer(terminal, "4. another: enter a uid", "back")
        answer(terminal, "back to: HTTPS", "no")
        answer(terminal, "3. root: full privileges", "app")
        answer(terminal, "Enter for 3000", "8080")
        answer(terminal, "Enter for hello", "")
        answer(terminal, "Enter for example.com/hello", "")
        answer(terminal, "4. no: change nothing", "yes")
        assert terminal.end() == 0
        assert b"\x1b[" not in terminal.output
    assert sample.files(folder) == by_flags(
        folder, "--base", "alpine", "--https", "no", "--user", "app", "--port", "8080"
    )


def test_practices_are_turned_on_and_off_in_plain_lines_too(folder):
    with Terminal("init", folder, "--plain", rows=200) as terminal:
        for number in range(1, 8):
            terminal.see("Enter for", times=number)
            terminal.press(ENTER)
        answer(terminal, "2. change: change one of the answers", "change")
        answer(terminal, "What to change", "Practices and files")
        answer(terminal, "Numbers or names to turn on or off", "healthcheck bake nothing")
        terminal.see("'nothing' is none of the choices.")
        terminal.see("healthcheck: off.")
        terminal.press(ENTER)
        terminal.see("2. change: change one of the answers", times=2)
        terminal.press("yes", ENTER)
        assert terminal.end() == 0
    assert sample.files(folder) == by_flags(folder, "--without", "healthcheck", "--with", "bake")
