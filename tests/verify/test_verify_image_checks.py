"""The checks that judge what an image holds: what they blame, on which line, and what is not the Dockerfile's."""

from pathlib import Path

import pytest
from saved_images import image

from dockgen.dockerfiles.dockerfile import parse
from dockgen.engines.face import Built, Config
from dockgen.verify.check import Outcome
from dockgen.verify.checks import CHECKS
from dockgen.verify.evidence import Evidence, Wanted
from dockgen.verify.origin import placed
from dockgen.verify.scan import scan
from dockgen.verify.target import Expect, Target

secrets, ignored, build_tools, caches, minimal, size, labels = CONTENTS = [
    CHECKS[name] for name in ("secrets", "ignored", "build-tools", "caches", "minimal", "size", "labels")
]
TOKEN = b"gh" + b"p_" + b"A1b2C3d4E5f6" * 3
BIG = b"x" * 200_000


def evidence(text, layers=(), history=(), *, base=0, config=None, plan=None, max_size=None):  # noqa: PLR0913 - each is one thing that a test says
    """Return what is seen of an image of these layers, built from this text."""
    file = parse(text, "Dockerfile")
    expect = Expect(max_size=max_size)
    target = Target("app", Path(), Path("Dockerfile"), "Dockerfile", file, plan, expect)
    contents = placed(scan(image(layers, config, history), Wanted()), file, base)
    said = Config("id", "", {}, (), (), (), (config or {}).get("Labels", {}), (), (), "", ())
    return Evidence(target, "Fake 1", frozenset(), Built(0), said, base, contents)


class Plan:
    """A plan that promises nothing, or all but labels."""

    language = "go"
    left_out = {"minimal-base": "slim includes a shell"}  # noqa: RUF012

    def __init__(self, **does):
        self.does = does


def judged(check, *arguments, **more):
    return check.judge(evidence(*arguments, **more))


def failed(check, *arguments, **more):
    """Return the lines and messages of what is blamed."""
    verdict = judged(check, *arguments, **more)
    assert verdict.outcome is Outcome.FAILED, verdict
    assert all(one.fix for one in verdict.findings if not one.is_note)
    return [(one.line, one.message) for one in verdict.findings if not one.is_note]


def passed(check, *arguments, **more):
    """Return the notes on what is kept."""
    verdict = judged(check, *arguments, **more)
    assert verdict.outcome is Outcome.PASSED, verdict
    assert all(one.is_note for one in verdict.findings)
    return [one.message for one in verdict.findings]


TWO = "FROM debian\nCOPY . /app\nRUN rm /app/.npmrc\n"
HISTORY = ("ADD rootfs.tar /", "COPY . /app", "RUN /bin/sh -c rm /app/.npmrc")


def test_a_secret_is_blamed_on_the_line_that_brings_it_also_where_it_is_removed():
    layers = [{}, {"app/.npmrc": TOKEN}, {"app/.wh..npmrc": b""}]
    assert failed(secrets, TWO, layers, HISTORY, base=1) == [
        (2, "a GitHub token in /app/.npmrc; a later layer removes it, and it is in the image all the same")
    ]
    assert ".dockerignore" in judged(secrets, TWO, layers, HISTORY, base=1).findings[0].fix


def test_secrets_of_one_layer_are_told_together():
    layers = [{}, {f"app/{number}": TOKEN for number in range(30)}, {}]
    told = judged(secrets, TWO, layers, HISTORY, base=1).findings
    assert [one.message for one in told] == ["a GitHub token in /app/0, /app/1, /app/2 and 27 more"]
    assert told[0].detail[-1] == "and 20 more"


def test_a_secret_of_the_base_image_is_noted():
    assert passed(secrets, TWO, [{"a": TOKEN}, {}, {}], HISTORY, base=1) == ["a GitHub token in /a (in the base image)"]


def test_a_secret_in_the_configuration_is_blamed_on_the_line_that_sets_it():
    text = "FROM debian\nENV API_TOKEN=0a1b2c3d4e5f\nCOPY a /a\n"
    found = failed(secrets, text, [{}], ("COPY a /a",), config={"Env": ["API_TOKEN=0a1b2c3d4e5f"]})
    assert found == [(2, "a value that is secret by its name in ENV API_TOKEN")]


def test_a_variable_that_the_base_image_sets_is_noted():
    notes = passed(
        secrets, "FROM debian\nCOPY a /a\n", [{}], ("COPY a /a",), config={"Env": ["API_TOKEN=0a1b2c3d4e5f"]}
    )
    assert notes == [
        "a value that is secret by its name in ENV API_TOKEN (it comes with the base image, or with the build)"
    ]


def test_no_verdict_shows_a_secret():
    found = [judged(secrets, TWO, [{}, {"app/.npmrc": TOKEN}, {}], HISTORY, base=1)]
    text = f"FROM debian\nARG NPM_TOKEN\nRUN curl -H {TOKEN.decode()} https://acme.dev\n"
    history = (f"RUN |1 NPM_TOKEN=0a1b2c3d4e /bin/sh -c curl -H {TOKEN.decode()} https://acme.dev",)
    found.append(judged(secrets, text, [{}], history))
    assert [one.line for one in found[1].findings] == [2, 3]
    assert TOKEN.decode() not in str(found)
    assert "0a1b2c3d4e" not in str(found)


@pytest.mark.parametrize(("by", "fix"), [("COPY . /app", "**/.git"), ("RUN git clone x", "rm -rf .git")])
def test_a_repository_is_blamed_on_whatever_brings_it(by, fix):
    text = f"FROM debian\n{by}\n"
    found = judged(ignored, text, [{"app/.git/HEAD": b"ref: x"}], (by.replace("RUN", "RUN /bin/sh -c"),))
    assert [(one.line, fix in one.fix) for one in found.findings] == [(2, True)]
    assert found.outcome is Outcome.FAILED


def test_a_compiler_counts_also_in_the_base_image():
    text = "FROM golang:1.27 AS one\nFROM one\nCOPY . /app\n"
    layers = [{"usr/local/go/bin/go": b"x", "usr/bin/gcc": b"x", "usr/bin/git": b"x"}, {}]
    history = ("ADD x /", "COPY . /app")
    assert failed(build_tools, text, layers, history, base=1) == [
        (1, "the Go toolchain and the C compiler in what runs: golang:1.27 brings it")
    ]


def test_a_compiler_that_a_step_installs_is_blamed_on_the_step():
    text = "FROM debian\nRUN apt-get install -y gcc\n"
    layers, history = [{}, {"usr/bin/gcc": b"x"}], ("ADD x /", "RUN /bin/sh -c apt-get install -y gcc")
    assert failed(build_tools, text, layers, history, base=1) == [(2, "the C compiler in what runs")]


@pytest.mark.parametrize("path", ["usr/bin/git", "app/node_modules/typescript/lib/tsc.js"])
def test_what_a_program_may_call_is_noted(path):
    assert len(passed(build_tools, TWO, [{}, {path: b"x"}, {}], HISTORY, base=1)) == 1


def test_a_cache_is_blamed_on_its_step_and_noted_in_the_base_image():
    layers = [{"var/cache/apt/a.deb": BIG}, {}, {"root/.cache/pip/a": BIG}]
    verdict = judged(caches, TWO, layers, HISTORY, base=1)
    assert [(one.line, one.is_note) for one in verdict.findings] == [(3, False), (None, True)]
    assert "--mount=type=cache,target=/root/.cache/pip" in verdict.findings[0].fix
    assert verdict.message.startswith("200.0 kB of caches")


@pytest.mark.parametrize(
    ("base", "outcome"),
    [
        ("scratch", Outcome.FAILED),
        ("gcr.io/distroless/static-debian13:nonroot", Outcome.FAILED),
        ("mcr.microsoft.com/dotnet/runtime:10.0-noble-chiseled", Outcome.FAILED),
        ("cgr.dev/chainguard/node:latest", Outcome.FAILED),
        ("cgr.dev/chainguard/node:latest-dev", Outcome.SKIPPED),
        ("gcr.io/distroless/static-debian13:debug", Outcome.SKIPPED),
        ("gcr.io/distroless/static-debian13:debug-nonroot", Outcome.SKIPPED),
        ("alpine:3.23", Outcome.SKIPPED),
        ("acme/app:scratch", Outcome.SKIPPED),
    ],
)
def test_a_shell_breaks_the_promise_of_a_base_image_without_one(base, outcome):
    text = f"FROM {base}\nCOPY --from=a /bin/dash /bin/sh\n"
    verdict = judged(minimal, text, [{"usr/bin/sh": b"x"}], ("COPY /bin/dash /bin/sh",))
    assert verdict.outcome is outcome
    if outcome is Outcome.FAILED:
        assert [(one.line, one.message) for one in verdict.findings] == [(2, "a shell in the image: /usr/bin/sh")]


def test_an_image_without_shell_and_manager_keeps_it():
    assert passed(minimal, "FROM scratch\nCOPY a /a\n", [{"a": b"x"}], ("COPY a /a",)) == []


def test_the_size_is_told_and_held_to_a_budget():
    layers = [{"a": BIG * 3}, {"b": BIG}, {}]
    assert judged(size, TWO, layers, HISTORY, base=1).outcome is Outcome.PASSED
    assert passed(size, TWO, layers, HISTORY, base=1, max_size=10_000_000) == []
    found = failed(size, TWO, layers, HISTORY, base=1, max_size=500_000)
    assert [line for line, _ in found] == [1, 2]
    assert "the base image debian" in found[0][1]


KEY = "org.opencontainers.image."
LABELLED = f'FROM debian\nLABEL {KEY}title="shop"\nLABEL {{0}}="x"\n'


def labelled(key, value):
    return failed(labels, LABELLED.format(KEY + key), config={"Labels": {f"{KEY}title": "shop", KEY + key: value}})


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("version", "", "is empty"),
        ("version", "  ", "is empty"),
        ("revision", "${REVISION}", "was not filled in"),
        ("created", "yesterday", "a time"),
        ("created", "2026-01-31", "a time"),
        ("source", "acme/shop", "an address"),
        ("titel", "shop", "is no key"),
        ("base.digest", "latest", "a digest"),
    ],
)
def test_a_label_that_tools_cannot_read_is_blamed_on_its_line(key, value, says):
    ((line, message),) = labelled(key, value)
    assert line == 3
    assert says in message


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("created", "2026-01-31T12:00:00Z"),
        ("created", "2026-01-31T12:00:00.123456+01:00"),
        ("source", "https://git.acme.dev/shop"),
        ("licenses", "Apache-2.0 OR MIT"),
        ("version", "1.0"),
        ("base.digest", "sha256:" + "0" * 64),
    ],
)
def test_a_label_in_its_form_is_kept(key, value):
    config = {"Labels": {f"{KEY}title": "shop", KEY + key: value}}
    assert passed(labels, LABELLED.format(KEY + key), config=config) == []


def test_where_nobody_wrote_a_label_none_is_promised():
    config = {"Labels": {f"{KEY}version": "", "maintainer": "x"}}
    assert judged(labels, "FROM ubuntu\nLABEL maintainer=x\n", config=config).outcome is Outcome.SKIPPED


def test_an_image_that_dockgen_made_has_a_title():
    assert failed(labels, "FROM debian\n", plan=Plan()) == [(None, "no label says what the image is")]


@pytest.mark.parametrize(
    ("check", "practice"),
    [
        (ignored, "ignore-file"),
        (build_tools, "multi-stage"),
        (caches, "cache"),
        (minimal, "minimal-base"),
        (labels, "labels"),
    ],
)
def test_what_was_left_out_is_not_asked_for(check, practice):
    verdict = judged(
        check, "FROM scratch\nCOPY a /a\n", [{"bin/sh": b"", "usr/bin/gcc": b"x"}], plan=Plan(**{practice: False})
    )
    assert verdict.outcome is Outcome.SKIPPED
    assert practice in verdict.message


def test_why_something_is_not_promised_is_said():
    plan = Plan(**{"minimal-base": False})
    verdict = judged(minimal, "FROM debian\n", plan=plan)
    assert verdict.message == "the practice minimal-base was left out: slim includes a shell"
    plan.language = "static"
    verdict = judged(minimal, "FROM debian\n", plan=plan)
    assert verdict.message == "the practice minimal-base means nothing here: the web server's own image is the base"


def test_what_needs_no_practice_is_held_to_what_that_is_good_for():
    plan = Plan(**{"multi-stage": False, "cache": False})
    plan.language = "static"
    layers = [{"usr/bin/gcc": b"x"}]
    assert judged(build_tools, "FROM scratch\nCOPY a /a\n", layers, plan=plan).outcome is Outcome.FAILED
    assert judged(caches, "FROM scratch\nCOPY a /a\n", layers, plan=plan).outcome is Outcome.PASSED


@pytest.mark.parametrize("check", CONTENTS[:-1])
def test_without_a_look_into_the_image_nothing_is_judged(check):
    seen = evidence("FROM scratch\nCOPY a /a\n")._replace(contents=None, gaps={"contents": "the disk was full"})
    verdict = check.judge(seen)
    assert (verdict.outcome, verdict.message) == (Outcome.SKIPPED, "the disk was full")


@pytest.mark.parametrize("check", [secrets, ignored, build_tools, caches])
def test_what_could_not_be_searched_is_noted(check):
    seen = evidence("FROM debian\nCOPY a /a\n", [{}])
    seen = seen._replace(contents=seen.contents._replace(unread=["layer 0: it is packed"]))
    verdict = check.judge(seen)
    assert [one.message for one in verdict.findings] == ["not searched: layer 0: it is packed"]


def test_every_check_has_its_own_id():
    assert len({check.id for check in CHECKS.values()}) == len(CHECKS)
