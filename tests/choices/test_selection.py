"""Which practices and files are selected, what is left out and why, and what contradicts itself."""

import re
from itertools import pairwise

import pytest
from buildkit import plans
from buildkit.plans import PROJECT, SAMPLE, answers, dockerfile, fact, plan
from hypothesis import event, given, reject, settings
from hypothesis import strategies as st
from programs import with_found

from dockgen.choices.options import EXTRAS
from dockgen.choices.selection import MINIMAL_BASES, Possible, Selection, select
from dockgen.errors import UsageError
from dockgen.languages import go
from dockgen.model.found import Found
from dockgen.model.outputs import OUTPUTS
from dockgen.practices import PRACTICES, RUNGS

pytest_plugins = ["buildkit.oracle"]

ALL = set(PRACTICES)
SHELL = {"minimal-base": "alpine includes a shell"}


LIBC = go.impossible(fact("libc", value=True))
NEEDS_LIBC = Possible([base for base in go.BASES if base not in LIBC], LIBC)


def selected(*, is_new=True, several=False, possible=Possible(tuple(go.BASES)), **raw) -> Selection:  # noqa: B008 - frozen
    return select(answers(**raw), possible, is_new=is_new, several=several)


def practices(selection):
    return {name for name in PRACTICES if selection.does[name]}


def test_nothing_asked_for_is_every_practice_on_the_smallest_base():
    assert practices(selected()) == ALL
    assert selected().base == "scratch"
    assert selected().left_out == {}


@pytest.mark.parametrize(
    ("raw", "asked"),
    [
        ({}, ()),
        ({"practices": "all"}, ()),
        ({"practices": "naive"}, ()),
        ({"practices": "user"}, ("user",)),
        ({"practices": "strip", "with_": ["user", "compose", "multi-stage"]}, ("strip", "multi-stage", "user")),
        ({"without": ["labels"]}, ()),
    ],
)
def test_a_practice_is_asked_for_by_name(raw, asked):
    assert selected(**raw).asked == asked


@pytest.mark.parametrize("rung", RUNGS)
def test_a_rung_is_its_practices_and_no_others(rung):
    assert practices(selected(practices=rung)) == set(RUNGS[rung])


def test_each_rung_holds_the_one_before_it():
    ladder = [set(RUNGS[rung]) for rung in RUNGS]
    assert all(lower < higher for lower, higher in pairwise(ladder))


@pytest.mark.parametrize(
    ("raw", "less", "base", "left_out"),
    [
        ({"base": "scratch"}, set(), "scratch", {}),
        ({"base": "distroless"}, set(), "distroless", {}),
        ({"base": "alpine"}, {"minimal-base"}, "alpine", SHELL),
        ({"base": "slim"}, {"minimal-base"}, "slim", {"minimal-base": "slim includes a shell"}),
        ({"without": ["minimal-base"]}, {"minimal-base"}, "alpine", {}),
        ({"without": ["labels", "user"]}, {"labels", "user"}, "scratch", {}),
        ({"without": ["exec-form"]}, {"exec-form", "minimal-base"}, "alpine", {"minimal-base": "it needs exec-form"}),
        (
            {"without": ["multi-stage"]},
            {"multi-stage", "minimal-base", "cross-build"},
            "alpine",
            {"minimal-base": "it needs multi-stage", "cross-build": "it needs multi-stage"},
        ),
        ({"practices": "naive", "with_": ["pin"]}, ALL - {"exec-form", "pin"}, "alpine", {}),
        ({"practices": "https", "without": ["strip"]}, ALL - set(RUNGS["https"]) | {"strip"}, "scratch", {}),
        ({"practices": "strip", "with_": ["user", "multi-stage"]}, ALL - set(RUNGS["user"]), "alpine", {}),
        ({"possible": NEEDS_LIBC}, {"minimal-base"}, "slim", {"minimal-base": "slim includes a shell"}),
        ({"possible": NEEDS_LIBC, "base": "distroless"}, set(), "distroless", {}),
    ],
)
def test_what_is_left_out_takes_along_what_needs_it(raw, less, base, left_out):
    selection = selected(**raw)
    assert (practices(selection), selection.base, selection.left_out) == (ALL - less, base, left_out)


@pytest.mark.parametrize(
    ("raw", "says", "hint"),
    [
        ({"with_": ["pin"], "without": ["pin"]}, "pin is both", "Remove it from"),
        ({"with_": ["readme"], "without": ["readme"]}, "readme is both", "Remove it from"),
        ({"with_": ["minimal-base"], "base": "alpine"}, "minimal-base and the base image alpine", "scratch or distr"),
        ({"with_": ["cross-build"], "without": ["multi-stage"]}, "cross-build needs multi-stage", "--with multi-stage"),
        ({"with_": ["minimal-base"], "without": ["exec-form"]}, "minimal-base needs exec-form", "--with exec-form"),
        ({"practices": "naive", "with_": ["cross-build"]}, "cross-build needs multi-stage", "--with multi-stage"),
        ({"base": "scratch", "without": ["multi-stage"]}, "scratch needs the practices minimal-base", "alpine"),
        ({"base": "distroless", "without": ["exec-form"]}, "distroless needs the practices minimal-base", "alpine"),
        ({"base": "scratch", "practices": "user"}, "scratch needs the practices minimal-base", "alpine"),
        (
            {"base": "scratch", "possible": NEEDS_LIBC},
            "scratch cannot be used: it has no C library",
            "slim or distroless",
        ),
        (
            {"base": "alpine", "possible": NEEDS_LIBC},
            "alpine cannot be used: it has no C library",
            "slim or distroless",
        ),
        ({"with_": ["sample"], "is_new": False}, "already has a project", "empty folder"),
    ],
)
def test_a_contradiction_stops_and_says_how_to_solve_it(raw, says, hint):
    with pytest.raises(UsageError) as raised:
        selected(**raw)
    assert says in str(raised.value)
    assert hint in raised.value.hint


@pytest.mark.parametrize(
    ("raw", "off"),
    [
        ({}, {"bake", "services", "timezones"}),
        ({"is_new": False}, {"bake", "services", "timezones", "gitignore", "readme", "sample"}),
        ({"several": True}, {"services", "timezones"}),
        ({"is_new": False, "with_": ["readme"]}, {"bake", "services", "timezones", "gitignore", "sample"}),
        ({"registry": "localhost:5000"}, {"bake", "services", "timezones", "syntax"}),
        ({"registry": "localhost:5000", "with_": ["syntax", "bake"]}, {"services", "timezones"}),
        ({"with_": ["timezones"]}, {"bake", "services"}),
        (
            {"without": ["compose", "config", "sample"]},
            {"bake", "services", "timezones", "compose", "config", "sample"},
        ),
    ],
)
def test_files_that_fit_the_folder_are_on(raw, off):
    selection = selected(**raw)
    always_off = {one.when for one in OUTPUTS if one.default == "off"}
    assert {name for name in EXTRAS if not selection.does[name]} - always_off == off


def test_a_practice_that_goes_for_a_reason_is_told_once():
    selection = selected().without("user", "root was asked for")
    assert (selection.does["user"], selection.left_out) == (False, {"user": "root was asked for"})
    assert selection.without("user", "another reason") is selection


SUBSETS = st.sets(st.sampled_from(sorted(PRACTICES)))
FACTS = {
    "sample": SAMPLE,
    "project": PROJECT,
    "vendored": fact("vendored", value=True),
    "no manifest that can be copied": fact("manifests", value=()),
    "libc": fact("libc", value=True),
    "no server": with_found(PROJECT, serves=Found(value=False, source="x"), port=Found(None, "x")),
    "no health": fact("health", None, "no health command or path found"),
    "calls others": fact("outbound", value=True),
}


@st.composite
def combinations(draw):
    """Draw any set of practices, whether it makes sense or not, and what stands around it."""
    does = draw(SUBSETS)
    raw = {
        "practices": draw(st.sampled_from([None, "naive", "all"])),
        "with_": sorted(does),
        "without": sorted(draw(SUBSETS) - does) if draw(st.booleans()) else sorted(ALL - does),
        "base": draw(st.sampled_from([None, None, *go.BASES])),
        "https": draw(st.sampled_from([None, None, "no", "outbound", "serve"])),
        "user": draw(st.sampled_from([None, None, "app", "1000", "root"])),
        "comments": draw(plans.COMMENTS),
        "port": draw(st.sampled_from([None, "8080"])),
    }
    return draw(st.sampled_from(sorted(FACTS))), {field: value for field, value in raw.items() if value}


@settings(plans.REPEATABLE, max_examples=600)
@given(combinations())
def test_any_set_of_practices_is_refused_or_builds(buildkit, drawn):
    name, raw = drawn
    try:
        of = plan(FACTS[name], **raw)
    except UsageError as error:
        event("refused")
        if not error.hint:
            raise
        reject()
    built = buildkit.build(dockerfile(of))
    image, starting = built["image"], [one for one in built["instructions"] if one["name"] in {"CMD", "ENTRYPOINT"}]
    assert len(starting) == 1
    assert starting[0]["exec"] == of.does["exec-form"]
    assert len(built["stages"]) == (2 if of.does["multi-stage"] else 1)
    assert image["healthcheck"] == (["CMD", *of.health] if of.does["healthcheck"] else None)
    assert bool(of.health) == of.does["healthcheck"]
    if of.does["user"]:
        assert re.fullmatch(r"[1-9][0-9]*:[0-9]+", image["user"])
    else:
        assert image["user"] == ""
    assert of.base in MINIMAL_BASES or not of.does["minimal-base"]
    assert set(raw.get("with_", [])) - of.left_out.keys() <= {practice for practice, yes in of.does.items() if yes}
    assert not set(raw.get("without", [])) & {practice for practice, yes in of.does.items() if yes}
    expected = set() if of.does["exec-form"] else {"JSONArgsRecommended"}
    assert {warning.partition(":")[0] for warning in built.get("warnings", [])} == expected


@pytest.mark.parametrize("rung", RUNGS)
@pytest.mark.parametrize("base", [None, *go.BASES])
@pytest.mark.parametrize("name", FACTS)
def test_each_rung_builds_on_each_base_that_it_fits(buildkit, rung, base, name):
    raw = {"practices": rung, "base": base}
    if base in MINIMAL_BASES and "minimal-base" not in RUNGS[rung]:
        with pytest.raises(UsageError):
            plan(FACTS[name], **raw)
        return
    if name == "libc" and base in {"scratch", "alpine"}:
        with pytest.raises(UsageError, match="no C library"):
            plan(FACTS[name], **raw)
        return
    built = buildkit.build(dockerfile(plan(FACTS[name], **raw)))
    assert len(built["image"]["entrypoint"]) == 1
    assert built.get("warnings", []) == []
