"""What go.work, the members' go.mod and the files beside them say."""

from collections.abc import Callable
from pathlib import Path

import pytest
from snapshots import write

from dockgen.errors import FileError, NotRecognisedError
from dockgen.languages import go
from dockgen.model.facts import Fact, Facts
from dockgen.reading.project import Project

MAIN = "package main\n\nfunc main() {\n}\n"
WORK = "go 1.26\n\nuse (\n\t./api\n\t./lib\n)\n"

Inspect = Callable[..., Facts]


def importing(*packages: str) -> str:
    """Return a program that imports packages."""
    return (
        "package main\n\nimport (\n" + "".join(f'\t"{package}"\n' for package in packages) + ")\n\nfunc main() {\n}\n"
    )


WORKSPACE: dict[str, str] = {
    "go.work": WORK,
    "api/go.mod": "module example.com/shop/api\n\ngo 1.25\n",
    "api/main.go": MAIN,
    "lib/go.mod": "module example.com/shop/lib\n\ngo 1.26\n",
    "lib/lib.go": "package lib\n",
}


@pytest.fixture
def inspect(tmp_path: Path) -> Inspect:
    """Return a function that writes a workspace and inspects it."""

    def inspect(files: dict[str, str], main: str | None = None) -> Facts:
        write(tmp_path, WORKSPACE | files)
        return go.inspect(Project(tmp_path), main).facts

    return inspect


def test_a_workspace_is_recognised_by_its_go_work(tmp_path: Path) -> None:
    write(tmp_path, {"go.work": WORK})
    assert go.detect(Project(tmp_path)) == "go.work"
    write(tmp_path, {"go.mod": "module example.com/x\n"})
    assert go.detect(Project(tmp_path)) == "go.work"


def test_every_fact_is_there_for_a_workspace_too(inspect: Inspect) -> None:
    assert inspect({}).keys() == go.SAMPLE.facts.keys()


def test_members_are_those_that_go_work_uses(inspect: Inspect) -> None:
    facts = inspect({"aside/go.mod": "module example.com/aside\n", "aside/main.go": MAIN})
    assert facts["members"] == Fact(("./api", "./lib"), "go.work")
    assert facts["mains"] == Fact(("./api",), "./api")
    assert facts["manifests"].value == ("./api", "./lib")
    assert facts["workspace"].value is True
    assert facts["module"] == Fact("example.com/shop/api", "api/go.mod")
    assert facts["name"] == Fact("api", "api/go.mod, module")


def test_a_module_that_may_not_be_published_is_not_downloaded(inspect: Inspect) -> None:
    api = "module example.com/shop/api\n\ngo 1.25\n\nrequire example.com/shop/lib v0.0.0\n"
    facts = inspect({"api/go.mod": api})
    reason = "go.work: example.com/shop/lib may not be published, and `go mod download` would fetch it"
    assert (facts["manifests"].value, facts["manifests"].source, facts["sources"].value) == ((), reason, (".",))
    facts = inspect({"api/go.mod": f"{api}\nreplace example.com/shop/lib => ../lib\n"})
    assert facts["manifests"].value == ("./api", "./lib")


@pytest.mark.parametrize(
    "use", ["use ./api\nuse ./lib\n", "use (\n\tapi // the service\n\t./lib/\n)\n", 'use "./api"\nuse lib\n']
)
def test_folders_are_used_however_they_are_written(inspect: Inspect, use: str) -> None:
    assert inspect({"go.work": f"go 1.26\n{use}"})["members"].value == ("./api", "./lib")


@pytest.mark.parametrize("target", ["../lib", "..", "/srv/lib", "./api/../../lib"])
def test_a_member_outside_the_folder_is_refused(inspect: Inspect, target: str) -> None:
    with pytest.raises(NotRecognisedError, match=r"go\.work uses .* outside this folder"):
        inspect({"go.work": f"use {target}\n"})


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"go.work": "go 1.26\n"}, "go.work uses no module"),
        ({"go.work": "use ./nothing\n"}, "go.work uses ./nothing, which has no go.mod"),
        ({"go.work": "use ./a$b\n"}, "a name that no build takes"),
        ({"api/go.mod": "go 1.26\n"}, "api/go.mod has no line that begins with `module`"),
        ({"api/main.go": "package api\n"}, "these Go modules have no program"),
    ],
)
def test_a_broken_workspace_is_refused_with_what_is_wrong(
    inspect: Inspect, files: dict[str, str], message: str
) -> None:
    with pytest.raises(NotRecognisedError, match=message):
        inspect(files)


def test_a_member_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    write(tmp_path, WORKSPACE | {"lib/go.mod": b"\xff"})
    with pytest.raises(FileError, match=r"lib/go\.mod is not UTF-8 text"):
        go.inspect(Project(tmp_path), None)


def test_only_what_the_program_imports_is_sent(inspect: Inspect) -> None:
    assert inspect({})["sources"] == Fact(("./api",), "what ./api imports")
    facts = inspect({"api/main.go": importing("example.com/shop/lib")})
    assert facts["sources"].value == ("./api", "./lib")


@pytest.mark.parametrize(
    ("files", "why"),
    [
        (
            {"go.work": WORK + "use .\n", "go.mod": "module example.com/shop\n", "x.go": "package shop\n"},
            "the top is a member",
        ),
        ({"vendor/modules.txt": "## workspace\n"}, "all is vendored"),
        ({"api/c.go": 'package main\n\n// #cgo CFLAGS: -I../../c\nimport "C"\n'}, "C may include what lies elsewhere"),
    ],
)
def test_all_is_sent_where_one_cannot_say_what_is_needed(inspect: Inspect, files: dict[str, str], why: str) -> None:
    main = importing("example.com/shop") if "go.mod" in files else MAIN
    assert inspect(files | {"api/main.go": main})["sources"].value == (".",), why


def test_a_vendored_workspace_downloads_nothing(inspect: Inspect) -> None:
    facts = inspect({"vendor/modules.txt": "## workspace\n"})
    assert facts["vendored"].value is True
    assert facts["manifests"].value == ()


def test_programs_in_several_members_are_left_open(inspect: Inspect) -> None:
    facts = inspect({"lib/cmd/server/main.go": MAIN})
    assert facts["mains"].value == ("./api", "./lib/cmd/server")
    assert facts["main"] == Fact(None, "several programs: ./api, ./lib/cmd/server")
    assert inspect({}, "./lib/cmd/server")["name"].value == "server"


def test_a_member_s_replace_may_lead_to_the_top_but_not_out(inspect: Inspect) -> None:
    files = {"go.work": WORK + "use .\n", "go.mod": "module example.com/shop\n"}
    inside = files | {"api/go.mod": "module example.com/shop/api\n\nreplace example.com/shop => ../\n"}
    assert inspect(inside)["manifests"].value == (".", "./api", "./lib")
    outside = files | {"api/go.mod": "module example.com/shop/api\n\nreplace example.com/x => ../../x\n"}
    with pytest.raises(NotRecognisedError, match=r"api/go\.mod replaces a module by \.\./\.\./x"):
        inspect(outside)


def test_go_work_replaces_modules_too(inspect: Inspect) -> None:
    facts = inspect(
        {
            "go.work": WORK + "replace example.com/fork => ./third/fork\n",
            "third/fork/go.mod": "module example.com/original\n",
            "third/fork/fork.go": 'package fork\n\nimport "C"\n',
            "api/main.go": importing("example.com/fork"),
        }
    )
    assert facts["manifests"].value == ("./api", "./lib", "./third/fork")
    assert facts["libc"] == Fact(value=True, source="third/fork/fork.go:3")


@pytest.mark.parametrize(
    ("files", "version"),
    [
        ({}, Fact("1.26", "go.work, go")),
        ({"go.work": WORK + "toolchain go1.27.1\n"}, Fact("1.27", "go.work, toolchain")),
        ({"lib/go.mod": "module example.com/shop/lib\n\ngo 1.27.0\n"}, Fact("1.27", "lib/go.mod, go")),
        ({".go-version": "1.27.3\n"}, Fact("1.27", ".go-version:1")),
        ({".go-version": "go1.27\n"}, Fact("1.27", ".go-version:1")),
        ({".go-version": "1.20\n"}, Fact("1.26", "go.work, go")),
        ({".go-version": "latest\n"}, Fact("1.26", "go.work, go")),
        ({".tool-versions": "nodejs 24.1.0\ngolang 1.27.3\n"}, Fact("1.27", ".tool-versions:2")),
        ({"mise.toml": '[tools]\nnode = "24"\ngo = "1.27"\n'}, Fact("1.27", "mise.toml:3")),
        ({"mise.toml": '[tools]\ngo = { version = "1.27.1" }\n'}, Fact("1.27", "mise.toml:2")),
        ({".mise.toml": "[tools]\ngo = '1.27'\n"}, Fact("1.27", ".mise.toml:2")),
    ],
)
def test_the_version_is_the_newest_that_anything_asks_for(
    inspect: Inspect, files: dict[str, str], version: Fact
) -> None:
    assert inspect(files)["version"] == version
