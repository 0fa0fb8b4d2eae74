"""Writes new answers into a person's dockgen.toml, and leaves everything else in it as it is."""

from dockgen.choices import settings
from dockgen.choices.options import OPTIONS
from dockgen.choices.settings import Settings

_TOGETHER = {"with_": "without", "without": "with_", "pack": "answer", "answer": "pack"}
"""An answer to one changes the other too."""


def changed(old: str, generated: str, asked: Settings) -> str:
    """Return the text of a dockgen.toml with the answers that were asked for.

    Args:
        old: the person's text.
        generated: what dockgen would write, which has only the answers that the plan depends on.
        asked: the new answers.
    """
    before, now = settings.read(old), settings.read(generated)
    fields = {*asked.answers(), *filter(None, map(_TOGETHER.get, asked.answers())), "pack", "answer"} - {"app"}
    edited = [one for one in OPTIONS if one.field in fields and getattr(before, one.field) != getattr(now, one.field)]
    if not edited or not generated:  # without `config`, nothing is kept
        return old
    import tomlkit  # noqa: PLC0415 - only an update with new answers waits for it

    document, made = tomlkit.parse(old.replace("\r\n", "\n")), tomlkit.parse(generated)
    for option in edited:
        if option.name in made:
            document[option.name] = made[option.name]
        else:
            document.pop(option.name, None)
    text = tomlkit.dumps(document)
    return text.replace("\n", "\r\n") if "\r\n" in old else text
