"""What JSON, TOML and INI hold, taken out by type: what is of another type counts as missing."""

from collections.abc import Mapping

Table = Mapping[str, object]


def at(content: object, *keys: str) -> object:
    """Return what lies below `keys`; None where a key is missing."""
    for key in keys:
        content = content.get(key) if isinstance(content, Mapping) else None
    return content


def table(content: object, *keys: str) -> Table:
    """Return the table below `keys`; an empty one where something else is there, or nothing."""
    found = at(content, *keys)
    return found if isinstance(found, Mapping) else {}


def text(content: object, *keys: str) -> str | None:
    """Return the text below `keys`, or None."""
    found = at(content, *keys)
    return found if isinstance(found, str) else None


def need_text(content: object, *keys: str) -> str:
    """Return the text below `keys`.

    Raises:
        ValueError: there is none.
    """
    found = at(content, *keys)
    if not isinstance(found, str):
        raise ValueError(f"{'.'.join(keys)} is missing or is not text")  # noqa: TRY004 - wrong data, not a wrong call
    return found


def number(content: object, *keys: str) -> int:
    """Return the whole number below `keys`; 0 where something else is there, or nothing."""
    found = at(content, *keys)
    return found if isinstance(found, int) else 0


def need_items(content: object, *keys: str) -> tuple[object, ...]:
    """Return what the list below `keys` holds.

    Raises:
        ValueError: there is none.
    """
    found = at(content, *keys)
    if not isinstance(found, list):
        raise ValueError(f"{'.'.join(keys)} is missing or is not a list")  # noqa: TRY004 - wrong data, not a wrong call
    return tuple(found)


def items(content: object, *keys: str) -> tuple[object, ...]:
    """Return what the list below `keys` holds; nothing where something else is there."""
    found = at(content, *keys)
    return tuple(found) if isinstance(found, list | tuple) else ()


def texts(content: object, *keys: str) -> tuple[str, ...]:
    """Return the texts of the list below `keys`; what else is in it is left out."""
    return tuple(each for each in items(content, *keys) if isinstance(each, str))


def tables(content: object, *keys: str) -> tuple[Table, ...]:
    """Return the tables of the list below `keys`, or the only one that is there without a list."""
    found = at(content, *keys)
    return tuple(each for each in (found if isinstance(found, list) else [found]) if isinstance(each, Mapping))
