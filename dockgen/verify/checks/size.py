"""It is no larger than it may be."""

from typing import Final

from dockgen.verify.check import Check, Finding, Verdict, broken, kept, skipped
from dockgen.verify.checks.common import counted
from dockgen.verify.checks.hits import base_of, not_looked_into
from dockgen.verify.contents import Contents, Layer
from dockgen.verify.evidence import Evidence
from dockgen.verify.report.report import size

_MOST: Final = 3
_LEAST: Final = 100_000
"""Bytes: a smaller layer is not what makes an image too large."""


def _judge(evidence: Evidence) -> Verdict:
    contents = evidence.contents
    if contents is None:
        return skipped(not_looked_into(evidence))
    budget = evidence.target.expect.max_size
    message = f"{size(contents.size)} in {counted(len(contents.layers), 'layer')}{_base(contents)}"
    if budget is None or contents.size <= budget:
        of = "" if budget is None else f", of {size(budget)} that it may have"
        return kept(message + of, *_packed(contents))
    over = size(contents.size - budget)
    return broken(f"{message}: {over} more than the {size(budget)} that it may have", *_heaviest(evidence, contents))


def _base(contents: Contents) -> str:
    base = sum(layer.size for layer in contents.layers if layer.is_base)
    return f", {size(base)} of them the base image's" if base else ""


def _packed(contents: Contents) -> list[Finding]:
    """Return notes on layers of which only the packed size counts."""
    return [Finding(f"not unpacked, and so not counted: {why}", is_note=True) for why in contents.unread]


def _heaviest(evidence: Evidence, contents: Contents) -> list[Finding]:
    """Return what weighs most: the base as one, since its layers go together."""
    image, line = base_of(evidence)
    base = sum(layer.size for layer in contents.layers if layer.is_base)
    own = [(layer.size, _own(layer)) for layer in contents.layers if not layer.is_base and layer.size >= _LEAST]
    whole = [(base, Finding(f"{size(base)}: the base image {image}", "Is there a smaller one?", line))] if base else []
    return [told for _, told in sorted([*whole, *own], key=lambda one: -one[0])[:_MOST]]


def _own(layer: Layer) -> Finding:
    what = " ".join(layer.by.split())[:80] or "a layer"
    return Finding(f"{size(layer.size)}: {what}", "Does all of it have to be there?", layer.line)


CHECK: Final = Check(
    id="size",
    title="No larger than it may be",
    why="Every machine that runs it has to pull and keep all of it.",
    how="All layers, unpacked, and the configuration are added up; `--max-size` says how much that may be.",
    fix="Look at the heaviest layers first.",
    judge=_judge,
    needs=("contents",),
)
