"""No regular expression takes longer than a text's size says, whatever the text."""

import os
import re
from collections.abc import Callable

import pytest
from attacks import HOPELESS, Attack, Tree, cpu, growth, square, surely
from patterns import Use, all_uses

SIZE = int(os.environ.get("DOCKGEN_ATTACK", "4096"))
"""The size of the texts; more finds what is slow only for large ones."""
STEEP = 1.6
"""Growth by more than this power of the size is too much; noise adds up to a few tenths to what is in proportion."""
USES, UNRESOLVED = all_uses()


def test_every_pattern_is_known() -> None:
    """Where this fails, add the table that the patterns come from to `patterns.TABLES`."""
    assert not UNRESOLVED
    assert len(USES) > 500


@pytest.mark.parametrize("function", sorted({use.function for use in USES}))
def test_no_pattern_takes_long(function: str) -> None:
    tried = [use for use in USES if use.function == function]
    slow = {use: attack for use in tried if (attack := slowest(use)) is not None}
    assert not slow


def slowest(use: Use) -> tuple[Attack, float] | None:
    """Return an attack for which a pattern takes too long, and to which power of the size."""
    compiled = re.compile(use.pattern, use.flags)
    tree = Tree(use.pattern.decode("latin-1") if isinstance(use.pattern, bytes) else use.pattern)
    steep = (
        (attack, power) for attack in tree.attacks() if (power := steepness(compiled, use.function, attack)) > STEEP
    )
    return next(steep, None)


def steepness(compiled: "re.Pattern[str] | re.Pattern[bytes]", function: str, attack: Attack) -> float:
    """Return to which power of the size the cost grows; 0 where it is small.

    A few repeats come first, since a pattern may be so bad that many would never end.
    """

    def cost(size: int) -> float:
        text = attack.text(size)
        return cpu(use_of(compiled, function, text.encode() if isinstance(compiled.pattern, bytes) else text), limit)

    limit = square(SIZE) / 30
    sizes = [*(repeats * len(attack.unit) for repeats in (8, 12, 18, 27)), SIZE // 4, SIZE]
    size = next((size for size in sizes if cost(size) > limit), None)
    if size is None:
        return 0
    power = growth(cost, size * 2 // 3, size) if size < SIZE else 0
    if power > HOPELESS:
        return power
    return surely(cost, SIZE, STEEP)


def use_of(compiled: "re.Pattern[str] | re.Pattern[bytes]", function: str, text: str | bytes) -> Callable[[], object]:
    """Return what does to a text what the code does with the pattern."""
    if function in {"match", "fullmatch"}:
        return lambda: getattr(compiled, function)(text)
    return lambda: sum(1 for _ in compiled.finditer(text))  # type: ignore[arg-type]  # both are text, or both bytes


@pytest.mark.parametrize(
    ("pattern", "function"),
    [
        (r"\s*x", "search"),
        (r"\s+&&\s+", "split"),
        (r"(?:--?\S+ )*install", "fullmatch"),
        (r"\"(?:\\.|[^\"\\\n])*\"", "sub"),
        (r":[^/]*$", "sub"),
        (r"distroless/.*nonroot", "search"),
        (r"(?:a|a)*b", "match"),
        (r"_(?:auth\w*|password)\s*=", "search"),
    ],
)
def test_a_bad_pattern_is_found(pattern: str, function: str) -> None:
    assert slowest(Use(pattern, 0, function)) is not None


@pytest.mark.parametrize(
    ("pattern", "function"),
    [(r"(?<!\s)\s++x", "search"), (r"(?:-\S++ )*+install", "fullmatch"), (r"\w{0,300}x", "search")],
)
def test_a_good_pattern_is_not(pattern: str, function: str) -> None:
    assert slowest(Use(pattern, 0, function)) is None
