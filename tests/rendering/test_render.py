"""A plan becomes text: comments, quoting, tidy lines, and which files there are."""

import json
import re
from pathlib import Path

import jinja2
import pytest
import tomli
import yaml
from buildkit import plans
from buildkit.plans import PROJECT, SAMPLE, answers, dockerfile, fact, plan
from hypothesis import given
from hypothesis import strategies as st

from dockgen.choices.options import by_field
from dockgen.comments import notes
from dockgen.comments.notes import WIDTH
from dockgen.languages import LANGUAGES, go
from dockgen.model.outputs import OUTPUTS
from dockgen.practices import PRACTICES, RUNGS
from dockgen.rendering import render as rendering
from dockgen.rendering import runtime
from dockgen.rendering.quoting import quoted
from dockgen.rendering.render import render, templates_of
from dockgen.versions import resources
from dockgen.versions.resources import templates_folder

pytest_plugins = ["buildkit.oracle"]

SHAPES = [
    {"practices": rung, "base": base, "user": user}
    for rung in RUNGS
    for base in ([None, *go.BASES] if rung in {"all", "https", "minimal-base"} else ["alpine", "slim"])
    for user in ([None, "app", "root"] if "user" in RUNGS[rung] else [None])
] + [
    {"https": "serve"},
    {"https": "outbound", "base": "slim"},
    {"without": ["syntax"]},
    {"with_": ["timezones"]},
    {"without": ["image-arguments"]},
]
every_shape = pytest.mark.parametrize("raw", SHAPES, ids=lambda raw: "-".join(str(value) for value in raw.values()))
every_level = pytest.mark.parametrize("comments", ["none", "brief", "full"])


def comments_of(text):
    return [line for line in text.splitlines() if line.startswith("#") and not line.startswith("# syntax=")]


def code_of(text):
    return [line for line in text.splitlines() if line and (not line.startswith("#") or line.startswith("# syntax="))]


# --- Comments


@every_shape
def test_the_level_of_comments_changes_comments_and_nothing_else(raw):
    levels = [dockerfile(plan(comments=level, **raw)) for level in ("none", "brief", "full")]
    assert code_of(levels[0]) == code_of(levels[1]) == code_of(levels[2])
    none, brief, full = map(comments_of, levels)
    assert none == []
    assert 0 < len(brief) <= len(full)


def test_full_comments_give_the_reason_of_each_practice_that_one_can_see():
    of = plan(comments="full", https="outbound")
    text = " ".join(line.removeprefix("# ") for line in comments_of(dockerfile(of)))
    told = {name for name, practice in PRACTICES.items() if practice.why in text}
    assert told == PRACTICES.keys() - {"ignore-file"}  # the one that has a file of its own


def test_no_reason_is_given_for_what_is_not_done():
    text = " ".join(comments_of(dockerfile(plan(comments="full", practices="strip", base="slim"))))
    for name in PRACTICES.keys() - set(RUNGS["strip"]):
        assert PRACTICES[name].why[:40] not in text


@every_shape
@every_level
def test_comments_are_short_lines(raw, comments):
    files = render(plan(comments=comments, **raw), [])
    for path in ("Dockerfile", "compose.yaml", ".dockerignore", "dockgen.toml"):
        long = [
            line for line in files.get(path, "").splitlines() if line.lstrip().startswith("#") and len(line) > WIDTH
        ]
        assert long == [], path


@every_shape
def test_a_comment_stands_directly_over_what_it_explains(raw):
    lines = dockerfile(plan(comments="brief", **raw)).splitlines()
    pairs = [(line, after) for line, after in zip(lines, [*lines[1:], ""], strict=True) if line.startswith("#")]
    detached = [
        line
        for line, after in pairs
        if not after and not line.startswith(("# syntax=", "# Made by dockgen", "# Runs as root"))
    ]
    assert detached == []


def test_buildkit_shows_what_each_stage_is_for(buildkit):
    for comments in ("brief", "full"):
        built = buildkit.build(dockerfile(plan(comments=comments, base="alpine")))
        assert [stage["name"] for stage in built["stages"]] == ["build", "final"]
        assert all(stage["comment"] for stage in built["stages"])


def test_a_long_text_is_broken_between_words():
    words = "abcdefghi " * 60
    lines = notes._wrapped(words)  # noqa: SLF001 - no comment that there is shows each case
    assert " ".join(lines) == words.strip()
    assert max(len(f"# {line}") for line in lines) <= WIDTH
    assert notes._wrapped("x" * 200)[-1] == "x" * 200  # noqa: SLF001 - the same


# --- Quoting


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("", '""'),
        ("x", '"x"'),
        ("a b", '"a b"'),
        ('a"b', r'"a\"b"'),
        ("$X", r'"\$X"'),
        ("a\\b", r'"a\\b"'),
        ("it's", '"it\'s"'),
        ("a\\", r'"a"\\'),
        ("\\", r'""\\'),
        ('a\\"b', r'''"a"'\"'"b"'''),
        ("`x` # y", '"`x` # y"'),
    ],
)
def test_a_value_is_quoted_so_that_every_reader_gets_it_back(value, text):
    assert quoted(value) == text


@plans.REPEATABLE
@given(plans.asked())
def test_each_answer_is_one_value_of_toml(asked):
    for option, value in plans.kept(asked):
        text = rendering.FILTERS["toml"](value)
        assert "\n" not in text
        read = tomli.loads(f"x = {text}")["x"]
        assert option.value(read) == value


@plans.REPEATABLE
@given(st.recursive(st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_json_is_one_line_that_yaml_reads_alike_where_it_is_plain_text(value):
    text = rendering.FILTERS["json"](value)
    assert "\n" not in text
    assert json.loads(text) == value


# --- Lines


@every_shape
@every_level
def test_files_are_tidy(raw, comments):
    for path, text in render(plan(comments=comments, **raw), []).items():
        assert text.endswith("\n"), path
        assert not text.startswith("\n"), path
        assert not re.search(r"\n[ \t]*\n[ \t]*\n", text), path
        assert not re.search(r"[ \t]\n", text), path
        assert "\r" not in text, path
        assert not re.search(r"\b(None|True|False|Undefined)\b", text), path
        assert not text.endswith("\n\n"), path


@every_shape
def test_a_command_is_continued_up_to_its_last_line_and_no_further(raw):
    lines = dockerfile(plan(comments="full", **raw)).splitlines()
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        assert line.endswith("\\") == after.startswith("    ")


def test_values_of_spaces_are_not_tidied_away():
    assert 'ENV A="   "\n' in dockerfile(plan(env=["A=   "]))


# --- Which files there are


def test_a_new_project_gets_all_files():
    assert list(render(plan(), [])) == [
        ".dockerignore",
        ".gitignore",
        "Dockerfile",
        "README.md",
        "compose.yaml",
        "dockgen.toml",
        "go.mod",
        "main.go",
        "main_test.go",
    ]


def test_a_project_that_is_there_gets_only_the_container_files():
    assert list(render(plan(PROJECT), [])) == [".dockerignore", "Dockerfile", "compose.yaml", "dockgen.toml"]


@pytest.mark.parametrize("output", [one for one in OUTPUTS if not one.is_for_settings], ids=lambda output: output.path)
def test_a_file_that_was_refused_is_not_made(output):
    if not output.when:
        assert output.path in render(plan(practices="naive", without=["compose", "readme", "gitignore"]), None)
    else:
        asked, refused = plan(with_=[output.when]), plan(without=[output.when])
        assert output.path in render(asked, [])
        assert output.path not in render(refused, [] if refused.does["config"] else None)


def test_nothing_to_keep_is_no_dockgen_toml():
    assert "dockgen.toml" not in render(plan(), None)


def test_dockgen_toml_explains_each_answer():
    text = render(plan(), plans.kept(answers(port=80, env=["A=b"], with_=["readme"])))["dockgen.toml"]
    assert f"# {by_field('port').help}\nport = 80\n" in text
    assert f'# {by_field("env").help}\nenv = {{ "A" = "b" }}\n' in text
    assert f'# {by_field("with_").help}\nwith = ["readme"]\n' in text


@every_shape
def test_compose_runs_it_locked_down(raw):
    of = plan(**raw)
    composed = yaml.safe_load(render(of, None)["compose.yaml"])
    service = composed["services"]["hello"]
    assert service["read_only"] is True
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert ("secrets" in composed) == (of.https == "serve")


# --- The Dockerfile's parts


@pytest.mark.parametrize(
    ("program", "present", "absent"),
    [
        (SAMPLE, ["go mod download", "COPY go.mod go.sum* ./", "CGO_ENABLED=0"], []),
        (fact("vendored", value=True), ["--mount=type=bind"], ["go mod download", "/go/pkg/mod"]),
        (fact("manifests", value=()), ["/go/pkg/mod"], ["go mod download"]),
        (fact("libc", value=True), ["CGO_ENABLED=1"], ["BUILDPLATFORM", "TARGETARCH"]),
        (fact("port_env", value=False), ["EXPOSE 9000"], ["ENV PORT"]),
        (PROJECT, ["EXPOSE 9000", 'ENV PORT="9000"'], ["HEALTHCHECK"]),
    ],
)
def test_facts_shape_the_build(program, present, absent):
    text = dockerfile(plan(program))
    assert [part for part in present if part not in text] == []
    assert [part for part in absent if part in text] == []


@pytest.mark.parametrize(
    ("raw", "files"),
    [
        ({"base": "scratch"}, []),
        ({"base": "scratch", "https": "outbound"}, ["/etc/ssl/certs/"]),
        ({"base": "distroless", "https": "outbound"}, []),
        ({"base": "scratch", "user": "app"}, ["/etc/passwd"]),
        ({"base": "slim", "user": "app", "https": "serve"}, ["/etc/", "/etc/ssl/certs/"]),
    ],
)
def test_the_last_stage_gets_the_program_and_only_the_files_that_it_needs(buildkit, raw, files):
    built = buildkit.build(dockerfile(plan(**raw)))
    last = [one for one in built["instructions"] if one["stage"] == 1]
    assert [one["args"][-1] for one in last if one["name"] == "COPY"] == [*files, "/hello"]
    assert "RUN" not in {one["name"] for one in last}  # so it needs no emulation for other platforms


def test_a_label_of_the_title_takes_the_place_of_ours():
    text = dockerfile(plan(label=["org.opencontainers.image.title=Mine", "a=b"]))
    assert re.findall(r"^LABEL (.*)$", text, re.MULTILINE) == ['a="b"', 'org.opencontainers.image.title="Mine"']


def test_a_port_in_the_environment_takes_the_place_of_ours():
    assert re.findall(r"^ENV (.*)$", dockerfile(plan(env=["PORT=80"])), re.MULTILINE) == ['PORT="80"']


# --- Templates


def test_the_templates_are_found_from_anywhere(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert templates_folder().is_absolute()
    assert (templates_folder() / "base.Dockerfile.j2").is_file()


def test_inside_a_wheel_the_templates_are_in_the_package(monkeypatch, tmp_path):
    (tmp_path / "templates").mkdir()
    monkeypatch.setattr(resources, "__file__", str(tmp_path / "versions" / "resources.py"))
    assert templates_folder() == tmp_path / "templates"
    (tmp_path / "templates").rmdir()
    assert templates_folder() == tmp_path.parent / "templates"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_its_own_dockerfile_and_sample(language):
    names = templates_of(language)
    assert f"{language}/Dockerfile.j2" in names
    assert any(name.startswith(f"{language}/sample/") for name in names)
    assert all(isinstance(path, Path) and path.is_file() for path in names.values())


@plans.REPEATABLE
@given(plans.planned())
def test_rendering_twice_gives_the_same_bytes(drawn):
    *_, of = drawn
    assert render(of, []) == render(of, [])
    assert list(render(of, [])) == sorted(render(of, []))


def test_a_mapping_is_sorted_as_jinja2_sorts_it() -> None:
    mapping = {"npm_config_x": 1, "PNPM_HOME": 2, "CI": 3}
    ours = runtime.Environment({}, {}, {}).filters["dictsort"]
    assert ours(mapping) == jinja2.Environment().filters["dictsort"](mapping)  # noqa: S701 - nothing is rendered
