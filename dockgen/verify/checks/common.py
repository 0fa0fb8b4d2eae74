"""What several checks share: words, lines of the Dockerfile, and findings on what an image holds."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from dockgen.dockerfiles.instruction import Instruction
from dockgen.verify.check import Finding, Verdict, failed, passed
from dockgen.verify.evidence import Contents, Evidence, Hit, Kind, Layer, Observed
from dockgen.verify.origin import kind_of, stage_of

MOUNT: Final = "RUN --mount=type=secret,id=NAME ..., and docker build --secret id=NAME,src=FILE"
_LINES: Final = 12
_MOST: Final = 10
_SIGNALS: Final = 128
_KILL, _INTERRUPT, _TERMINATE = 9, 2, 15


def blamed(trouble: str, fix: str, line: int | None = None, detail: Sequence[str] = ()) -> Verdict:
    """Return the verdict that one thing is wrong."""
    return failed(trouble, Finding(trouble, fix, line, detail))


def at_start(evidence: Evidence) -> int | None:
    """Return the line of the Dockerfile that says what is started."""
    return line_of(evidence, "ENTRYPOINT", "CMD")


def line_of(evidence: Evidence, *names: str) -> int | None:
    """Return the line of the last instruction of some names that counts for the image."""
    file = evidence.target.file
    return max((one.line for one in file.inherited(file.final, *names)), default=None)


def log_of(observed: Observed) -> Sequence[str]:
    """Return the last lines that a program printed."""
    return [line.rstrip() for line in observed.logs.splitlines() if line.strip()][-_LINES:]


def counted(number: int, what: str) -> str:
    """Return a number of things in words, such as `1 layer` or `3 layers`."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def ended(code: int) -> str:
    """Say how a program ended."""
    names = {_KILL: "SIGKILL", _INTERRUPT: "SIGINT", _TERMINATE: "SIGTERM"}
    if code - _SIGNALS in names:
        return f"was ended by {names[code - _SIGNALS]} (exit code {code})"
    return f"ended with exit code {code}"


def is_ended_by_signal(code: int) -> bool:
    """Tell whether an exit code says that a signal to end was not handled, but obeyed."""
    return code - _SIGNALS in {_INTERRUPT, _TERMINATE}


def did_not_work(evidence: Evidence) -> str:
    """Return why nothing more can be found out about a program that does not work at all; empty where it does."""
    best = evidence.best
    if best is None:
        return evidence.gaps.get("careful", "it was not run")
    return "" if best.works else "it does not work in the first place"


def hits(evidence: Evidence, *kinds: Kind) -> list[Hit]:
    """Return what was found of some kinds."""
    return [one for one in evidence.contents.hits if one.kind in kinds] if evidence.contents is not None else []


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
    detail = first_of([f"{one.path}: {one.what}" for one in found]) if len(found) > 1 else []
    if layer is not None and layer.is_base:
        fix = "The maintainers of the base image have to fix that; a newer or a different image may not have it."
        return Finding(f"{message} (in the base image)", fix, None, detail, is_note=True)
    return Finding(message, fix, layer.line if layer is not None else None, detail)


def first_of(lines: Sequence[str]) -> list[str]:
    """Return the first few lines, and how many more there are."""
    return [*lines[:_MOST], *([f"and {len(lines) - _MOST} more"] if len(lines) > _MOST else [])]


def gaps(contents: Contents) -> list[Finding]:
    """Return notes on what could not be searched."""
    return [Finding(f"not searched: {why}", is_note=True) for why in contents.unread]


def by_findings(
    contents: Contents, told: Sequence[Finding], good: str, bad: Callable[[str], str] = lambda first: first
) -> Verdict:
    """Return the verdict on findings and notes; `bad` makes its message of the first finding's."""
    troubles = [one for one in told if not one.is_note]
    notes = [*(one for one in told if one.is_note), *gaps(contents)]
    return failed(bad(troubles[0].message), *troubles, *notes) if troubles else passed(good, *notes)


def made_by(evidence: Evidence, hit: Hit) -> str:
    """Return the name of the instruction that made the layer of a hit: `COPY`, `RUN`; empty where that is not known."""
    layer = layer_of(evidence, hit)
    return kind_of(layer.by) if layer is not None else ""


def last(evidence: Evidence, fits: Callable[[Instruction], bool], *names: str) -> int | None:
    """Return the line of the last instruction of these names that fits, in the stage that is built and below."""
    file = evidence.target.file
    found = [one.line for one in file.inherited(stage_of(file, evidence.target.stage), *names) if fits(one)]
    return found[-1] if found else None


def base_of(evidence: Evidence) -> tuple[str, int]:
    """Return the image that the last stage stands on, and the line of its FROM."""
    file = evidence.target.file
    bottom = file.lineage(stage_of(file, evidence.target.stage))[0]
    return bottom.base, bottom.start.line


def and_more(texts: Sequence[str]) -> str:
    """Return a few texts as a person lists them."""
    few = 3
    shown = [*texts[:few], *([f"{len(texts) - few} more"] if len(texts) > few else [])]
    return " and ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else "".join(shown)
