"""Where a program does not work on its base image, another one that does is named."""

import json

import pytest
import sample
from fake_verify import CONFIG, FakeEngine, serving

from dockgen.commands import verify
from dockgen.errors import ExitCode
from dockgen.verify.options import Options


@pytest.fixture(autouse=True)
def _cache(tmp_path_factory, monkeypatch):
    """Keep the locks of sessions out of a person's own cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


def notes(folder, engine, capsys, **options):
    code = verify.verify(str(folder), Options(json=True, quiet=True, **options), engine)
    return code, json.loads(capsys.readouterr().out)["images"][0]["notes"]


@pytest.mark.parametrize(
    ("works_on", "said"),
    [("alpine", "--base alpine"), ("slim", "--base slim"), (None, None)],
)
def test_the_first_base_that_works_is_named(works_on, said, tmp_path, capsys):
    folder = tmp_path / "hello"
    sample.init(folder, "--language", "go")
    before = sample.files(folder)
    with serving() as address:
        engine = FakeEngine(
            address,
            config_=CONFIG._replace(labels={"org.opencontainers.image.title": "hello"}),
            ends=lambda run: None if run.tag.endswith(f"-{works_on}") else 1,
        )
        code, told = notes(folder, engine, capsys)
    assert code == ExitCode.DIFFERENT
    assert [said in note for note in told if "base image" in note] == ([True] if said else [])
    assert sample.files(folder) == before


def test_nothing_is_tried_where_another_base_would_not_help(tmp_path, capsys):
    folder = tmp_path / "hello"
    sample.init(folder, "--language", "go")
    with serving() as address:
        engine = FakeEngine(address, code=137, stops_in=11.0)
        code, _ = notes(folder, engine, capsys)
    assert code == ExitCode.DIFFERENT
    assert len(engine.orders) == 1


NOT_FOUND = ("[internal] load metadata for docker.io/library/node:slim", ["docker.io/library/node:slim: not found"])


@pytest.mark.parametrize(
    ("fails", "said"),
    [
        (NOT_FOUND, "Is the image's name right"),
        (("[2/2] COPY a /", ["ERROR: no such host"]), "Is the image's name right"),
        (("[2/2] RUN make", ["make: *** [all] Error 2"]), "Look at "),
    ],
)
def test_a_build_that_fails_says_where_to_look(fails, said, tmp_path, capsys):
    (tmp_path / "Dockerfile").write_text("FROM node:slim\nRUN make\n")
    verify.verify(str(tmp_path), Options(json=True, quiet=True), FakeEngine(fails=fails))
    error = json.loads(capsys.readouterr().out)["images"][0]["error"]
    assert error["hint"].startswith(said)


def test_a_build_without_its_secrets_says_so(tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("NETRC", raising=False)
    folder = sample.load("go-private").copy_to(tmp_path)
    sample.init(folder, *sample.load("go-private").flags)
    verify.verify(str(folder), Options(json=True, quiet=True), FakeEngine(fails=("[4/4] RUN go build", ["401"])))
    error = json.loads(capsys.readouterr().out)["images"][0]["error"]
    assert error["hint"].startswith("It was built without its secrets: ")


def test_init_verifies_what_it_wrote_only_on_request(tmp_path):
    folder = tmp_path / "hello"
    done = sample.dockgen("init", folder, "--language", "go", "--yes", "--verify", "--dry-run")
    assert done.returncode == 2
    assert "--verify and --dry-run exclude each other" in done.stderr
    assert not folder.exists()
