"""Whatever gets through validation stands in the output as data: what goes in comes out of the readers' own parsers."""

import json
import os
import posixpath
import re
import shlex
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import tomli
import yaml
from buildkit import plans
from buildkit.plans import answers, dockerfile, planned
from hypothesis import given, settings
from hypothesis import strategies as st
from sample import FOLDER as SAMPLES
from snapshots import write

from dockgen.api import generate
from dockgen.choices.schema import schema
from dockgen.choices.settings import read
from dockgen.errors import UsageError
from dockgen.languages.javascript.manifest import FILE
from dockgen.languages.kit.paths import is_plain
from dockgen.model.plan import Plan, User
from dockgen.model.recipe import BuildSecret
from dockgen.practices import RUNGS
from dockgen.rendering import render as rendering
from dockgen.rendering.quoting import FILTERS, quoted
from dockgen.rendering.render import render, render_shared
from dockgen.text.visible import HIDDEN

pytest_plugins = ["buildkit.oracle"]

EXAMPLES = int(os.environ.get("DOCKGEN_EXAMPLES", "200"))
repeatable = partial(settings, plans.REPEATABLE)
PLUGIN = Path(__file__).with_name("images") / "compose-plugin"
TITLE = "org.opencontainers.image.title"
SHELL = ["/bin/sh", "-c"]


def without_path(env, of):
    """Return what the plan adds to the environment; the images bring PATH."""
    return [pair for pair in env if "PATH" in of.env or not pair.startswith("PATH=")]


def expected_env(of: Plan) -> dict[str, str]:
    return ({"PORT": str(of.port)} if of.port and of.program.port_env.value else {}) | dict(of.env)


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
    assert service.pop("ports") == [f"127.0.0.1:{of.port}:{of.port}"]
    served = {"environment", "secrets"} if of.https == "serve" else set()
    assert service.pop("restart") == "unless-stopped"
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


# --- Names of folders, in what several apps share

FOLDERS = (
    *("${HOME}", '${upper("x")}', "%{if true}..%{endif}", "$${HOME}", "%%{if true}", "$$$${x}", "%%%{if}", "$", "$$"),
    *(
        "$HOME",
        "a$",
        "${",
        "%{",
        "{x}",
        "a,b",
        'a"b',
        "a'b",
        "a\\b",
        "\\",
        "a\\",
        "#x",
        "a #b",
        "!x",
        "*",
        "[x]",
        "a: b",
    ),
    *("- a", "? a", "null", "~", "no", "1e3", "0x1", "&a", "@a", "`a`", "|", ">", "a b", " a", "a ", "é ü 文字 🙂"),
    *("github.com", "git@example.com:a", "https:", "-", "a\u200bb", "a\u202eb", "a\u00a0b", "target:x", "cwd:"),
)
FOLDER_NAME = st.sampled_from(FOLDERS) | plans.TEXT.filter(lambda text: text not in {"", ".", ".."} and "/" not in text)
REFUSED = ("github.com/x/y", "git@example.com:a", "me@example.com:a/b", "-")
"""Docker takes these for addresses, and the last one for its standard input."""
FOLDER_PATHS = st.lists(st.lists(FOLDER_NAME, min_size=1, max_size=3).map("/".join), min_size=1, max_size=30)


def is_refused(path: str) -> bool:
    return path == "-" or path.startswith(("github.com/", "git@")) or re.match(r"[\w.~-]+@[^/:]+:", path) is not None


def of_folders(contexts: list[str], **raw: Any) -> tuple[Plan, ...]:
    """Return a plan for each folder; each signs in with a file of its own, and with the one at home."""
    secrets = {
        "npmrc": BuildSecret("file", ".npmrc"),
        "netrc": BuildSecret("file", "${HOME}/.netrc"),
        "NO": BuildSecret("environment", "NO"),
    }
    one = plans.plan(with_=["bake"], **raw)
    one = one._replace(recipe=one.recipe._replace(compose_secrets=secrets))
    return tuple(one._replace(name=f"app{number}", context=path) for number, path in enumerate(contexts))


def interpolated(value: Any) -> Any:
    """Return what Compose makes of a value of compose.yaml, whose variables are all empty."""
    if isinstance(value, str):
        assert re.fullmatch(r"(?:[^$]|\$\$|\$\{HOME\})*", value), value
        return re.sub(r"\$(?:(\$)|\{HOME\})", r"\1", value)
    if isinstance(value, dict):
        return {key: interpolated(one) for key, one in value.items()}
    return list(map(interpolated, value)) if isinstance(value, list) else value


@repeatable(max_examples=EXAMPLES // 2)
@given(FOLDER_PATHS)
def test_compose_takes_folders_by_their_names(contexts):
    of = of_folders([path for path in contexts if not is_refused(path)] or ["services"])
    document = interpolated(yaml.safe_load(render_shared(of, None)["compose.yaml"]))
    for one in of:
        build = document["services"][one.name]["build"]
        given_ = build["context"]
        assert posixpath.normpath(given_) == posixpath.normpath(one.context)
        assert re.match(r"(?:\./|\.?[\w-]+(?:/|$))", given_)
        assert build["secrets"] == ["NO", "netrc", {"source": f"{one.name}-npmrc", "target": "npmrc"}]
        assert posixpath.normpath(document["secrets"][f"{one.name}-npmrc"]["file"]) == posixpath.normpath(
            f"{one.context}/.npmrc"
        )
    assert document["secrets"]["NO"] == {"environment": "NO"}
    assert document["secrets"]["netrc"] == {"file": "/.netrc"}


@repeatable(max_examples=EXAMPLES // 10)
@given(FOLDER_PATHS)
def test_bake_takes_folders_by_their_names(bake, contexts):
    of = of_folders([path for path in contexts if not is_refused(path)] or ["services"])
    targets = bake(render_shared(of, None)["docker-bake.hcl"], *(f"{one.context}/.npmrc" for one in of))
    assert len(targets) == len(of)
    for one in of:
        target = targets[one.name]
        assert target["context"] == posixpath.normpath(one.context)
        assert target["dockerfile"] == one.dockerfile
        assert target["tags"] == [f"{one.name}:latest"]
        secrets = {secret["id"]: secret for secret in target["secret"]}
        assert secrets["npmrc"]["src"] == f"{one.context}/.npmrc"
        assert posixpath.basename(secrets["netrc"]["src"]) == ".netrc"
        assert secrets["NO"]["env"] == "NO"


@pytest.mark.engine
def test_compose_itself_takes_folders_by_their_names(tmp_path):
    plugin = subprocess.run([PLUGIN], capture_output=True, encoding="utf-8", timeout=300, check=False)
    if plugin.returncode != 0:
        if os.environ.get("DOCKGEN_ENGINE") == "required":
            pytest.fail(plugin.stderr)
        pytest.skip(plugin.stderr)
    of = of_folders([*FOLDERS, *REFUSED, *(f"services/{name}" for name in FOLDERS)])
    # Not the file for bake, which would be refused.
    composed = rendering._rendered(of, {"compose.yaml": "compose.yaml.j2"}, None, None)  # noqa: SLF001
    write(tmp_path, composed)
    done = subprocess.run(
        [plugin.stdout.strip(), "config", "--format", "json"],
        cwd=tmp_path,
        env=os.environ | {"HOME": "/home/me"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    document = interpolated(json.loads(done.stdout))  # it writes what one can read as compose.yaml again
    for one in of:
        assert document["services"][one.name]["build"]["context"] == str(tmp_path / one.context)
        assert document["services"][one.name]["ports"][0]["host_ip"] == "127.0.0.1"
        assert document["secrets"][f"{one.name}-npmrc"]["file"] == str(tmp_path / one.context / ".npmrc")
    assert document["secrets"]["netrc"]["file"] == "/home/me/.netrc"


GO_SERVER = 'package main\n\nimport "net/http"\n\nfunc main() { http.ListenAndServe(":8080", nil) }\n'


def every_folder() -> set[str]:
    names = {name for name in FOLDERS if not re.search(HIDDEN, name)}  # those are left out, with a warning
    return {name for name in names if not is_refused(name)} | {f"services/{name}" for name in names}


@pytest.fixture(scope="session")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository with an app in a folder of each name."""
    top = tmp_path_factory.mktemp("repository")
    for folder in every_folder():
        files = {"go.mod": "module example.com/x\n\ngo 1.26\n", "main.go": GO_SERVER}
        write(top, {f"{folder}/{name}": text for name, text in files.items()})
    return top


def test_apps_in_folders_of_any_name_are_built_from_there(repository, request):
    made = generate(repository, app="*")
    contexts = {str(one["name"]): str(one["context"]) for one in made.plans}
    assert set(contexts.values()) == every_folder()
    document = interpolated(yaml.safe_load(made.files["compose.yaml"]))
    read_ = {name: posixpath.normpath(one["build"]["context"]) for name, one in document["services"].items()}
    assert read_ == contexts
    assert {f"{path}/Dockerfile" for path in contexts.values()} <= made.files.keys()
    targets = request.getfixturevalue("bake")(made.files["docker-bake.hcl"])
    assert {name: one["context"] for name, one in targets.items()} == contexts


@pytest.mark.parametrize("folder", REFUSED)
def test_a_folder_that_docker_takes_for_an_address_is_refused(tmp_path, folder):
    for name in ("services/a", folder):
        write(tmp_path, {f"{name}/go.mod": "module example.com/x\n\ngo 1.26\n", f"{name}/main.go": GO_SERVER})
    with pytest.raises(UsageError, match="for an address, not for a folder") as caught:
        generate(tmp_path, app="*")
    assert folder in str(caught.value)
    assert not (tmp_path / "compose.yaml").exists()


# --- Other texts in compose.yaml


@pytest.mark.parametrize(
    "name",
    ["NO", "y", "True", ".inf", ".npmrc", "./a", "null", "ON", "A", "_", "1e3", "a b", "a: b", "#", "é", "-", "<<"],
)
def test_a_name_is_one_key_and_one_word(name):
    assert yaml.safe_load(f"{FILTERS['key'](name)}:\n  x: {FILTERS['word'](name)}\n") == {name: {"x": name}}


@repeatable(max_examples=EXAMPLES)
@given(st.text(max_size=30).filter(lambda text: not re.search("[\ud800-\udfff]", text)))
def test_any_text_is_read_back(text):
    assert yaml.safe_load(f"{FILTERS['key'](text)}: {FILTERS['yaml'](text)}") == {text: text}
    for name in ("compose", "word"):
        read_ = yaml.safe_load(f"x: {FILTERS[name](text)}")["x"]
        assert re.sub(r"\$\$", "$", read_) == text
        assert "$" not in read_.replace("$$", "")
    assert tomli.loads(f"x = {FILTERS['toml'](text)}") == {"x": text}
    assert yaml.safe_load(f"x: {FILTERS['compose']([text, text])}")["x"] == [text.replace("$", "$$")] * 2


@repeatable(max_examples=EXAMPLES // 10)
@given(st.lists(st.text(max_size=30).filter(lambda text: "\0" not in text), min_size=1, max_size=30))
def test_bake_reads_any_text_back(bake, texts):
    known = [text for text in texts if not re.search("[\ud800-\udfff]", text)]
    lines = "".join(f"    K{number} = {FILTERS['hcl'](text)}\n" for number, text in enumerate(known))
    target = bake(f'target "default" {{\n  args = {{\n{lines}  }}\n}}\n')["default"]
    assert target.get("args", {}) == {f"K{number}": text for number, text in enumerate(known)}


@pytest.mark.parametrize("name", ["key", "yaml", "compose", "word", "hcl", "toml"])
def test_half_of_a_character_is_refused(name):
    with pytest.raises(UsageError, match="half of a surrogate pair"):
        FILTERS[name]("a\ud800")


@pytest.mark.parametrize("text", ["x" * 1025, "é" * 9000, "\u200b" * 200])
def test_a_name_that_is_too_long_for_a_key_is_refused(text):
    with pytest.raises(UsageError, match=r"too long for a key in compose\.yaml"):
        FILTERS["key"](text)


def test_a_workers_command_has_its_dollars():
    of = plans.plan()
    words = ("node", "w.js", "$HOME", "${HOME}", "$$", "a\nb", 'a"b')
    of = of._replace(recipe=of.recipe._replace(workers={"worker": words}, writes=("/app/$x",), keeps={"d": "/$x"}))
    document = yaml.safe_load(render(of, None)["compose.yaml"])
    worker = interpolated(document)["services"][f"{of.name}-worker"]
    assert worker["command"] == list(words)
    assert worker["tmpfs"] == ["/tmp", "/app/$x"]  # noqa: S108 - in the container
    assert worker["volumes"] == [f"{of.name}-d:/$x"]


@pytest.mark.parametrize("value", ["a\nRUN evil", "a\rb", "a\0b"])
def test_what_ends_a_line_is_refused_where_a_line_is_all_there_is(value):
    with pytest.raises(UsageError, match="line break"):
        quoted(value)
    with pytest.raises(UsageError, match="line break"):
        FILTERS["shell"](["node", value])


# --- What a package.json and its frameworks say

VITE = {"package-lock.json": "{}", "index.html": "<html></html>", "vite.config.js": "export default {}"}


def instructions_of(folder: Path, manifest: dict[str, Any], files: dict[str, str]) -> str:
    """Return the Dockerfile of a front end."""
    write(folder, {"package.json": json.dumps(manifest), **VITE, **files})
    return generate(folder, language="node").files["Dockerfile"]


@pytest.mark.parametrize("name", ["build:$(id)", "build:a b", "build:a;id", "build:'\"", "build:#x"])
def test_a_scripts_name_is_one_word_of_a_command(tmp_path, name):
    text = instructions_of(tmp_path, {"scripts": {name: "vite build"}, "devDependencies": {"vite": "7"}}, {})
    [line] = [line for line in text.splitlines() if "npm run" in line]
    words = shlex.split(line.removesuffix("\\"), comments=True)
    assert words[words.index("run") + 1] == name


def test_a_scripts_name_is_one_word_where_a_program_embeds_the_result(tmp_path):
    main = GO_SERVER.replace(
        'import "net/http"', 'import (\n\t"embed"\n\t"net/http"\n)\n\n//go:embed web/out\nvar Pages embed.FS'
    )
    manifest = {
        "scripts": {"build": "tsc", "all the pages": "vite build --outDir out"},
        "devDependencies": {"vite": "7"},
    }
    files = {"go.mod": "module example.com/x\n\ngo 1.26\n", "main.go": main, "web/package.json": json.dumps(manifest)}
    write(tmp_path, {**files, "web/package-lock.json": "{}", "web/out/.gitkeep": ""})
    assert "npm run 'all the pages'" in generate(tmp_path, language="go").files["Dockerfile"]


@pytest.mark.parametrize("name", ["b\nRUN id", "b\rx", "b\u2028"])
def test_a_script_whose_name_would_end_a_line_is_none(tmp_path, name):
    manifest = {"scripts": {name: "vite build", "build": "echo"}, "devDependencies": {"vite": "7"}}
    text = instructions_of(tmp_path, manifest, {})
    assert "RUN id" not in text
    assert name not in text


@pytest.mark.parametrize("page", ["x; } location /evil { autoindex on; } #", "a b.html", "../x", "x/y;"])
def test_a_fallback_page_says_nothing_else_to_the_web_server(tmp_path, page):
    config = f'import adapter from "@sveltejs/adapter-static"; export default {{kit: adapter({{fallback: "{page}"}})}}'
    tools = {"@sveltejs/kit": "2", "@sveltejs/adapter-static": "3", "vite": "7"}
    manifest = {"scripts": {"build": "vite build"}, "devDependencies": tools}
    text = instructions_of(tmp_path, manifest, {"svelte.config.js": config, "src/routes/+page.svelte": ""})
    [line] = [line for line in text.splitlines() if "try_files" in line and "=404" not in line]
    assert line.split("/index.html ")[1] in {"/index.html;", "/200.html;"}


# --- Volumes


def test_each_folder_that_is_kept_has_a_volume_of_its_own():
    one = plans.plan()
    keeps = {"data/x": "/app/data/x", "data-x": "/app/data-x", "a@b+c": "/app/a@b+c", "é": "/app/é"}
    of = (
        one._replace(name="api", recipe=one.recipe._replace(keeps=keeps)),
        one._replace(name="api-data", recipe=one.recipe._replace(keeps={"x": "/app/x"})),
    )
    document = yaml.safe_load(render_shared(of, None)["compose.yaml"])
    pairs = [text.split(":") for name in ("api", "api-data") for text in document["services"][name]["volumes"]]
    assert {inside for _, inside in pairs} == {*keeps.values(), "/app/x"}
    assert len({name for name, _ in pairs}) == len(pairs)
    assert document["volumes"].keys() == {name for name, _ in pairs}
    assert all(re.fullmatch(r"[a-zA-Z0-9._-]+", name) for name in document["volumes"])  # the Compose specification's


def test_each_app_is_a_target_of_its_own():
    one = plans.plan(with_=["bake"])
    of = tuple(one._replace(name=name, context=name) for name in ("a.b", "a-b", "a.b.c", "a-b.c", "a-b-2"))
    text = render_shared(of, None)["docker-bake.hcl"]
    targets = re.findall(r'(?m)^target "([^"]+)"', text)
    assert len(set(targets)) == len(of)
    assert 'target "a-b" {\n  context    = "a-b"\n' in text


def test_a_worker_takes_no_other_apps_name():
    one = plans.plan()
    workers = {"worker": ("node", "w.js"), "a b": ("node", "x.js")}
    of = tuple(one._replace(name=name, recipe=one.recipe._replace(workers=workers)) for name in ("api", "api-worker"))
    lines = render_shared(of, None)["compose.yaml"].splitlines()
    names = [line for line in lines if re.match(r"  \S", line) and line.endswith(":")]
    assert len(set(names)) == len(names) == 6


# --- Folders that would be flags


def test_a_folder_whose_name_begins_with_a_dash_is_no_word_of_copy(tmp_path):
    members = {f"packages/a/{FILE}": '{"name": "a", "scripts": {"start": "node a.js"}}', "packages/a/a.js": ""}
    root = {FILE: '{"workspaces": ["*", "packages/*"]}', "package-lock.json": "{}"}
    write(tmp_path, {**root, **members, f"--link/{FILE}": '{"name": "b", "scripts": {"start": "node a.js"}}'})
    made = generate(tmp_path, app="*", language="node")
    assert not [line for text in made.files.values() for line in text.splitlines() if line.startswith("COPY --link")]
    assert any("--link has a name that no build takes" in warning for warning in made.warnings)


@pytest.mark.parametrize("path", ["--link", "-r", "--from=x/requirements.txt"])
def test_a_file_whose_name_begins_with_a_dash_is_no_word_either(path):
    assert not is_plain(path)
