"""The catalogue and all that is made from it say the same: flags, keys, fields, schema and choices."""

import inspect
import json
import re

import jsonschema
import pytest
from typer.main import get_command

from dockgen.choices import options, schema
from dockgen.choices.options import EXTRAS, OPTIONS, SWITCHES, by_field
from dockgen.choices.settings import VERSION_KEY, Settings, parse, read
from dockgen.cli import app
from dockgen.commands.init import Mode
from dockgen.errors import InvalidValueError, UsageError
from dockgen.practices import PRACTICES, RUNGS

NAMES = [option.name for option in OPTIONS]
INIT = get_command(app()).commands["init"]
LONG_FLAGS = {flag for parameter in INIT.params for flag in parameter.opts if flag.startswith("--")}
every_option = pytest.mark.parametrize("option", OPTIONS, ids=NAMES)


def a_good_value(option):
    """Return a value as TOML gives it."""
    if option.shape == "table":
        return dict([option.example.split("=", 1)])
    one = option.choices[0].value if option.choices else option.example
    if option.name == "port":
        return int(one)
    return [one] if option.shape == "list" else one


def as_toml(value):
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(key)} = {json.dumps(one)}" for key, one in value.items()) + " }"
    return json.dumps(value)


def test_each_option_has_its_field_and_each_field_its_option():
    assert sorted(option.field for option in OPTIONS) == sorted(Settings._fields)


def test_no_name_is_taken_twice():
    taken = [*NAMES, VERSION_KEY, *(flag.lstrip("-") for flags, _ in SWITCHES.values() for flag in flags), "help"]
    assert len(taken) == len(set(taken))


@every_option
def test_an_option_is_found_by_its_field(option):
    assert by_field(option.field) is option


def test_init_has_a_flag_for_each_option_and_each_switch_and_no_other():
    switches = {flag for flags, _ in SWITCHES.values() for flag in flags if flag.startswith("--")}
    assert {f"--{name}" for name in NAMES} | switches == LONG_FLAGS - {"--help"}


def test_each_switch_has_its_field_in_mode():
    assert tuple(SWITCHES) == Mode._fields


@every_option
def test_a_key_of_dockgen_toml_is_called_like_its_flag(option):
    value = a_good_value(option)
    kept = read(f"{option.name} = {as_toml(value)}")
    assert kept == Settings(**{option.field: option.value(value)})


@every_option
def test_the_schema_knows_each_key_and_takes_what_is_taken(option):
    validator = jsonschema.Draft202012Validator(schema.schema())
    validator.validate({option.name: a_good_value(option)})
    assert not validator.is_valid({option.name: 1.5})


def test_the_schema_is_a_schema_and_has_no_other_keys():
    jsonschema.Draft202012Validator.check_schema(schema.schema())
    assert set(schema.schema()["properties"]) == {*NAMES, VERSION_KEY}
    assert not jsonschema.Draft202012Validator(schema.schema()).is_valid({"prot": 80})


@every_option
def test_the_schema_describes_each_key_as_the_flag_does(option):
    described = schema.schema()["properties"][option.name]["description"]
    assert option.help in described
    assert option.default in described


@pytest.mark.parametrize(
    ("option", "choice"),
    [
        pytest.param(option, choice, id=f"{option.name}-{choice.value}")
        for option in OPTIONS
        for choice in option.choices
    ],
)
def test_every_choice_is_taken(option, choice):
    value = option.value([choice.value] if option.shape == "list" else choice.value)
    assert value
    assert choice.help or option.name == "main"


@every_option
def test_every_example_is_taken(option):
    if option.example and option.name != "user":
        raw = option.example if option.shape == "one" else [option.example]
        assert option.value(raw)


@every_option
def test_every_option_is_told_in_a_sentence_with_its_default(option):
    assert re.fullmatch(r"[A-Z].*[.]", option.help)
    assert option.default
    assert option.metavar


def test_what_can_be_switched_is_every_practice_and_every_extra():
    expected = [*PRACTICES, *EXTRAS]
    assert [choice.value for choice in by_field("with_").choices] == expected
    assert [choice.value for choice in by_field("without").choices] == expected
    assert not PRACTICES.keys() & EXTRAS.keys()


def test_the_rungs_are_the_choices_of_practices():
    assert [choice.value for choice in by_field("practices").choices] == list(RUNGS)


def test_the_questions_come_in_the_order_of_the_issue():
    asked = [option.name for option in OPTIONS if option.question and not option.only_to_change]
    assert asked == ["language", "app", "main", "base", "https", "user", "port", "name", "module"]


@pytest.mark.parametrize("option", [option for option in OPTIONS if option.parse is None], ids=lambda one: one.name)
def test_what_is_not_a_choice_is_refused_with_the_nearest(option):
    close = option.choices[0].value + "x"
    with pytest.raises(InvalidValueError) as raised:
        option.single(close)
    assert option.choices[0].value in raised.value.hint


@every_option
@pytest.mark.parametrize("raw", [None, True, 1.5, b"x", object(), {"a": []}, {"a": 1.5}, {"a": True}, [[]], [None]])
def test_what_toml_cannot_mean_is_refused(option, raw):
    with pytest.raises(InvalidValueError) as raised:
        option.value(raw)
    assert raised.value.hint


def test_a_number_with_a_point_is_told_to_be_put_in_quotes():
    with pytest.raises(InvalidValueError, match=r"1\.27 is a number") as raised:
        by_field("language_version").value(1.27)
    assert "quotes" in raised.value.hint


def test_a_table_is_sorted_and_the_later_of_two_values_wins():
    assert by_field("env").value(["B=1", "A=2", "B=3"]) == (("A", "2"), ("B", "3"))
    assert by_field("env").value({"B": "x=y", "A": 1}) == (("A", "1"), ("B", "x=y"))


@pytest.mark.parametrize("key", ["A=B", "=", "", "A B", "A\n"])
def test_a_key_of_a_table_cannot_smuggle_a_value(key):
    with pytest.raises(InvalidValueError):
        by_field("env").value({key: "x"})


def test_a_list_says_each_thing_once_in_its_order():
    assert by_field("with_").value(["readme", "compose", "readme"]) == ("readme", "compose")


def test_flags_and_keys_are_checked_alike():
    for where in ("--{}", "{} in dockgen.toml"):
        with pytest.raises(UsageError, match=re.escape(where.format("port"))):
            parse({"port": "0"}, where)


def test_every_text_of_the_catalogue_can_be_shown_on_any_terminal():
    for option in OPTIONS:
        for text in (option.help, option.default, option.question, *(choice.help for choice in option.choices)):
            assert text.isascii()
            assert text.isprintable() or not text


def test_nothing_of_the_catalogue_is_mutable():
    assert isinstance(options.OPTIONS, tuple)
    assert inspect.signature(Settings).parameters.keys() == set(Settings._fields)


def test_only_a_question_with_a_choice_of_its_own_lets_one_type_another_value():
    others = {option.name: option.other for option in OPTIONS if option.other}
    assert others.keys() == {"user", "language-version"}
    helps = [other.help for other in others.values()]
    assert len({*helps}) == len(helps)
    for option in OPTIONS:
        known = [choice.help for choice in option.choices]
        assert not set(known) & set(helps), option.name
