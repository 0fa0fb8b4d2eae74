"""What is verified, and how its flags are read."""

from pathlib import Path

import pytest
import sample

from dockgen.errors import DockgenError, FileError, NotRecognisedError, UsageError
from dockgen.verify.options import Options
from dockgen.verify.targets import targets

THEIRS = 'FROM alpine:3.23 AS base\nEXPOSE 8080/tcp\nFROM base\nCOPY . .\nCMD ["/hello"]\n'


def only(path, /, **options):
    """Return the only target."""
    (found,) = targets(str(path), Options(**options))
    return found


def test_what_dockgen_wrote_is_held_to_its_plan(tmp_path):
    folder = tmp_path / "hello"
    sample.init(folder, "--language", "go")
    target = only(folder)
    assert target.plan is not None
    assert (target.name, target.expect.port, target.expect.path) == ("hello", 3000, "/")
    assert target.promises("user")
    assert not target.promises("https")


def test_what_somebody_else_wrote_is_held_to_everything(tmp_path):
    (tmp_path / "Dockerfile").write_text(THEIRS)
    target = only(tmp_path)
    assert (target.plan, target.expect.port) == (None, 8080)
    assert target.promises("user")
    assert target.promises("https")


def test_a_dockerfile_that_was_there_before_is_not_taken_for_dockgens(tmp_path):
    folder = sample.load("go-module").copy_to(tmp_path)
    (folder / "Dockerfile").write_text(THEIRS)
    assert only(folder).plan is None


@pytest.mark.parametrize("name", ["Containerfile", "prod.Dockerfile", "docker/Dockerfile.prod"])
def test_any_dockerfile_can_be_named(name, tmp_path):
    place = tmp_path / name
    place.parent.mkdir(exist_ok=True)
    place.write_text(THEIRS)
    for target in (only(place), only(tmp_path, file=name), only(tmp_path, file=str(place))):
        assert target.dockerfile.resolve() == place.resolve()


def test_a_health_path_is_what_is_asked_for(tmp_path):
    folder = sample.load("python-pip-flask").copy_to(tmp_path)
    sample.init(folder)
    expect = only(folder).expect
    assert (expect.path, expect.status) == ("/healthz", 200)
    assert only(folder, path="/other").expect.status is None


def test_variables_that_a_program_cannot_start_without_are_made_up(tmp_path):
    folder = sample.load("python-django-settings").copy_to(tmp_path)
    sample.init(folder)
    expect = only(folder).expect
    assert list(expect.made_up) == ["DJANGO_SECRET_KEY"]
    assert len(expect.environment["DJANGO_SECRET_KEY"]) > 20
    told = only(folder, environment=["DJANGO_SECRET_KEY=mine"]).expect
    assert (told.environment["DJANGO_SECRET_KEY"], list(told.made_up)) == ("mine", [])


def test_a_database_and_the_program_get_the_same_password(tmp_path):
    folder = sample.load("go-postgres").copy_to(tmp_path)
    sample.init(folder)
    expect = only(folder).expect
    assert list(expect.services) == ["postgres"]
    (password,) = [value for name, value in expect.passwords.items() if "POSTGRES" in name]
    assert password in expect.environment["DATABASE_URL"]


def test_every_app_of_a_repository_is_a_target(tmp_path):
    for name, of in (("api", "go-module"), ("site", "python-pip-flask")):
        sample.load(of).copy_to(tmp_path / "copies" / name)
        (tmp_path / "copies" / name / "hello").rename(tmp_path / name)
    (tmp_path / "copies" / "api").rmdir()
    (tmp_path / "copies" / "site").rmdir()
    (tmp_path / "copies").rmdir()
    sample.init(tmp_path, "--all")
    found = targets(str(tmp_path), Options(all=True))
    assert sorted(target.context.name for target in found) == ["api", "site"]
    assert only(tmp_path, app="api").context.name == "api"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"port": 0}, "--port"),
        ({"port": 70000}, "--port"),
        ({"path": "healthz"}, "--path"),
        ({"path": "/a b"}, "--path"),
        ({"status": 42}, "--status"),
        ({"start_within": 0}, "--start-within"),
        ({"stop_within": 1e9}, "--stop-within"),
        ({"tmpfs": ["cache"]}, "--tmpfs"),
        ({"max_size": "0"}, "--max-size"),
        ({"max_size": "1e9"}, "--max-size"),
        ({"environment": ["=x"]}, "--env"),
        ({"environment": ["NAME"]}, "--env"),
        ({"env_file": "/nowhere/x.env"}, "--env-file"),
        ({"app": "x", "all": True}, "--app"),
    ],
)
def test_a_value_that_is_none_is_named_with_its_flag(options, said):
    with pytest.raises(DockgenError, match=said):
        Options(**options).check()


@pytest.mark.parametrize(
    ("text", "size"),
    [("20MB", 20_000_000), ("1.5 GiB", 1_610_612_736), ("512k", 512_000), ("7", 7), ("3b", 3), ("2kib", 2048)],
)
def test_sizes_are_read_as_people_write_them(text, size):
    assert Options(max_size=text).budget() == size


def test_an_env_file_is_read_as_docker_does(tmp_path):
    path = tmp_path / "test.env"
    path.write_text("# a comment\n\nONE=1\nTWO=a=b c\n")
    assert Options(env_file=str(path), environment=["ONE=2"]).told() == {"ONE": "2", "TWO": "a=b c"}


@pytest.mark.parametrize(
    ("path", "options", "error"),
    [
        ("", {}, UsageError),
        ("/nowhere", {}, FileError),
        (".", {"file": "nowhere.Dockerfile"}, FileError),
        (".", {"app": "nowhere", "file": "Dockerfile"}, UsageError),
    ],
)
def test_what_is_not_there_is_said(path, options, error, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("Dockerfile").write_text(THEIRS)
    with pytest.raises(error):
        targets(path, Options(**options))


def test_a_folder_without_a_dockerfile_says_how_to_make_one(tmp_path):
    folder = sample.load("go-module").copy_to(tmp_path)
    with pytest.raises(FileError) as caught:
        targets(str(folder), Options())
    assert "dockgen init" in caught.value.hint
    with pytest.raises(NotRecognisedError):
        targets(str(tmp_path / "hello" / ".."), Options(language="python"))


def test_build_arguments_and_secrets_come_along_where_they_are_there(tmp_path, monkeypatch):
    folder = sample.load("node-vite-env").copy_to(tmp_path)
    sample.init(folder)
    assert only(folder).arguments == {}
    monkeypatch.setenv("VITE_API_URL", "https://api.example.com")
    assert only(folder, arguments=["VITE_TITLE=Plants"]).arguments == {"VITE_API_URL": None, "VITE_TITLE": "Plants"}


def test_the_command_says_in_one_line_what_is_wrong(tmp_path):
    done = sample.dockgen("verify", tmp_path / "nowhere")
    assert (done.returncode, done.stdout) == (6, "")
    assert done.stderr.startswith("dockgen: ")
    assert "Traceback" not in done.stderr
