"""Whatever gets through validation stands in the output as data: what goes in comes out of the readers' own parsers."""

import os
import re
import shlex
import subprocess
import sys
from functools import partial
from pathlib import Path

import jsonschema
import pytest
import tomli
import yaml
from buildkit import plans
from buildkit.plans import answers, dockerfile, planned
from hypothesis import given, settings
from hypothesis import strategies as st
from sample import FOLDER as SAMPLES

from dockgen.plan import Plan, User
from dockgen.practices import RUNGS
from dockgen.render import quoted, render
from dockgen.schema import schema
from dockgen.settings import read

pytest_plugins = ["buildkit.oracle"]

EXAMPLES = int(os.environ.get("DOCKGEN_EXAMPLES", "200"))
repeatable = partial(settings, plans.REPEATABLE)
TITLE = "org.opencontainers.image.title"
SHELL = ["/bin/sh", "-c"]


def without_path(env, of):
    """Return what the plan adds to the environment; the images bring PATH."""
    return [pair for pair in env if "PATH" in of.env or not pair.startswith("PATH=")]


def expected_env(of: Plan) -> dict[str, str]:
    return ({"PORT": str(of.port)} if of.port and of.facts["port_env"] else {}) | dict(of.env)


def benign(of: Plan) -> Plan:
    """Return the plan of the same shape in which every value is harmless."""
    return of._replace(
        name="hello",
        main="./cmd/api",
        env={key if key == "PORT" else f"K{index}": "x" for index, key in enumerate(of.env)},
        label={key if key == TITLE else f"k{index}": "x" for index, key in enumerate(of.label)},
        user=User(of.user.uid, of.user.gid, of.user.name and "app"),
        port=of.port and 3000,
        health=of.health and ("/hello", "health"),
        build_image="golang:1.27",
        runtime_image="scratch" if of.runtime_image == "scratch" else "alpine:3.23",
    )


def shape(built):
    """Return all that is not a value: the instructions by stage, and how each is written."""
    return [(one["stage"], one["name"], one["exec"], len(one["heredocs"] or [])) for one in built["instructions"]]


@repeatable(max_examples=EXAMPLES)
@given(planned())
def test_buildkit_reads_what_went_in(buildkit, drawn):
    *_, of = drawn
    image = buildkit.build(dockerfile(of))["image"]
    assert dict(pair.split("=", 1) for pair in without_path(image["env"], of)) == expected_env(of)
    assert (image["labels"] or {}) == ({TITLE: of.name} if of.does["labels"] else {}) | dict(of.label)
    assert image["user"] == (f"{of.user.uid}:{of.user.gid}" if of.does["user"] else "")
    assert image["ports"] == ([f"{of.port}/tcp"] if of.port else None)
    assert image["entrypoint"] == [f"/{of.name}"]
    assert image["cmd"] is None
    assert image["healthcheck"] == (["CMD", *of.health] if of.health else None)


@repeatable(max_examples=EXAMPLES)
@given(planned())
def test_no_value_adds_or_loses_an_instruction(buildkit, drawn):
    *_, of = drawn
    assert shape(buildkit.build(dockerfile(of))) == shape(buildkit.build(dockerfile(benign(of))))


@repeatable(max_examples=EXAMPLES // 2)
@given(planned())
def test_no_value_adds_a_directive(buildkit, drawn):
    *_, of = drawn
    expected = [["syntax", "docker/dockerfile:1"]] if of.does["syntax"] else None
    assert buildkit.build(dockerfile(of)).get("directives") == expected


@repeatable(max_examples=EXAMPLES // 2)
@given(planned())
def test_buildkit_pulls_the_images_that_the_plan_names(buildkit, drawn):
    *_, of = drawn
    named = [of.build_image, *([of.runtime_image] if of.does["multi-stage"] else [])]
    parts = [buildkit.parsed(image=image) for image in named if image != "scratch"]
    expected = {f"{part['host']}/{part['path']}:{part.get('tag', 'latest')}" for part in parts}
    assert set(buildkit.build(dockerfile(of))["pulled"]) == expected


@repeatable(max_examples=EXAMPLES // 2)
@given(planned())
def test_program_and_main_reach_the_compiler_as_they_are(buildkit, drawn):
    *_, of = drawn
    built = buildkit.build(dockerfile(of))
    compile_command = next(
        one for one in built["instructions"] if one["name"] == "RUN" and "go build" in one["args"][0]
    )
    binary = f"/out/{of.name}" if of.does["multi-stage"] else f"/{of.name}"
    assert shlex.split(compile_command["args"][0])[-3:] == ["-o", binary, of.main]
    copied = [one["args"] for one in built["instructions"] if one["name"] == "COPY"]
    assert ([binary, f"/{of.name}"] in copied) == of.does["multi-stage"]


@repeatable(max_examples=EXAMPLES // 3)
@given(plans.USER.filter(lambda text: text[0].isalpha() and text != "root"), st.sampled_from(["scratch", "distroless"]))
def test_a_users_name_makes_one_line_of_passwd(buildkit, text, base):
    built = buildkit.build(dockerfile(plans.plan(base=base, user=text)))
    [heredoc] = [one["heredocs"] for one in built["instructions"] if one["heredocs"]]
    lines = heredoc[0]["content"].splitlines()
    assert lines[-1] == f"{text}:x:10001:10001:{text}:/:/sbin/nologin"
    assert all(re.fullmatch(r"[a-z_][a-z0-9_-]*:x:\d+:\d+:[^:]*:/[^:]*:/[^:]*", line) for line in lines)


@repeatable(max_examples=EXAMPLES // 3)
@given(plans.USER.filter(lambda text: text[0].isalpha() and text != "root"), st.sampled_from(["alpine", "slim"]))
def test_a_users_name_is_one_word_of_one_command(buildkit, text, base):
    built = buildkit.build(dockerfile(plans.plan(base=base, user=text)))
    commands = [one["args"][0] for one in built["instructions"] if one["name"] == "RUN" and "10001" in one["args"][0]]
    assert [shlex.split(command)[-1] for command in commands] == [text]


@repeatable(max_examples=EXAMPLES)
@given(planned())
def test_buildkits_own_checks_find_nothing(buildkit, drawn):
    *_, of = drawn
    warnings = buildkit.build(dockerfile(of)).get("warnings", [])
    assert warnings == []


@pytest.mark.parametrize("rung", RUNGS)
@pytest.mark.parametrize("comments", ["none", "brief", "full"])
def test_buildkits_experimental_checks_find_nothing_either(buildkit, rung, comments):
    for base in ["scratch", "alpine", "distroless", "slim"] if "minimal-base" in RUNGS[rung] else ["alpine", "slim"]:
        text = dockerfile(plans.plan(practices=rung, base=base, comments=comments))
        assert buildkit.build(f"# check=experimental=all\n{text}").get("warnings", []) == []


@repeatable(max_examples=EXAMPLES)
@given(st.lists(plans.VALUE, min_size=1, max_size=5))
def test_several_values_in_a_row_stay_apart(buildkit, values):
    lines = [f"ENV K{index}={quoted(value)}\nLABEL k{index}={quoted(value)}\n" for index, value in enumerate(values)]
    image = buildkit.build("FROM scratch\n" + "".join(lines))["image"]
    assert image["env"][1:] == [f"K{index}={value}" for index, value in enumerate(values)]
    assert image["labels"] == {f"k{index}": value for index, value in enumerate(values)}


@pytest.mark.parametrize("value", plans.NASTY)
def test_nasty_values_come_out_as_they_went_in(buildkit, value):
    text = dockerfile(plans.plan(env=[f"A={value}", "B=b"], label=[f"a={value}", "b=b"]))
    image = buildkit.build(text)["image"]
    assert f"A={value}" in image["env"]
    assert "B=b" in image["env"]
    assert (image["labels"]["a"], image["labels"]["b"]) == (value, "b")


@repeatable(max_examples=EXAMPLES // 2)
@given(planned())
def test_compose_yaml_means_what_the_plan_says(drawn):
    *_, of = drawn
    [(name, service)] = yaml.safe_load(render(of, None)["compose.yaml"])["services"].items()
    assert name == of.name
    assert service.pop("ports") == [f"{of.port}:{of.port}"]
    served = {"environment", "secrets"} if of.https == "serve" else set()
    assert service.keys() == {"build", "read_only", "tmpfs", "cap_drop", "security_opt"} | served
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])


@repeatable(max_examples=EXAMPLES)
@given(plans.asked())
def test_dockgen_toml_is_read_back_as_it_was_kept(asked):
    text = render(plans.plan(), plans.kept(asked))["dockgen.toml"]
    assert read(text) == asked
    jsonschema.Draft202012Validator(schema()).validate(tomli.loads(text))


@repeatable(max_examples=EXAMPLES // 3)
@given(
    st.fixed_dictionaries(
        {
            "with_": st.lists(st.sampled_from(["compose", "readme", "https"]), min_size=1, unique=True),
            "without": st.lists(st.sampled_from(["config", "labels"]), min_size=1, unique=True),
            "main": plans.FOLDER,
            "port": plans.PORT,
        }
    ).map(lambda raw: answers(**raw))
)
def test_lists_in_dockgen_toml_are_read_back_too(asked):
    text = render(plans.plan(), plans.kept(asked))["dockgen.toml"]
    assert read(text) == asked
    jsonschema.Draft202012Validator(schema()).validate(tomli.loads(text))


@repeatable(max_examples=EXAMPLES)
@given(plans.MODULE, plans.VERSION)
def test_go_mod_keeps_module_path_and_version(buildkit, module, version):
    text = render(plans.plan(module=module, language_version=version), None)["go.mod"]
    patched = version if version.count(".") == 2 else f"{version}.0"
    assert buildkit.parsed(gomod=text) == {"module": module, "go": patched}


@repeatable(max_examples=EXAMPLES // 3)
@given(planned())
def test_values_stand_in_no_file_that_does_not_need_them(drawn):
    asked, _, of = drawn
    files = render(of, None)
    for secret in (dict(asked.env or ()) | dict(asked.label or ())).values():
        if len(secret) > 20:
            assert [path for path, text in files.items() if secret in text and path != "Dockerfile"] == []


def test_hadolint_reads_every_dockerfile_and_finds_nothing(tmp_path):
    written = []

    @repeatable(max_examples=EXAMPLES // 2)
    @given(planned().filter(lambda drawn: drawn[0].practices == "all"))
    def write(drawn):
        asked, _, of = drawn
        if asked.user != "root":
            written.append(tmp_path / f"{len(written)}.Dockerfile")
            written[-1].write_text(dockerfile(of), "utf-8")

    write()
    assert len(written) > EXAMPLES // 4
    program = Path(sys.executable).with_name("hadolint")
    found = subprocess.run(
        [program, "--config", SAMPLES / "hadolint.yaml", *written],
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"LANG": "C.UTF-8", "NO_COLOR": "1"},
        timeout=120,
        check=False,
    )
    assert (found.returncode, found.stdout) == (0, ""), found.stderr
