"""Records behave as those of `typing` do."""

import copy
import inspect
import keyword
import pickle
import types
import typing
from typing import Generic, TypeVar, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockgen import records

T = TypeVar("T")
NAMES = st.from_regex(r"[a-z][a-z_0-9]{0,9}", fullmatch=True).filter(lambda name: not keyword.iskeyword(name))


class Point(records.NamedTuple):
    """A point."""

    x: int
    y: "int" = 2
    """Upwards."""

    @property
    def total(self):
        return self.x + self.y

    def __str__(self):
        return f"{self.x}/{self.y}"


class Box(records.NamedTuple, Generic[T]):
    content: T
    label: str = ""


@given(st.lists(NAMES, min_size=1, max_size=20, unique=True), st.data())
def test_a_record_is_what_typing_makes(names, data):
    number = data.draw(st.integers(0, len(names)))
    defaults = {name: position for position, name in enumerate(names) if position >= number}
    body = {"__annotations__": dict.fromkeys(names, int), "__module__": __name__, **defaults}
    ours, theirs = (
        types.new_class("R", (base,), exec_body=lambda space: space.update(body))
        for base in (records.NamedTuple, typing.NamedTuple)
    )
    values = data.draw(st.lists(st.integers(), min_size=number, max_size=len(names)))
    one, other = ours(*values), theirs(*values)
    assert one == other == tuple(one)
    assert repr(one) == repr(other)
    assert one._asdict() == other._asdict()
    assert (ours._fields, ours._field_defaults) == (theirs._fields, theirs._field_defaults)
    assert ours.__match_args__ == theirs.__match_args__
    assert [one.__getattribute__(name) for name in names] == list(one)
    changed = data.draw(st.dictionaries(st.sampled_from(names), st.integers()))
    assert one._replace(**changed) == other._replace(**changed)
    assert ours._make(one) == one
    assert ours(**one._asdict()) == one
    parameters = [(name, each.default) for name, each in inspect.signature(ours).parameters.items()]
    assert parameters == [(name, each.default) for name, each in inspect.signature(theirs).parameters.items()]


def test_a_record_keeps_what_its_class_says():
    assert (Point(1).total, str(Point(1)), repr(Point(1))) == (3, "1/2", "Point(x=1, y=2)")
    assert Point.__doc__ == "A point."
    assert get_type_hints(Point) == {"x": int, "y": int}
    assert not hasattr(Point(1), "__dict__")


def test_a_record_may_be_generic():
    assert Box[int](3) == Box(3) == (3, "")
    assert Box.__parameters__ == (T,)


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))])  # noqa: S301 - our own
def test_a_record_can_be_copied(again):
    assert (type(again(Point(1))), again(Point(1))) == (Point, Point(1))


@pytest.mark.parametrize(
    "wrong",
    [
        Point,
        lambda: Point(1, 2, 3),
        lambda: Point(1, z=2),
        lambda: Point(1)._replace(z=2),
        lambda: setattr(Point(1), "x", 2),
        lambda: setattr(Point(1), "z", 2),
    ],
)
def test_a_wrong_use_is_an_error(wrong):
    with pytest.raises((TypeError, ValueError, AttributeError)):
        wrong()


def test_a_field_without_a_default_cannot_follow_one_with_one():
    with pytest.raises(TypeError, match="a field of Wrong without a default value follows"):

        class Wrong(records.NamedTuple):
            a: int = 1
            b: int
