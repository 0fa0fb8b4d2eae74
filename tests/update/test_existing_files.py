"""What is there already does not stop a run that can go on: it is kept, and a `.dockerignore` is completed."""

import itertools
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from snapshots import contents, write

import dockgen
from dockgen.commands import init, update
from dockgen.dockerfiles.build import ignore_patterns, matcher
from dockgen.errors import ConflictError, DockgenError, ExitCode
from dockgen.update import ignore_file

DOCS = Path(__file__).parents[2] / "docs" / "how-to" / "existing-files.md"
PROJECT = {
    "package.json": '{"name": "shop", "scripts": {"start": "node server.js"}}\n',
    "server.js": "require('http').createServer((q, r) => r.end('ok')).listen(3000)\n",
}
THEIRS = {
    ".dockerignore": "# ours\nnode_modules\n/notes\n",
    "README.md": "# Shop\n",
    ".gitignore": "node_modules\n",
    ".env": "PASSWORD=hunter2\n",
    "Dockerfile": "FROM node:24\nCOPY . .\nCMD node server.js\n",
}
"""What a person has."""
COMBINATIONS = [names for size in range(len(THEIRS) + 1) for names in itertools.combinations(THEIRS, size)]
EVERYTHING = tuple(THEIRS)


def run(folder: Path, **switches: bool) -> ExitCode:
    return init.init(str(folder), {}, init.Mode(yes=True, **switches))


def has_blocks(text: str) -> bool:
    return text.startswith(f"{ignore_file.TOP}\n") and f"\n{ignore_file.END}\n" in text


@pytest.mark.parametrize("there", COMBINATIONS, ids=lambda names: "+".join(names) or "nothing")
@pytest.mark.parametrize("project", [PROJECT, {}], ids=["project", "new"])
def test_every_combination_of_what_is_there(there: tuple[str, ...], project: Mapping[str, str], tmp_path: Path) -> None:
    before = {**project, **{name: THEIRS[name] for name in there}}
    write(tmp_path, before)
    if "Dockerfile" in there:
        with pytest.raises(ConflictError, match="these files exist and differ: Dockerfile") as raised:
            run(tmp_path)
        assert "dockgen audit" in raised.value.hint
        assert contents(tmp_path) == {name: text.encode() for name, text in before.items()}
        run(tmp_path, force=True)
        assert (tmp_path / "Dockerfile.bak").read_text("utf-8") == THEIRS["Dockerfile"]
    else:
        run(tmp_path)
    for name in {*there} - {"Dockerfile", ".dockerignore"}:
        assert (tmp_path / name).read_text("utf-8") == THEIRS[name]
    text = (tmp_path / ".dockerignore").read_text("utf-8")
    assert has_blocks(text) == (".dockerignore" in there)
    assert text.endswith(THEIRS[".dockerignore"]) == (".dockerignore" in there)
    assert not list(tmp_path.glob(".dockerignore.bak"))
    assert (tmp_path / ".gitignore").exists() == (".gitignore" in there or not project)
    assert (tmp_path / ".env").exists() == (".env" in there)
    first = contents(tmp_path)
    assert run(tmp_path) is ExitCode.OK  # the second one finds everything as it is
    assert run(tmp_path, check=True) is ExitCode.OK
    update.update(str(tmp_path), update.Options(), {})
    assert contents(tmp_path) == first


WAYS: Mapping[str, Callable[[Path], object]] = {
    "`dockgen init`": run,
    "`--force`": lambda folder: run(folder, force=True),
    "`--skip-existing`": lambda folder: run(folder, skip_existing=True),
}


def outcome(name: str, way: Callable[[Path], object], folder: Path) -> str:
    """Say in a word what happens to a person's file."""
    write(folder, {**PROJECT, name: THEIRS[name]})
    try:
        way(folder)
    except DockgenError:
        return "stops"
    text = (folder / name).read_text("utf-8")
    if text == THEIRS[name]:
        return "kept"
    backup = " with a backup" if (folder / f"{name}.bak").exists() else ""
    return "completed" if THEIRS[name] in text else f"replaced{backup}"


def test_the_table_in_the_docs_is_what_happens(tmp_path: Path) -> None:
    rows = [f"| You have | {' | '.join(WAYS)} |", f"|---|{'---|' * len(WAYS)}"]
    for name in THEIRS:
        found = [outcome(name, way, tmp_path / f"{name}{number}") for number, way in enumerate(WAYS.values())]
        rows.append(f"| `{name}` | {' | '.join(found)} |")
    assert "\n".join(rows) in DOCS.read_text("utf-8")


@pytest.mark.parametrize("name", ["compose.yaml", "Dockerfile"])
def test_the_message_names_update_only_where_it_works(name: str, tmp_path: Path) -> None:
    write(tmp_path, {**PROJECT, name: "# mine\n"})
    with pytest.raises(ConflictError) as raised:
        run(tmp_path)
    assert "dockgen update" not in raised.value.hint
    run(tmp_path, force=True)
    (tmp_path / name).write_text("# mine again\n", "utf-8")
    with pytest.raises(ConflictError) as raised:
        run(tmp_path)
    assert raised.value.hint.startswith("`dockgen update` merges")


@pytest.mark.parametrize("readme", ["README", "README.rst", "readme.md", "Readme.txt"])
def test_a_readme_of_another_name_is_one_too(readme: str, tmp_path: Path) -> None:
    write(tmp_path, {readme: "# Shop\n", "LICENSE": "MIT\n", ".gitignore": "*.log\n"})
    run(tmp_path)
    assert [path.name for path in tmp_path.iterdir() if path.name.lower().startswith("readme")] == [readme]


def test_what_the_person_edited_in_dockgens_own_file_stays(tmp_path: Path) -> None:
    write(tmp_path, PROJECT)
    run(tmp_path)
    path = tmp_path / ".dockerignore"
    edited = path.read_text("utf-8").replace("**/*.log\n", "").replace("**/node_modules\n", "**/node_modules\n/notes\n")
    path.write_text(edited, "utf-8")
    run(tmp_path)
    assert path.read_text("utf-8") == edited
    update.update(str(tmp_path), update.Options(), {})
    assert path.read_text("utf-8") == edited


def completed(yours: str, tmp_path: Path, more: Mapping[str, str] = {}) -> tuple[str, list[str]]:
    write(tmp_path, {**PROJECT, ".dockerignore": yours, **more})
    result = dockgen.generate(tmp_path)
    result.write()
    return (tmp_path / ".dockerignore").read_bytes().decode(), list(result.warnings)


def keeps_out(text: str, path: str) -> bool:
    matches = matcher(tuple(ignore_patterns(text)))
    return matches is not None and matches(path)


def test_the_files_that_the_build_names_are_let_in(tmp_path: Path) -> None:
    manifest = '{"name": "shop", "scripts": {"start": "node server.js"}, "dependencies": {"ms": "2"}}'
    more = {
        "package.json": manifest,
        "package-lock.json": '{"lockfileVersion": 3, "packages": {"": {"dependencies": {"ms": "2"}}}}',
    }
    text, _ = completed("*.json\nnode_modules\n", tmp_path, more)
    assert text.endswith(f"{ignore_file.BOTTOM}\n!package.json\n!package-lock.json\n{ignore_file.END}\n")
    assert not keeps_out(text, "package-lock.json")
    assert keeps_out(text, "other.json")


def test_what_the_metadata_of_a_package_names_is_let_in(tmp_path: Path) -> None:
    project = '[project]\nname = "shop"\nversion = "1"\nreadme = "docs/README.md"\nlicense = {file = "COPYING"}\n'
    more = {
        "pyproject.toml": f'{project}[build-system]\nrequires = ["hatchling"]\n',
        **dict.fromkeys(("docs/README.md", "docs/x.md", "COPYING"), ""),
        "shop/__init__.py": "",
        "shop/__main__.py": "",
    }
    write(tmp_path, {".dockerignore": "*.md\n**/*.md\nCOPYING\n", **more})
    dockgen.generate(tmp_path).write()
    text = (tmp_path / ".dockerignore").read_text("utf-8")
    assert [keeps_out(text, path) for path in ("docs/README.md", "COPYING", "docs/x.md")] == [False, False, True]


def test_a_program_that_is_kept_out_is_warned_of(tmp_path: Path) -> None:
    _, warnings = completed("*\n!package.json\n!dist\n", tmp_path)
    assert (
        ".dockerignore keeps server.js out of the build, which the program needs: add `!server.js` at its end, or "
        "delete the line that hides it"
    ) in warnings


@pytest.mark.parametrize(
    ("yours", "path", "is_out"),
    [
        ("tests\n", "tests/a.js", True),  # although scripts are let in where they are named like keys
        ("dist/\n", "dist/a.js", True),
        ("*\n!src\n!package.json\n!server.js\n", "src/.env", True),
        ("*\n!src\n!package.json\n!server.js\n", "src/id_rsa", True),
        ("*\n!src\n!package.json\n!server.js\n", "src/a.js", False),
        ("*.sql\n!schema.sql\n", "schema.sql", False),  # the person's own word
        (".env*\n!.env.production\n", ".env.production", False),
        (".env*\n!.env.production\n", ".env", True),
        ("node_modules\n", ".env", True),
        ("**/*.md\n!README.md\n", "README.md", False),
    ],
)
def test_secrets_stay_out_and_what_a_person_lets_in_comes_in(
    yours: str,
    path: str,
    is_out: bool,  # noqa: FBT001 - a table's
    tmp_path: Path,
) -> None:
    text, _ = completed(yours, tmp_path, {"src/a.js": "", "schema.sql": ""})
    assert keeps_out(text, path) == is_out


@pytest.mark.parametrize("yours", ["a\r\nb\r\n", "a", "", "\n\n", "# only a comment"])
def test_a_persons_bytes_stay(yours: str, tmp_path: Path) -> None:
    text, _ = completed(yours, tmp_path)
    assert ignore_file.without_blocks(text) == yours
    assert ("\r\n" in text) == ("\r\n" in yours)
    assert completed(text, tmp_path)[0] == text


def test_a_block_without_an_end_belongs_to_the_person() -> None:
    text = f"{ignore_file.TOP}\na\n{ignore_file.TOP}\nb\n{ignore_file.END}\nc\n"
    assert ignore_file.without_blocks(text) == f"{ignore_file.TOP}\na\nc\n"


def test_a_file_that_is_no_text_is_left_alone(tmp_path: Path) -> None:
    write(tmp_path, {**PROJECT, ".dockerignore": b"\xff\xfe\x00"})
    run(tmp_path)
    assert (tmp_path / ".dockerignore").read_bytes() == b"\xff\xfe\x00"
