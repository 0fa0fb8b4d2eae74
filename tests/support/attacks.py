"""Texts that make a bad pattern slow, made from the pattern's own syntax tree; and how cost grows with size."""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import cycle
from math import log
from re import _compiler, _constants, _parser  # type: ignore[attr-defined]  # there is no public way to the tree
from typing import Any, Final, NamedTuple

_REPEATS: Final = frozenset({_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT})
_CHARACTERS: Final = " \t\n\raA0_-./\\\"'`(){}[]<>:;,=#$&|@*!~%+?^é\0"
HOPELESS: Final = 3.0
"""What grows so much is not tried with more: it may never end."""
NOISE: Final = 0.25
"""What is more than this above the limit, two times in a row, needs no further measurement."""
_FEW: Final = 5
"""A repeat of fewer times is not worth an attack."""
_MOST: Final = 14
_TAILS: Final = ("", "\0", "\n!")
"""What follows, so that nothing that was taken can be the whole."""


class Attack(NamedTuple):
    """A text: a head, a unit many times, and a tail."""

    head: str
    unit: str
    tail: str

    def text(self, size: int) -> str:
        """Return it in about a size."""
        return self.head + self.unit * (size // len(self.unit) + 1) + self.tail


class Tree:
    """The syntax tree of a pattern, and what matches its parts."""

    def __init__(self, pattern: str) -> None:
        self._tree = _parser.parse(pattern)
        self.literals = list(dict.fromkeys(_literals(self._tree)))
        self._characters = "".join(dict.fromkeys(_CHARACTERS + "".join(self.literals)))
        self._known: dict[str, list[str]] = {}

    def attacks(self) -> list[Attack]:
        """Return attacks: what each repeat takes, after what leads to it, and the words of the pattern."""
        found: dict[Attack, None] = {}
        for heads, bodies in self._repeats(self._tree, [""]):
            stops = [text for text in self._characters if text not in bodies][:1]
            units = [(head, body) for head in heads[:2] for body in bodies[:10]]
            units += [("", head + body) for head, body in units]
            found |= {Attack(*unit, tail): None for unit in units if unit[1] for tail in (*_TAILS, *stops)}
        words = self.literals[:8]
        texts = [
            *self._samples(self._tree)[:4],
            *words,
            *(one + other for one in words[:5] for other in (*words[:5], " ")),
        ]
        found |= {Attack("", text, tail): None for text in texts if text for tail in _TAILS}
        return list(found)

    def _repeats(self, sequence: Any, heads: list[str]) -> Iterator[tuple[list[str], list[str]]]:
        for code, value in sequence:
            if code in _REPEATS and value[1] >= _FEW:
                yield heads, ["", *self._samples(value[2])]  # without it, what leads to it is what is repeated
            for inner in _inner(code, value):
                yield from self._repeats(inner, heads)
            options = self._options(code, value) or [""]
            longer = max(len(heads), min(len(options), 4))
            heads = [
                head + option for head, option, _ in zip(cycle(heads), cycle(options), range(longer), strict=False)
            ]

    def _samples(self, sequence: Any) -> list[str]:
        """Return texts that a part of the pattern matches."""
        options = [self._options(code, value) or [""] for code, value in sequence]
        most = min(max(map(len, options), default=1), _MOST)
        return list(dict.fromkeys("".join(each[index % len(each)] for each in options) for index in range(most)))

    def _options(self, code: Any, value: Any) -> list[str]:
        if code is _constants.LITERAL:
            return [chr(value)]
        if code in {_constants.NOT_LITERAL, _constants.IN, _constants.ANY}:
            return self._matching(code, value)
        if code is _constants.BRANCH:
            return [text for branch in value[1] for text in self._samples(branch)[:2]]
        if code in _REPEATS:
            texts = [text * max(value[0], 1) for text in self._samples(value[2])]
            return [*texts[:6], ""] if value[0] == 0 else texts
        if code in {_constants.SUBPATTERN, _constants.ATOMIC_GROUP}:
            return self._samples(value[3] if code is _constants.SUBPATTERN else value)
        return ['"'] if code is _constants.GROUPREF else [""]

    def _matching(self, code: Any, value: Any) -> list[str]:
        key = repr((code, value))
        if key not in self._known:
            one = _compiler.compile(_parser.SubPattern(self._tree.state, [(code, value)]), re.DOTALL)
            self._known[key] = [text for text in self._characters if one.match(text)][:_MOST]
        return self._known[key]


def _inner(code: Any, value: Any) -> Sequence[Any]:
    """Return the parts of a part."""
    if code is _constants.BRANCH:
        return list(value[1])
    if code in _REPEATS:
        return [value[2]]
    if code is _constants.SUBPATTERN:
        return [value[3]]
    if code is _constants.ATOMIC_GROUP:
        return [value]
    return [value[1]] if code in {_constants.ASSERT, _constants.ASSERT_NOT} else []


def _literals(sequence: Any) -> Iterator[str]:
    run = ""
    for code, value in sequence:
        if code is _constants.LITERAL:
            run += chr(value)
            continue
        if run:
            yield run
        run = ""
        for inner in _inner(code, value):
            yield from _literals(inner)
    if run:
        yield run


def cpu(run: Callable[[], object], enough: float = 0.0, tries: int = 4) -> float:
    """Return the least CPU time of a few runs; one that takes no more than enough is the last."""
    least = float("inf")
    for _ in range(tries):
        began = time.process_time()
        run()
        least = min(least, time.process_time() - began)
        if least <= enough:
            break
    return least


@cache
def square(size: int) -> float:
    """Return what a pattern takes that is known to take the square of a text's size: all are held against it."""
    text = "a" * size
    return cpu(lambda: re.search("a*b", text))


def growth(cost: Callable[[int], float], small: int, large: int) -> float:
    """Return to which power of the size a cost grows."""
    few, many = cost(small), cost(large)
    return log(max(many, 1e-9) / max(few, 1e-9)) / log(large / small)


def surely(cost: Callable[[int], float], size: int, steep: float) -> float:
    """Return to which power of the size a cost grows; what looks steep is measured again with texts twice as long.

    Another process on the machine adds a few tenths to one measurement, but seldom to four of different sizes.
    """
    least = float("inf")
    for factor in (1, 2, 4, 8):
        least = min(least, growth(cost, factor * size, 2 * factor * size))
        if least <= steep or least > HOPELESS or (factor > 1 and least > steep + NOISE):
            break
    return least
