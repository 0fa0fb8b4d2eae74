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
    lines += ["What `dockgen verify` checks ([how to use it](../how-to/verify.md)). `--only ID,ID` selects checks, and"]
    lines += [
        "`--skip ID,ID` leaves some out. For a Dockerfile by dockgen, checks of practices that its plan leaves out are"
    ]
    lines += ["skipped; for any other Dockerfile, all checks are made.", ""]
    lines += ["| Check | Passes if | Practice | Made |", "|---|---|---|---|"]
    for id_, check in known.items():
        made = "with `--full`" if check.is_slow else "always"
        lines.append(f"| [`{id_}`](#{id_}) | {_cell(check.title)} | {_practice(check) or '-'} | {made} |")
    return "\n".join(lines) + "\n" + "".join(_check(check) for check in known.values())


def _check(check: Check) -> str:
    more = [f"- Practice: {_practice(check)}"] if check.practice else []
    more += ["- Only with `--full`: it needs separate builds."] if check.is_slow else []
    listed = "\n".join([f"- How: {check.how}", f"- What to do: {check.fix}", *more])
    return f"\n## {check.id}\n\n**{check.title}.** {check.why}\n\n{listed}\n"


def _practice(check: Check) -> str:
    link = f"[{check.practice}](practices.md#{check.practice})"
    return link if check.practice in PRACTICES else check.practice


def _json() -> str:
    lines = [MADE, "# What `dockgen verify --json` prints", ""]
    lines += [
        "One document on standard output; see also its [JSON Schema](verify.schema.json). Existing keys do not change;"
    ]
    lines += ["new ones may be added, so ignore keys that you do not know."]
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
