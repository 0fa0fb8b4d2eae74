"""Which instruction of the Dockerfile made a layer."""

import re
from collections.abc import Sequence
from typing import Final

from dockgen.dockerfiles.dockerfile import Dockerfile, Stage
from dockgen.dockerfiles.instruction import Instruction
from dockgen.verify.evidence import Contents, Layer

_MAKE_LAYERS: Final = ("ADD", "COPY", "RUN", "WORKDIR")
_CLASSIC: Final = r"\A(?:\|\d{1,3} [^\n]{0,20000}? )?/bin/sh -c #\(nop\) +"
"""How an older builder marks what is no RUN."""
_LONGEST: Final = 4096
_CERTAIN: Final = 1.0
"""What a pair of the same kind counts; common words count less, and only decide between such pairs."""


def placed(contents: Contents, file: Dockerfile, base_layers: int, stage: str = "") -> Contents:
    """Fill in which layers are the base's (the first `base_layers`, if known), and the lines that made the others."""
    built = stage_of(file, stage)
    made = [one for one in file.inherited(built, *_MAKE_LAYERS) if one.name != "WORKDIR" or one.args[:1] != ("/",)]
    of_base = base_layers
    if not base_layers and file.image_of(built) != "scratch":  # all that the instructions do not account for
        of_base = max(len(contents.layers) - len(made), 0)
    lines = _lines([layer.by for layer in contents.layers[of_base:]], made)
    layers = [
        layer._replace(is_base=True, line=None) if index < of_base else _own(layer, lines[index - of_base])
        for index, layer in enumerate(contents.layers)
    ]
    return contents._replace(layers=layers)


def stage_of(file: Dockerfile, name: str) -> Stage:
    """Return the stage of a name, or else the last one."""
    found = file.stage_called(name, len(file.stages)) if name else None
    return found or file.final


def _own(layer: Layer, line: int | None) -> Layer:
    """Fill in the line; where the history names an instruction that makes no layer, several were put together."""
    kind = kind_of(layer.by)
    return layer._replace(is_base=False, line=line, by=layer.by if kind in {"", *_MAKE_LAYERS} else "")


def kind_of(by: str) -> str:
    """Return the name of the instruction that the history shows, such as `COPY`; empty where it shows none."""
    text = re.sub(_CLASSIC, "", by[:_LONGEST], count=1)
    if re.match(r"(?:RUN |\|\d|/bin/|/busybox/)", text) or re.match(r"\S*sh -\w*c ", text):
        return "RUN"
    word = text.split(None, 1)[0] if text.strip() else ""
    return word if re.fullmatch(r"[A-Z]{3,11}", word) else ""


def _lines(made_by: Sequence[str], made: Sequence[Instruction]) -> list[int | None]:
    """Return the line of each layer.

    Where the image has fewer layers than instructions must have made, one layer holds what several did, as buildah
    builds by default: then no line is the right one, unless there is only one such instruction.
    """
    must = [one for one in made if one.name != "WORKDIR"]
    if len(made_by) == len(must) == 1:
        return [must[0].line]
    if len(made_by) < len(must) or not made_by:
        return [None] * len(made_by)
    best = _aligned([(kind_of(by), _words(by)) for by in made_by], [(one.name, _words(_text(one))) for one in made])
    return [None if index is None else made[index].line for index in best]


def _text(one: Instruction) -> str:
    return one.script() if one.name == "RUN" else " ".join(one.args)


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[\w./-]{1,200}", text[:_LONGEST]))


_Step = tuple[str, frozenset[str]]


def _aligned(layers: Sequence[_Step], made: Sequence[_Step]) -> list[int | None]:
    """Return for each layer the instruction that made it, in order; both may have steps that the other has not."""
    score = [[0.0] * (len(made) + 1) for _ in range(len(layers) + 1)]
    for i in reversed(range(len(layers))):
        for j in reversed(range(len(made))):
            pair = _likeness(layers[i], made[j])
            together = pair + score[i + 1][j + 1] if pair else 0.0
            score[i][j] = max(together, score[i + 1][j], score[i][j + 1])
    found: list[int | None] = []
    j = 0
    for i in range(len(layers)):
        while j < len(made) and score[i][j] == score[i][j + 1]:
            j += 1  # nothing is lost without this instruction
        if j < len(made) and score[i][j] > score[i + 1][j]:
            found.append(j)
            j += 1
        else:
            found.append(None)
    return found


def _likeness(layer: _Step, made: _Step) -> float:
    """Return how well a layer and an instruction go together; 0 where they cannot."""
    if layer[0] != made[0]:
        return 0.0
    return _CERTAIN + len(layer[1] & made[1]) / (len(layer[1] | made[1]) + 1)
