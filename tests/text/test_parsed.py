"""What JSON and TOML hold is taken out by its type."""

import pytest

from dockgen.text import parsed

CONTENT = {"a": {"b": ["c", 1], "d": "e"}, "f": [{"g": 1}, 2], "h": {"i": 3}}


def test_what_is_there_is_returned_by_its_type() -> None:
    assert parsed.at(CONTENT, "a", "b") == ["c", 1]
    assert parsed.text(CONTENT, "a", "d") == parsed.need_text(CONTENT, "a", "d") == "e"
    assert parsed.number(CONTENT, "h", "i") == 3
    assert parsed.items(CONTENT, "a", "b") == parsed.need_items(CONTENT, "a", "b") == ("c", 1)
    assert parsed.texts(CONTENT, "a", "b") == ("c",)
    assert parsed.tables(CONTENT, "f") == ({"g": 1},)
    assert parsed.tables(CONTENT, "h") == ({"i": 3},)
    assert parsed.table(CONTENT, "h") == {"i": 3}


@pytest.mark.parametrize("keys", [("x",), ("a", "d", "x"), ("f", "g"), ("a", "b", "c")])
def test_what_is_missing_is_empty(keys: tuple[str, ...]) -> None:
    assert parsed.at(CONTENT, *keys) is None
    assert parsed.text(CONTENT, *keys) is None
    assert parsed.number(CONTENT, *keys) == 0
    assert parsed.items(CONTENT, *keys) == parsed.texts(CONTENT, *keys) == parsed.tables(CONTENT, *keys) == ()
    assert parsed.table(CONTENT, *keys) == {}


@pytest.mark.parametrize("content", [None, 1, "a", [], [{"a": "b"}], True])
def test_what_is_no_table_holds_nothing(content: object) -> None:
    assert parsed.at(content, "a") is None
    assert parsed.table(content, "a") == {}


def test_what_is_of_another_type_is_missing() -> None:
    assert parsed.text(CONTENT, "h", "i") is None
    assert parsed.number(CONTENT, "a", "d") == 0
    assert parsed.items(CONTENT, "a", "d") == ()
    assert parsed.table(CONTENT, "f") == {}


@pytest.mark.parametrize("need", [parsed.need_text, parsed.need_items])
def test_what_has_to_be_there_is_named_where_it_is_not(need) -> None:
    with pytest.raises(ValueError, match=r"^h\.i is missing or is not"):
        need(CONTENT, "h", "i")
