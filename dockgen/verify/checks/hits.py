"""What the checks that look into an image say in the same way."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from dockgen.dockerfiles.instruction import Instruction
from dockgen.verify.check import Finding
from dockgen.verify.contents import Contents, Hit, Kind, Layer
from dockgen.verify.evidence import Evidence
from dockgen.verify.origin import kind_of

_MOST: Final = 10
MOUNT: Final = "RUN --mount=type=secret,id=NAME ..., and docker build --secret id=NAME,src=FILE"


def hits(evidence: Evidence, *kinds: Kind) -> list[Hit]:
    """Return what was found of some kinds."""
    return [one for one in evidence.contents.hits if one.kind in kinds] if evidence.contents is not None else []


def not_looked_into(evidence: Evidence) -> str:
    """Return why nobody looked into the image."""
    return evidence.gaps.get("contents", "the image was not looked into")


def layer_of(evidence: Evidence, hit: Hit) -> Layer | None:
    """Return the layer that something is in; None where it stands in the configuration."""
    return evidence.contents.layers[hit.layer] if evidence.contents is not None and hit.layer >= 0 else None


def is_of_base(evidence: Evidence, hit: Hit) -> bool:
    """Tell whether something is in the base image's own layers."""
    layer = layer_of(evidence, hit)
    return layer is not None and layer.is_base


def by_layer(found: Iterable[Hit]) -> list[list[Hit]]:
    """Return hits together that are in the same layer, in order."""
    groups: dict[int, list[Hit]] = {}
    for one in found:
        groups.setdefault(one.layer, []).append(one)
    return [groups[number] for number in sorted(groups)]


def finding(evidence: Evidence, found: Sequence[Hit], message: str, fix: str) -> Finding:
    """Return the finding for hits in one layer; it adds that a later layer removes them, or that the base has them."""
    layer = layer_of(evidence, found[0])
    if all(one.is_removed for one in found):
        message += "; a later layer removes it, and it is in the image all the same"
    detail = [f"{one.path}: {one.what}" for one in found[:_MOST]] if len(found) > 1 else []
    if len(found) > _MOST:
        detail.append(f"and {len(found) - _MOST} more")
    if layer is not None and layer.is_base:
        fix = "The maintainers of the base image have to fix that; a newer or a different image may not have it."
        return Finding(f"{message} (in the base image)", fix, None, detail, is_note=True)
    return Finding(message, fix, layer.line if layer is not None else None, detail)


def gaps(contents: Contents) -> list[Finding]:
    """Return notes on what could not be searched."""
    return [Finding(f"not searched: {why}", is_note=True) for why in contents.unread]


def made_by(evidence: Evidence, hit: Hit) -> str:
    """Return the name of the instruction that made the layer of a hit: `COPY`, `RUN`; empty where that is not known."""
    layer = layer_of(evidence, hit)
    return kind_of(layer.by) if layer is not None else ""


def last(evidence: Evidence, fits: Callable[[Instruction], bool], *names: str) -> int | None:
    """Return the line of the last instruction of these names that fits, in the stage that is built and below."""
    file = evidence.target.file
    stage = file.stage_called(evidence.target.stage, len(file.stages)) if evidence.target.stage else None
    found = [one.line for one in file.inherited(stage or file.final, *names) if fits(one)]
    return found[-1] if found else None


def base_of(evidence: Evidence) -> tuple[str, int]:
    """Return the image that the last stage stands on, and the line of its FROM."""
    file = evidence.target.file
    stage = file.stage_called(evidence.target.stage, len(file.stages)) if evidence.target.stage else None
    bottom = file.lineage(stage or file.final)[0]
    return bottom.base, bottom.start.line


def and_more(texts: Sequence[str]) -> str:
    """Return a few texts as a person lists them."""
    few = 3
    shown = [*texts[:few], *([f"{len(texts) - few} more"] if len(texts) > few else [])]
    return " and ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else "".join(shown)
