"""Tells whether a file of a project holds a secret, by its text: the one judgment before it is let in."""

from dockgen.secrets import secret_files, texts
from dockgen.secrets.secret_forms import given_in


def found_in(path: str, text: str, *, is_translation: bool = False) -> list[str]:
    """Return what secrets a text holds, the surest first.

    Args:
        path: the file's; some are read as what they are.
        text: its content.
        is_translation: whether its names are those of messages, so that they say nothing of their values.
    """
    found = [*texts.tokens_in(text), *secret_files.secrets_in(path, text.encode("utf-8", "replace"))]
    name = None if is_translation else given_in(text)
    return found + ([f"what looks like a secret ({name})"] if name else [])
