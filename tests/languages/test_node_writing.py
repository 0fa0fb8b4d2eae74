"""Where a Node.js program keeps data beside itself, and what it is given for that."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from snapshots import write

from dockgen.choices.settings import Settings
from dockgen.generator.generated import Generated
from dockgen.generator.pipeline import generate
from dockgen.languages import node
from dockgen.languages.kit.sqlite_files import Link
from dockgen.languages.kit.written import Written
from dockgen.model.facts import Facts
from dockgen.reading.project import Project

Find = Callable[..., tuple[Facts, list[str]]]
LISTENS = "\nrequire('http').createServer(f).listen(3000)\n"


@pytest.fixture
def find(tmp_path: Path) -> Find:
    """Return a function that writes a program, and says what is found in it and warned of."""

    def find(text: str, *files: str, path: str = "a.js") -> tuple[Facts, list[str]]:
        manifest = json.dumps({"scripts": {"start": f"node {path}"}})
        write(tmp_path, {"package.json": manifest, path: text + LISTENS} | dict.fromkeys(files, ""))
        project = Project(tmp_path)
        return node.inspect(project, None).facts, project.warnings

    return find


@pytest.mark.parametrize(
    ("text", "folder"),
    [
        ('fs.mkdirSync("./uploads/", { recursive: true })', "uploads"),
        ('await mkdir(path.join(process.cwd(), "files/in"))', "files/in"),
        ('mkdirSync(path.join(__dirname, "uploads"))', "uploads"),
        ('multer({ dest: "uploads/" })', "uploads"),
        ('dataDir = process.env.DATA_DIR || args["data-dir"] || "./data/";\nfs.mkdirSync(dataDir)', "data"),
        ('const uploadDir = path.resolve(process.cwd(), "up"); fs.mkdirSync(uploadDir)', "up"),
        ('new Database("data/app.db")', "data"),
        ('new sqlite3.Database("./data/app")', None),
        ('new Sequelize({ storage: "data/x.sqlite" })', "data"),
        ('createClient({ url: "file:data/local.db" })', "data"),
        ('new JSONFile<Data>("data/db.json")', "data"),
        ('new winston.transports.File({ filename: "logs/error.log" })', "logs"),
        ('fs.appendFileSync("logs/a.log", x)', "logs"),
        ('fs.mkdirSync("data"); fs.mkdirSync("data/inner")', "data"),
        ('fs.mkdirSync("/tmp/x")', None),
        ('fs.mkdirSync("../x")', "/x"),
        ('fs.mkdirSync("/data/x")', "/data/x"),
        ("fs.mkdirSync(`${__dirname}/out`)", "out"),
        ("fs.writeFile(`out/${id}.txt`, x)", "out"),
        ('new URL("./up/", import.meta.url); mkdir(new URL("./up/", import.meta.url))', "up"),
        ('fs.mkdirSync(path.join(__dirname, "/up"))', "up"),
        ('fs.mkdirSync(process.env.UP ?? "up")', "up"),
        ('import multer from "multer"; const to = (q, f, cb) => cb(null, "up/")', "up"),
        ('rfs.createStream("a.log", { path: path.join(__dirname, "logs") })', "logs"),
        ('multer.diskStorage({ path: "./uploads" })', "uploads"),
        ('new DailyRotateFile({ filename: "logs/%DATE%.log" })', "logs"),
        ('class A { constructor(private readonly dir = "up") {} make() { fs.mkdirSync(this.dir) } }', "up"),
        ('function make(at: string = "up") { fs.mkdirSync(at) }', "up"),
        ('function open(name, to) { fs.mkdirSync(to) }\nopen("a", process.env.TO ?? "up")', "up"),
        ('const open = (to: string) => { fs.mkdirSync(to) };\nopen("up")', "up"),
        ('class A { constructor(to) { fs.mkdirSync(to) } }\nnew A("up")', "up"),
        ('fs.mkdirSync("dist/x")', None),
        ('const viewsDir = "views"', None),
        ('new Database(":memory:")', None),
    ],
)
def test_a_folder_that_a_program_makes_is_kept(find: Find, text: str, folder: str | None) -> None:
    facts, warnings = find(text)
    assert facts["kept"].value.folders == ((folder,) if folder else ())
    assert facts["kept"].source == ("a.js:1" if folder and "\n" not in text else facts["kept"].source)
    assert all(warning.startswith("a.js:1 keeps its data in data/") for warning in warnings)


def test_sessions_are_written_and_need_not_last(find: Find) -> None:
    kept = find('new FileStore({ path: "./sessions", ttl: 9 })')[0]["kept"].value
    assert (kept.folders, kept.passing) == ((), ("sessions",))


def test_a_folder_beside_a_source_is_meant_from_there(find: Find) -> None:
    facts, _ = find('mkdirSync(join(__dirname, "../data")); mkdirSync(join(__dirname, "x"))', path="src/a.js")
    assert facts["kept"].value.folders == ("data", "src/x")


def test_a_folder_that_is_there_to_be_filled_is_kept_and_one_with_files_stays_as_it_is(find: Find) -> None:
    facts, warnings = find('mkdirSync("up"); mkdirSync("views")', "up/.gitkeep", "views/a.html")
    assert (facts["kept"].value.folders, warnings) == (("up",), [])


@pytest.mark.parametrize(
    ("text", "files", "place"),
    [
        ('new JSONFile("db.json")', [], "db.json into the folder of the program"),  # renamed, so no link would do
        ("fs.writeFile(`public/${id}.xml`)", ["public/a.css"], "files into public"),
        ("fs.writeFile(`./${id}.xml`)", [], "files into the folder of the program"),
        ('fs.mkdirSync("up")', ["up/first.png"], "files into up"),
    ],
)
def test_a_folder_of_the_repository_is_writable_and_one_is_told_that_it_is_lost(
    find: Find, text: str, files: list[str], place: str
) -> None:
    facts, warnings = find(f"\n{text}", *files)
    name, folder = place.split(" into ")
    assert facts["kept"].value == Written(changed=("." if "program" in folder else folder,))
    what = "they are gone with the container, and its file system cannot be read-only"
    advice = f"give them a folder of their own, as in data/{'' if name == 'files' else name}"
    assert warnings == [f"a.js:2 writes {place}, among files of the repository: {what}; {advice}"]


def test_a_folder_of_data_of_the_repository_is_a_volume_with_its_first_content(find: Find) -> None:
    text = 'fs.copyFile("data/a.json", `data/${now}.json`); fs.writeFile("data/a.json", x)'
    facts, warnings = find(text, "data/a.json")
    found = facts["kept"].value
    assert (found.changed, found.lasting, found.links, found.volumes) == (("data",), ("data",), (), ("data",))
    assert found.changed_in_place == ()
    what = "a.js:1 writes into data, which is in the repository: the image has its first content, and compose.yaml"
    assert warnings == [
        f"{what} keeps it in a volume at /app/data, where later edits of the repository do not reach it"
    ]


def test_a_file_among_those_of_the_repository_is_a_link_into_a_folder_that_is_kept(find: Find) -> None:
    facts, warnings = find('fs.writeFileSync("public/feed.xml", x)', "public/a.css")
    links = (Link("public/feed.xml", "data/public-feed.xml"),)
    assert facts["kept"].value == Written(("data",), links, ("public/feed.xml",))
    assert warnings == []


def test_a_file_of_the_repository_is_moved_into_such_a_folder(find: Find) -> None:
    facts, warnings = find('fs.writeFileSync("db.json", x)', "db.json")
    links = (Link("db.json", "data/db.json"),)
    assert facts["kept"].value == Written(("data",), links, ("db.json",), moved=links)
    assert facts["kept"].value.left == ("data",)
    assert warnings[0].startswith("a.js:1 writes db.json, which is in the repository: ")


def test_one_is_told_of_a_path_that_is_not_known(find: Find) -> None:
    facts, warnings = find("\nfs.mkdirSync(folder)")
    assert facts["kept"].value == Written()
    advice = "it may write to /tmp and to the folders that the Dockerfile makes for it; mount a volume at any other"
    assert warnings == [f"a.js:2 writes to a path that is not known before it runs: in the container, {advice}"]


@pytest.mark.parametrize(
    ("files", "folder"),
    [
        ({"config.json": '{"sessionDir": "./kept"}', "kept/.gitkeep": "", ".gitignore": "kept/*.json\n"}, "kept"),
        ({"config.yaml": 'to: "kept"\n', ".gitignore": "/kept/\n"}, "kept"),
        ({"config.json": '{"to": "kept"}', "kept/a.json": "{}"}, None),
        ({"package.json": '{"to": "kept"}', ".gitignore": "kept\n"}, None),
    ],
)
def test_where_a_path_is_not_known_the_ignored_folders_that_are_named_are_kept(
    tmp_path: Path, files: dict[str, str], folder: str | None
) -> None:
    write(tmp_path, {"a.js": "fs.writeFileSync(this.path(key), x)" + LISTENS, "package.json": "{}"} | files)
    project = Project(tmp_path)
    assert node.inspect(project, None).facts["kept"].value.folders == ((folder,) if folder else ())
    assert bool(project.warnings) == (folder is None)


def test_what_a_member_writes_that_another_one_needs_is_kept_where_that_starts(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "package.json": json.dumps({"workspaces": ["packages/*"]}),
            "packages/db/package.json": json.dumps({"name": "db", "main": "index.js"}),
            "packages/db/index.js": 'fs.mkdirSync("storage")',
            "packages/api/package.json": json.dumps(
                {"name": "api", "scripts": {"start": "node a.js"}, "dependencies": {"db": "*"}}
            ),
            "packages/api/a.js": LISTENS,
        },
    )
    found = node.inspect(Project(tmp_path), "./packages/api").facts["kept"]
    assert (found.value.folders, found.source) == (("storage",), "packages/db/index.js:1")


def test_what_a_command_of_the_package_writes_is_not_what_the_program_does(tmp_path: Path) -> None:
    manifest = json.dumps({"bin": {"make-it": "./bin/make.js"}, "scripts": {"start": "node a.js"}})
    write(tmp_path, {"package.json": manifest, "a.js": LISTENS, "bin/make.js": 'fs.mkdirSync("made")'})
    assert node.inspect(Project(tmp_path), None).facts["kept"].value == Written()


def test_what_only_a_build_runs_writes_nothing_in_the_container(tmp_path: Path) -> None:
    scripts = {"start": "node a.js", "postinstall": "node ./tools/after.js"}
    write(tmp_path, {"tools/after.js": 'fs.writeFileSync("made.json")', "a.js": LISTENS})
    write(tmp_path, {"package.json": json.dumps({"scripts": scripts})})
    project = Project(tmp_path)
    assert node.inspect(project, None).facts["kept"].value == Written()
    assert project.warnings == []


@pytest.mark.parametrize(("path", "target"), [("app.db", "data/app.db"), ("prisma/dev.db", "data/prisma-dev.db")])
def test_a_database_among_the_sources_is_a_link_into_a_folder_of_its_own(find: Find, path: str, target: str) -> None:
    facts, warnings = find(f'new Database("{path}")', "prisma/schema.prisma")
    assert facts["kept"].value == Written(("data",), (Link(path, target),), (path,), databases=(path,))
    assert [warning.partition(":1")[0] for warning in warnings] == ["a.js"]


def test_a_database_of_the_repository_stays_where_it_is(find: Find) -> None:
    facts, warnings = find('new Database("app.db")', "app.db")
    assert facts["kept"].value == Written()
    assert "which is in the repository" in warnings[0]


def made(tmp_path: Path, text: str = 'mkdirSync("data")', **answers: object) -> Generated:
    write(tmp_path, {"package.json": '{"scripts": {"start": "node a.js"}}', "a.js": text + LISTENS})
    return generate(tmp_path, Settings(**answers), None)  # type: ignore[arg-type]


def test_what_is_kept_is_a_volume_that_any_user_can_write(tmp_path: Path) -> None:
    one = made(tmp_path, name="shop")
    assert "RUN mkdir -p /app/data \\\n    && chmod 1777 /app/data\n" in one.files["Dockerfile"]
    assert "\ndata\n" in one.files[".dockerignore"]
    compose = yaml.safe_load(one.files["compose.yaml"])
    assert compose["services"]["shop"]["volumes"] == ["shop-data:/app/data"]
    assert compose["volumes"] == {"shop-data": None}


def test_an_image_without_a_shell_gets_the_folder_from_another_stage(tmp_path: Path) -> None:
    lines = made(tmp_path, base="distroless").files["Dockerfile"].splitlines()
    final = lines[lines.index("FROM ${RUNTIME_IMAGE} AS final") :]
    assert "COPY --from=build /kept /" in final
    assert not any(line.startswith("RUN") for line in final)
    assert "RUN mkdir -p /kept/app/data \\" in lines


def test_a_link_leads_from_where_the_program_looks_to_what_is_kept(tmp_path: Path) -> None:
    text = made(tmp_path, 'new Database("var/app.db"); new Database("app.db")').files["Dockerfile"]
    commands = (
        "RUN mkdir -p /app/data /app/var",
        "&& chmod 1777 /app/data /app/var",
        "&& ln -sf data/app.db /app/app.db\n",
    )
    assert " \\\n    ".join(commands) in text
