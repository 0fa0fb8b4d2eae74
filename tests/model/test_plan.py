"""Every decision, with where it came from; and that the same input gives the same plan everywhere."""

import json
import os
import re
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from types import MappingProxyType

import pytest
import sample
from buildkit import plans
from buildkit.plans import PROJECT, SAMPLE, answers, context, fact, plan
from hypothesis import given

from dockgen import __version__, versions
from dockgen.choices.settings import Settings
from dockgen.errors import UsageError
from dockgen.generator.decide import decide
from dockgen.model.found import Found
from dockgen.model.plan import Choices, Plan, User
from dockgen.model.program import own_of

NEWEST, SUPPORTED = versions.language("go")
NO_SERVER = PROJECT._replace(
    serves=Found(value=False, source="no server found"),
    port=Found(None, "no server found"),
    health=Found(None, "no health command or path found"),
)


def decided(field, program=PROJECT, *, folder="hello", origins=None, **raw):
    """Return what was decided for a field, and why."""
    of = decide(answers(**raw), context(program, folder=folder, origins=origins))
    return getattr(of, field), of.sources.get(field)


# --- Language version


@pytest.mark.parametrize(
    ("asks", "gets", "source"),
    [
        (SUPPORTED[-1], SUPPORTED[-1], "go.mod, go"),
        (NEWEST, NEWEST, "go.mod, go"),
        ("1.99", "1.99", "go.mod, go"),
        ("2.0", "2.0", "go.mod, go"),
        ("1.9", NEWEST, "default: 1.9 (go.mod, go) is past its end of support"),
        (None, NEWEST, "default"),
    ],
)
def test_the_project_gets_the_version_that_it_asks_for_while_that_is_supported(asks, gets, source):
    assert decided("language_version", fact("version", asks, "go.mod, go")) == (gets, source)


def test_a_version_that_is_asked_for_goes_before_the_projects():
    origins = {"language_version": "--language-version"}
    assert decided("language_version", language_version="1.20.3", origins=origins) == ("1.20.3", "--language-version")
    assert plan(PROJECT, language_version="1.20.3").build_image.startswith("golang:1.20.3-")


def test_the_sample_app_is_not_made_for_a_version_that_cannot_build_it():
    with pytest.raises(UsageError, match=f"needs version {SUPPORTED[-1]} or newer"):
        plan(SAMPLE, language_version="1.21")


# --- The port in the environment


def test_a_port_in_the_environment_is_the_port():
    assert decided("port", env=["PORT=80"], origins={"env": "--env"}) == (80, "--env")
    assert plan(PROJECT, env=["PORT=80"], port="80").port == 80


def test_a_port_in_the_environment_that_is_none_or_another_is_refused():
    with pytest.raises(UsageError, match="env: PORT: 'x' is not a port"):
        plan(PROJECT, env=["PORT=x"])
    with pytest.raises(UsageError, match="the port is 81, but env sets PORT to 80"):
        plan(PROJECT, env=["PORT=80"], port="81")


def test_a_program_that_does_not_read_port_may_have_any_value_there():
    assert decided("port", fact("port_env", value=False, source="PORT is not read"), env=["PORT=x"])[0] == 9000


# --- Name


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("hello", "hello"),
        ("My App", "my-app"),
        ("a__b..c", "a-b-c"),
        ("-x-", "x"),
        ("Straße", "stra-e"),
        ("文字", "app"),
        ("", "app"),
        ("bin", "app"),
        ("src", "app"),
        ("a" * 80, "a" * 63),
        ("a" * 62 + "-b", "a" * 62),
        ("hello\nRUN x", "hello-run-x"),
    ],
)
def test_a_folders_name_becomes_a_valid_one(folder, name):
    assert decided("name", PROJECT._replace(name=Found(None, "x")), folder=folder) == (name, "default")


@pytest.mark.parametrize(
    ("program", "raw", "expected"),
    [
        (PROJECT, {}, ("shop", "go.mod, module")),
        (PROJECT, {"name": "mine"}, ("mine", "answer")),
        (fact("name", "Web_Shop", "go.mod, module"), {}, ("web-shop", "go.mod, module")),
        (SAMPLE, {}, ("hello", "default")),
        (SAMPLE, {"module": "example.com/me/tool"}, ("tool", "default")),
        (SAMPLE, {"module": "example.com/me/tool/v2"}, ("tool", "default")),
        (SAMPLE, {"module": "v2"}, ("v2", "default")),
        (SAMPLE, {"module": "example.com/me/tool", "name": "mine"}, ("mine", "answer")),
    ],
)
def test_the_name_comes_from_answer_module_or_folder(program, raw, expected):
    assert decided("name", program, **raw) == expected


# --- Module path


@pytest.mark.parametrize(
    ("name", "module"),
    [
        ("tool", "example.com/tool"),
        ("v2", "example.com/v2"),
        ("con", "example.com/app"),
        ("aux.x", "example.com/app"),
        ("v1", "example.com/app"),
    ],
)
def test_the_module_path_is_made_of_the_name_unless_go_would_refuse_it(name, module):
    assert plan(name=name).module == module


def test_a_module_path_that_is_there_stays():
    assert decided("module") == ("example.com/shop", "go.mod")
    assert plan(fact("module", "not a path\n")).module == "example.com/shop"  # made of the name: nobody reads it


# --- Program to build


def mains(*folders):
    return fact("mains", folders, ", ".join(folders))


@pytest.mark.parametrize(
    ("folders", "raw", "expected"),
    [
        ((".",), {}, (".", ".")),
        (("./cmd/api",), {}, ("./cmd/api", "./cmd/api")),
        ((".", "./cmd/api"), {}, (".", "., ./cmd/api")),
        (("./a", "./b"), {"main": "b"}, ("./b", "answer")),
    ],
)
def test_the_program_is_the_one_that_is_there_or_the_one_asked_for(folders, raw, expected):
    assert decided("main", mains(*folders), **raw) == expected


@pytest.mark.parametrize(
    ("folders", "raw", "says", "hint"),
    [
        (("./a", "./b"), {}, "there are several programs: ./a, ./b", "--main ./a"),
        (("./a", "./b"), {"main": "c"}, "there is no program in ./c", "Found: ./a, ./b."),
        (("./a b",), {}, "the program's folder './a b'", "Allowed"),
        (("./a\nRUN x",), {}, r"the program's folder './a\nRUN x'", "Allowed"),
    ],
)
def test_a_program_that_cannot_be_told_stops(folders, raw, says, hint):
    with pytest.raises(UsageError) as raised:
        plan(mains(*folders), **raw)
    assert says in str(raised.value)
    assert hint in raised.value.hint


# --- Port


@pytest.mark.parametrize(
    ("program", "raw", "expected"),
    [
        (SAMPLE, {}, (3000, "default")),
        (PROJECT, {}, (9000, "main.go:7")),
        (PROJECT, {"port": "80"}, (80, "answer")),
        (fact("port", None, "main.go"), {}, (8080, "default")),
        (NO_SERVER, {}, (None, "no server found")),
        (NO_SERVER, {"port": "80"}, (80, "answer")),
    ],
)
def test_the_port_is_what_the_sources_say(program, raw, expected):
    assert decided("port", program, **raw) == expected


# --- User


@pytest.mark.parametrize(
    ("raw", "user", "limited"),
    [
        ({}, User(65532, 65532, None), True),
        ({"user": "1000"}, User(1000, 1000, None), True),
        ({"user": "1000:0"}, User(1000, 0, None), True),
        ({"user": "app"}, User(10001, 10001, "app"), True),
        ({"user": "root"}, User(0, 0, None), False),
        ({"without": ["user"]}, User(0, 0, None), False),
        ({"without": ["user"], "user": "root"}, User(0, 0, None), False),
    ],
)
def test_the_user_is_limited_unless_root_is_said_out_loud(raw, user, limited):
    of = plan(**raw)
    assert (of.user, of.does["user"]) == (user, limited)


def test_root_is_told_as_a_reason():
    assert plan(user="root").left_out == {"https": "makes no outgoing HTTPS calls", "user": "root was asked for"}


def test_a_user_without_the_practice_is_a_contradiction():
    with pytest.raises(UsageError, match="needs the practice user") as raised:
        plan(user="app", without=["user"])
    assert raised.value.hint == "Add `--with user`."


# --- HTTPS


@pytest.mark.parametrize(
    ("program", "raw", "expected", "certificates"),
    [
        (SAMPLE, {}, ("no", "default"), False),
        (SAMPLE, {"with_": ["https"]}, ("outbound", "default"), True),
        (SAMPLE, {"practices": "https"}, ("outbound", "default"), True),
        (SAMPLE, {"practices": "user"}, ("no", None), False),
        (SAMPLE, {"https": "serve"}, ("serve", "answer"), True),
        (fact("outbound", value=True, source="main.go:3"), {}, ("outbound", "main.go:3"), True),
        (fact("outbound", value=True, source="main.go:3"), {"https": "no"}, ("no", "answer"), False),
        (fact("outbound", value=True, source="main.go:3"), {"without": ["https"]}, ("no", None), False),
    ],
)
def test_certificates_come_where_the_sources_call_others(program, raw, expected, certificates):
    assert decided("https", program, **raw) == expected
    assert plan(program, **raw).does["https"] == certificates


@pytest.mark.parametrize(
    ("program", "raw", "says"),
    [
        (SAMPLE, {"https": "outbound", "without": ["https"]}, "needs the practice https"),
        (SAMPLE, {"https": "serve", "practices": "pin"}, "needs the practice https"),
        (NO_SERVER, {"https": "serve"}, "https serve needs a port"),
    ],
)
def test_https_that_cannot_be_stops(program, raw, says):
    with pytest.raises(UsageError, match=says) as raised:
        plan(program, **raw)
    assert raised.value.hint


# --- Health check

WGET = ("wget", "-q", "--spider", "http://127.0.0.1:9000/healthz")


@pytest.mark.parametrize(
    ("program", "raw", "command"),
    [
        (SAMPLE, {}, ("/hello", "health")),
        (SAMPLE, {"health": "check --port 1"}, ("/hello", "check", "--port", "1")),
        (PROJECT, {}, ()),
        (PROJECT, {"base": "alpine"}, WGET),
        (PROJECT, {"base": "slim"}, ()),
        (PROJECT, {"base": "distroless"}, ()),
        (PROJECT, {"without": ["multi-stage"]}, WGET),
        (PROJECT, {"without": ["multi-stage", "pin"]}, ()),
        (PROJECT, {"base": "alpine", "https": "serve"}, (*WGET[:3], "--no-check-certificate", "https" + WGET[3][4:])),
        (PROJECT, {"health": "health"}, ("/shop", "health")),
        (fact("health", "-health"), {}, ("/shop", "-health")),
        (fact("health", None), {}, ()),
        (NO_SERVER, {}, ()),
        (PROJECT, {"base": "alpine", "without": ["healthcheck"]}, ()),
    ],
)
def test_the_health_check_is_what_the_image_can_run(program, raw, command):
    of = plan(program, **raw)
    assert (of.health, of.does["healthcheck"]) == (command, bool(command))


@pytest.mark.parametrize(
    ("program", "raw", "reason"),
    [
        (PROJECT, {}, "nothing in the image could ask /healthz; the program itself could, see `--health`"),
        (NO_SERVER, {}, "it serves no port"),
        (fact("health", None, "no health command or path found"), {}, "no health command or path found"),
    ],
)
def test_a_health_check_that_cannot_be_says_why(program, raw, reason):
    assert plan(program, **raw).left_out["healthcheck"] == reason


@pytest.mark.parametrize(
    "raw", [{"health": "/ready"}, {"with_": ["healthcheck"]}, {"health": "/ready", "base": "slim"}]
)
def test_a_health_check_that_was_asked_for_and_cannot_be_stops(raw):
    with pytest.raises(UsageError, match="no health check is possible: nothing in the image could ask") as raised:
        plan(PROJECT, **raw)
    assert "--base alpine" in raised.value.hint


# --- Images


@pytest.mark.parametrize(
    ("program", "raw", "images"),
    [
        (SAMPLE, {}, ("golang:1.27-alpine3.23", "scratch")),
        (SAMPLE, {"base": "alpine"}, ("golang:1.27-alpine3.23", "alpine:3.23")),
        (SAMPLE, {"base": "slim"}, ("golang:1.27-trixie", "debian:trixie-slim")),
        (SAMPLE, {"base": "distroless"}, ("golang:1.27-alpine3.23", "gcr.io/distroless/static-debian13:nonroot")),
        (
            SAMPLE,
            {"base": "distroless", "user": "root"},
            ("golang:1.27-alpine3.23", "gcr.io/distroless/static-debian13:latest"),
        ),
        (SAMPLE, {"practices": "naive", "base": "alpine"}, ("golang:alpine", "alpine")),
        (SAMPLE, {"practices": "naive", "base": "slim"}, ("golang", "debian")),
        (fact("libc", value=True), {}, ("golang:1.26-trixie", "debian:trixie-slim")),
        (
            fact("libc", value=True),
            {"base": "distroless"},
            ("golang:1.26-trixie", "gcr.io/distroless/base-debian13:nonroot"),
        ),
        (
            SAMPLE,
            {"base": "distroless", "registry": "localhost:5000/m"},
            ("localhost:5000/m/golang:1.27-alpine3.23", "localhost:5000/m/distroless/static-debian13:nonroot"),
        ),
        (SAMPLE, {"registry": "my_org"}, ("my_org/golang:1.27-alpine3.23", "scratch")),
    ],
)
def test_the_images_go_together(program, raw, images):
    of = plan(program, **raw)
    assert (of.build_image, of.runtime_image) == images


def test_a_program_that_needs_c_is_not_cross_compiled():
    of = plan(fact("libc", value=True, source="main.go:3"))
    assert not of.does["cross-build"]
    assert of.left_out["cross-build"] == "it needs a C cross compiler (main.go:3)"


# --- The plan as a whole


def test_who_gave_an_answer_is_kept():
    of = decide(answers(port=80, base="slim"), context(origins={"port": "--port", "base": "dockgen.toml"}))
    assert (of.sources["port"], of.sources["base"]) == ("--port", "dockgen.toml")


def test_the_steps_of_a_plan_have_names_in_json():
    build = plan().as_json()["recipe"]["stages"][-1]
    assert (build["name"], build["heading"]["id"]) == ("build", "cross-compiler-stage")
    steps = [step for group in build["groups"] for step in group]
    assert [step["kind"] for step in steps] == ["workdir", "copy", "run", "arg", "run"]
    assert steps[1] | {"notes": None} == {
        "kind": "copy",
        "sources": ["go.mod", "go.sum*"],
        "to": "./",
        "stage": "",
        "chmod": "",
        "notes": None,
    }


@plans.REPEATABLE
@given(plans.planned())
def test_a_plan_is_json_and_loses_nothing_by_it(drawn):
    *_, of = drawn
    read = json.loads(json.dumps(of.as_json()))
    assert read.keys() == set(of._fields) - {"program"}  # whose values are the facts
    assert read["user"] == of.user._asdict()
    assert read["env"] == of.env
    assert read["health"] == list(of.health)
    assert read["dockgen"] == __version__


@plans.REPEATABLE
@given(plans.planned())
def test_the_same_input_gives_the_same_plan(drawn):
    asked, stands_on, of = drawn
    again = decide(asked, stands_on)
    assert again == of
    assert list(again.sources) == sorted(again.sources)


def test_deciding_changes_nothing_of_what_it_was_given():
    before = deepcopy(PROJECT)
    decide(Settings(), context(PROJECT)._replace(origins=MappingProxyType({})))
    assert before == PROJECT


def printed(folder, *flags, **environment):
    """Return what `dockgen init` would write, as JSON and as a Dockerfile, under other circumstances."""
    started = [sys.executable, "-m", "dockgen", "init", folder, *flags]
    return [
        subprocess.run(
            [*started, *how], env=os.environ | environment, capture_output=True, encoding="utf-8", check=True
        ).stdout
        for how in (["--json", "--dry-run"], ["--stdout"])
    ]


def test_nothing_of_the_machine_leaks_in(tmp_path):
    flags = ["--env", "B=1", "--env", "A=2", "--with", "timezones", "--without", "labels", "--base", "alpine"]
    flags += ["--comments", "full"]
    outputs = []
    for index, circumstances in enumerate(
        [
            {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C", "HOSTNAME": "one", "USER": "one"},
            {"PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo", "LC_ALL": "C.UTF-8", "HOSTNAME": "two", "USER": "two"},
        ]
    ):
        folder = tmp_path / str(index) / "hello"
        json_text, dockerfile = printed(folder, *flags, **circumstances)
        outputs.append((json_text.replace(str(folder), "FOLDER"), dockerfile))
        text = json.dumps(json.loads(json_text)["plan"]) + dockerfile
        assert str(tmp_path) not in text
        assert not re.search(r"\b20\d\d-\d\d-\d\d\b", text)
        assert sys.executable not in text
    assert outputs[0] == outputs[1]


@pytest.mark.parametrize("language", ["go", "python", "node"])
def test_without_image_arguments_the_images_stand_in_from(tmp_path: Path, language: str) -> None:
    flags = ["--language", language, "--base", "alpine", "--without", "image-arguments", "--versions", "alpine=3.22"]
    sample.init(tmp_path, *flags)
    lines = (tmp_path / "Dockerfile").read_text("utf-8").splitlines()
    stages = [line.split(" AS ")[0] for line in lines if line.startswith("FROM ")]
    assert not [line for line in lines if line.startswith("ARG ") and "IMAGE" in line]
    assert all(
        "alpine3.22" in line or "alpine:3.22" in line
        for line in stages
        if "/uv:" not in line and line != "FROM dependencies"
    )
    assert stages


def test_a_plan_begins_with_the_choices_that_it_was_made_of():
    assert Plan._fields[: len(Choices._fields)] == Choices._fields


def test_what_only_another_language_reads_is_a_bug():
    with pytest.raises(TypeError):
        own_of(PROJECT, str)
