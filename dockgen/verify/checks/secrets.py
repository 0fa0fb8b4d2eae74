"""No secret is in any layer, nor in the configuration."""

from collections.abc import Callable
from typing import Final

from dockgen.dockerfiles.instruction import Instruction
from dockgen.secrets.texts import tokens_in
from dockgen.verify.check import Check, Finding, Verdict, broken, kept, skipped
from dockgen.verify.checks.common import counted
from dockgen.verify.checks.hits import (
    MOUNT,
    and_more,
    base_of,
    by_layer,
    finding,
    gaps,
    hits,
    is_of_base,
    last,
    made_by,
    not_looked_into,
)
from dockgen.verify.contents import Hit, Kind
from dockgen.verify.evidence import Evidence

_NEW: Final = "Then replace it: everyone who has the image has the old one."


def _judge(evidence: Evidence) -> Verdict:
    if evidence.contents is None:
        return skipped(not_looked_into(evidence))
    found = hits(evidence, Kind.SECRET, Kind.PRIVATE_KEY)
    told = [_told(evidence, group) for group in by_layer(one for one in found if one.layer >= 0)]
    told += [_configured(evidence, one) for one in found if one.layer < 0]
    troubles = [one for one in told if not one.is_note]
    notes = [one for one in told if one.is_note] + gaps(evidence.contents)
    if troubles:
        return broken(_message(evidence, found), *troubles, *notes)
    files = sum(layer.files for layer in evidence.contents.layers)
    return kept(f"none in {counted(files, 'file')} of all layers, nor in the configuration", *notes)


def _message(evidence: Evidence, found: list[Hit]) -> str:
    own = [one for one in found if not is_of_base(evidence, one)]
    return f"{own[0].what} in {own[0].path}" + (f", and {len(own) - 1} more" if len(own) > 1 else "")


def _told(evidence: Evidence, group: list[Hit]) -> Finding:
    message = f"{group[0].what} in {and_more([one.path for one in group])}"
    if made_by(evidence, group[0]) in {"COPY", "ADD"}:
        fix = f"Keep it out with .dockerignore; a step that needs it takes {MOUNT}. {_NEW}"
    else:
        fix = f"A step that needs it takes {MOUNT}. {_NEW}"
    return finding(evidence, group, message, fix)


def _configured(evidence: Evidence, hit: Hit) -> Finding:
    """Say what stands in the configuration: on the line that sets it, or else it is the base's."""
    word, _, name = hit.path.partition(" ")
    line = last(evidence, _sets(word, name), word)
    message = f"{hit.what} in {hit.path}"
    if line is None and base_of(evidence)[0] != "scratch":
        fix = "The maintainers of the base image have to fix that."
        return Finding(f"{message} (it comes with the base image, or with the build)", fix, is_note=True)
    if word == "ENV":
        return Finding(message, f"Give it when the container starts: docker run --env {name}. {_NEW}", line)
    return Finding(message, f"A step that needs it takes {MOUNT}. {_NEW}", line)


def _sets(word: str, name: str) -> Callable[[Instruction], bool]:
    def fits(one: Instruction) -> bool:
        if word in {"ENV", "ARG", "LABEL"}:
            return name in {key.strip("\"'") for key in one.pairs()}
        return bool(tokens_in(one.script())) or "chpasswd" in one.script() or "@" in one.script()

    return fits


CHECK: Final = Check(
    id="secrets",
    title="No secret in any layer",
    why="Whoever can pull the image has all its layers, also those of files that a later step removed.",
    how=(
        "Every file of every layer is searched for private keys, and for tokens of services by their form; files such "
        "as `.env` and `.npmrc` for values; the configuration and the history for both."
    ),
    fix="Mount secrets into the one step that needs them, and give them to the program when it starts.",
    judge=_judge,
    practice="secrets",
    needs=("contents",),
)
