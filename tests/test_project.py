"""Reading a folder: what is there, what cannot be read, and what is never waited for."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from snapshots import write

from dockgen.errors import DockgenError, FileError
from dockgen.project import MAX_BYTES, SKIPPED_FOLDERS, Project


def test_the_folder_need_not_be_there(tmp_path: Path) -> None:
    project = Project(tmp_path / "later")
    assert (project.name, project.entries(), project.is_new(), list(project.files(".go"))) == ("later", [], True, [])
    assert not project.has("go.mod")
    assert project.read("go.mod") is None
    assert project.warnings == []
    assert not project.root.exists()


def test_the_path_is_made_absolute_and_its_links_are_resolved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    monkeypatch.chdir(tmp_path)
    assert Project(Path("link")).root == tmp_path.resolve() / "real"
    assert Project(Path("link")).name == "real"


@pytest.mark.parametrize("path", ["file", "file-link"])
def test_a_file_is_no_folder(tmp_path: Path, path: str) -> None:
    write(tmp_path, {"file": ""})
    (tmp_path / "file-link").symlink_to("file")
    with pytest.raises(FileError, match="is not a folder"):
        Project(tmp_path / path)


@pytest.mark.parametrize("path", ["x" * 300, "x/" * 3000, "a\0b"])
def test_an_impossible_path_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(FileError, match="cannot be used as a folder"):
        Project(tmp_path / path)


def test_a_loop_of_links_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(FileError, match="cannot be used as a folder"):
        Project(tmp_path / "a")


def test_entries_are_sorted(tmp_path: Path) -> None:
    write(tmp_path, {"b": "", "a": "", "C/x": ""})
    assert Project(tmp_path).entries() == ["C", "a", "b"]


@pytest.mark.parametrize(
    "name",
    [
        "README",
        "readme.md",
        "README.rst",
        "LICENSE",
        "licence.txt",
        "dockgen.toml",
        ".git",
        "Dockerfile",
        "compose.yaml",
    ],
)
def test_a_folder_with_only_such_files_is_still_new(tmp_path: Path, name: str) -> None:
    write(tmp_path, {name: ""})
    assert Project(tmp_path).is_new()


@pytest.mark.parametrize("name", ["go.mod", "x.py", "readmeplus.py", "src/x", "Makefile"])
def test_a_folder_with_anything_else_is_not(tmp_path: Path, name: str) -> None:
    write(tmp_path, {name: ""})
    assert not Project(tmp_path).is_new()


def test_text_is_read_without_a_byte_order_mark(tmp_path: Path) -> None:
    write(tmp_path, {"a": b"\xef\xbb\xbfh\xc3\xa9\r\n"})
    assert Project(tmp_path).read("a") == "hé\r\n"


def test_the_largest_file_is_still_read_and_the_next_one_is_not(tmp_path: Path) -> None:
    write(tmp_path, {"a": "x" * MAX_BYTES, "b": "x" * (MAX_BYTES + 1)})
    project = Project(tmp_path)
    assert project.read("a") == "x" * MAX_BYTES
    assert project.read("b") is None
    assert project.warnings == ["b is larger than 1024 KiB; it was left out of account"]


def unreadable(folder: Path, kind: str) -> str:
    """Make something of that kind at `a`, and return what is said of it."""
    path = folder / "a"
    if kind == "pipe":
        os.mkfifo(path)
        return "a is not a file"
    if kind == "folder":
        path.mkdir()
        return "a is not a file"
    if kind == "device":
        path.symlink_to("/dev/zero")
        return "a is not a file"
    if kind == "link to itself":
        path.symlink_to("a")
        return "a cannot be read: Too many levels of symbolic links"
    path.write_bytes(b"ok\xff")
    return "a is not UTF-8 text (byte 3)"


@pytest.mark.parametrize("kind", ["pipe", "folder", "device", "link to itself", "binary"])
def test_what_cannot_be_read_is_a_warning_once_and_an_error_where_it_is_needed(tmp_path: Path, kind: str) -> None:
    says = unreadable(tmp_path, kind)
    project = Project(tmp_path)
    assert [project.read("a"), project.read("a")] == [None, None]
    assert project.warnings == [f"{says}; it was left out of account"]
    with pytest.raises(FileError) as raised:
        project.require("a")
    assert str(raised.value) == says
    assert raised.value.hint


def test_a_file_that_is_not_there_is_no_warning(tmp_path: Path) -> None:
    write(tmp_path, {"file": ""})
    (tmp_path / "dangling").symlink_to("nowhere")
    project = Project(tmp_path)
    for path in ("none", "none/below", "file/below", "dangling"):
        assert not project.has(path)
        assert project.read(path) is None
        with pytest.raises(FileError, match=f"{path} is not there"):
            project.require(path)
    assert project.warnings == []


def test_a_loop_of_links_in_the_place_of_a_file_is_not_taken_for_nothing(tmp_path: Path) -> None:
    (tmp_path / "go.mod").symlink_to("go.mod")
    with pytest.raises(FileError, match=r"go\.mod cannot be read"):
        Project(tmp_path).has("go.mod")


def test_files_are_found_in_order_and_only_where_sources_are(tmp_path: Path) -> None:
    found = ["a.go", "a/b.go", "a/b/c.go", "b.go", "z/a.go"]
    skipped = [f"{folder}/x.go" for folder in SKIPPED_FOLDERS] + [".git/x.go", "a/.x/y.go", ".x.go"]
    write(tmp_path, dict.fromkeys([*found, *skipped, "a.txt", "go"], ""))
    assert list(Project(tmp_path).files(".go")) == ["a/b/c.go", "a/b.go", "a.go", "b.go", "z/a.go"]


def test_several_endings_are_found_in_one_walk(tmp_path: Path) -> None:
    write(tmp_path, dict.fromkeys(["a.go", "b/go.mod", "c.txt"], ""))
    assert list(Project(tmp_path).files((".go", "go.mod"))) == ["a.go", "b/go.mod"]


def test_linked_folders_are_not_entered(tmp_path: Path) -> None:
    write(tmp_path, {"outside/x.go": "", "project/a.go": ""})
    root = tmp_path / "project"
    (root / "out").symlink_to("../outside")
    (root / "self").symlink_to(".")
    (root / "up").symlink_to("..")
    assert list(Project(root).files(".go")) == ["a.go"]


def test_a_tree_deeper_than_the_interpreter_can_call_is_walked(tmp_path: Path) -> None:
    depth = sys.getrecursionlimit() + 100
    try:
        make_deep(tmp_path, depth)
        project = Project(tmp_path)
        assert list(project.files(".go")) == ["/".join(["d"] * depth + ["x.go"])]
        assert project.warnings == []
    finally:
        subprocess.run(["rm", "-r", tmp_path / "d"], check=True)  # what deletes temporary folders cannot go so deep


def make_deep(folder: Path, depth: int) -> None:
    here = os.open(folder, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(os.open("x.go", os.O_CREAT, dir_fd=here))
    os.close(here)


def test_names_that_are_no_text_do_no_harm(tmp_path: Path) -> None:
    write(tmp_path, {os.fsdecode(b"\xff.go"): b"\xff", "a\nb\x1b[31m.go": b"\xff"})
    project = Project(tmp_path)
    assert [project.read(path) for path in project.files(".go")] == [None, None]
    assert len(project.warnings) == 2
    assert all(warning.isprintable() for warning in project.warnings)


@settings(deadline=None, derandomize=True)
@given(content=st.binary(max_size=200), name=st.text(max_size=300))
def test_any_content_at_any_name_is_text_or_a_message(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, name: str
) -> None:
    folder = tmp_path_factory.mktemp("any")
    write(folder, {"file": content})
    project = Project(folder)
    assert project.read("file") == (text := decoded(content)) or text is None
    try:
        Project(folder / name)
        project.has(name)
        project.read(name)
    except DockgenError as error:
        assert str(error).isprintable()  # noqa: PT017 - it may as well not be raised


def decoded(content: bytes) -> str | None:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
