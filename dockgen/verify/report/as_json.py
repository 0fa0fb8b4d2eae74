"""What other programs read; each key is described here, and the docs and the JSON Schema are made from that."""

from collections.abc import Mapping, Sequence
from typing import Final

from dockgen._version import __version__
from dockgen.text import visible
from dockgen.verify.check import Finding, Outcome, Result
from dockgen.verify.evidence import Layer
from dockgen.verify.report.report import Report, counts, instruction

KEYS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "document": {
        "dockgen": ("text", "The version of dockgen."),
        "passed": ("yes or no", "Whether every image could be checked, and no check failed."),
        "images": ("list of image", "What was verified."),
    },
    "image": {
        "name": ("text", "The program's name, else the folder's."),
        "dockerfile": ("text", "The Dockerfile, from where the command ran."),
        "generated": ("yes or no", "Whether dockgen wrote the Dockerfile."),
        "engine": ("text", "The engine's name and version."),
        "passed": ("yes or no", "Whether it could be checked, and no check failed."),
        "counts": ("counts", "How many checks ended in each way."),
        "checks": ("list of check", "In the order in which a report tells them."),
        "size": ("number or null", "Bytes of all layers, unpacked, and of the configuration."),
        "layers": ("list of layer", "The base image's come first."),
        "seconds": ("seconds", "How long each phase took, by its name; `whole` is everything together."),
        "notes": ("list of text", "What one has to know to read the rest."),
        "error": ("error or null", "Why nothing could be checked."),
    },
    "counts": {
        "passed": ("number", "Checks that passed."),
        "failed": ("number", "Checks that failed."),
        "skipped": ("number", "Checks that do not apply, were not requested, or cannot run here."),
    },
    "check": {
        "id": ("text", "Its name, such as `user`."),
        "title": ("text", "What holds if it passes."),
        "outcome": ("outcome", "`passed`, `failed` or `skipped`."),
        "message": ("text", "What was seen, or why it was skipped."),
        "findings": ("list of finding", "What is wrong, or what one should know."),
    },
    "finding": {
        "message": ("text", "What is wrong."),
        "fix": ("text or null", "What to do."),
        "line": ("number or null", "Of the Dockerfile, from 1."),
        "detail": ("list of text", "More lines, such as the end of a log."),
        "note": ("yes or no", "Whether it breaks nothing."),
    },
    "layer": {
        "size": ("number", "Bytes, unpacked."),
        "files": ("number", "How many it holds."),
        "by": ("text or null", "The instruction that made it."),
        "line": ("number or null", "Of the Dockerfile, from 1."),
        "base": ("yes or no", "Whether it is the base image's."),
    },
    "error": {
        "message": ("text", "What does not work, such as the step of the build."),
        "hint": ("text or null", "What to do."),
        "log": ("list of text", "The last lines of what the engine printed."),
    },
}
"""The keys of each kind of object: type and meaning."""


def as_json(reports: Sequence[Report]) -> str:
    """Return all that is known of every target, as one document."""
    document = {
        "dockgen": __version__,
        "passed": all(one.has_passed for one in reports),
        "images": [_image(one) for one in reports],
    }
    return visible.as_json(document)


def _image(one: Report) -> dict[str, object]:
    return {
        "name": one.name,
        "dockerfile": one.dockerfile,
        "generated": one.is_generated,
        "engine": one.engine,
        "passed": one.has_passed,
        "counts": {outcome.value: number for outcome, number in counts([one]).items()},
        "checks": [_check(result) for result in one.results],
        "size": one.size,
        "layers": [_layer(layer) for layer in one.layers],
        "seconds": {name: round(seconds, 3) for name, seconds in one.seconds.items()},
        "notes": list(one.notes),
        "error": one.error and {**one.error._asdict(), "hint": one.error.hint or None, "log": list(one.error.log)},
    }


def _check(result: Result) -> dict[str, object]:
    return {
        "id": result.check.id,
        "title": result.check.title,
        "outcome": result.verdict.outcome.value,
        "message": result.verdict.message,
        "findings": [_finding(one) for one in result.verdict.findings],
    }


def _finding(one: Finding) -> dict[str, object]:
    return {
        "message": one.message,
        "fix": one.fix or None,
        "line": one.line,
        "detail": list(one.detail),
        "note": one.is_note,
    }


def _layer(one: Layer) -> dict[str, object]:
    return {"size": one.size, "files": one.files, "by": instruction(one) or None, "line": one.line, "base": one.is_base}


def schema() -> dict[str, object]:
    """Return the JSON Schema of the document."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What `dockgen verify --json` prints",
        **_object("document"),
        "$defs": {name: _object(name) for name in KEYS if name != "document"},
    }


def _object(name: str) -> dict[str, object]:
    """Return the schema of one kind of object; unknown keys are allowed, so that later versions can add some."""
    properties = {key: {**_type(words), "description": meaning} for key, (words, meaning) in KEYS[name].items()}
    return {"type": "object", "properties": properties, "required": list(KEYS[name])}


def _type(words: str) -> dict[str, object]:
    if words.endswith(" or null"):
        return {"anyOf": [_type(words.removesuffix(" or null")), {"type": "null"}]}
    if words.startswith("list of "):
        return {"type": "array", "items": _type(words.removeprefix("list of "))}
    simple: dict[str, dict[str, object]] = {
        "text": {"type": "string"},
        "number": {"type": "integer"},
        "yes or no": {"type": "boolean"},
        "seconds": {"type": "object", "additionalProperties": {"type": "number"}},
        "outcome": {"enum": [outcome.value for outcome in Outcome]},
    }
    return simple.get(words) or {"$ref": f"#/$defs/{words}"}
