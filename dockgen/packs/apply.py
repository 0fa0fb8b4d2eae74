"""Applies a pack to the answers: a person's answers override its defaults, but not its requirements."""

from collections.abc import Iterator, Mapping
from typing import Final

from dockgen.choices import settings
from dockgen.choices.options import Option, by_field, by_name
from dockgen.choices.settings import Settings
from dockgen.errors import UsageError
from dockgen.model.plan import Choices, Plan
from dockgen.packs import sandbox
from dockgen.packs.manifest import FILE_NAME
from dockgen.packs.read import Pack
from dockgen.text import parsed

_OPPOSITE: Final = {"with_": "without", "without": "with_"}


def effective(pack: Pack, asked: Settings) -> Settings:
    """Return the effective answers; UsageError if a person's contradict the pack, PackError for invalid ones of it."""
    answers = dict(asked.answer or ())
    defaults, required = (_settings(pack, name, answers) for name in ("defaults", "require"))
    merged = asked
    for field, value in defaults.answers().items():
        merged = merged.with_answer(field, _below(field, value, merged))
    for field, value in required.answers().items():
        _refuse_other(pack, field, value, asked)
        merged = merged.with_answer(field, _joined(field, value, getattr(merged, field)))
    return merged


def require_practices(pack: Pack, asked: Settings, plan: Choices | Plan) -> None:
    """Refuse, with UsageError, a plan without a practice that the pack requires and the program allows."""
    for name in parsed.texts(pack.manifest.require, "with"):
        answer = getattr(asked, name, None)  # some practices are questions, too
        if not plan.does[name] and (answer is not None or name not in plan.left_out):
            hint = "Remove the answer that excludes it." if answer is None else f"Remove the answer {name} {answer}."
            raise UsageError(f"the template pack {pack.name} requires the practice {name}", hint)


def _settings(pack: Pack, name: str, answers: Mapping[str, str]) -> Settings:
    """Check a pack's answers like a person's."""
    where, table = f"{{}} in [{name}] of {FILE_NAME}", getattr(pack.manifest, name)
    try:
        return settings.parse({by_name(key).field: value for key, value in _filled(pack, table, answers)}, where)
    except UsageError as error:
        raise pack.error(str(error), error.hint) from error


def _filled(pack: Pack, table: Mapping[str, object], answers: Mapping[str, str]) -> Iterator[tuple[str, object]]:
    """Render the values, which may be templates over the answers, all in one call to the sandbox."""
    texts = {key: value for key, value in table.items() if isinstance(value, str)}
    for key, value in table.items():
        if isinstance(value, dict):
            texts |= {f"{key} {one}": text for one, text in value.items() if isinstance(text, str)}
    made = sandbox.fill(pack, texts, answers)
    for key, value in table.items():
        if isinstance(value, dict):
            yield key, {one: made.get(f"{key} {one}", text) for one, text in value.items()}
        else:
            yield key, made.get(key, value)


def _below(field: str, default: object, asked: Settings) -> object:
    """Return the person's answer or the default; tables and lists are joined."""
    value = getattr(asked, field)
    if field in _OPPOSITE and isinstance(default, tuple):
        refused = getattr(asked, _OPPOSITE[field]) or ()
        return tuple(dict.fromkeys([*(value or ()), *(one for one in default if one not in refused)])) or None
    if by_field(field).shape == "table":
        return _joined(field, value or (), default)
    return default if value is None else value


def _joined(field: str, above: object, below: object) -> object:
    """Return the first value if both are set; tables and lists are joined."""
    if not (isinstance(above, tuple) and isinstance(below, tuple)):
        return above
    if by_field(field).shape == "table":
        return tuple(sorted({**dict(below), **dict(above)}.items()))
    return tuple(dict.fromkeys([*below, *above]))


def _refuse_other(pack: Pack, field: str, required: object, asked: Settings) -> None:
    option, value = by_field(field), getattr(asked, field)
    if field in _OPPOSITE and isinstance(required, tuple):
        other = by_field(_OPPOSITE[field])
        if both := [one for one in getattr(asked, other.field) or () if one in required]:
            raise _refused(pack, other, both[0])
    elif isinstance(required, tuple):
        answered = dict(value or ())
        if wrong := [key for key, text in required if answered.get(key, text) != text]:
            raise _refused(pack, option, f"{wrong[0]}={answered[wrong[0]]}")
    elif value is not None and value != required:
        raise _refused(pack, option, value)


def _refused(pack: Pack, option: Option, value: object) -> UsageError:
    return UsageError(f"{option.name} {value}: the template pack {pack.name} does not allow it", "Remove it.")
