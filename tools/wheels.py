"""Renews the table of wheels: for each Python, the first release of a package that has a wheel for it on Linux.

It asks the package index that pip is set up with, once for each package; without names, for all of the table.
Run: `.venv/bin/python tools/wheels.py [NAME ...]`. Not part of CI, since the answer depends on the day.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import tomli
from pip._internal.commands.index import IndexCommand
from pip._internal.models.search_scope import SearchScope
from pip._vendor.packaging.utils import InvalidWheelFilename, parse_wheel_filename

TABLE = Path(__file__).parents[1] / "templates" / "python" / "wheels.toml"
PYTHONS = tuple(range(8, 15))


def main(names: list[str]) -> None:
    """Write the rows of some packages, or of all."""
    text = TABLE.read_text("utf-8")
    rows: dict[str, dict[str, dict[str, str]]] = tomli.loads(text)
    measured, estimated = rows["measured"], rows["estimated"]
    command = IndexCommand("index", "")
    options, _ = command.parse_args(["--quiet"])
    session = command._build_session(options)  # noqa: SLF001 - pip has no public way to ask its index
    scope = SearchScope.create([], [options.index_url], no_index=False)
    for name in names or [*measured, *estimated]:
        measured[name] = first_of(files(session, scope, name))
        estimated.pop(name, None)
        print(name, measured[name])
    others = text[re.search(r"\n\n#[^[]*\[removed\]", text).start() :].lstrip("\n")  # type: ignore[union-attr] - is there
    parts = (f"[{part}]\n{''.join(map(line, sorted(rows[part].items())))}" for part in ("measured", "estimated"))
    TABLE.write_text(text[: text.index("[")] + "\n".join((*parts, others)), "utf-8")


def line(one: tuple[str, dict[str, str]]) -> str:
    """Return a row in TOML."""
    return f"{one[0]} = {{ {', '.join(map(pair, one[1].items()))} }}\n"


def pair(one: tuple[str, str]) -> str:
    """Return a key with its value in TOML."""
    return '"{}" = "{}"'.format(*one)


def files(session: object, scope: SearchScope, name: str) -> Iterator[str]:
    """Yield the names of all files of a package."""
    (address,) = scope.get_index_urls_locations(name)
    accept = {"Accept": "application/vnd.pypi.simple.v1+json, text/html;q=0.1"}
    answer = session.get(address, headers=accept)  # type: ignore[attr-defined] - pip's session
    answer.raise_for_status()
    if "json" in answer.headers["content-type"]:
        yield from (one["filename"] for one in json.loads(answer.content)["files"] if not one.get("yanked"))
    else:
        yield from re.findall(r">\s*([^<>\s]+\.whl)\s*<", answer.text)


def first_of(names: Iterator[str]) -> dict[str, str]:
    """Return the first release for each Python."""
    found: dict[int, list[tuple[int, ...]]] = {}
    for name in names:
        try:
            _, version, _, tags = parse_wheel_filename(name)
        except InvalidWheelFilename:
            continue
        if version.is_prerelease:
            continue
        for tag in tags:
            if "manylinux" not in tag.platform or "x86_64" not in tag.platform:
                continue
            for minor in PYTHONS:
                is_for_newer = tag.abi == "abi3" and int(tag.interpreter[3:]) <= minor
                if is_for_newer or (tag.abi != "abi3" and tag.interpreter == f"cp3{minor}"):
                    found.setdefault(minor, []).append(version.release)
    return {f"3.{minor}": ".".join(map(str, min(found[minor]))) for minor in PYTHONS if minor in found}


if __name__ == "__main__":
    main(sys.argv[1:])
