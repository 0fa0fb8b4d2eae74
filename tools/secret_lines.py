"""Makes the template of all that names secrets: lines of `.dockerignore`, and expressions of nginx."""

import re
from pathlib import Path

from dockgen.secrets.secret_names import MAYBE, SECRET, SOURCES, Group, Named, regex_of

HEADER = "{#- Made by `make generate` from dockgen/secrets/secret_names.py; edit that instead. -#}\n"


def files(root: Path) -> dict[Path, str]:
    """Return the text of the template by its path."""
    macros = [
        ("maybe", [line for group in MAYBE for line in _lines(group)]),
        ("certain", [line for group in SECRET for line in _lines(group)]),
        (
            "refused",
            [f'        "~*(?:{_sources()})$" 0;']
            + [
                f'        "~*{each}" 1;'
                for group in (*MAYBE, *SECRET)
                for each in map(_expression, group.names)
                if each
            ],
        ),
    ]
    text = "".join(f"\n{{% macro {name}() %}}\n" + "\n".join(lines) + "\n{% endmacro %}\n" for name, lines in macros)
    return {root / "templates/secret_names.j2": HEADER + text}


def _lines(group: Group) -> list[str]:
    return ["", f'{{{{ heading("{group.note}") -}}}}', *group.lines()]


def _sources() -> str:
    return "|".join(regex_of(pattern.removeprefix("*")) for pattern in SOURCES)


def _expression(one: Named) -> str:
    """Return what matches the paths of such files; empty where all are hidden, and refused anyway."""
    found = [_alternative(one, pattern) for pattern in one.patterns if not re.match(r"\.|\[\._\]\.", pattern)]
    return f"{found[0]}$" if len(found) == 1 else f"(?:{'|'.join(found)})$" if found else ""


def _alternative(one: Named, pattern: str) -> str:
    """Return an expression without classes of both cases: nginx compares without."""
    regex = regex_of(re.sub(r"\[([a-z])[A-Z]\]", r"\1", pattern)).replace(r"\-", "-")
    return f"^/{regex}" if one.is_at_top else regex.removeprefix("[^/]*") if pattern.startswith("*") else f"/{regex}"
