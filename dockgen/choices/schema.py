"""The JSON Schema of `dockgen.toml`, made from the catalogue, for completion in editors."""

import json

from dockgen.choices.options import OPTIONS, Option
from dockgen.choices.settings import FILE_NAME, VERSION_KEY
from dockgen.comments import notes


def schema() -> dict[str, object]:
    """Return the schema (JSON Schema, draft 2020-12)."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": FILE_NAME,
        "description": "The answers that dockgen keeps for a folder.",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            VERSION_KEY: {"type": "string", "description": notes.text("made-by-version")},
            **{option.name: _property(option) for option in OPTIONS},
        },
    }


def schema_text() -> str:
    """Return the text of the schema."""
    return json.dumps(schema(), indent=2) + "\n"


def _property(option: Option) -> dict[str, object]:
    described = {"description": f"{option.help} Default: {option.default}."}
    if option.shape == "table":
        return described | {"type": "object", "additionalProperties": {"type": ["string", "integer"]}}
    one = _single(option)
    return described | ({"type": "array", "items": one} if option.shape == "list" else one)


def _single(option: Option) -> dict[str, object]:
    if option.parse is None:
        return {"enum": [choice.value for choice in option.choices]}
    if option.name == "port":
        return {"type": "integer", "minimum": 1, "maximum": 65535}
    kinds = ["string", "integer"] if option.name == "user" else "string"  # a uid needs no quotes
    return {"type": kinds, "examples": [option.choices[0].value if option.choices else option.example]}
