"""Where a Go program writes, and what the image has there."""

from collections.abc import Callable
from pathlib import Path

import pytest
from snapshots import write

from dockgen import generate
from dockgen.languages import go
from dockgen.languages.go.record import GoProgram
from dockgen.languages.kit.runtime import Runtime
from dockgen.model.program import own_of
from dockgen.reading.project import Project

Make = Callable[..., Project]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Return a function that writes a server with lines in its `main`, and other files."""

    def make(lines: str, files: dict[str, str] | None = None) -> Project:
        text = f'package main\n\nimport "os"\n\nfunc main() {{\n\t{lines}\n\thttp.ListenAndServe(":80", nil)\n}}\n'
        write(tmp_path, {"go.mod": "module example.com/shop\n", "main.go": text} | (files or {}))
        return Project(tmp_path)

    return make


def runtime(project: Project) -> Runtime:
    """Return what the program needs when it runs."""
    return own_of(go.inspect(project, None), GoProgram).runtime


ENV = 'package main\n\nvar dir = getenv("DATA", "/data/notes")\n\nconst up string = "./uploads"\n'


@pytest.mark.parametrize(
    ("lines", "keeps"),
    [
        ('os.MkdirAll("uploads", 0o755)', ("uploads",)),
        ("os.MkdirAll(up, 0o755)", ("uploads",)),
        ('os.MkdirAll(filepath.Join(up, "images"), 0o755)', ("uploads/images",)),
        ("os.Create(filepath.Join(up, name))", ("uploads",)),
        ('os.Create(up + "/" + name)', ("uploads",)),
        ('c.SaveUploadedFile(file, "./uploads/"+file.Filename)', ("uploads",)),
        ('c.SaveFile(file, fmt.Sprintf("./files/%s", file.Filename))', ("files",)),
        ("os.MkdirAll(dir, 0o755)", ("/data/notes",)),
        ('os.WriteFile("out/a.json", text, 0o600)', ("out",)),
        ('os.OpenFile("x/app.log", os.O_CREATE|os.O_WRONLY, 0o600)', ("x",)),
        ('log.SetOutput(&lumberjack.Logger{Filename: "logs/app.log", MaxSize: 5})', ("logs",)),
        ('bolt.Open("my.db", 0o600, nil)', ("data",)),
        ('badger.Open(badger.DefaultOptions("./badger"))', ("badger",)),
        ('os.OpenFile("x/app.txt", os.O_RDONLY, 0)', ()),
        ('os.Create("/tmp/x")', ()),
        ('os.MkdirAll("/etc/shop", 0o755)', ()),
        ('os.Create("../x")', ()),
        ("os.Create(name)", ()),
        ('a := env("SPOOL", "var/spool"); os.Mkdir(f(), 0o755)', ("var/spool",)),
        ('a := env("SPOOL_DIR", "var/a"), env("FILE", "var/b/x.txt"); os.Mkdir(f(), 0o755); os.Rename(a, b)', ("var",)),
        ('type T struct { Dir string `env:"DIR" envDefault:"./notes"` }; os.Mkdir(t.Dir, 0o755)', ("notes",)),
        ('zone := env("ZONE", "Europe/Zurich"); kind := env("TYPE", "text/plain"); os.Mkdir(f(), 0o755)', ()),
        (
            'persistent.StringP("database", "d", "./shop.db", "path"); storm.Open(path, bolt.Open(p))',
            ("data",),
        ),
        (
            'file := flag.String("file", env("TALLY_FILE", "tally.json"), "where"); os.WriteFile(*file, b, 0o644)',
            ("data",),
        ),
        ('file := env("CONFIG_FILE", "config.json"); os.WriteFile(f(), b, 0o644)', ()),
        ('// os.MkdirAll("uploads", 0o755)', ()),
    ],
)
def test_folders_that_are_written_are_writable(make: Make, lines: str, keeps: tuple[str, ...]) -> None:
    project = make(lines, {"env.go": ENV})
    assert runtime(project).keeps.value == keeps
    text = generate(project.root).files["Dockerfile"]
    places = [f"/kept{one}" if one.startswith("/") else f"/kept/app/{one}" for one in keeps]
    assert all(f"chmod 1777 {place}" in text for place in places)


def test_git_takes_a_repository_in_a_kept_folder(make: Make) -> None:
    run = 'package main\n\nimport "os/exec"\n\nvar _ = exec.Command("git", "init", "wiki")\n'
    project = make('os.MkdirAll("wiki", 0o755)', {"run.go": run})
    assert 'ENV GIT_CONFIG_KEY_0="safe.directory"\n' in generate(project.root).files["Dockerfile"]


def test_a_file_beside_the_program_leads_into_a_folder(make: Make) -> None:
    project = make('os.OpenFile("app.log", os.O_APPEND|os.O_CREATE, 0o600)')
    found = runtime(project)
    assert (found.keeps.value, found.links.value) == (("data",), (("app.log", "data/app.log"),))
    assert project.warnings == []


def test_what_would_be_lost_is_said(make: Make) -> None:
    project = make('os.MkdirAll("uploads", 0o755)')
    runtime(project)
    assert project.warnings == [
        (
            "main.go:6 writes uploads: compose.yaml mounts a volume at /app/uploads; elsewhere mount one there too"
            " (docker run -v NAME:/app/uploads), or it is gone with the container"
        )
    ]


@pytest.mark.parametrize("path", ["state.json", "data/state.json"])
def test_a_file_of_the_repository_cannot_be_written(make: Make, path: str) -> None:
    project = make(f'os.WriteFile("{path}", text, 0o600)', {path: "{}\n"})
    assert runtime(project).keeps.value == ()
    assert project.warnings == [
        (
            f"main.go:6 writes {path.partition('/')[0]}, which is in the repository and so a part of the image, where"
            " it cannot be written: give the program a path in a volume"
        )
    ]


def test_data_lies_in_one_folder(make: Make) -> None:
    project = make('os.MkdirAll("data", 0o755); os.Create("data/a/b.txt"); os.Create("c.txt")')
    found = runtime(project)
    assert (found.keeps.value, found.links.value) == (("data",), (("c.txt", "data/c.txt"),))
