"""Draws the chart: a self-contained SVG with a light and a dark theme."""

from collections.abc import Iterator, Sequence
from typing import Final

from dockgen.ladder import table
from dockgen.ladder.result import Measured, Result
from dockgen.records import NamedTuple
from dockgen.text import visible

_WIDTH: Final = 1000
_TOP: Final = 136
"""The top of the first row."""
_ROW: Final = 54
_BAR: Final = 22
_NAME_X, _SIZE_X, _TIME_X, _USER_X = 32, 300, 575, 830
_BAR_WIDTH: Final = 160
_CHIP_WIDTH: Final = 66
_LEAST: Final = 3
"""The smallest width of a bar."""
_LONGEST_NAME: Final = 22
_LONGEST_TITLE: Final = 39
_CHANCE: Final = 0.1

_COLOURS: Final = """\
.card { fill: #ffffff; stroke: #d0d7de } .text { fill: #1f2328 } .dim { fill: #59636e } .line { stroke: #eaeef2 }
.track { fill: #f0f3f6 } .size { fill: #0969da } .time { fill: #8250df } .good { fill: #1a7f37 }
.chip { fill: #dafbe1 } .bad { fill: #9a6700 } .badchip { fill: #fff8c5 }
@media (prefers-color-scheme: dark) {
.card { fill: #0d1117; stroke: #3d444d } .text { fill: #f0f6fc } .dim { fill: #9198a1 } .line { stroke: #21262d }
.track { fill: #1b222b } .size { fill: #4493f8 } .time { fill: #ab7df8 } .good { fill: #57d364 }
.chip { fill: #12301c } .bad { fill: #e3b341 } .badchip { fill: #352a0c }
}
text { font: 13px -apple-system, BlinkMacSystemFont, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif }
.title { font-size: 19px; font-weight: 600 } .name { font-size: 14px; font-weight: 600 } .small { font-size: 11.5px }
.value { font-weight: 600 } .chiptext { font-size: 11.5px; font-weight: 600 }
"""


def draw(result: Result) -> str:
    """Return the chart of a result as SVG."""
    parts = (f"{one.name}: {table.megabytes(one.image.size)}, rebuild {one.rebuild:.1f} s" for one in result.measured)
    height = _TOP + _ROW * len(result.measured) + 44
    size = f'viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="title description">',
        f'<title id="title">{visible.html(result.title)}</title>',
        f'<desc id="description">{visible.html("; ".join(parts))}</desc>',
        f"<style>\n{_COLOURS}</style>",
        *_frame(result, height),
        *_rows(result),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _story(result: Result) -> str:
    if not result.climbs or len(result.measured) < 2:  # noqa: PLR2004 - a way has two ends
        return ""
    start, end = result.measured[0], result.measured[-1]
    size = f"from {table.megabytes(start.image.size)} to {table.megabytes(end.image.size)}"
    return f"{size}; a rebuild after an edit takes {end.rebuild:.1f} s instead of {start.rebuild:.1f} s"


def _frame(result: Result, height: int) -> Iterator[str]:
    yield f'<rect class="card" x="0.5" y="0.5" width="{_WIDTH - 1}" height="{height - 1}" rx="12"/>'
    yield _text(_NAME_X, 44, "text title", result.title)
    yield _text(_NAME_X, 68, "dim", _story(result))
    yield _text(_NAME_X, height - 22, "dim small", result.notes[0] if result.notes else "")
    heads = (
        (_NAME_X, "practices up to" if result.climbs else "variant"),
        (_SIZE_X, "image size"),
        (_TIME_X, "rebuild after an edit"),
        (_USER_X, "in the container"),
    )
    for x, head in heads:
        yield _text(x, 108, "dim small", head)
    yield f'<line class="line" x1="{_NAME_X}" x2="{_WIDTH - _NAME_X}" y1="{_TOP - 14}" y2="{_TOP - 14}"/>'


class _Column(NamedTuple):
    """One kind of bars."""

    x: int
    kind: str
    values: Sequence[float]
    """The largest value of all rows."""

    def bar(self, number: int, y: int, label: str, other: float | None) -> Iterator[str]:
        """Yield the bar of a row with its value, and below it the difference from another value."""
        value = self.values[number]
        width = max(_LEAST, _BAR_WIDTH * value / (max(self.values) or 1))
        round_ = min(4, width / 2)
        change = _change(value, other)
        behind = self.x + _BAR_WIDTH + 10
        yield _box("track", self.x, y + 6, _BAR_WIDTH)
        yield _box(self.kind, self.x, y + 6, width, round_)
        yield _text(behind, y + (16 if change else 22), "text value", label)
        if change:
            yield _text(behind, y + 32, "bad small" if change.startswith("+") else "good small", change)


def _rows(result: Result) -> Iterator[str]:
    sizes = _Column(_SIZE_X, "size", [float(one.image.size) for one in result.measured])
    times = _Column(_TIME_X, "time", [one.rebuild for one in result.measured])
    for number, (one, other) in enumerate(result.steps()):
        y = _TOP + _ROW * number
        yield _text(_NAME_X, y + 17, "text name", _short(one.name, _LONGEST_NAME))
        yield _text(_NAME_X, y + 34, "dim small", _short(one.title, _LONGEST_TITLE))
        yield from sizes.bar(number, y, table.megabytes(one.image.size), other and other.image.size)
        yield from times.bar(number, y, f"{one.rebuild:.1f} s", other and other.rebuild)
        yield from _chips(y, one)


def _change(new: float, old: float | None) -> str:
    """Return the change of a value in percent; empty below a tenth, which may be noise."""
    if not old or abs(new - old) < _CHANCE * old:
        return ""
    return f"{(new - old) / old:+.0%}".replace("-", "\N{MINUS SIGN}").replace("%", "\N{NO-BREAK SPACE}%")


def _chips(y: int, one: Measured) -> Iterator[str]:
    """Yield two labels: root or not, and shell or not."""
    user = ("root", False) if one.image.is_root else ("no root", True)
    shell = ("shell", False) if one.image.has_shell else ("no shell", True)
    x: float = _USER_X
    for word, is_good in (user, shell):
        kind, text = ("chip", "good") if is_good else ("badchip", "bad")
        yield _box(kind, x, y + 6, _CHIP_WIDTH, _BAR / 2)
        yield _text(x + _CHIP_WIDTH / 2, y + 21, f"{text} chiptext", word, anchor="middle")
        x += _CHIP_WIDTH + 6


def _box(kind: str, x: float, y: float, width: float, radius: float = 4) -> str:
    return f'<rect class="{kind}" x="{x:.4g}" y="{y:.4g}" width="{width:.4g}" height="{_BAR}" rx="{radius:.3g}"/>'


def _text(x: float, y: float, kind: str, text: str, anchor: str = "start") -> str:
    return f'<text class="{kind}" x="{x:.4g}" y="{y:.4g}" text-anchor="{anchor}">{visible.html(text)}</text>'


def _short(text: str, length: int) -> str:
    """Shorten a text that is too long, at a comma if it has one."""
    if len(text) <= length:
        return text
    first = text.partition(",")[0]
    return first if len(first) <= length else f"{text[: length - 1].rstrip()}…"
