"""Template packs: what a team gives to all its projects, and what a person still decides."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
import sample
import yaml
from snapshots import contents, snapshot, write
from terminal import CTRL_C, Terminal

from dockgen.commands import templates as packing
from dockgen.errors import ExitCode
from dockgen.languages import LANGUAGES

PACKS = Path(__file__).parents[1] / "packs/samples"
ACME = PACKS / "acme"
SAMPLES = [one.name for one in sample.load_all()]
GO = {
    "go.mod": "module example.com/shop\n\ngo 1.26\n",
    "main.go": 'package main\n\nimport "net/http"\n\nfunc main() {\n\thttp.ListenAndServe(":8080", nil)\n}\n',
}


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nothing of the person's own settings is read, and the cache is empty."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(home / "gitconfig"))
    return home


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    write(folder, dict(GO))
    return folder


def init(project: Path, pack: Path | str, *flags: str) -> subprocess.CompletedProcess[str]:
    return sample.dockgen("init", project, "--yes", "--pack", pack, *flags)


def dockerfile(project: Path) -> str:
    return (project / "Dockerfile").read_text("utf-8")


def pack(folder: Path, manifest: str, **templates: str) -> Path:
    write(folder, {"pack.toml": f'name = "ours"\n{manifest}', **dict(templates)})
    return folder


def extending(block: str, text: str) -> str:
    return f'{{% extends "dockgen/Dockerfile.j2" %}}{{% block {block} %}}{text}{{% endblock %}}'


# A team's pack


def test_the_teams_pack_is_short() -> None:
    texts = [path.read_text("utf-8") for path in (ACME / "pack.toml", ACME / "templates/Dockerfile.j2")]
    assert sum(len(text.splitlines()) for text in texts) < 30


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_changes_every_language(tmp_path: Path, language: str) -> None:
    assert init(tmp_path / "app", ACME, "--language", language, "--answer", "team=pay").returncode == 0
    text = dockerfile(tmp_path / "app")
    images = [line.partition("=")[2] for line in text.splitlines() if line.startswith("ARG ") and "_IMAGE=" in line]
    assert images
    assert all(image.startswith("127.0.0.1:5099/library/") for image in images)
    assert 'LABEL com.acme.team="pay"' in text
    continued = text.count("FROM dependencies") + text.count("FROM ${TARGETARCH}")  # these stages have it already
    assert text.count("COPY acme-ca.crt") == text.count("FROM ") - continued
    assert (tmp_path / "app/acme-ca.crt").read_bytes() == (ACME / "files/acme-ca.crt").read_bytes()


@pytest.mark.parametrize(
    ("flags", "says"),
    [
        (["--registry", "other.example.com"], "registry other.example.com"),
        (["--without", "pin"], "without pin"),
        (["--label", "com.acme.team=mine"], "label com.acme.team=mine"),
        (["--user", "root"], "requires the practice user"),
        (["--answer", "nobody=asks"], "'nobody'"),
    ],
)
def test_what_it_requires_cannot_be_answered_otherwise(project: Path, flags: list[str], says: str) -> None:
    before = contents(project)
    done = init(project, ACME, *flags)
    assert (done.returncode, contents(project)) == (2, before)
    assert says in done.stderr


@pytest.mark.parametrize(("level", "reasons"), [("none", 0), ("brief", 0), ("full", 2)])
def test_it_says_what_it_wants_or_what_dockgen_says(project: Path, tmp_path: Path, level: str, reasons: int) -> None:
    texts = ['{{ note("Ours {x}.") }}', '{{ stage("A", "Ours.") }}', '{{ note("certificates") }}']
    texts.append('{{ note("packaging-tool", tool="a\\nRUN id") }}')
    write(tmp_path / "ours", {"templates/Dockerfile.j2": extending("runtime", "".join(texts))})
    folder = pack(tmp_path / "ours", f'[require]\ncomments = "{level}"\nhttps = "outbound"\n')
    assert init(project, folder).returncode == 0
    text = dockerfile(project)
    said = ["# Ours {x}.\n", "# A Ours.\n", "# CA certificates", r"# a\nRUN id stays in this stage"]
    assert [one in text for one in said] == [level != "none"] * 4
    assert text.count("x509") == reasons  # here, and where dockgen says it itself


def test_a_person_adds_to_what_it_requires(project: Path) -> None:
    assert init(project, ACME, "--label", "a.b=c", "--with", "timezones", "--base", "alpine").returncode == 0
    text = dockerfile(project)
    assert 'LABEL a.b="c"' in text
    assert 'LABEL com.acme.team="platform"' in text
    assert "127.0.0.1:5099/library/alpine:" in text
    assert "timetzdata" in text


def test_defaults_go_below_a_persons_answers(project: Path, tmp_path: Path) -> None:
    folder = pack(
        tmp_path / "ours", '[defaults]\ncomments = "none"\nwith = ["timezones"]\nenv = { A = "1", B = "2" }\n'
    )
    assert init(project, folder, "--comments", "full", "--env", "A=3", "--without", "timezones").returncode == 0
    text = dockerfile(project)
    assert "timetzdata" not in text
    assert "# " in text
    assert 'ENV A="3"\nENV B="2"\n' in text


def test_the_answers_are_kept_and_the_same_files_are_made_again(project: Path) -> None:
    assert init(project, os.path.relpath(ACME), "--answer", "team=pay").returncode == 0
    once = contents(project)
    kept = (project / "dockgen.toml").read_text("utf-8")
    assert f'pack = "{Path(os.path.relpath(ACME, project)).as_posix()}"' in kept
    assert 'answer = { "team" = "pay" }' in kept
    assert "registry" not in kept
    for arguments in (["init", project, "--yes"], ["update", project], ["init", project, "--check"]):
        assert sample.dockgen(*arguments).returncode == 0
        assert contents(project) == once


def test_a_new_version_of_a_pack_comes_in_by_an_update(project: Path, tmp_path: Path) -> None:
    folder = tmp_path / "acme"
    shutil.copytree(ACME, folder)
    assert init(project, folder).returncode == 0
    path = project / "Dockerfile"
    path.write_text(dockerfile(project).replace("EXPOSE", "# mine\nEXPOSE"), "utf-8")
    template = folder / "templates/Dockerfile.j2"
    template.write_text(
        template.read_text("utf-8").replace("{% block runtime %}", '{% block runtime %}\nENV ACME="2"\n')
    )
    assert sample.dockgen("update", project).returncode == 0
    assert 'ENV ACME="2"\n' in dockerfile(project)
    assert "# mine\nEXPOSE" in dockerfile(project)


@pytest.mark.parametrize("part", [0, 1, 2, 3])
def test_a_pack_that_extends_all_and_changes_nothing_gives_the_same_bytes(
    tmp_path: Path, part: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each block of each template can be extended: of every sample the files stay what they are."""
    monkeypatch.chdir(tmp_path)
    packing.eject(["Dockerfile.j2", "README.md.j2", "compose.yaml.j2", "dockerignore.j2"], "all", whole=False)
    for one in sample.load_all()[part::4]:
        folder = one.copy_to(tmp_path / f"of-{one.name}")
        before = sample.files(folder)
        sample.init(folder, *one.flags, "--pack", str(tmp_path / "all"))
        made = sample.new_files(before, sample.files(folder))
        expected = sample.files(one.expected)
        del made["dockgen.toml"], expected["dockgen.toml"]
        assert made == expected


def test_a_template_for_one_language_leaves_the_others(tmp_path: Path) -> None:
    text = '{% extends "dockgen/Dockerfile.j2" %}{% block end %}# mine{% endblock %}'
    folder = pack(tmp_path / "ours", "", **{"templates/go/Dockerfile.j2": text})
    for language in LANGUAGES:
        init(tmp_path / language, folder, "--language", language)
        assert ("# mine" in dockerfile(tmp_path / language)) == (language == "go")


def test_parts_of_templates_can_be_replaced(project: Path, tmp_path: Path) -> None:
    """A pack may say differently what all Dockerfiles share."""
    text = '{% extends "dockgen/base.Dockerfile.j2" %}{% block head %}# Ours: {{ plan.name }}\n{% endblock %}'
    folder = pack(tmp_path / "ours", "", **{"templates/base.Dockerfile.j2": text})
    assert init(project, folder).returncode == 0
    assert "# Ours: shop\n" in dockerfile(project)


def test_files_know_the_plan_and_may_be_left_out(project: Path, tmp_path: Path) -> None:
    manifest = '[[question]]\nname = "ci"\nkind = "yes-no"\ndefault = "no"\n'
    manifest += '[[question]]\nname = "more"\ndefault = "more"\nwhen = { ci = "yes" }\n'
    files = {
        "files/ci/{{ plan.name }}-{{ plan.language }}.txt.j2": "port {{ plan.port }}\n",
        "files/{% if answers.ci %}ci.yaml{% endif %}": "{{ as it is }}\n",
        "files/{% if answers.ci %}ci{% endif %}/more.txt.j2": "{{ answers.more }}\n",
    }
    folder = pack(tmp_path / "ours", manifest, **files)
    assert init(project, folder).returncode == 0
    assert contents(project)["ci/shop-go.txt"] == b"port 8080\n"
    assert "ci.yaml" not in contents(project)
    assert init(project, folder, "--answer", "ci=yes", "--force").returncode == 0
    assert contents(project)["ci/more.txt"] == b"more\n"
    assert contents(project)["ci.yaml"] == b"{{ as it is }}\n"


def test_all_apps_of_a_repository_share_a_pack(tmp_path: Path) -> None:
    top = tmp_path / "shop"
    write(top, {f"{app}/{path}": text for app in ("a", "b") for path, text in GO.items()})
    assert init(top, ACME, "--all", "--answer", "team=pay").returncode == 0
    for app in ("a", "b"):
        assert 'LABEL com.acme.team="pay"' in dockerfile(top / app)
        assert (top / app / "acme-ca.crt").is_file()
    once = contents(top)
    assert sample.dockgen("update", top, "--all").returncode == 0
    assert contents(top) == once


def test_one_app_of_a_repository_keeps_its_pack_as_it_sees_it(tmp_path: Path) -> None:
    top = tmp_path / "shop"
    write(top, {f"apps/a/{path}": text for path, text in GO.items()})
    shutil.copytree(ACME, top / "pack")
    assert init(top, os.path.relpath(top / "pack"), "--app", "apps/a").returncode == 0
    assert 'pack = "../../pack"' in (top / "apps/a/dockgen.toml").read_text("utf-8")
    once = contents(top)
    assert sample.dockgen("update", top, "--app", "apps/a").returncode == 0
    assert contents(top) == once


# Questions

QUESTIONS = """
[[question]]
name = "database"
choices = ["none", "postgres"]
default = "none"
[[question]]
name = "size"
when = { database = "postgres" }
"""


def test_a_question_without_a_default_has_to_be_answered(project: Path, tmp_path: Path) -> None:
    folder = pack(tmp_path / "ours", QUESTIONS)
    assert init(project, folder).returncode == 0
    done = init(project, folder, "--answer", "database=postgres")
    assert done.returncode == 2
    assert "--answer size=" in done.stderr
    assert init(project, folder, "--answer", "database=postgres", "--answer", "size=2", "--force").returncode == 0
    done = init(project, folder, "--answer", "database=oracle")
    assert done.returncode == 2
    assert "postgres" in done.stderr or "none" in done.stderr


def test_a_person_is_asked(project: Path, tmp_path: Path) -> None:
    folder = pack(
        tmp_path / "ours", QUESTIONS + '[defaults]\nbase = "alpine"\nlabel = { "a.b" = "{{ answers.database }}" }\n'
    )
    with Terminal("init", project, "--pack", folder) as terminal:
        terminal.choose("database", 1)
        terminal.type("size", "2")
        for question in ("HTTPS", "User", "Write these files?"):
            terminal.accept(question)
        assert terminal.end() == 0
        assert "Base image" not in terminal.text
        assert "label a.b=postgres" in terminal.words
    assert 'LABEL a.b="postgres"' in dockerfile(project)
    assert '"size" = "2"' in (project / "dockgen.toml").read_text("utf-8")


def test_answers_without_a_pack_are_refused(project: Path) -> None:
    done = sample.dockgen("init", project, "--yes", "--answer", "team=pay")
    assert done.returncode == 2
    assert "--pack" in done.stderr


# Where a pack is


@pytest.fixture
def repository(tmp_path: Path, own_home: Path) -> Path:
    (own_home / "gitconfig").write_text("[user]\nname = Ann Other\nemail = ann@example.com\n", "utf-8")
    folder = tmp_path / "repository"
    shutil.copytree(ACME, folder / "packs/acme")
    git(folder, "init", "--quiet", "--initial-branch=main")
    commit(folder)
    git(folder, "tag", "v1")
    return folder


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", *arguments], cwd=folder, check=True, capture_output=True, encoding="utf-8"
    ).stdout.strip()


def commit(folder: Path) -> str:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "x")
    return git(folder, "rev-parse", "HEAD")


def test_a_tag_is_kept_and_fetched_once(project: Path, repository: Path) -> None:
    address = f"git+file://{repository}@v1#packs/acme"
    assert init(project, address).returncode == 0
    assert f'pack = "{address}"' in (project / "dockgen.toml").read_text("utf-8")
    once = contents(project)
    shutil.rmtree(repository)
    assert sample.dockgen("update", project).returncode == 0
    assert contents(project) == once


def test_an_update_says_that_the_pack_is_another(project: Path, repository: Path) -> None:
    assert init(project, f"git+file://{repository}@v1#packs/acme").returncode == 0
    (repository / "packs/acme/files/more.txt").write_text("more\n", "utf-8")
    commit(repository)
    git(repository, "tag", "v2")
    path = project / "dockgen.toml"
    path.write_text(path.read_text("utf-8").replace("@v1#", "@v2#"), "utf-8")
    done = sample.dockgen("update", project, "--trust-pack")
    assert done.returncode == 0
    assert "template pack: git+file" in done.stdout
    assert "@v2#packs/acme" in done.stdout
    assert (project / "more.txt").read_text("utf-8") == "more\n"


@pytest.mark.parametrize("ref", ["", "@main"])
def test_of_a_branch_the_commit_is_kept(project: Path, repository: Path, ref: str) -> None:
    head = git(repository, "rev-parse", "HEAD")
    assert init(project, f"git+file://{repository}{ref}#packs/acme").returncode == 0
    assert f"@{head}#packs/acme" in (project / "dockgen.toml").read_text("utf-8")
    (repository / "packs/acme/pack.toml").write_text('name = "changed"\n', "utf-8")
    commit(repository)
    once = contents(project)
    assert sample.dockgen("update", project).returncode == 0
    assert contents(project) == once


@pytest.mark.parametrize("rest", ["@v2#packs/acme", "@v1#elsewhere", "@v1#../acme", "@" + "0" * 40])
def test_what_is_not_there_is_said(project: Path, repository: Path, rest: str) -> None:
    before = contents(project)
    done = init(project, f"git+file://{repository}{rest}")
    code = ExitCode.NETWORK if rest.startswith("@0") else ExitCode.USAGE
    assert (done.returncode, contents(project)) == (code, before)
    assert str(repository) in done.stderr


def test_nothing_of_a_repository_runs(project: Path, repository: Path, tmp_path: Path) -> None:
    (repository / ".gitattributes").write_text("* filter=evil\n", "utf-8")
    (repository / ".gitmodules").write_text(f'[submodule "x"]\npath = x\nurl = ext::touch {tmp_path}/ran\n', "utf-8")
    hook = repository / ".git/hooks/post-checkout"
    hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n", "utf-8")
    hook.chmod(0o755)
    head = commit(repository)
    assert init(project, f"git+file://{repository}@{head}#packs/acme").returncode == 0
    assert not (tmp_path / "ran").exists()


def test_an_installed_package_is_not_imported(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "site/acme_packs"
    shutil.copytree(ACME, package / "go")
    (package / "__init__.py").write_text("raise SystemExit(9)\n", "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "site"))
    assert init(project, "python:acme_packs/go").returncode == 0
    assert 'pack = "python:acme_packs/go"' in (project / "dockgen.toml").read_text("utf-8")
    assert init(project, "python:acme_packs/../..").returncode == 2
    assert init(project, "python:no_such_package").returncode == 2


# A project from a pack


@pytest.mark.usefixtures("repository")
def test_a_project_is_made_from_a_pack(tmp_path: Path) -> None:
    place = tmp_path / "space-ship"
    done = sample.dockgen("new", PACKS / "service", place, "--yes", "--answer", "name=space-ship")
    assert done.returncode == 0, done.stderr
    made = contents(place)
    assert made.keys() >= {"go.mod", "main.go", "spaceship/hello.go", "scripts/run", "Dockerfile", "dockgen.toml"}
    assert "spaceship/metrics.go" not in made
    assert b"is looked after by Ann Other" in made["spaceship/hello.go"]
    assert os.access(place / "scripts/run", os.X_OK)
    assert not os.access(place / "main.go", os.X_OK)
    assert b'LABEL com.acme.owner="Ann Other"' in made["Dockerfile"]
    assert sample.dockgen("init", place, "--check").returncode == 0


def test_a_project_has_the_name_that_is_answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with Terminal("new", PACKS / "service") as terminal:
        terminal.type("Name of the service", "ship")
        terminal.accept("Who looks after it:")
        terminal.accept("Package:")
        terminal.choose("Metrics", 1)
        terminal.accept("Path of the metrics:")
        for question in ("Base image", "HTTPS", "User", "Write these files?"):
            terminal.accept(question)
        assert terminal.end() == 0
    assert (tmp_path / "ship/ship/metrics.go").is_file()


@pytest.mark.parametrize("answer", ["name=Space Ship", "name=", "other=x", "metrics=maybe"])
def test_a_wrong_answer_leaves_nothing(tmp_path: Path, answer: str) -> None:
    before = snapshot(tmp_path)
    done = sample.dockgen("new", PACKS / "service", tmp_path / "x", "--yes", "--answer", answer)
    assert done.returncode == 2
    assert snapshot(tmp_path) == before


def test_a_pack_without_a_project_says_what_it_is_for(tmp_path: Path) -> None:
    done = sample.dockgen("new", ACME, tmp_path / "x", "--yes")
    assert done.returncode == 2
    assert "dockgen init --pack" in done.stderr


# `dockgen templates`


def test_templates_are_listed_and_shown() -> None:
    listed = sample.dockgen("templates", "list", "--pack", ACME).stdout
    assert " pack Dockerfile.j2  builder, runtime," in listed
    assert "go/sample/main.go.j2" in listed
    assert sample.dockgen("templates", "show", "Dockerfile.j2", "--pack", ACME).stdout == (
        ACME / "templates/Dockerfile.j2"
    ).read_text("utf-8")
    done = sample.dockgen("templates", "show", "Dockerfle.j2")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Dockerfile.j2" in done.stderr


def test_a_pack_is_begun_and_nothing_is_overwritten(tmp_path: Path) -> None:
    folder = tmp_path / "ours"
    assert sample.dockgen("templates", "eject", "Dockerfile.j2", "--to", folder).returncode == 0
    assert sample.dockgen("templates", "eject", "macros.j2", "--whole", "--to", folder).returncode == 0
    assert sample.dockgen("templates", "check", folder).returncode == 0
    before = contents(folder)
    for again, code in ((["compose.yaml.j2", "Dockerfile.j2"], 6), (["macros.j2", "--whole"], 6), (["nginx.j2"], 2)):
        assert sample.dockgen("templates", "eject", *again, "--to", folder).returncode == code
    assert contents(folder) == before


@pytest.mark.parametrize(
    ("template", "text", "says"),
    [
        ("Dockerfile.j2", '{% extends "dockgen/Dockerfile.j2" %}{% block end %}{{ nothing }}{% endblock %}', "nothing"),
        (
            "Dockerfile.j2",
            '{% extends "dockgen/Dockerfile.j2" %}\n{% block buidler %}x{% endblock %}',
            "Dockerfile.j2:2: nothing has a block 'buidler'. Did you mean 'builder'?",
        ),
        ("Dockerflie.j2", "", "Did you mean 'Dockerfile.j2'"),
        (
            "node/Dockerfile.j2",
            "{% extends 'dockgen/Dockerfile.j2' %}{% block end %}{{ 1/0 }}{% endblock %}",
            "wrong: node: ",
        ),
    ],
)
def test_check_finds_what_does_not_work(tmp_path: Path, template: str, text: str, says: str) -> None:
    folder = pack(tmp_path / "ours", "", **{f"templates/{template}": text})
    done = sample.dockgen("templates", "check", folder)
    assert done.returncode == 1
    assert f"templates/{template}" in done.stderr
    assert says in done.stderr


def test_check_says_for_which_language_a_pack_is_not(tmp_path: Path) -> None:
    done = sample.dockgen("templates", "check", pack(tmp_path / "ours", '[require]\nbase = "slim"\n'))
    assert done.returncode == 0
    assert "not applicable to static files: " in done.stderr


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"template/Dockerfile.j2": "x"}, "template is not used"),
        (
            {"templates/Dockerfile.j2": extending("end", "COPPY a b")},
            "COPPY",
        ),
        (
            {"templates/Dockerfile.j2": extending("end", "{{ super }}")},
            "super()",
        ),
        (
            {"templates/Dockerfile.j2": extending("runtime", "COPY a.crt /")},
            "a.crt is copied but does not exist",
        ),
        (
            {
                "templates/Dockerfile.j2": extending("runtime", "COPY a.pem /"),
                "files/a.pem": "x",
            },
            "excluded by .dockerignore",
        ),
        ({"templates/Dockerfile.j2": '{% extends "Dockerfil.j2" %}'}, "there is no template 'Dockerfil.j2'"),
    ],
)
def test_check_finds_what_could_not_be_built(tmp_path: Path, files: dict[str, str], says: str) -> None:
    done = sample.dockgen("templates", "check", pack(tmp_path / "ours", "", **files))
    assert done.returncode == 1
    assert says in done.stderr


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ('choices = ["gold", "silver"]\ndefault = "sliver"', "'sliver'"),
        ('kind = "yes-no"\ndefault = "maybe"', "'maybe'"),
        ('kind = "port"\ndefault = "0"', "'0'"),
        ("default = 5", "not text"),
        ('kind = "yesno"', "yes-no"),
    ],
)
def test_a_wrong_default_is_found_at_once(project: Path, tmp_path: Path, question: str, says: str) -> None:
    done = init(project, pack(tmp_path / "ours", f'[[question]]\nname = "q"\n{question}\n'))
    assert done.returncode == 2
    assert "pack.toml" in done.stderr
    assert says in done.stderr


# A pack goes on


ONE, TWO = '[[question]]\nname = "one"\ndefault = "1"\n', '[[question]]\nname = "two"\n'


def test_a_question_that_is_gone_is_left_out(project: Path, tmp_path: Path) -> None:
    folder = pack(tmp_path / "ours", ONE)
    assert init(project, folder).returncode == 0
    pack(folder, "")
    done = sample.dockgen("update", project)
    assert done.returncode == 0
    assert "asks for 'one' no more" in done.stderr
    assert "\nanswer = " not in (project / "dockgen.toml").read_text("utf-8")
    assert sample.dockgen("update", project, "--check").returncode == 0


def test_a_new_question_is_answered_by_an_update(project: Path, tmp_path: Path) -> None:
    folder = pack(tmp_path / "ours", ONE)
    assert init(project, folder, "--answer", "one=2").returncode == 0
    toml = project / "dockgen.toml"
    toml.write_text(toml.read_text("utf-8") + '\n# mine\nport = 9000\n[label]\n"a.b" = "c"\n', "utf-8")
    pack(folder, ONE + TWO + '[require]\nenv = { TWO = "{{ answers.two }}" }\n')
    before = contents(project)
    done = sample.dockgen("update", project)
    assert (done.returncode, contents(project)) == (2, before)
    assert "--answer two=" in done.stderr
    assert sample.dockgen("update", project, "--check", "--answer", "two=x").returncode == 1
    assert contents(project) == before
    assert sample.dockgen("update", project, "--answer", "two=x").returncode == 0
    kept = toml.read_text("utf-8")
    assert '"one" = "2", "two" = "x"' in kept
    text = dockerfile(project)
    assert 'ENV TWO="x"' in text
    assert 'LABEL a.b="c"' in text
    assert "EXPOSE 9000" in text
    assert sample.dockgen("update", project, "--check").returncode == 0


def test_a_person_is_asked_what_is_new(project: Path, tmp_path: Path) -> None:
    folder = pack(tmp_path / "ours", ONE)
    assert init(project, folder).returncode == 0
    pack(folder, ONE + TWO)
    with Terminal("update", project) as terminal:
        terminal.type("two", "x")
        assert terminal.end() == 0
    assert '"two" = "x"' in (project / "dockgen.toml").read_text("utf-8")


def test_another_pack_comes_in_by_an_update(project: Path, repository: Path) -> None:
    assert init(project, f"git+file://{repository}@v1#packs/acme").returncode == 0
    (repository / "packs/acme/templates/Dockerfile.j2").unlink()
    commit(repository)
    git(repository, "tag", "v2")
    path = project / "Dockerfile"
    path.write_text(dockerfile(project).replace("EXPOSE", "# mine\nEXPOSE"), "utf-8")
    assert sample.dockgen("update", project, "--pack", f"git+file://{repository}@v2#packs/acme").returncode == 0
    assert "acme-ca" not in dockerfile(project)
    assert "# mine\nEXPOSE" in dockerfile(project)
    kept = (project / "dockgen.toml").read_text("utf-8")
    assert f'pack = "git+file://{repository}@v2#packs/acme"' in kept
    assert "@v1" not in kept


def test_a_pack_that_is_gone_is_said_to_be(project: Path, tmp_path: Path) -> None:
    folder = pack(tmp_path / "ours", "")
    assert init(project, folder).returncode == 0
    shutil.rmtree(folder)
    done = sample.dockgen("update", project)
    assert done.returncode == 2
    assert f"{folder}: no such folder" in done.stderr
    done = sample.dockgen("detect", project)
    assert done.returncode == 0
    assert "no such folder" in done.stdout


def test_a_folder_that_is_not_there_yet_can_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    pack(tmp_path / "ours", "")
    assert sample.dockgen("init", "deep/hello", "--yes", "--pack", "ours").returncode == 0
    assert 'pack = "../../ours"' in (tmp_path / "deep/hello/dockgen.toml").read_text("utf-8")


def test_a_template_for_one_language_builds_upon_the_packs_own(tmp_path: Path) -> None:
    folder = tmp_path / "ours"
    for name in ("Dockerfile.j2", "go/Dockerfile.j2"):
        assert sample.dockgen("templates", "eject", name, "--to", folder).returncode == 0
    path = folder / "templates/Dockerfile.j2"
    path.write_text(path.read_text("utf-8").replace("{% block end %}", "{% block end %}# of all\n"), "utf-8")
    assert init(tmp_path / "hello", folder, "--language", "go").returncode == 0
    assert "# of all\n" in dockerfile(tmp_path / "hello")


def test_more_keys_of_each_service(project: Path, tmp_path: Path) -> None:
    text = '{% extends "dockgen/compose.yaml.j2" %}\n{% block service %}\n    restart: always\n{% endblock %}\n'
    assert init(project, pack(tmp_path / "ours", "", **{"templates/compose.yaml.j2": text})).returncode == 0
    services = yaml.safe_load((project / "compose.yaml").read_text("utf-8"))["services"]
    assert [one["restart"] for one in services.values()] == ["always"]


def test_two_apps_do_not_take_each_others_file(tmp_path: Path) -> None:
    top = tmp_path / "shop"
    apps = {
        f"{name}/{path}": text
        for name in ("web", "admin")
        for path, text in {
            "package.json": f'{{"name": "{name}", "scripts": {{"start": "node s.js"}}}}',
            "s.js": "",
        }.items()
    }
    write(top, {"package.json": '{"name": "top", "private": true, "workspaces": ["web", "admin"]}', **apps})
    done = init(top, pack(tmp_path / "ours", "", **{"files/ci.txt.j2": "{{ plan.name }}\n"}), "--all")
    assert done.returncode == 2, done.stderr
    assert "ci.txt" in done.stderr
    done = init(top, pack(tmp_path / "others", "", **{"files/{{ plan.name }}.txt.j2": "{{ plan.name }}\n"}), "--all")
    assert done.returncode == 0, done.stderr


def test_an_interrupted_project_says_how_to_go_on(tmp_path: Path) -> None:
    place = tmp_path / "ship"
    with Terminal("new", PACKS / "service", place, "--answer", "name=ship", columns=300) as terminal:
        for question in ("Who looks after it:", "Package:", "Metrics"):
            terminal.accept(question)
        terminal.see("Base image")
        terminal.press(CTRL_C)
        assert terminal.end() == 130
        assert f"dockgen init {place} --pack" in terminal.words
        assert "--answer name=ship" in terminal.words
