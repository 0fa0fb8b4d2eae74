"""What a Go program needs of the image, and of the build, beside its modules."""

from collections.abc import Callable
from pathlib import Path

import pytest
from snapshots import write

from dockgen import generate
from dockgen.errors import NotRecognisedError
from dockgen.languages import go
from dockgen.languages.go.record import GoProgram, Linked, Variable
from dockgen.model.program import own_of
from dockgen.reading.project import Project

Make = Callable[..., Project]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Return a function that writes a server with a line in its `main`, and other files."""

    def make(line: str, files: dict[str, str] | None = None, package: str = "os") -> Project:
        text = (
            f'package main\n\nimport "{package}"\n\nfunc main() {{\n\t{line}\n\thttp.ListenAndServe(":80", nil)\n}}\n'
        )
        write(tmp_path, {"go.mod": "module example.com/shop\n", "main.go": text} | (files or {}))
        return Project(tmp_path)

    return make


def dockerfile(project: Project, **flags: str) -> str:
    """Return the Dockerfile that is made."""
    return generate(project.root, **flags).files["Dockerfile"]


@pytest.mark.parametrize(
    ("line", "needs"),
    [
        ('os.CreateTemp("", "x")', True),
        ('os.MkdirTemp("", "x")', True),
        ('f, _, err := r.FormFile("upload")', True),
        ("r.ParseMultipartForm(1 << 20)", True),
        ('os.WriteFile("/tmp/x", nil, 0o600)', True),
        ('os.ReadFile("x")', False),
        ('// os.CreateTemp("", "x")', False),
    ],
)
def test_temporary_files_need_a_folder_on_an_empty_image(make: Make, line: str, needs: bool) -> None:  # noqa: FBT001
    project = make(line)
    assert own_of(go.inspect(project, None), GoProgram).runtime.temporary.value is needs
    assert ("chmod 1777 /kept/tmp" in dockerfile(project)) is needs
    assert "1777" not in dockerfile(project, base="alpine")


def test_temporary_files_lie_beside_data_that_is_kept(make: Make) -> None:
    project = make('os.CreateTemp("", "x"); sql.Open("sqlite", "data/app.db")', package="modernc.org/sqlite")
    text = dockerfile(project)
    assert "chmod 1777 /kept/app/data \\\n    && mkdir -p /kept/tmp \\\n    && chmod 1777 /kept/tmp" in text
    assert text.count("COPY --from=build /kept /") == 1


@pytest.mark.parametrize(
    ("line", "variables"),
    [
        ("user.Current()", {"HOME": "/tmp", "USER": "app"}),  # noqa: S108 - in the image
        ("os.UserCacheDir()", {"HOME": "/tmp"}),  # noqa: S108 - in the image
        ('user.Lookup("x")', {}),
    ],
)
def test_a_program_that_asks_for_its_user_is_told(make: Make, line: str, variables: dict[str, str]) -> None:
    assert own_of(go.inspect(make(line), None), GoProgram).runtime.environment.value == variables


@pytest.mark.parametrize(
    ("line", "zones"),
    [
        ('time.LoadLocation("Europe/Lisbon")', True),
        ('time.LoadLocation("Europe/Lisbon") // import _ "time/tzdata"', True),
        ("time.Now()", False),
    ],
)
def test_time_zones_come_with_the_program_that_loads_them(make: Make, line: str, zones: bool) -> None:  # noqa: FBT001
    project = make(line)
    assert ("-tags timetzdata" in dockerfile(project)) is zones
    own = make(line, {"zones.go": 'package main\n\nimport _ "time/tzdata"\n'})
    assert "timetzdata" not in dockerfile(own)


@pytest.mark.parametrize(
    ("line", "package"),
    [
        ('exec.Command("git", "status")', "git"),
        ('exec.CommandContext(ctx, "ffmpeg", "-i", name)', "ffmpeg"),
        ('exec.CommandContext(r.Context(), "/usr/bin/pdftotext", name)', "poppler-utils"),
        ('exec.LookPath("convert")', "imagemagick"),
        ('exec.Command("sh", "-c", "cd x && pg_dump app | gzip")', "postgresql-client"),
        ('exec.Command("ls", "-l")', ""),
    ],
)
def test_a_program_that_starts_others_gets_an_image_with_them(make: Make, line: str, package: str) -> None:
    project = make(line, package="os/exec")
    text = dockerfile(project)
    assert "ARG RUNTIME_IMAGE=alpine:" in text
    assert (f"RUN apk add --no-cache {package}\n" in text) if package else ("apk add" not in text)
    assert project.warnings == []
    assert "it has no other programs, and main.go:6 runs" in go.impossible(go.inspect(project, None))["scratch"]


@pytest.mark.parametrize("line", ['exec.Command("xdg-open", url)', 'exec.Command(name, "git")', 'c.Command("git")'])
def test_no_program_is_needed_for_what_a_container_does_not_do(make: Make, line: str) -> None:
    project = make(line, package="os/exec")
    assert go.impossible(go.inspect(project, None)) == {}
    assert project.warnings == []


def test_a_program_of_no_known_package_is_said(make: Make) -> None:
    project = make('exec.Command("wkhtmltopdf", "-")', package="os/exec")
    assert go.impossible(go.inspect(project, None)) == {}
    assert project.warnings == [
        (
            "main.go:6 runs wkhtmltopdf, which the image does not have: install it in the Dockerfile's last stage, or"
            " do without"
        )
    ]


@pytest.mark.parametrize(
    ("makefile", "linked"),
    [
        ("-X main.commit=$(COMMIT)", ("main.commit", "COMMIT", "none")),
        ("-X 'main.commit=$(shell git rev-parse HEAD)'", ("main.commit", "COMMIT", "none")),
        ("-X main.buildDate=${DATE}", ("main.buildDate", "BUILD_DATE", "unknown")),
        ("-X main.commit=abc", ("main.commit", "", "abc")),
        ("-X main.nothing=$(X)", None),
        ("-X other/package.commit=$(X)", None),
        ("-X main.path=$(X)", None),
        ("-X main.version=$(X)", None),
    ],
)
def test_what_a_build_sets_is_an_argument(make: Make, makefile: str, linked: tuple[str, ...] | None) -> None:
    variables = 'package main\n\nvar (\n\tversion = "dev"\n\tcommit = "none"\n\tbuildDate string\n\tpath string\n)\n'
    project = make("", {"version.go": variables, "Makefile": f'b:\n\tgo build -ldflags "{makefile}" .\n'})
    own = own_of(go.inspect(project, None), GoProgram)
    assert own.linked.value == ((Linked(*linked),) if linked else ())
    assert own.version_variable.value == Variable("main.version", "dev")


def test_a_package_that_a_makefile_names_by_a_variable_is_known(make: Make) -> None:
    files = {"build/b.go": "package build\n\nvar Commit, Date string\n", "go.mod": "module example.com/shop\n"}
    makefile = "P := example.com/shop\nM = $(shell go list -m)\nF = -X $(P)/build.Commit=$(C) -X $(M)/build.Date=$(D)\n"
    project = make("", files | {"Makefile": makefile}, package="example.com/shop/build")
    names = [one.name for one in own_of(go.inspect(project, None), GoProgram).linked.value]
    assert names == ["example.com/shop/build.Commit", "example.com/shop/build.Date"]


def test_goreleaser_sets_some_by_itself(make: Make) -> None:
    project = make('var commit, date = "", ""', {"v.go": "package main\n\nvar commit, date, builtBy string\n"})
    write(project.root, {".goreleaser.yaml": "builds:\n  - binary: shop\n"})
    text = dockerfile(project)
    assert "ARG COMMIT=unknown" in text
    assert "-X 'main.date=$DATE'" in text
    assert "builtBy" not in text


@pytest.mark.parametrize(
    ("directive", "files", "is_run"),
    [
        ("go run ./gen -out x_gen.go", {}, True),
        (
            "go run gen.go",
            {"gen.go": '//go:build ignore\n\npackage main\n\nfunc f() { os.Create("x_gen.go") }\n'},
            True,
        ),
        ("go run golang.org/x/tools/cmd/stringer@v0.30.0 -type=Kind", {}, True),
        ("go tool mockgen -source=main.go -destination=mock_gen.go", {}, True),
        ("go run ./gen -out x_gen.go", {"x_gen.go": "package main\n"}, False),
        ("go run ./gen -out x_gen.go", {"x_gen.go": "package main\n", ".gitignore": "*_gen.go\n"}, True),
        ("go tool templ generate", {"views/page.templ": ""}, True),
        ("go tool templ generate", {"views/page.templ": "", "views/page_templ.go": "package views\n"}, False),
        ("go run github.com/google/wire/cmd/wire@v0.6.0", {}, True),
        ("go run ./gen", {}, False),
        ("go run gen.go", {"gen.go": "//go:build ignore\n\npackage main\n"}, False),
    ],
)
def test_files_that_are_generated_and_not_committed_are_made(
    make: Make,
    directive: str,
    files: dict[str, str],
    is_run: bool,  # noqa: FBT001
) -> None:
    project = make("", {"kinds.go": f"package main\n\n//go:generate {directive}\n"} | files)
    text = dockerfile(project)
    assert ("    go generate . \\\n    && CGO_ENABLED=0" in text) is is_run
    assert ("--mount=type=bind,target=/src,rw" in text) is is_run
    assert project.warnings == []


@pytest.mark.parametrize(
    ("files", "command"),
    [
        ({}, "go run github.com/a-h/templ/cmd/templ@v0.3.1 generate"),
        ({"views/page_templ.go": "package views\n"}, ""),
        (
            {"a.go": "package main\n\n//go:generate templ generate\n"},
            "go run github.com/a-h/templ/cmd/templ@v0.3.1 generate",
        ),
        ({"a.go": "package main\n\n//go:generate go tool templ generate\n"}, "go generate ."),
        ({"go.mod": "module example.com/shop\n"}, ""),
    ],
)
def test_templates_that_only_a_makefile_compiles_are_compiled(make: Make, files: dict[str, str], command: str) -> None:
    module = {"go.mod": "module example.com/shop\n\nrequire github.com/a-h/templ v0.3.1\n", "views/page.templ": ""}
    text = dockerfile(make("", module | files))
    assert (f"    {command} \\\n    && CGO_ENABLED=0" in text) is bool(command)
    assert ("cmd/templ" in text) is ("cmd/templ" in command)


def test_a_generator_that_the_build_does_not_have_is_said(make: Make) -> None:
    project = make("", {"a.go": "package main\n\n//go:generate stringer -type=Kind\n"})
    assert own_of(go.inspect(project, None), GoProgram).generated.value == ()
    assert project.warnings == [
        (
            "a.go:3 makes kind_string.go, which is not part of the repository, with stringer, which the build does not"
            " have: commit the file, or run the tool by `go run PACKAGE@VERSION`"
        )
    ]


@pytest.mark.parametrize("name", ["Dockerfile.tmpl", "compose-template.yaml"])
def test_an_embedded_file_that_is_named_like_a_container_file_is_sent(make: Make, name: str) -> None:
    project = make("", {name: "x", "t.go": f'package main\n\nimport _ "embed"\n\n//go:embed {name}\nvar t string\n'})
    text = generate(project.root).files[".dockerignore"]
    assert text.index(f"\n!{name}\n") > text.index("\nDockerfile*\n")


def test_a_container_file_that_only_tools_read_is_not_sent(make: Make) -> None:
    project = make(
        "", {"compose.dev.yaml": "services: {}\n", "Taskfile.yml": "run: docker compose -f compose.dev.yaml\n"}
    )
    assert "compose.dev.yaml" not in generate(project.root).files[".dockerignore"]


LOOSE = 'package main\n\nimport "net/http"\n\nfunc main() {\n\thttp.ListenAndServe(":80", nil)\n}\n'


def test_files_without_a_module_are_a_program(tmp_path: Path) -> None:
    write(tmp_path, {"server.go": LOOSE, "more.go": "package main\n", "more_test.go": "package main\n"})
    assert go.detect(Project(tmp_path)) == "server.go"
    text = dockerfile(Project(tmp_path))
    assert " more.go server.go" in text
    assert "go.mod" not in text


@pytest.mark.parametrize("other", ["package.json", "pyproject.toml", "Cargo.toml"])
def test_a_go_file_of_another_language_s_project_is_no_program(tmp_path: Path, other: str) -> None:
    write(tmp_path, {"main.go": LOOSE, other: ""})
    assert go.detect(Project(tmp_path)) is None


def test_files_without_a_module_can_use_no_other(tmp_path: Path) -> None:
    write(tmp_path, {"main.go": LOOSE.replace("net/http", "github.com/a/b")})
    with pytest.raises(NotRecognisedError, match=r"main\.go imports github\.com/a/b, and there is no go\.mod"):
        go.inspect(Project(tmp_path), None)


def test_the_only_program_that_serves_is_meant(tmp_path: Path) -> None:
    other = "package main\n\nfunc main() {\n}\n"
    write(tmp_path, {"go.mod": "module example.com/x\n", "a/main.go": other, "b/main.go": LOOSE, "c/main.go": other})
    meant = go.inspect(Project(tmp_path), None).main
    assert meant == ("./b", "the only one that serves; the others: ./a, ./c")
    write(tmp_path, {"c/main.go": LOOSE})
    assert go.inspect(Project(tmp_path), None).main == (None, "several programs: ./a, ./b, ./c")
