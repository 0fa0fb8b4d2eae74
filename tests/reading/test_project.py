"""Reading a folder: what is there, what cannot be read, and what is never waited for."""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from snapshots import write

from dockgen.errors import DockgenError, FileError
from dockgen.reading.files import read_named
from dockgen.reading.project import MAX_BYTES, SKIPPED_FOLDERS, Project
from dockgen.reading.tree import OUTPUT_FOLDERS
from dockgen.text.visible import HIDDEN


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
    assert project.warnings == ["b is larger than 1024 KiB; it was ignored"]


def unreadable(folder: Path, kind: str) -> str:
    """Make something of that kind at `a`, and return what is said of it."""
    path = folder / "a"
    if kind == "pipe":
        os.mkfifo(path)
        return "a is not a regular file"
    if kind == "folder":
        path.mkdir()
        return "a is not a regular file"
    if kind == "device":
        path.symlink_to("/dev/zero")
        return f"a is a link that leads out of {folder}"
    if kind == "link to itself":
        path.symlink_to("a")
        return "a is a link that leads back to itself"
    path.write_bytes(b"ok\xff")
    return "a is not UTF-8 text (byte 3)"


@pytest.mark.parametrize("kind", ["pipe", "folder", "device", "link to itself", "binary"])
def test_what_cannot_be_read_is_a_warning_once_and_an_error_where_it_is_needed(tmp_path: Path, kind: str) -> None:
    says = unreadable(tmp_path, kind)
    project = Project(tmp_path)
    assert [project.read("a"), project.read("a")] == [None, None]
    assert project.warnings == [f"{says}; it was ignored"]
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
        with pytest.raises(FileError, match=f"{path} does not exist"):
            project.require(path)
    assert project.warnings == []


def test_a_loop_of_links_in_the_place_of_a_file_is_not_taken_for_nothing(tmp_path: Path) -> None:
    (tmp_path / "go.mod").symlink_to("go.mod")
    project = Project(tmp_path)
    assert project.has("go.mod")
    with pytest.raises(FileError, match=r"go\.mod is a link that leads back to itself"):
        project.require("go.mod")


def test_nothing_is_below_a_loop_of_links(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("a")
    project = Project(tmp_path)
    assert not project.has("a/__main__.py")
    assert project.read("a/__main__.py") is None
    assert project.warnings == []


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


@pytest.mark.parametrize("name", [os.fsdecode(b"\xff"), "a\nb", "\x1b[31m", "\r", "\u2028", "\x7f", "\x85"])
def test_what_no_dockerfile_can_name_is_left_out_with_a_warning(tmp_path: Path, name: str) -> None:
    write(tmp_path, dict.fromkeys([f"{name}.go", f"a/{name}/go.mod", f"{name}.txt", "b.go"], "text"))
    project = Project(tmp_path)
    assert list(project.files(".go")) == ["b.go"]
    assert list(project.folders_with({"go.mod"})) == []
    shown = name.encode("unicode_escape").decode()
    reason = "has a name that a Dockerfile cannot contain; it was ignored"
    assert project.warnings == [f"{shown}.go {reason}", f"a/{shown}/go.mod {reason}"]
    assert project.read(f"a/{name}/go.mod") == "text"


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
        assert not re.search(HIDDEN, str(error))  # noqa: PT017 - it may as well not be raised


def decoded(content: bytes) -> str | None:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


# One walk, and what it answers


def test_a_walk_is_made_once_and_only_if_somebody_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, dict.fromkeys(["go.mod", "a/x.go", "a/b/y.py", "c/package.json"], ""))
    listed = counted(monkeypatch, "scandir")
    project = Project(tmp_path)
    assert project.has("go.mod")
    assert project.entries() == ["a", "c", "go.mod"]
    assert project.read("go.mod") == ""
    assert listed == []
    assert list(project.files(".go")) == ["a/x.go"]
    assert sorted(listed) == sorted(
        str(folder) for folder in [tmp_path, *(tmp_path / name for name in ("a", "a/b", "c"))]
    )
    assert list(project.files((".py", ".json"))) == ["a/b/y.py", "c/package.json"]
    assert list(project.folders_with({"package.json"})) == [("c", ("package.json",))]
    assert list(project.sub("a").files("")) == ["b/y.py", "x.go"]
    assert len(listed) == 4


def test_a_file_is_read_once_by_whatever_way_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"a/package.json": "{}", "a/broken": b"\xff"})
    opened = counted(monkeypatch, "open")
    project = Project(tmp_path)
    assert project.read("a/package.json") == "{}"
    assert project.read("./a//package.json") == "{}"
    assert project.sub("a").require("package.json") == "{}"
    assert project.sub("a").sub("../a").read("../a/package.json") == "{}"
    assert [project.read("a/broken"), project.sub("a").read("broken")] == [None, None]
    assert len(opened) == 2
    assert len(project.warnings) == 1


def counted(monkeypatch: pytest.MonkeyPatch, name: str) -> list[str]:
    """Let a function of `os` keep the paths that it is called with."""
    paths: list[str] = []
    real = getattr(os, name)

    def call(path: str, *arguments: object) -> object:
        paths.append(str(path))
        return real(path, *arguments)

    monkeypatch.setattr(os, name, call)
    return paths


@pytest.mark.parametrize("beside", ["package.json", "pyproject.toml", "Cargo.toml", None])
def test_what_tools_make_of_the_files_beside_it_is_skipped_and_nothing_else_is(
    tmp_path: Path, beside: str | None
) -> None:
    outputs = ["build", "dist", "out", "target"]
    write(tmp_path, dict.fromkeys([f"app/{folder}/x.html" for folder in outputs], ""))
    if beside:
        write(tmp_path, {f"app/{beside}": ""})
    skipped = [folder for folder in outputs if beside in OUTPUT_FOLDERS[folder]]
    left = [f"app/{folder}/x.html" for folder in outputs if folder not in skipped]
    assert list(Project(tmp_path).files(".html")) == left
    assert Project(tmp_path).has("app/dist/x.html")
    assert skipped == {None: [], "package.json": outputs[:3], "pyproject.toml": outputs[:2]}.get(beside, ["target"])


def test_hidden_files_are_no_sources_and_are_found_by_their_names(tmp_path: Path) -> None:
    write(tmp_path, dict.fromkeys([".nvmrc", "a/.nvmrc", "a/b/.nvmrc.md", ".git/.nvmrc"], ""))
    project = Project(tmp_path)
    assert list(project.files((".nvmrc", ".md"))) == []
    assert list(project.folders_with([".nvmrc"])) == [("", (".nvmrc",)), ("a", (".nvmrc",))]


def test_folders_are_found_by_the_files_that_they_directly_hold(tmp_path: Path) -> None:
    held = ["b/package.json", "b/go.mod", "a.c/go.mod", "a/go.mod", "a/b/c/package.json", "setup.py", "a/go.mod.bak"]
    folders = ["x/go.mod/file", "node_modules/x/package.json", "a/vendor/go.mod"]
    write(tmp_path, dict.fromkeys([*held, *folders, "go.mo"], ""))
    project = Project(tmp_path)
    assert list(project.folders_with(("setup.py", "package.json", "go.mod"))) == [
        ("", ("setup.py",)),
        ("a", ("go.mod",)),
        ("a/b/c", ("package.json",)),
        ("a.c", ("go.mod",)),
        ("b", ("go.mod", "package.json")),
    ]
    assert list(project.folders_with(())) == []
    assert list(Project(tmp_path / "later").folders_with({"go.mod"})) == []


# Folders inside


def test_a_folder_inside_is_seen_as_a_project_of_its_own(tmp_path: Path) -> None:
    files = ["a/go.mod", "a/x.go", "a/b/c/y.go", "a/b/c/go.mod", "a-b/z.go", "ab/z.go", "go.mod", "a/README.md"]
    write(tmp_path, dict.fromkeys(files, "text"))
    top = Project(tmp_path)
    inside = top.sub("a")
    assert (inside.name, inside.root, inside.path) == ("a", tmp_path.resolve() / "a", "a")
    assert inside.entries() == ["README.md", "b", "go.mod", "x.go"]
    assert not inside.is_new()
    assert inside.has("b/c/y.go")
    assert not inside.has("a")
    assert list(inside.files(".go")) == ["b/c/y.go", "x.go"]
    assert list(inside.folders_with({"go.mod"})) == [("", ("go.mod",)), ("b/c", ("go.mod",))]
    assert inside.sub("b/c").require("y.go") == "text"
    assert list(inside.sub("b").files(".go")) == ["c/y.go"]
    assert inside.sub("b") is top.sub("a/b")
    assert top.sub("") is top.sub(".") is top
    assert (top.path, inside.sub("b/c").path) == ("", "a/b/c")


def test_files_around_a_folder_inside_are_seen_but_not_those_outside_the_first(tmp_path: Path) -> None:
    write(tmp_path, {"secret": "", "top/pnpm-lock.yaml": "lock", "top/a/b/package.json": ""})
    inside = Project(tmp_path / "top").sub("a/b")
    assert inside.read("../../pnpm-lock.yaml") == "lock"
    for path in ("../../../secret", "../../../top/pnpm-lock.yaml", f"{tmp_path}/secret", "/etc/passwd"):
        assert not inside.has(path)
        assert inside.read(path) is None
        with pytest.raises(FileError, match="does not exist"):
            inside.require(path)
    assert inside.warnings == []


@pytest.mark.parametrize("path", ["none", "file", "link", "link/b", "../outside", "..", "/", "loop", "a\0b", "x" * 300])
def test_what_is_no_folder_inside_is_refused(tmp_path: Path, path: str) -> None:
    write(tmp_path, {"top/file": "", "top/a/b/x": "", "outside/x": ""})
    (tmp_path / "top/link").symlink_to("a")
    (tmp_path / "top/loop").symlink_to("loop")
    with pytest.raises(FileError):
        Project(tmp_path / "top").sub(path)


def test_warnings_name_the_path_from_the_first_folder_and_come_to_all(tmp_path: Path) -> None:
    write(tmp_path, {"a/b/package.json": b"\xff"})
    top = Project(tmp_path)
    assert top.sub("a/b").read("package.json") is None
    assert top.warnings == ["a/b/package.json is not UTF-8 text (byte 1); it was ignored"]
    assert top.sub("a").warnings is top.warnings
    with pytest.raises(FileError, match=r"a/b/x\.go does not exist"):
        top.sub("a/b").require("x.go")


def test_a_skipped_folder_that_is_asked_for_is_walked(tmp_path: Path) -> None:
    write(tmp_path, dict.fromkeys(["x.go", "vendor/a/y.go", "vendor/a/b/z.go", ".hidden/go.mod"], ""))
    top = Project(tmp_path)
    assert list(top.files(".go")) == ["x.go"]
    assert list(top.sub("vendor/a").files(".go")) == ["b/z.go", "y.go"]
    assert list(top.sub(".hidden").folders_with({"go.mod"})) == [("", ("go.mod",))]
    assert list(top.files(".go")) == ["x.go"]


def test_many_folders_inside_take_no_longer_each_than_few(tmp_path: Path) -> None:
    for number in range(400):
        write(tmp_path, {f"{number}/go.mod": "", f"{number}/x.go": ""})

    def seconds(count: int) -> float:
        top = Project(tmp_path)
        list(top.files(".go"))
        began = time.process_time()
        for number in range(count):
            inside = top.sub(str(number))
            assert list(inside.files(".go")) == ["x.go"]
            assert list(inside.folders_with({"go.mod"})) == [("", ("go.mod",))]
        return (time.process_time() - began) / count

    seconds(10)
    assert seconds(400) < 10 * seconds(40)


# What is broken


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Return an empty folder that every user comes to, which those of pytest are not."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


UNPRIVILEGED = """
import bisect, encodings.unicode_escape, heapq, os, sys  # late imports of dockgen may lie where only root comes to
from pathlib import Path
from dockgen.errors import FileError
from dockgen.reading.project import Project
if os.getuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
project = Project(Path(sys.argv[1]))
"""


def unprivileged(folder: Path, code: str) -> list[str]:
    """Run code as a user who may not do all, as root may, and return the lines that it prints."""
    command = [sys.executable, "-c", UNPRIVILEGED + code, folder]
    return subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout.splitlines()


def test_what_one_may_not_read_is_a_warning_that_names_it(open_folder: Path) -> None:
    write(open_folder, dict.fromkeys(["a.go", "closed/b.go", "odd\n/c.go", "no-names/d.go", "z/e.go"], ""))
    for path, mode in (("a.go", 0), ("closed", 0), ("odd\n", 0), ("no-names", 0o111)):
        (open_folder / path).chmod(mode)
    printed = unprivileged(
        open_folder,
        "print(list(project.files('.go')), project.read('a.go'), project.read('no-names/d.go'))\n"
        "print(*project.warnings, sep='\\n')",
    )
    assert printed == [
        "['a.go', 'z/e.go'] None ",
        "closed cannot be listed: Permission denied; it was ignored",
        "no-names cannot be listed: Permission denied; it was ignored",
        "odd\\n cannot be listed: Permission denied; it was ignored",
        "a.go cannot be read: Permission denied; it was ignored",
    ]


@pytest.mark.parametrize("view", ["project.sub('closed')", "Project(project.root / 'closed')"])
@pytest.mark.parametrize("question", ["entries()", "is_new()", "files('.go')", "folders_with(['go.mod'])"])
def test_a_closed_folder_is_an_error_that_names_it(open_folder: Path, view: str, question: str) -> None:
    write(open_folder, {"closed/b.go": ""})
    (open_folder / "closed").chmod(0)
    code = f"try:\n    next(iter({view}.{question}))\nexcept FileError as error:\n    print(error)"
    printed = unprivileged(open_folder, code)
    assert printed == [f"{open_folder.resolve()}/closed cannot be listed: Permission denied"]


def test_pipes_sockets_and_links_in_a_circle_stand_in_nobodys_way(tmp_path: Path) -> None:
    write(tmp_path, {"a/x.go": ""})
    os.mkfifo(tmp_path / "a/pipe.go")
    (tmp_path / "a/circle.go").symlink_to("circle.go")
    (tmp_path / "a/up").symlink_to("..")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(tmp_path / "a/socket.go"))
        project = Project(tmp_path)
        paths = list(project.files(".go"))
        assert [project.read(path) for path in paths] == [None, None, None, ""]
    assert paths == ["a/circle.go", "a/pipe.go", "a/socket.go", "a/x.go"]
    assert project.warnings == [
        "a/circle.go is a link that leads back to itself; it was ignored",
        "a/pipe.go is not a regular file; it was ignored",
        "a/socket.go is not a regular file; it was ignored",
    ]


def test_odd_names_are_found_in_order(tmp_path: Path) -> None:
    names = ["a b", "é", "-", "~", "a", "a.go", "x" * 240, "{{x}}", "$(x)", "'", '"', "\\", "\u202f", "\u3000"]
    write(tmp_path, dict.fromkeys([f"{folder}/{name}.go" for folder in names for name in names], ""))
    found = list(Project(tmp_path).files(".go"))
    assert found == sorted(
        (f"{folder}/{name}.go" for folder in names for name in names), key=lambda path: path.split("/")
    )
    assert [Project(tmp_path).sub(name).name for name in names] == names
    assert [folder for folder, _ in Project(tmp_path).folders_with({"a.go"})] == sorted(names)


@pytest.mark.parametrize("path", ["\ud800", "a/\udfff", "x" * 300, "x/" * 3000, "a\0b", "\0", ""])
def test_what_cannot_be_a_path_is_not_there(tmp_path: Path, path: str) -> None:
    write(tmp_path, {"a/file": ""})
    project = Project(tmp_path)
    if path:
        assert not project.has(path)
        assert project.read(path) is None
    with pytest.raises(FileError):
        project.require(path)


def test_no_more_is_read_than_the_size_that_was_seen() -> None:
    assert read_named("/proc/self/status") == b""  # it says that its size is 0


@pytest.mark.parametrize("name", ["requirements.txt", "a/Procfile", ".env.example"])
@given(text=st.text(st.characters(exclude_categories=["Cs"])), encoding=st.sampled_from(["utf-8-sig", "utf-16"]))
@settings(deadline=None)
def test_a_byte_order_mark_says_how_a_list_is_written(name: str, text: str, encoding: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), {name: text.encode(encoding)})
        assert Project(Path(folder)).require(name) == text


@pytest.mark.parametrize("mark", [b"\xfe\xff", b"\xff\xfe"])
def test_half_a_character_after_a_mark_is_no_text(tmp_path: Path, mark: bytes) -> None:
    write(tmp_path, {"requirements.txt": mark + b"x"})
    assert Project(tmp_path).read("requirements.txt") is None


def test_what_its_own_tool_reads_as_utf_8_alone_is_refused_in_utf_16(tmp_path: Path) -> None:
    write(tmp_path, {"package.json": "{}".encode("utf-16")})
    with pytest.raises(FileError, match=r"package\.json is not UTF-8 text .byte 1."):
        Project(tmp_path).require("package.json")
