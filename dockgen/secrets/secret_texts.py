"""Checks the text of a file for secrets before `.dockerignore` includes it."""

from dockgen.secrets import secret_files, texts
from dockgen.secrets.secret_forms import given_in


def found_in(path: str, text: str, *, is_translation: bool = False) -> list[str]:
    """Return the secrets in a text, the most certain first; names in a translation are message ids, no clue."""
    found = [*texts.tokens_in(text), *secret_files.secrets_in(path, text.encode("utf-8", "replace"))]
    name = None if is_translation else given_in(text)
    return found + ([f"what looks like a secret ({name})"] if name else [])
