"""What was asked for: layers, keys and the messages of a `dockgen.toml` that is wrong."""

import pytest
from buildkit import plans
from buildkit.plans import PROJECT, answers, context
from hypothesis import given
from hypothesis import strategies as st

from dockgen.choices import settings
from dockgen.choices.settings import Settings, merge, parse, read
from dockgen.errors import UsageError
from dockgen.generator.decide import decide


def test_unset_is_none():
    assert Settings().answers() == {}
    assert set(Settings()) == {None}


def test_what_is_above_goes_before_what_is_below():
    assert merge(answers(port=1, base="slim"), answers(port=2, name="x")) == answers(port=2, base="slim", name="x")


@plans.REPEATABLE
@given(plans.asked())
def test_merging_with_nothing_changes_nothing(asked):
    assert merge(asked, Settings()) == merge(Settings(), asked) == merge(asked, asked) == asked


@plans.REPEATABLE
@given(plans.asked(), plans.asked())
def test_every_answer_above_stands(below, above):
    merged = merge(below, above)
    assert merged.answers().items() >= above.answers().items()
    assert all(
        merged.answers()[field] == value for field, value in below.answers().items() if field not in above.answers()
    )


@pytest.mark.parametrize(
    ("below", "above", "merged"),
    [
        ({"without": ["readme"]}, {"with_": ["readme"]}, {"with_": ["readme"]}),
        ({"without": ["readme", "labels"]}, {"with_": ["readme"]}, {"with_": ["readme"], "without": ["labels"]}),
        ({"with_": ["readme"]}, {"without": ["readme"]}, {"without": ["readme"]}),
        ({"with_": ["readme", "timezones"]}, {"without": ["readme"]}, {"with_": ["timezones"], "without": ["readme"]}),
        ({"with_": ["readme"]}, {"with_": ["timezones"]}, {"with_": ["timezones"]}),
        ({"with_": ["readme"]}, {"with_": ["labels"], "without": ["pin"]}, {"with_": ["labels"], "without": ["pin"]}),
        ({"env": ["A=1"]}, {"env": ["B=2"]}, {"env": ["B=2"]}),
    ],
)
def test_a_flag_takes_back_what_the_file_says(below, above, merged):
    assert merge(answers(**below), answers(**above)) == answers(**merged)


@pytest.mark.parametrize(
    ("field", "default", "fact", "kept", "flag"),
    [("port", 8080, 9000, 9001, 9002), ("name", "shop", "shop", "kept", "flag")],
)
def test_defaults_give_way_to_facts_those_to_the_file_and_that_to_flags(field, default, fact, kept, flag):
    program = plans.fact("port", None) if field == "port" else plans.fact("name", None)
    in_file, by_flag = answers(**{field: kept}), answers(**{field: flag})

    def chosen(asked, found=PROJECT):
        return getattr(decide(asked, context(found, folder="shop")), field)

    assert chosen(Settings(), program) == default
    assert chosen(Settings()) == fact
    assert chosen(in_file) == kept
    assert chosen(merge(in_file, by_flag)) == flag
    assert chosen(merge(merge(in_file, by_flag), answers(**{field: default}))) == default


def test_the_version_that_wrote_the_file_is_not_an_answer():
    assert read('dockgen = "99.0"\nport = 80\n') == answers(port=80)


def test_an_empty_file_answers_nothing():
    assert read("") == read("# nothing\n") == Settings()


@pytest.mark.parametrize(
    ("text", "says", "hint"),
    [
        ("prot = 80", "unknown key 'prot'", "Did you mean 'port'?"),
        ("with_ = []", "unknown key 'with_'", "Did you mean 'with'?"),
        ("language_version = '1.27'", "unknown key 'language_version'", "Did you mean 'language-version'?"),
        ("zzz = 1", "unknown key 'zzz'", "Allowed: language, app, main, command, base"),
        ("[port]\nx = 1", "port in dockgen.toml: {'x': 1} is not text", "3000"),
        ("base = 'alpin'", "base in dockgen.toml: 'alpin'", "Did you mean 'alpine'?"),
        ("with = ['redme']", "with in dockgen.toml: 'redme'", "Did you mean 'readme'?"),
        ("with = 'readme'", "with in dockgen.toml: 'readme' is not a list", "a list such as"),
        ("language-version = 1.27", "1.27 is a number", 'Put it in quotes, such as "1.27".'),
        ("port = true", "True is not text", "3000"),
        ("port = 1979-05-27", "is not text", "3000"),
        ("env = { 'A=B' = 'c' }", "'A=B' is not allowed", "without '='"),
        ("env = { A = 1.5 }", "the value of 'A' is not text", "LOG_LEVEL=info"),
        ("port = ", "is not valid TOML", "Fix that line"),
        ("port = 1\nport = 2", "is not valid TOML", "Fix that line"),
        ("port = " + "9" * 5000, "is not valid TOML", "Fix that line"),
        ("port = 0x" + "f" * 5000, "port in dockgen.toml: the number is too long", "Shorten it."),
        ("env = { A = 0x" + "f" * 5000 + " }", "env in dockgen.toml: the number is too long", "Shorten it."),
        ("with = [0x" + "f" * 5000 + "]", "with in dockgen.toml: the number is too long", "Shorten it."),
        ("port = " + "[" * 5000 + "]" * 5000, "is not valid TOML", "Fix that line"),
        ("\0", "is not valid TOML", "Fix that line"),
    ],
)
def test_a_wrong_file_stops_and_says_what_to_do(text, says, hint):
    with pytest.raises(UsageError) as raised:
        read(text)
    assert says in str(raised.value)
    assert settings.FILE_NAME in str(raised.value)
    assert hint in raised.value.hint


@plans.REPEATABLE
@given(st.text(max_size=40) | st.text("port=[]{}\"'#.\n0x1e-_ ", max_size=60))
def test_no_text_makes_reading_fail_in_another_way(text):
    try:
        assert isinstance(read(text), Settings)
    except UsageError as error:
        assert error.hint  # noqa: PT017 - most texts are wrong, and some are not


def test_a_wrong_flag_is_named_as_one_writes_it():
    with pytest.raises(UsageError, match=r"^--language-version: 'x' is not allowed$"):
        parse({"language_version": "x"}, "--{}")
