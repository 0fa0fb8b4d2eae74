"""Plans to try on the oracle: what people may answer, as hypothesis draws it, and the plan that follows from it."""

import re
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, reject, settings
from hypothesis import strategies as st
from programs import with_found

from dockgen.choices.options import OPTIONS, by_field
from dockgen.choices.settings import Settings
from dockgen.errors import InvalidValueError
from dockgen.generator.decide import Context, decide
from dockgen.languages import LANGUAGES
from dockgen.model import values
from dockgen.model.found import Found
from dockgen.model.plan import Plan
from dockgen.model.program import Program
from dockgen.practices import RUNGS
from dockgen.rendering.render import render

REPEATABLE = settings(
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)

GO = LANGUAGES["go"]
SAMPLE = GO.SAMPLE
PROJECT = with_found(
    SAMPLE,
    module=Found("example.com/shop", "go.mod"),
    name=Found("shop", "go.mod, module"),
    version=Found("1.26", "go.mod, go"),
    port=Found(9000, "main.go:7"),
    health=Found("/healthz", "main.go:9"),
    go_sum=Found(value=True, source="go.sum"),
)
"""A project of a person's own."""


def fact(name: str, value: Any, source: str = "main.go") -> Program:
    """Return the project with one value changed."""
    return with_found(PROJECT, **{name: Found(value, source)})


def answers(**raw: Any) -> Settings:
    """Return checked answers, as they come from flags."""
    return Settings(**{field: by_field(field).value(value) for field, value in raw.items() if value is not None})


def context(
    program: Program = SAMPLE,
    *,
    folder: str = "hello",
    origins: dict[str, str] | None = None,
    is_new: bool | None = None,
) -> Context:
    """Return what a plan stands on; the sample is a new project."""
    new = program is SAMPLE if is_new is None else is_new
    return Context(language=GO, program=program, folder=folder, is_new=new, is_app=False, origins=origins or {})


def plan(program: Program = SAMPLE, *, folder: str = "hello", **raw: Any) -> Plan:
    """Decide, as for these flags."""
    return decide(answers(**raw), context(program, folder=folder))


def dockerfile(of: Plan) -> str:
    """Return the Dockerfile of a plan."""
    return render(of, None)["Dockerfile"]


def kept(asked: Settings) -> list[tuple[Any, Any]]:
    """Return all answers, as `dockgen.toml` keeps them."""
    return [(option, getattr(asked, option.field)) for option in OPTIONS if getattr(asked, option.field) is not None]


def allowed(check: Callable[[str], Any], text: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Draw what a function of `values.py` lets through."""
    return text.filter(lambda one: _is_allowed(check, one))


def _is_allowed(check: Callable[[str], Any], text: str) -> bool:
    try:
        check(text)
    except InvalidValueError:
        return False
    return True


def matching(pattern: str, *more: str) -> st.SearchStrategy[str]:
    """Draw texts of a pattern, and every now and then one that somebody thought of."""
    drawn = st.from_regex(re.compile(pattern, re.ASCII), fullmatch=True)
    return drawn | st.sampled_from(more) if more else drawn


NASTY = (
    "",
    " ",
    "\\",
    '"',
    "'",
    "\\\\",
    '\\"',
    "\\'",
    '"\\',
    "'\\\"'",
    "$",
    "$$",
    "\\$",
    "$X",
    "${X}",
    "${X:-y}",
    "${X",
    "$(x)",
    "`x`",
    "<<EOF",
    "a <<EOF b",
    "EOF",
    "# escape=`",
    "#",
    " # x",
    "a=b=c",
    "=",
    "x \\",
    "\\ x",
    "&& rm -r / ;",
    "a\\nb",
    "{{ plan }}",
    "{% raw %}",
    "[]",
    '["a"]',
    "%s",
    "null",
    "~",
    "- a: b",
    "é ü ß 文字 🙂",
    "C:\\dir\\",
    '{"a": "b\\"c\\\\"}',
    "x" * 4096,
)
SPECIAL = st.sampled_from("\\\"'$`{}()<>#=&|;:,[]!%~ EOFn")
TEXT = st.lists(SPECIAL | st.characters(exclude_categories=["C", "Z"]), max_size=30).map("".join)
VALUE = (st.sampled_from(NASTY) | TEXT).filter(str.isprintable)

ENV_NAME = matching(
    r"[A-Za-z_][A-Za-z0-9_]{0,12}",
    *("PATH", "PORT", "HOME", "GOFLAGS", "BUILD_IMAGE", "TARGETOS", "BUILDPLATFORM", "HTTP_PROXY", "LD_PRELOAD", "_"),
)
LABEL_KEY = matching(
    r"[a-z](?:[.-]?[a-z0-9]){0,12}", "org.opencontainers.image.title", "maintainer", "run", "a.from", "x.y-z"
)
ENV = allowed(values.env, st.builds("{}={}".format, ENV_NAME, VALUE)).filter(lambda text: not text.startswith("PORT="))
"""PORT must be a port where the program reads it; `tests/model/test_plan.py` has that by hand."""
LABEL = allowed(values.label, st.builds("{}={}".format, LABEL_KEY, VALUE))
NAME = allowed(
    values.name,
    matching(
        r"[a-z0-9](?:[._-]?[a-z0-9]){0,20}",
        *("con", "v1", "v2", "a.b", "null", "on", "1e3", "0x10", "7", "run", "eof", "health", "out", "a" * 63),
    ),
)
USER = st.just("root") | allowed(
    values.user,
    matching(r"[a-z_][a-z0-9_-]{0,31}", "_", "a-", "eof", "app", "con", "user")
    | st.integers(1, values.MAX_UID).map(str)
    | st.builds("{}:{}".format, st.integers(1, values.MAX_UID), st.integers(0, values.MAX_UID)),
)
PORT = st.integers(1, values.MAX_PORT)
MODULE = allowed(
    values.module_path,
    matching(
        r"[a-z0-9](?:[a-z0-9.-]{0,8}[a-z0-9])?(?:/[A-Za-z0-9_~.-]{1,8}){0,3}",
        *("hello", "example.com/x/v2", "gopkg.in/yaml.v3", "example.com/~a", "example.com/_x", "a..b/c", "v2"),
    ),
)
VERSION = st.sampled_from(["1.27", "1.26", "1.27.3", "2.0", "1.26.0", "9999.9999.9999"])
FOLDER = allowed(values.folder, matching(r"(?:[A-Za-z0-9_+-][A-Za-z0-9._+-]{0,6}/){0,3}[A-Za-z0-9_+-]{1,6}", ".", "_o"))
REGISTRY = allowed(
    values.registry,
    matching(
        r"(?:[a-z0-9][a-z0-9._-]{0,8}|[a-z0-9.-]{1,8}:[0-9]{1,5})(?:/[a-z0-9._-]{1,8}){0,2}",
        *("localhost:5000", "localhost", "my_org", "mirror.example.com:65535/library", "127.0.0.1:5000/a__b/c--d"),
    ),
)
HEALTH_COMMAND = allowed(values.health, matching(r"[A-Za-z0-9_.:=@-][A-Za-z0-9_./:=@ -]{0,30}", "health", "-health"))
HEALTH_PATH = allowed(values.health, matching(r"/[A-Za-z0-9._~/-]{0,30}", "/", "/healthz", "//x"))
COMMENTS = st.sampled_from(["none", "brief", "full"])


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Draw an answer, or none."""
    return st.none() | strategy


@st.composite
def asked(draw: st.DrawFn) -> Settings:
    """Draw answers that go together, with all kinds of values in them."""
    rung = draw(st.sampled_from(["all", "all", *RUNGS]))
    does = RUNGS[rung]
    base = draw(
        st.sampled_from(["scratch", "alpine", "distroless", "slim"] if "minimal-base" in does else ["alpine", "slim"])
    )
    with_https = st.sampled_from(["no", "outbound", "serve"] if "https" in does else ["no"])
    health = HEALTH_COMMAND | HEALTH_PATH if base == "alpine" else HEALTH_COMMAND
    return answers(
        language="go",
        practices=rung,
        base=draw(maybe(st.just(base))),
        https=draw(maybe(with_https)),
        user=draw(maybe(USER)) if "user" in does else None,
        port=draw(maybe(PORT)),
        name=draw(maybe(NAME)),
        module=draw(maybe(MODULE)),
        language_version=draw(maybe(VERSION)),
        health=draw(maybe(health)) if "healthcheck" in does else None,
        registry=draw(maybe(REGISTRY)),
        env=draw(maybe(st.lists(ENV, min_size=1, max_size=4))),
        label=draw(maybe(st.lists(LABEL, min_size=1, max_size=4))),
        comments=draw(maybe(COMMENTS)),
    )


@st.composite
def planned(draw: st.DrawFn) -> tuple[Settings, Context, Plan]:
    """Draw answers, what they stand on, and the plan that follows from both."""
    chosen = draw(asked())
    if chosen.health and chosen.health.startswith("/") and chosen.base != "alpine":
        reject()
    folder = values.folder(draw(FOLDER))
    stands_on = context(SAMPLE._replace(mains=Found((folder,), folder)), is_new=draw(st.booleans()))
    return chosen, stands_on, decide(chosen, stands_on)
