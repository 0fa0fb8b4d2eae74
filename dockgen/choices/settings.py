"""A person's answers: by flag, in `dockgen.toml`, or in the wizard. A field without an answer is `None`."""

from collections.abc import Mapping
from typing import Final

from dockgen.choices import options
from dockgen.errors import InvalidValueError, UsageError, nearest
from dockgen.model import outputs
from dockgen.records import NamedTuple

FILE_NAME: Final = outputs.ANSWERS.path
VERSION_KEY: Final = "dockgen"


class Settings(NamedTuple):
    """One field for each option of the catalogue; `tests/choices/test_options.py` compares the two."""

    language: str | None = None
    app: str | None = None
    base: str | None = None
    https: str | None = None
    user: str | None = None
    port: int | None = None
    name: str | None = None
    module: str | None = None
    language_version: str | None = None
    main: str | None = None
    command: str | None = None
    health: str | None = None
    registry: str | None = None
    pack: str | None = None
    answer: tuple[tuple[str, str], ...] | None = None
    versions: tuple[tuple[str, str], ...] | None = None
    practices: str | None = None
    with_: tuple[str, ...] | None = None
    without: tuple[str, ...] | None = None
    env: tuple[tuple[str, str], ...] | None = None
    label: tuple[tuple[str, str], ...] | None = None
    package: tuple[str, ...] | None = None
    comments: str | None = None

    def answers(self) -> dict[str, object]:
        """Return the fields that have an answer."""
        return {field: value for field, value in self._asdict().items() if value is not None}

    def with_answer(self, field: str, value: object) -> "Settings":
        """Return the answers with another one to one field; its type is the caller's to know."""
        return Settings._make(value if name == field else old for name, old in zip(self._fields, self, strict=True))


def merge(below: Settings, above: Settings) -> Settings:
    """Return both sets of answers; those of `above` override those of `below`."""
    merged = Settings._make(old if new is None else new for old, new in zip(below, above, strict=True))
    # A flag `--with x` overrides `without = ["x"]` in the file, and vice versa.
    if above.with_ is not None and above.without is None and below.without is not None:
        merged = merged._replace(without=tuple(item for item in below.without if item not in above.with_) or None)
    if above.without is not None and above.with_ is None and below.with_ is not None:
        merged = merged._replace(with_=tuple(item for item in below.with_ if item not in above.without) or None)
    return merged


def parse(raw: Mapping[str, object], where: str) -> Settings:
    """Check raw answers against the types of their options.

    Args:
        raw: values by field name: text, lists of text, or other TOML values (numbers, tables).
        where: how messages name an option: `--{}`, or `{} in dockgen.toml`.

    Raises:
        UsageError: a value is not allowed.
    """
    checked = {field: _checked(options.by_field(field), value, where) for field, value in raw.items()}
    return Settings._make(checked.get(field) for field in Settings._fields)


def _checked(option: options.Option, value: object, where: str) -> object:
    try:
        return option.value(value)
    except InvalidValueError as error:
        raise UsageError(f"{where.format(option.name)}: {error}", error.hint) from error
    except ValueError as error:  # Python does not format numbers of more than 4300 digits
        raise UsageError(f"{where.format(option.name)}: the number is too long", "Shorten it.") from error


def read(text: str) -> Settings:
    """Read the text of a `dockgen.toml`.

    Raises:
        UsageError: the text is not TOML, has an unknown key, or has a value that is not allowed.
    """
    import tomli  # noqa: PLC0415 - most folders have no dockgen.toml

    try:
        data = tomli.loads(text)
    except (ValueError, RecursionError) as error:  # a number too long to read, lists too deep
        raise UsageError(f"{FILE_NAME} is not valid TOML: {error}", "Fix that line, or delete the file.") from error
    data.pop(VERSION_KEY, None)
    fields = {option.name: option.field for option in options.OPTIONS}
    for key in data:
        if key not in fields:
            raise UsageError(f"{FILE_NAME} has an unknown key {key!r}", nearest(key, fields))
    return parse({fields[key]: value for key, value in data.items()}, f"{{}} in {FILE_NAME}")
