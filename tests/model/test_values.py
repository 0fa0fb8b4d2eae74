"""The types of answers: what each lets through and what it refuses, and that those who read the output agree."""

import contextlib
import shutil
import subprocess
import time
import unicodedata

import pytest
from buildkit import plans
from hypothesis import given, settings
from hypothesis import strategies as st

from dockgen.errors import InvalidValueError
from dockgen.model import values

pytest_plugins = ["buildkit.oracle"]

ALLOWED = {
    values.port: {"1": 1, "65535": 65535, "0080": 80},
    values.name: {
        text: text for text in ["a", "hello", "7", "a.b", "a-b_c.d", "con", "v2", "a" * 63, "null", "data", "go1"]
    },
    values.user: {
        "root": "root",
        "1": "1:1",
        "65534": "65534:65534",
        "0010": "10:10",
        "5:0": "5:0",
        "2147483647": "2147483647:2147483647",
        "app": "app",
        "_x": "_x",
        "a-": "a-",
        "a" * 32: "a" * 32,
        "binary": "binary",
    },
    values.module_path: {
        text: text
        for text in [
            *("hello", "example.com/hello", "example.com/Upper/_x", "example.com/a~b", "example.com/x/v2", "a..b/c"),
            *("example.com/x/v10", "gopkg.in/yaml.v3", "example.com/contact", "example.com/foo.v1", "timer/x"),
            *("example.com/go", "example.com/vendor", "gopkg.in/a/b.v0"),
        ]
    },
    values.version: {text: text for text in ["1.27", "1.27.3", "1.0", "0.1", "9999.9999.9999", "24"]},
    values.folder: {
        "": ".",
        ".": ".",
        "./": ".",
        "cmd/api": "./cmd/api",
        "./cmd/api/": "./cmd/api",
        "_x/y-": "./_x/y-",
        "a+b/c..d": "./a+b/c..d",
    },
    values.health: {
        text: text for text in ["/", "/healthz", "/a/b~c.d-e", "health", "-health", "check --url=http://x:1/y"]
    },
    values.registry: {
        "localhost": "localhost",
        "localhost:5000": "localhost:5000",
        "localhost:65535": "localhost:65535",
        "mirror.example.com/library/": "mirror.example.com/library",
        "my_org": "my_org",
        "a__b/c--d": "a__b/c--d",
        "127.0.0.1:1/x": "127.0.0.1:1/x",
    },
    values.env: {
        "A=": ("A", ""),
        "a_1=b=c": ("a_1", "b=c"),
        "_= x ": ("_", " x "),
        "KEY_FILE=/run/k": ("KEY_FILE", "/run/k"),
        "PUBLIC_KEY=x": ("PUBLIC_KEY", "x"),
        "MONKEY=x": ("MONKEY", "x"),
        "DIR=C:\\": ("DIR", "C:\\"),
    },
    values.label: {"a=": ("a", ""), "a.b-c.d1=x=y": ("a.b-c.d1", "x=y"), "com.docker-x=1": ("com.docker-x", "1")},
}

REFUSED = {
    values.port: ["", "0", "65536", "-1", "+1", " 80", "80 ", "80\n", "1e3", "0x10", "٣٠٠٠", "99999999999", "http"],
    values.name: [
        *("", "A", "a b", "a..b", "a--b", "-a", "a-", ".a", "_a", "a/b", "a" * 64, "é", "a\n", "a$b", "a\u0301"),
        *("etc", "bin", "tmp", "proc", "go", "src"),
    ],
    values.user: [
        *("", "0", "00", "0:5", "2147483648", "5:2147483648", "1:", ":1", "1:2:3", "-1", "1 ", "1\n", "a:b", "1:a"),
        *("A", "a b", "a.b", "é", "a" * 33, "a$", "root:root", "app\n", "$(id)"),
        *("nobody", "daemon", "www-data", "_apt", "messagebus", "systemd-network", "nonroot", "video", "staff", "_ssh"),
    ],
    values.module_path: [
        *(
            "",
            "/",
            "a/",
            "/a",
            "a//b",
            "Example.com/a",
            "a b",
            "a\n",
            "a$b",
            "a@v1",
            "-a/b",
            "a/-b",
            "a/~",
            "a/.b",
            "a/b.",
        ),
        *("a" * 256, "x.y/con", "x.y/Aux.txt/z", "x.y/lpt1", "x.y/a~1", "x.y/a~1.b", "é.com/x", "example.com/é"),
        *("x.y/v1", "x.y/v0", "x.y/v01", "x.y/v1.2", "x.y/v2.1", "x.y/v.", "gopkg.in/yaml", "gopkg.in/yaml.v01"),
        *(
            "fmt",
            "net/http",
            "std",
            "cmd",
            "cmd/x",
            "go",
            "toolchain",
            "unsafe",
            "all",
            'a"b',
            "a`b",
            "a/../b",
            "a/b/..",
        ),
    ],
    values.version: [
        "",
        "1",
        "1.",
        "1.27.",
        "v1.27",
        "go1.27",
        "1.27rc1",
        "01.27",
        "1.07",
        "1.2.3.4",
        "1.27\n",
        "1.٢",
        "latest",
    ],
    values.folder: [
        "..",
        "../x",
        "/x",
        "a//b",
        "a b",
        "a/../b",
        ".git",
        "a/.b",
        "a\n",
        "a$b",
        "é",
        "~",
        "a/...",
        "./...",
        "a...",
    ],
    values.health: [
        "",
        " ",
        "a  b",
        " a",
        "a ",
        "/a b",
        "/a?b",
        "/a%20",
        "/é",
        "a;b",
        "a$b",
        'a"b',
        "a\nb",
        "/" + "a" * 201,
        "a 1 2 3 4 5 6 7 8 9 0",
    ],
    values.registry: [
        *("", "/", "//", "a//b", "A", "https://a.b", "a.b:", "a.b:0", "a.b:65536", "a.b:99999", "a:1:2", "a b", "a\n"),
        *(
            "my_host:5000",
            "my_host.com/x",
            "a@sha256:" + "0" * 64,
            "a:1/B",
            "-a",
            "a-",
            "a.",
            ".a",
            "a..b",
            "a/b:1",
            "[::1]:1",
        ),
        *("a" * 201, "é.com", "user:pw@a.b"),
    ],
    values.env: [
        *(
            "",
            "A",
            "=x",
            "1A=x",
            "A B=x",
            "A-B=x",
            "é=x",
            "A\n=x",
            "$A=x",
            "PASSWORD=x",
            "api_key=x",
            "TOKEN=",
            "my_Secret=x",
        ),
        *("A=\n", "A=\r", "A=\0", "A=\t", "A=\x1b[0m", "A=\x7f", "A=\x85", "A=\u2028", "A=\u2029", "A=\u00a0"),
        *(
            "A=\ufeff",
            "A=\u202e",
            "A=\u200f",
            "A=\u200b",
            "A=\u3000",
            "A=\ud800",
            "A=\udcff",
            "A=\ue000",
            "A=" + "x" * 4097,
        ),
    ],
    values.label: [
        *(
            "",
            "a",
            "=x",
            "A=x",
            "1a=x",
            "a..b=x",
            "a.-b=x",
            "a.=x",
            ".a=x",
            "-a=x",
            "a_b=x",
            "a b=x",
            'a"=x',
            "a\n=x",
            "é=x",
        ),
        *("a=\n", "a=\u2028", "com.docker.x=1", "io.docker.x=1", "org.dockerproject.x=1"),
    ],
}


def cases(table):
    return [
        pytest.param(check, text, id=f"{check.__name__}-{ascii(text)[:40]}") for check in table for text in table[check]
    ]


@pytest.mark.parametrize(("check", "text"), cases(ALLOWED))
def test_what_is_allowed_comes_back_in_its_normal_form(check, text):
    assert check(text) == ALLOWED[check][text]


@pytest.mark.parametrize(("check", "text"), cases(REFUSED))
def test_what_is_refused_says_what_is_allowed(check, text):
    with pytest.raises(InvalidValueError) as raised:
        check(text)
    assert str(raised.value).isprintable()
    assert raised.value.hint


@plans.REPEATABLE
@given(st.sampled_from(list(ALLOWED)), st.text(max_size=40) | plans.VALUE)
def test_any_text_is_allowed_or_refused(check, text):
    with contextlib.suppress(InvalidValueError):
        assert check(text) is not None


@settings(plans.REPEATABLE, max_examples=300)
@given(st.sampled_from([values.env, values.label]), st.text(max_size=20))
def test_a_value_that_is_allowed_is_one_line_of_visible_text(check, text):
    try:
        _, value = check(f"a={text}")
    except InvalidValueError:
        return
    assert value == text
    assert len(f"a{value}".splitlines()) == 1
    assert {unicodedata.category(character) for character in value.replace(" ", "")}.isdisjoint(
        {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"}
    )


@pytest.mark.parametrize("check", [values.user, values.folder, values.registry, values.version, values.name])
@plans.REPEATABLE
@given(data=st.data())
def test_the_normal_form_is_allowed_and_stays_as_it_is(check, data):
    drawn = {
        values.user: plans.USER,
        values.folder: plans.FOLDER,
        values.registry: plans.REGISTRY,
        values.version: plans.VERSION,
        values.name: plans.NAME,
    }
    normal = check(data.draw(drawn[check]))
    assert check(normal) == normal


@pytest.mark.parametrize("check", list(ALLOWED))
@pytest.mark.parametrize("unit", ["a", "a-", "a/", "a.", "0", " a", "~", "a=", "=\\", "_"])
def test_a_very_long_text_is_refused_or_allowed_at_once(check, unit):
    text = unit * 50_000
    started = time.perf_counter()
    for long in (text, f"{text}!", f"a={text}\n", f"localhost:1/{text}$"):
        with contextlib.suppress(InvalidValueError):
            check(long)
    assert time.perf_counter() - started < 2


@settings(plans.REPEATABLE, max_examples=300)
@given(plans.REGISTRY, st.sampled_from(["golang:1.27.3-alpine3.23", "distroless/static-debian13:nonroot"]))
def test_every_registry_makes_a_name_that_buildkit_can_pull(buildkit, registry, image):
    parsed = buildkit.parsed(image=f"{values.registry(registry)}/{image}")
    assert parsed["path"].endswith(image.partition(":")[0])
    assert parsed["tag"] == image.partition(":")[2]


@plans.REPEATABLE
@given(plans.NAME)
def test_every_name_is_one_that_an_image_can_have(buildkit, name):
    assert buildkit.parsed(image=name) == {"host": "docker.io", "path": f"library/{name}"}


@settings(plans.REPEATABLE, max_examples=500)
@given(plans.MODULE)
def test_every_module_path_is_one_that_go_takes(buildkit, module):
    assert buildkit.refuses(module=module) == ""


@pytest.mark.parametrize("module", REFUSED[values.module_path])
def test_the_oracle_can_tell_a_bad_module_path_too(buildkit, module):
    """Where it has no objection, the Go tool has one of another kind, or we have."""
    objections = {
        "a/-b",
        "a/~",
        "a" * 256,
        "fmt",
        "net/http",
        "std",
        "cmd",
        "cmd/x",
        "unsafe",
        "all",
        "Example.com/a",
        "a/.b",
    }
    if module:
        assert bool(buildkit.refuses(module=module)) == (module not in objections)


@plans.REPEATABLE
@given(
    st.lists(
        st.sampled_from(
            [
                "API",
                "KEY",
                "key",
                "apikey",
                "Auth",
                "TOKEN",
                "FILE",
                "public",
                "VERSION",
                "passwd",
                "x",
                "PASSWORDS",
                "",
            ]
        ),
        min_size=1,
        max_size=4,
    )
)
def test_buildkit_takes_the_same_names_for_secrets(buildkit, words):
    name = "_".join(words) or "_"
    warnings = buildkit.build(f"FROM scratch\nENV {name}=x\n").get("warnings", [])
    try:
        values.env(f"{name}=x")
    except InvalidValueError:
        assert warnings
    else:
        assert not warnings


def go(*arguments, folder):
    if not shutil.which("go"):
        pytest.skip("needs `go` on PATH")
    return subprocess.run(["go", *arguments], cwd=folder, capture_output=True, encoding="utf-8", check=False)


def test_every_package_of_gos_own_is_refused_as_a_module_path(tmp_path):
    for package in go("list", "std", "cmd", folder=tmp_path).stdout.split():
        with pytest.raises(InvalidValueError):
            values.module_path(package)


@pytest.mark.parametrize("module", ALLOWED[values.module_path])
def test_go_itself_makes_and_lists_a_module_of_each_allowed_path(tmp_path, module):
    made = go("mod", "init", module, folder=tmp_path)
    assert made.returncode == 0, made.stderr
    (tmp_path / "main.go").write_text("package main\n\nfunc main() {}\n")
    listed = go("list", "-f", "{{.ImportPath}} {{.Name}}", ".", folder=tmp_path)
    assert listed.stdout.split() == [module, "main"], listed.stderr


IMAGES = ["golang:1.27-alpine3.23", "golang:1.27-trixie", "alpine:3.23", "debian:trixie-slim"]


@pytest.mark.engine
@pytest.mark.parametrize("image", IMAGES)
def test_no_account_of_a_base_image_can_be_asked_for(engine, image):
    listed = engine.docker("run", "--rm", image, "cut", "-d:", "-f1", "/etc/passwd", "/etc/group").split()
    assert len(listed) > 30
    for account in set(listed) - {"root"}:
        with pytest.raises(InvalidValueError):
            values.user(account)


@pytest.mark.engine
@pytest.mark.parametrize("image", IMAGES)
def test_no_program_can_be_called_as_a_folder_of_a_base_image(engine, image):
    for folder in engine.docker("run", "--rm", image, "ls", "/").split():
        with pytest.raises(InvalidValueError):
            values.name(folder)


@pytest.mark.engine
@pytest.mark.parametrize(
    ("image", "command"),
    [
        ("golang:1.27-alpine3.23", "adduser -D -H -u 10001"),
        ("golang:1.27-trixie", "useradd --no-log-init --no-create-home --uid 10001"),
    ],
)
def test_the_strangest_names_that_are_allowed_can_be_made(engine, image, command):
    for name in ["_", "a-", "_-_", "a" * 32, "x0", "eof"]:
        assert values.user(name) == name
        made = engine.docker("run", "--rm", image, "sh", "-c", f"{command} {name} && id -u {name}")
        assert made.strip() == "10001"
