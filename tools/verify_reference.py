"""Makes the reference pages of `dockgen verify` from the code."""

import json
from pathlib import Path

from dockgen.practices import PRACTICES
from dockgen.verify.check import Check
from dockgen.verify.checks import CHECKS
from dockgen.verify.report import as_json

MADE = "<!-- Made by `make generate`; edit the code instead. -->\n"


def files(root: Path) -> dict[Path, str]:
    """Return the text of every page by its path."""
    reference = root / "docs/reference"
    return {
        reference / "checks.md": _checks(CHECKS),
        reference / "verify-json.md": _json(),
        reference / "verify.schema.json": json.dumps(as_json.schema(), indent=2) + "\n",
    }


def _checks(known: dict[str, Check]) -> str:
    lines = [MADE, "# Checks", ""]
    lines += [
        "What `dockgen verify` finds out about an image ([how to use it](../how-to/verify.md)). `--only ID,ID` makes"
    ]
    lines += [
        "some of them, `--skip ID,ID` all but some. A check whose practice dockgen's plan leaves out is skipped, since"
    ]
    lines += ["nobody promised it; where somebody else wrote the Dockerfile, each of them is made.", ""]
    lines += ["| Check | What holds where it is kept | Practice | Made |", "|---|---|---|---|"]
    for id_, check in known.items():
        made = "with `--full`" if check.is_slow else "always"
        lines.append(f"| [`{id_}`](#{id_}) | {_cell(check.title)} | {_practice(check) or '-'} | {made} |")
    return "\n".join(lines) + "\n" + "".join(_check(check) for check in known.values())


def _check(check: Check) -> str:
    more = [f"- Practice: {_practice(check)}"] if check.practice else []
    more += ["- Only with `--full`: it needs builds of its own."] if check.is_slow else []
    listed = "\n".join([f"- How it is found out: {check.how}", f"- What to do: {check.fix}", *more])
    return f"\n## {check.id}\n\n**{check.title}.** {check.why}\n\n{listed}\n"


def _practice(check: Check) -> str:
    link = f"[{check.practice}](practices.md#{check.practice})"
    return link if check.practice in PRACTICES else check.practice


def _json() -> str:
    lines = [MADE, "# What `dockgen verify --json` prints", ""]
    lines += [
        "One document on standard output. Its [JSON Schema](verify.schema.json) holds the same. Keys stay as they are;"
    ]
    lines += ["new ones may come, so a reader has to pass over those that it does not know."]
    for name, keys in as_json.KEYS.items():
        head = "The document" if name == "document" else name.capitalize()
        lines += ["", f"## {head}", "", "| Key | Type | Meaning |", "|---|---|---|"]
        lines += [f"| `{key}` | {_type(words)} | {_cell(meaning)} |" for key, (words, meaning) in keys.items()]
    return "\n".join(lines) + "\n"


def _type(words: str) -> str:
    """Return a type in words, with a link where it is a kind of object."""
    name = words.removesuffix(" or null").removeprefix("list of ")
    return words.replace(name, f"[{name}](#{name})") if name in as_json.KEYS else words


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
