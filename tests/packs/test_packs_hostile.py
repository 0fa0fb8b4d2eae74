"""Packs of somebody who means harm: each is refused by name, and nothing is written, read or run."""

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import sample
from snapshots import snapshot, write

from dockgen.packs.sandbox import SECONDS

PACK = 'name = "evil"\n'
DOCKERFILE = "templates/Dockerfile.j2"
EXTENDS = '{% extends "dockgen/Dockerfile.j2" %}\n{% block runtime %}'
SLOW = "{% for a in range(99999) %}{% for b in range(300) %}{% endfor %}{% endfor %}"
OUTSIDE = "/tmp/dockgen-outside"  # noqa: S108 - must not be written
SECRET = "do-not-tell"  # noqa: S105 - what no pack may read


def template(text: str) -> dict[str, str | bytes]:
    return {"pack.toml": PACK, DOCKERFILE: f"{EXTENDS}\n{text}\n{{% endblock %}}\n"}


def file(name: str, text: str = "x") -> dict[str, str | bytes]:
    return {"pack.toml": PACK, f"files/{name}": text}


def named(expression: str) -> dict[str, str | bytes]:
    """A file whose name is made when it is rendered, as a name on disk could not be."""
    question = f'[[question]]\nname = "q"\ndefault = "{expression}"\n'
    return {"pack.toml": PACK + question, "files/{{ answers.q }}": "x"}


def link(to: str) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        (folder / "templates").mkdir(exist_ok=True)
        (folder / "files").mkdir(exist_ok=True)
        (folder / "files" / "stolen").symlink_to(to)

    return make


def pipe(folder: Path) -> None:
    (folder / "files").mkdir()
    os.mkfifo(folder / "files" / "pipe")


def folder_link(folder: Path) -> None:
    (folder / "templates").symlink_to("/etc")


def many(folder: Path) -> None:
    (folder / "files").mkdir()
    for number in range(600):
        (folder / "files" / str(number)).touch()


def deep(folder: Path) -> None:
    (folder / "/".join(["files", *["d"] * 40])).mkdir(parents=True)
    (folder / "/".join(["files", *["d"] * 40, "x"])).touch()


HOSTILE: dict[str, tuple[dict[str, str | bytes], str, Callable[[Path], None] | None]] = {
    # What the message has to name, beside the pack.
    "traversal": (named("../../outside"), "../../outside", None),
    "traversal in the middle": (named("a/../../outside"), "a/../../outside", None),
    "absolute": (named("/tmp/dockgen-outside"), "/tmp/dockgen-outside", None),  # noqa: S108 - must not be written
    "a drive": (named("C:/outside"), "C:/outside", None),
    "a drive's own folder": (named("C:outside"), "C:outside", None),
    "backslashes": (named("..\\\\..\\\\outside"), "outside", None),
    "git's hooks": (file(".git/hooks/post-checkout"), ".git/hooks/post-checkout", None),
    "git's hooks by another name": (file("GIT~1/hooks/x"), "GIT~1/hooks/x", None),
    "a repository in the place of the project": (file("HEAD", "ref: refs/heads/x"), "files/HEAD", None),
    "a repository further down": (file("docs/head", "ref: refs/heads/x"), "files/docs/head", None),
    "Mercurial's hooks": (file(".hg/hgrc"), ".hg/hgrc", None),
    "a device of Windows": (file("aux.txt"), "aux.txt", None),
    "a stream of NTFS": (named("Dockerfile::$DATA"), "Dockerfile::$DATA", None),
    "a blank at the end": (named("Dockerfile "), "files/", None),
    "a dot at the end": (file("Dockerfile."), "Dockerfile.", None),
    "text that runs backwards": (file("a\u202etxt.exe"), "files/", None),
    "a name that moves the cursor": (named("a\\u001b[2Jb"), "question 'q'", None),
    "a name that is too long": (named("x" * 300), "files/", None),
    "dockgen's own answers": (file("dockgen.toml", "registry = 'evil'"), "dockgen.toml", None),
    "dockgen's own memory": (file(".dockgen.lock"), ".dockgen.lock", None),
    "dockgen's own answers in capitals": (file("Dockgen.TOML", "registry = 'evil'"), "Dockgen.TOML", None),
    "dockgen's own memory of an app": (file("services/api/.dockgen.lock"), "api/.dockgen.lock", None),
    "dockgen's own work": (file(".dockgen.tmp/journal.json"), ".dockgen.tmp/journal.json", None),
    "a generated file": (file("Dockerfile"), "Dockerfile", None),
    "a generated file in capitals": (file("DOCKERFILE"), "DOCKERFILE", None),
    "a folder in the place of a file": (file("Dockerfile/x"), "Dockerfile/x", None),
    "a link to a file": ({"pack.toml": PACK}, "files/stolen", link("/etc/passwd")),
    "a link out of the pack": ({"pack.toml": PACK}, "files/stolen", link("../../secret.txt")),
    "a folder that is a link": ({"pack.toml": PACK}, "templates", folder_link),
    "a pipe": ({"pack.toml": PACK}, "files/pipe", pipe),
    "many files": ({"pack.toml": PACK}, "500 files", many),
    "deep folders": ({"pack.toml": PACK}, "too deep", deep),
    "a large file": (file("large", "x" * 1_000_001), "files/large", None),
    "no text": ({"pack.toml": PACK, "files/binary": b"\xff\xfe\x00"}, "files/binary", None),
    "a template that is no text": ({"pack.toml": PACK, DOCKERFILE: b"\xff\xfe\x00"}, DOCKERFILE, None),
    "classes": (template("{{ ''.__class__.__mro__[1].__subclasses__() }}"), f"{DOCKERFILE}:3", None),
    "classes by a filter": (template("{{ ''|attr('__class__') }}"), f"{DOCKERFILE}:3", None),
    "classes by a format": (
        template("{{ '{0.__class__.__init__.__globals__}'.format(note) }}"),
        f"{DOCKERFILE}:3",
        None,
    ),
    "classes by a mapped attribute": (
        template("{{ ([plan]|map(attribute='__class__')|first).__mro__ }}"),
        f"{DOCKERFILE}:3",
        None,
    ),
    "globals of a function": (template("{{ note.__func__.__globals__ }}"), f"{DOCKERFILE}:3", None),
    "globals of a macro": (template("{% macro m() %}{% endmacro %}{{ m._func.__globals__ }}"), f"{DOCKERFILE}:3", None),
    "the environment": (template("{{ self._TemplateReference__context.environment }}"), f"{DOCKERFILE}:3", None),
    "modules of the generator": (template("{{ lipsum.__globals__['os'].popen('id') }}"), f"{DOCKERFILE}:3", None),
    "a method that is none of a template's business": (template("{{ plan.as_json() }}"), f"{DOCKERFILE}:3", None),
    "changing the plan": (template("{% do plan.does.update({'user': false}) %}"), f"{DOCKERFILE}:3", None),
    "changing the plan quietly": (template("{{ plan.does.update({'user': false}) }}"), f"{DOCKERFILE}:3", None),
    "a file of this machine": (template('{% include "/etc/passwd" %}'), f"{DOCKERFILE}:3", None),
    "a file beside the pack": (template('{% include "../../secret.txt" %}'), f"{DOCKERFILE}:3", None),
    "a file beside dockgen's": (template('{% include "dockgen/../pyproject.toml" %}'), f"{DOCKERFILE}:3", None),
    "itself": ({"pack.toml": PACK, DOCKERFILE: '{% include "Dockerfile.j2" %}'}, DOCKERFILE, None),
    "a loop of two": (
        {"pack.toml": PACK, DOCKERFILE: '{% extends "a.j2" %}', "templates/a.j2": '{% extends "Dockerfile.j2" %}'},
        "j2",
        None,
    ),
    "a long loop": (template("{% for a in range(10**9) %}{% endfor %}"), f"{DOCKERFILE}:3", None),
    "loops in loops": (
        template("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"),
        "time or memory",
        None,
    ),
    "a large power": (template("{{ 9**(9**(9**9)) }}"), "evil", None),
    "a large text": (template("{{ 'x' * 10**10 }}"), "evil", None),
    "a large text bit by bit": (template("{% for a in range(99999) %}{{ 'x' * 999 }}{% endfor %}"), "4 MB", None),
    "a text that grows": (
        template(
            "{% set n = namespace(t='x') %}{% for a in range(99) %}{% set n.t = n.t ~ n.t %}{% endfor %}{{ n.t }}"
        ),
        "evil",
        None,
    ),
    "padding": (template("{{ '%999999999d' % 1 }}"), "evil", None),
    "padding by a method": (template("{{ 'x'.rjust(9999999999) }}"), "evil", None),
    "brackets in brackets": (template("{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}"), "evil", None),
    "a syntax error": (template("{{ }"), f"{DOCKERFILE}:3", None),
    "a name that nobody knows": (template("{{ secrets }}"), f"{DOCKERFILE}:3", None),
    "an unknown note": (template('{{ note("certficates") }}'), "did you mean 'certificates'?", None),
    "a note without its value": (
        template('{{ stage("a", "added-server") }}'),
        "added-server needs a value: server",
        None,
    ),
    "a character that ends texts": (template("{{ '\\0' }}"), DOCKERFILE, None),
    "a line that hides itself": (template("RUN id \x1b[1A\x1b[2K"), DOCKERFILE, None),
    "a line that hides itself in a file": (file("a.txt", "id\rls"), "files/a.txt", None),
    "a line that runs backwards": (template("RUN id \u202e# di"), DOCKERFILE, None),
    "slow answers": (
        {"pack.toml": PACK + "".join(f"[[question]]\nname = 'q{n}'\ndefault = '{SLOW}'\n" for n in range(100))},
        "take longer than",
        None,
    ),
    "a choice of two lines": (
        {"pack.toml": PACK + '[[question]]\nname = "q"\nchoices = ["a\\nb"]\ndefault = "a\\nb"\n'},
        "pack.toml",
        None,
    ),
    "tables in tables": ({"pack.toml": PACK + "a = " + "[" * 5000}, "pack.toml", None),
    "a key that is none": ({"pack.toml": PACK + 'exec = "id"\n'}, "exec", None),
    "a default that breaks out": ({"pack.toml": PACK + '[defaults]\nregistry = "x\\nRUN id"\n'}, "registry", None),
    "a label that breaks out": ({"pack.toml": PACK + '[require]\nlabel = { "a.b" = "x\\nRUN id" }\n'}, "label", None),
    "another pack": ({"pack.toml": PACK + '[defaults]\npack = "python:evil"\n'}, "'pack'", None),
    "git's passwords": (
        {"pack.toml": PACK + '[[question]]\nname = "q"\ngit = "http.extraheader"\n'},
        "http.extraheader",
        None,
    ),
    "a default that is a program": (
        {"pack.toml": PACK + '[[question]]\nname = "q"\ndefault = "{{ \'\'.__class__ }}"\n'},
        "pack.toml, q",
        None,
    ),
    "a pack of tomorrow": ({"pack.toml": PACK + 'dockgen = "99"\n'}, "99", None),
    "no name": ({"pack.toml": ""}, "name", None),
    "nothing": ({}, "pack.toml", None),
}


def test_there_are_enough() -> None:
    assert len(HOSTILE) >= 25


@pytest.mark.parametrize("name", HOSTILE)
def test_it_harms_nothing_and_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    files, says, make = HOSTILE[name]
    folder, target = tmp_path / "evil", tmp_path / "inside" / "target"
    folder.mkdir()
    write(folder, dict(files))
    (tmp_path / "secret.txt").write_text(SECRET, "utf-8")
    target.mkdir(parents=True)
    if make:
        make(folder)
    monkeypatch.setenv("DOCKGEN_SECRET", SECRET)
    before, start = snapshot(tmp_path), time.monotonic()
    done = sample.dockgen("init", target, "--yes", "--language", "go", "--pack", folder)
    assert done.returncode == 2, done.stderr
    assert says in done.stderr
    assert "evil" in done.stderr
    assert "Traceback" not in done.stderr
    assert SECRET not in done.stderr + done.stdout
    assert all(one.isprintable() for one in done.stderr.replace("\n", ""))
    assert snapshot(tmp_path) == before
    assert not Path("/tmp/dockgen-outside").exists()  # noqa: S108 - see above
    assert time.monotonic() - start < SECONDS + 10


@pytest.mark.parametrize("name", ["traversal", "a link to a file", "classes", "loops in loops"])
def test_a_new_project_of_it_is_not_made(tmp_path: Path, name: str) -> None:
    files, says, make = HOSTILE[name]
    folder = tmp_path / "evil"
    folder.mkdir()
    bare = {
        path: text.replace(EXTENDS, "").replace("{% endblock %}", "")
        for path, text in files.items()
        if isinstance(text, str)
    }
    moved = {
        path.replace("files/", "project/").replace(DOCKERFILE, "project/a.j2"): text for path, text in bare.items()
    }
    write(folder, moved | {"project/a.txt": "x"})
    if make:
        make(folder)
    before = snapshot(tmp_path)
    done = sample.dockgen("new", folder, tmp_path / "made", "--yes")
    assert done.returncode == 2, done.stderr
    assert says in done.stderr or "project/a.j2:" in done.stderr
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize(
    "address", ["git+ext::sh -c id@v1", "git+https://a:b@example.com/x@v1", "git+--upload-pack=id", "git+file:///x@-v"]
)
def test_an_address_runs_nothing(tmp_path: Path, address: str) -> None:
    done = sample.dockgen("init", tmp_path, "--yes", "--language", "go", "--pack", address)
    assert (done.returncode, list(tmp_path.iterdir())) == (2, [])
    assert "Git" in done.stderr or "fetched" in done.stderr


@pytest.mark.parametrize("name", ["../outside", "a/../../outside", OUTSIDE, ".config", "a/b", "~"])
def test_a_new_project_lies_in_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    folder, here = tmp_path / "evil", tmp_path / "here"
    here.mkdir()
    write(folder, {"pack.toml": f'{PACK}[[question]]\nname = "name"\ndefault = "{name}"\n', "project/a": "x"})
    monkeypatch.chdir(here)
    before = snapshot(tmp_path)
    done = sample.dockgen("new", folder, "--yes")
    assert done.returncode == 2, done.stderr
    assert "evil" in done.stderr
    assert name in done.stderr
    assert snapshot(tmp_path) == before
    assert not Path("/tmp/dockgen-outside").exists()  # noqa: S108 - see above


def test_a_new_project_of_nothing_is_not_made(tmp_path: Path) -> None:
    write(tmp_path / "evil", {"pack.toml": PACK, "project/{{ '' }}": "x"})
    done = sample.dockgen("new", tmp_path / "evil", tmp_path / "made", "--yes")
    assert done.returncode == 2, done.stderr
    assert "evil" in done.stderr
    assert not (tmp_path / "made").exists()


def test_git_leaves_the_repository_alone_that_it_is_called_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack, mine, target = tmp_path / "evil", tmp_path / "mine", tmp_path / "target"
    write(pack, {"pack.toml": PACK, "files/a": "x"})
    write(mine, {"mine.txt": "x"})
    who = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    for folder in (pack, mine):
        for words in (("init", "--quiet"), ("add", "."), (*who, "commit", "--quiet", "-m", "x"), ("tag", "v1")):
            subprocess.run(["git", *words], cwd=folder, check=True)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("GIT_DIR", str(mine / ".git"))  # as git sets them for its hooks
    monkeypatch.setenv("GIT_INDEX_FILE", str(mine / ".git" / "index"))
    before = snapshot(mine)
    done = sample.dockgen("init", target, "--yes", "--language", "go", "--pack", f"git+file://{pack}@v1")
    assert done.returncode == 0, done.stderr
    assert (target / "a").is_file()
    assert snapshot(mine) == before


@pytest.mark.parametrize(("place", "says"), [("files", "has more than 500 files"), ("elsewhere", "")])
def test_a_repository_larger_than_a_disk_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, says: str
) -> None:
    def git(*words: str, given: str = "") -> str:
        done = subprocess.run(["git", *words], cwd=tmp_path, input=given, capture_output=True, check=True, text=True)
        return done.stdout.strip()

    git("init", "--quiet")
    manifest = f"100644 blob {git('hash-object', '-w', '--stdin', given=PACK)}\tpack.toml\n"
    found = manifest
    for _ in range(8):  # ten of each, eight times
        tree = git("mktree", given=found)
        found = "".join(f"040000 tree {tree}\t{name}\n" for name in range(10))
    who = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    top = git("mktree", given=f"{manifest}040000 tree {git('mktree', given=found)}\t{place}\n")
    git("tag", "v1", git(*who, "commit-tree", top, "-m", "x"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    address = f"git+file://{tmp_path}@v1"
    done = sample.dockgen("init", tmp_path / "target", "--yes", "--language", "go", "--pack", address)
    assert done.returncode == (2 if says else 0), done.stderr
    assert says in done.stderr
    assert len(list((tmp_path / "cache").rglob("pack.toml"))) == (0 if says else 1)


def test_nothing_in_the_current_folder_runs_with_the_templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steals = "from pathlib import Path\nPath(__file__).with_suffix('.ran').touch()\n"
    write(tmp_path, {**template(""), "sitecustomize.py": steals, "jinja2.py": steals})
    monkeypatch.chdir(tmp_path)
    done = sample.dockgen("init", tmp_path / "target", "--yes", "--language", "go", "--pack", tmp_path)
    assert done.returncode == 0, done.stderr
    assert not list(tmp_path.glob("*.ran"))


def test_a_home_of_nobody_is_no_bug(tmp_path: Path) -> None:
    done = sample.dockgen("init", tmp_path, "--yes", "--language", "go", "--pack", "~nobody-of-that-name/pack")
    assert done.returncode == 2, done.stderr
    assert "nobody-of-that-name" in done.stderr


def test_an_update_of_a_large_file_ends(tmp_path: Path) -> None:
    def lines(step: int) -> str:
        return "".join(f"{number * number // step % 40}\n" for number in range(60_000))

    folder, target = tmp_path / "evil", tmp_path / "target"
    write(folder, {"pack.toml": PACK, "files/a": lines(7)})
    assert sample.dockgen("init", target, "--yes", "--language", "go", "--pack", folder).returncode == 0
    write(folder, {"files/a": lines(11)})
    start = time.monotonic()
    assert sample.dockgen("init", target, "--diff").returncode == 0
    assert sample.dockgen("update", target).returncode == 0
    assert (target / "a").read_text("utf-8") == lines(11)
    assert time.monotonic() - start < SECONDS


def test_a_link_of_the_project_leads_to_no_hooks(tmp_path: Path) -> None:
    folder, target = tmp_path / "evil", tmp_path / "target"
    write(folder, {"pack.toml": PACK, "files/hooks/post-checkout": "id"})
    (target / ".git" / "hooks").mkdir(parents=True)
    (target / "hooks").symlink_to(".git/hooks")
    before = snapshot(tmp_path)
    done = sample.dockgen("init", target, "--yes", "--language", "go", "--with", "sample", "--pack", folder)
    assert done.returncode == 6, done.stderr
    assert "hooks/post-checkout" in done.stderr
    assert snapshot(tmp_path) == before
