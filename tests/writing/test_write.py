"""What is decided about files that are there already."""

import os
import re
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from snapshots import contents, write

from dockgen.errors import ConflictError, ExitCode, FileError
from dockgen.writing.write import Action, Change, Policy, apply, compare, diff, resolve


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "outside" / "project"
    folder.mkdir(parents=True)
    return folder


def one(root: Path, text: str = "new\n", path: str = "Dockerfile") -> Change:
    return compare(root, {path: text})[0]


def test_a_file_that_is_not_there_is_created(root: Path) -> None:
    assert one(root) == Change("Dockerfile", Action.CREATE, None, b"new\n")


def test_a_file_with_the_same_bytes_is_identical(root: Path) -> None:
    write(root, {"Dockerfile": "new\n"})
    assert one(root).action is Action.IDENTICAL


@pytest.mark.parametrize("old", [b"old\n", b"", b"new", b"new\r\n", b"\xef\xbb\xbfnew\n", b"\xff\x00"])
def test_a_file_that_differs_in_any_byte_is_a_conflict(root: Path, old: bytes) -> None:
    write(root, {"Dockerfile": old})
    assert one(root) == Change("Dockerfile", Action.CONFLICT, old, b"new\n")


def test_files_are_compared_in_the_order_given(root: Path) -> None:
    assert [change.path for change in compare(root, {"b": "", "a": "", "c/d": ""})] == ["b", "a", "c/d"]


def test_a_folder_that_is_not_there_is_no_obstacle(tmp_path: Path) -> None:
    assert one(tmp_path / "a" / "b").action is Action.CREATE


def test_a_link_inside_is_followed(root: Path) -> None:
    write(root, {"docker/prod": "old\n"})
    (root / "Dockerfile").symlink_to("docker/prod")
    assert one(root).old == b"old\n"
    assert one(root).action is Action.CONFLICT


def test_a_dangling_link_inside_is_created(root: Path) -> None:
    (root / "Dockerfile").symlink_to("docker/prod")
    assert one(root).action is Action.CREATE


@pytest.mark.parametrize("target", ["../other", "../../../../etc/hosts", "/etc/hosts", "/nowhere/at/all", ".."])
def test_a_link_that_leads_out_is_refused(root: Path, target: str) -> None:
    (root / "Dockerfile").symlink_to(target)
    with pytest.raises(FileError, match="Dockerfile is a link that leads out of"):
        one(root)


def test_a_file_in_a_linked_folder_that_leads_out_is_refused(root: Path) -> None:
    (root.parent / "elsewhere").mkdir()
    (root / "docs").symlink_to("../elsewhere")
    with pytest.raises(FileError, match=r"docs/x\.md is a link that leads out of"):
        one(root, path="docs/x.md")


def test_a_link_out_and_in_again_is_inside(root: Path) -> None:
    write(root, {"real": "old\n"})
    (root / "Dockerfile").symlink_to(f"../{root.name}/real")
    assert one(root).old == b"old\n"


def test_a_folder_whose_name_begins_alike_is_outside(root: Path) -> None:
    for path in (f"../{root.name}2/x", ".."):
        with pytest.raises(FileError, match="leads out of"):
            one(root, path=path)
    assert one(root, path="a/../b").action is Action.CREATE


def test_a_folder_in_the_place_of_a_file_is_refused(root: Path) -> None:
    (root / "Dockerfile").mkdir()
    with pytest.raises(FileError, match="Dockerfile is not a regular file"):
        one(root)


def test_a_pipe_in_the_place_of_a_file_is_refused_and_not_waited_for(root: Path) -> None:
    os.mkfifo(root / "Dockerfile")
    with pytest.raises(FileError, match="Dockerfile is not a regular file"):
        one(root)


def test_a_file_in_the_place_of_a_folder_is_refused(root: Path) -> None:
    write(root, {"docs": "a file"})
    with pytest.raises(FileError, match="docs/x cannot be written: docs is not a folder"):
        one(root, path="docs/x")


def test_a_loop_of_links_is_refused(root: Path) -> None:
    (root / "Dockerfile").symlink_to("Dockerfile")
    with pytest.raises(FileError, match="Dockerfile"):
        one(root)


CHANGES = [
    Change("a", Action.CREATE, None, b"a"),
    Change("b", Action.IDENTICAL, b"b", b"b"),
    Change("c", Action.CONFLICT, b"old", b"c"),
    Change("d", Action.CONFLICT, b"old", b"d"),
]


@pytest.mark.parametrize(("policy", "action"), [("force", Action.OVERWRITE), ("skip", Action.SKIP)])
def test_a_policy_settles_conflicts_and_nothing_else(policy: Policy, action: Action) -> None:
    resolved = resolve(CHANGES, policy, None)
    assert [change.action for change in resolved] == [Action.CREATE, Action.IDENTICAL, action, action]
    assert [change._replace(action=Action.CREATE) for change in resolved] == [
        change._replace(action=Action.CREATE) for change in CHANGES
    ]


def test_without_a_policy_all_conflicts_are_named_and_it_stops() -> None:
    with pytest.raises(ConflictError, match=r"these files exist and differ: c, d$") as raised:
        resolve(CHANGES, "stop", None)
    assert raised.value.exit_code is ExitCode.CONFLICT
    assert "--force" in raised.value.hint
    assert "--skip-existing" in raised.value.hint


def test_without_conflicts_no_policy_is_needed() -> None:
    assert resolve(CHANGES[:2], "stop", None) == CHANGES[:2]


def test_a_person_is_asked_of_each_conflict_and_of_nothing_else() -> None:
    asked = []

    def ask(change: Change) -> Literal["overwrite", "skip"]:
        asked.append(change.path)
        return "overwrite" if change.path == "c" else "skip"

    actions = [change.action for change in resolve(CHANGES, "ask", ask)]
    assert actions == [Action.CREATE, Action.IDENTICAL, Action.OVERWRITE, Action.SKIP]
    assert asked == ["c", "d"]


def test_a_person_who_stops_stops() -> None:
    def ask(_: Change) -> Literal["overwrite", "skip"]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        resolve(CHANGES, "ask", ask)


def test_only_what_is_created_or_overwritten_is_written(root: Path) -> None:
    write(root, {"b": "b", "c": "old", "d": "old"})
    changes = resolve(compare(root, {"a": "a", "b": "b", "c": "c", "d": "d"}), "force", None)
    changes[3] = changes[3]._replace(action=Action.SKIP)
    before = (root / "b").stat().st_mtime_ns
    assert apply(root, changes) == {"c": "c.bak"}
    assert contents(root) == {"a": b"a", "b": b"b", "c": b"c", "c.bak": b"old", "d": b"old"}
    assert (root / "b").stat().st_mtime_ns == before


def test_where_nothing_is_to_be_written_not_even_the_folder_is_made(tmp_path: Path) -> None:
    assert apply(tmp_path / "a", [Change("b", Action.SKIP, b"x", b"y")]) == {}
    assert not (tmp_path / "a").exists()


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    apply(tmp_path / "a" / "b", compare(tmp_path / "a" / "b", {"c/d": "x"}))
    assert (tmp_path / "a/b/c/d").read_text() == "x"


def test_a_diff_is_one_that_git_would_make() -> None:
    change = Change("Dockerfile", Action.CONFLICT, b"one\ntwo\nthree\n", b"one\n2\nthree\n")
    assert diff(change) == "--- a/Dockerfile\n+++ b/Dockerfile\n@@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n"


def test_a_diff_of_a_new_file_comes_from_nothing() -> None:
    assert diff(Change("x", Action.CREATE, None, b"a\n")).startswith("--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+a\n")


def test_a_diff_of_an_empty_file_is_not_one_of_a_new_file() -> None:
    assert diff(Change("x", Action.CONFLICT, b"", b"a\n")).startswith("--- a/x\n")


def test_a_diff_says_where_a_line_break_is_missing_at_the_end() -> None:
    text = diff(Change("x", Action.CONFLICT, b"a", b"a\n"))
    assert text.endswith("-a\n\\ No newline at end of file\n+a\n")


@pytest.mark.parametrize("odd", ["a\x0cb", "a\x0bb", "a\rb", "a\u2028b", "a\x85b", "a\x1cb"])
def test_a_diff_breaks_lines_only_where_git_does(odd: str) -> None:
    text = diff(Change("x", Action.CONFLICT, f"{odd}\nold\n".encode(), f"{odd}\nnew\n".encode()))
    assert text == f"--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n {odd}\n-old\n+new\n"


def test_a_diff_shows_bytes_that_are_no_text_as_something() -> None:
    assert "-\ufffd\n" in diff(Change("x", Action.CONFLICT, b"\xff\n", b"a\n"))


TEXT = st.text(st.sampled_from("ab\n\r\x0c é"), max_size=30)


@settings(deadline=None, derandomize=True)
@given(old=TEXT, new=TEXT)
def test_a_diff_applied_to_the_old_text_gives_the_new_one(old: str, new: str) -> None:
    text = diff(Change("x", Action.CONFLICT, old.encode(), new.encode()))
    assert patched(old, text) == new


def patched(old: str, patch: str) -> str:
    """Apply a unified diff as patch(1) does."""
    lines = re.findall(r"[^\n]*\n|[^\n]+", old)
    found: list[str] = []
    at, mark = 0, ""
    for line in re.findall(r"[^\n]*\n", patch)[2:]:
        if hunk := re.match(r"@@ -(\d+)(?:,(\d+))? ", line):
            start = int(hunk[1]) - (hunk[2] != "0")
            found += lines[at:start]
            at = start
        elif line.startswith("\\"):
            if mark != "-":
                found[-1] = found[-1].removesuffix("\n")
        else:
            mark = line[0]
            found += [line[1:]] if mark != "-" else []
            at += mark != "+"
    return "".join(found + lines[at:])
