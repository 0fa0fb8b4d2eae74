"""Makes the reference pages and the JSON Schema from the code."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import typer

from dockgen import cli, versions
from dockgen.choices.options import EXTRAS, OPTIONS, SWITCHES, Option
from dockgen.choices.schema import schema_text
from dockgen.comments import notes
from dockgen.errors import ExitCode
from dockgen.languages import LANGUAGES, Language
from dockgen.practices import EVERY, PRACTICES, RUNGS
from dockgen.practices.practice import Practice
from dockgen.services import SERVICES, Service

MADE = "<!-- Made by `make generate`; edit the code instead. -->\n"


def files(root: Path) -> dict[Path, str]:
    """Return the text of every page by its path."""
    reference = root / "docs/reference"
    return {
        root / "dockgen/choices/dockgen.schema.json": schema_text(),
        reference / "options.md": _options(),
        reference / "commands.md": _commands(),
        reference / "exit-codes.md": _exit_codes(),
        reference / "dockgen-toml.md": _dockgen_toml(),
        reference / "practices.md": _practices(),
        reference / "notes.md": _notes(),
        reference / "languages.md": _languages(),
        reference / "services.md": _services(),
    }


def _options() -> str:
    lines = [
        MADE,
        "# Options of `dockgen init`",
        "",
        "`dockgen init [PATH] [OPTIONS]`; PATH is the folder, by default `.`.",
    ]
    lines += ["Every option of the first table is also a key of [`dockgen.toml`](dockgen-toml.md).", ""]
    lines += ["## Answers", "", "| Option | Values | Default |", "|---|---|---|"]
    for option in OPTIONS:
        lines.append(f"| `--{option.name}` | {_cell(option.help)} {_values(option)} | {_cell(option.default)} |")
    lines += ["", "## What to do", "", "| Option | Meaning |", "|---|---|"]
    for flags, text in SWITCHES.values():
        lines.append(f"| {', '.join(f'`{flag}`' for flag in flags)} | {_cell(text)} |")
    for option in OPTIONS:
        if option.choices and option.shape == "one":
            lines += ["", f"## Values of `--{option.name}`", "", "| Value | Meaning |", "|---|---|"]
            lines += [f"| `{choice.value}` | {_cell(choice.help)} |" for choice in option.choices]
    lines += ["", "## Names for `--with` and `--without`", "", "| Name | What it is |", "|---|---|"]
    lines += [f"| [`{id_}`](practices.md#{id_}) | {_cell(practice.title)} |" for id_, practice in PRACTICES.items()]
    lines += [f"| `{name}` | {_cell(text)} |" for name, text in EXTRAS.items()]
    return "\n".join(lines) + "\n"


def _values(option: Option) -> str:
    if option.choices and option.shape == "one":
        return "One of " + ", ".join(f"`{choice.value}`" for choice in option.choices) + "."
    return f"Example: `{option.example}`."


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _commands() -> str:
    """Return a page of all commands but `init`, whose options have a page of their own."""
    lines = [MADE, "# Commands", "", "`dockgen init` has [a page of its own](options.md)."]
    for name, one in _all(typer.main.get_command(cli.app())):
        if name == "init":
            continue
        arguments = [each for each in one.params if each.param_type_name == "argument"]
        usage = " ".join(["dockgen", name, *(each.metavar or each.name for each in arguments)])
        options = [_option(each) for each in one.params if each.param_type_name == "option"]
        head = ["", "| Option | Meaning | Default |", "|---|---|---|"] if options else []
        lines += ["", f"## `{usage}`", "", str(one.help), *head, *options]
    return "\n".join(lines) + "\n"


def _all(group: Any, before: str = "") -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - as `_option`
    """Yield the commands of a group, and of the groups in it, by their names."""
    for name, one in sorted(group.commands.items()):
        yield f"{before}{name}", one
        if hasattr(one, "commands"):
            yield from _all(one, f"{before}{name} ")


def _option(option: Any) -> str:  # noqa: ANN401 - Typer has its own copy of Click, which it does not export
    names = ", ".join(f"`{one}`" for one in (*option.opts, *option.secondary_opts))
    default = "" if option.is_flag or not option.default else f"`{option.default}`"
    return f"| {names} | {_cell(str(option.help))} | {default} |"


def _exit_codes() -> str:
    lines = [MADE, "# Exit codes", "", "| Code | Meaning |", "|---|---|"]
    lines += [f"| {code.value} | {code.meaning} |" for code in ExitCode]
    return "\n".join([*lines, "", "Messages about what is wrong go to stderr, results to stdout."]) + "\n"


def _dockgen_toml() -> str:
    lines = [MADE, "# `dockgen.toml`", ""]
    lines += [
        "The answers that dockgen keeps for a folder. `dockgen init` writes those that differ from the defaults, and",
        "reads the file in the next run. Command-line flags override it. `dockgen schema` prints its JSON Schema for",
        "editors.",
    ]
    lines += ["", "```toml", *_example(), "```", "", "| Key | Type | Meaning |", "|---|---|---|"]
    lines.append("| `dockgen` | text | The version of dockgen that wrote the file. |")
    for option in OPTIONS:
        lines.append(f"| `{option.name}` | {_type(option)} | {_cell(option.help)} Default: {_cell(option.default)}. |")
    return "\n".join(lines) + "\n"


def _example() -> list[str]:
    return ['base = "alpine"', "port = 8080", 'without = ["readme"]', 'env = { LOG_LEVEL = "info" }']


def _type(option: Option) -> str:
    kinds = {"list": "list of text", "table": "table of text"}
    return kinds.get(option.shape, "number" if option.name == "port" else "text")


def _practices() -> str:
    lines = [
        MADE,
        "# Practices",
        "",
        "What dockgen does to make an image small, safe, and fast to rebuild. Leave one out with",
    ]
    lines += ["`--without ID`, or climb the ladder only to a rung with `--practices RUNG`:", ""]
    lines += ["| Rung | Practices |", "|---|---|"]
    lines += [f"| `{rung}` | {', '.join(f'[{id_}](#{id_})' for id_ in ids)} |" for rung, ids in RUNGS.items()]
    return "\n".join(lines) + "\n" + "".join(_practice(practice) for practice in EVERY.values())


def _practice(practice: Practice) -> str:
    needs = f"\nIt requires {', '.join(f'[{need}](#{need})' for need in practice.needs)}.\n" if practice.needs else ""
    bases = f"\nIt works with the base images {', '.join(practice.bases)}.\n" if practice.bases else ""
    return f"""
## {practice.id}

**{practice.title}.** {practice.why}

- Gain: {practice.about.gain}
- Cost: {practice.about.cost}
- Not when: {practice.about.not_when}
{needs}{bases}
Without it:

```dockerfile
{practice.about.bad.rstrip()}
```

With it:

```dockerfile
{practice.about.good.rstrip()}
```
"""


def _notes() -> str:
    lines = [
        MADE,
        "# Notes",
        "",
        "The comments in generated files, by id, from `templates/notes.toml`. Names in braces are filled in. If a",
        "comment explains a [practice](practices.md), `--comments full` adds the reason.",
        "",
        "| Id | Sentence | Explains |",
        "|---|---|---|",
    ]
    for id_, sentence in notes.sentences().items():
        own = (id_,) if sentence.full else ()
        linked = ", ".join(f"[{practice}](practices.md#{practice})" for practice in (*own, *sentence.explains))
        if sentence.brief:
            lines.append(f"| `{id_}` | {_cell(sentence.brief)} | {linked} |")
    return "\n".join(lines) + "\n"


def _languages() -> str:
    lines = [
        MADE,
        "# Languages",
        "",
        "In the order of detection; `--language NAME` overrides it.",
        "",
    ]
    lines += ["| Name | Detected by | Versions | Practices that do not apply |", "|---|---|---|---|"]
    lines += [_language(language) for language in LANGUAGES.values()]
    for language in LANGUAGES.values():
        lines += [
            "",
            f"## Base images for {language.TITLE}",
            "",
            "Best first.",
            "",
            "| `--base` | Image | What it is |",
        ]
        lines += ["|---|---|---|"]
        lines += [
            f"| `{base}` | `{_image(language, base)}` | {_cell(trade)} |" for base, trade in language.BASES.items()
        ]
    return "\n".join(lines) + "\n"


def _language(language: Language) -> str:
    default, supported = versions.language(language.NAME)
    shown = ", ".join(f"**{one}**" if one == default else one for one in supported) or "-"
    unneeded = "; ".join(f"`{practice}`: {why}" for practice, why in language.UNNEEDED.items()) or "-"
    return f"| `{language.NAME}` ({language.TITLE}) | {_cell(language.LOOKED_FOR)} | {shown} | {_cell(unneeded)} |"


def _image(language: Language, base: str) -> str:
    return versions.runtime_image(language.NAME, base, versions.language(language.NAME)[0], (), pinned=True)


def _clients(service: Service) -> Iterator[tuple[str, Sequence[str]]]:
    for name, language in LANGUAGES.items():
        if names := language.clients().of.get(service.name):
            yield name, names


def _services() -> str:
    lines = [
        MADE,
        "# Services",
        "",
        "Services that `compose.yaml` gets if the project's own dependencies include a client for them;",
    ]
    lines += ["`--without services` leaves them out.", ""]
    lines += ["| Service | Image | Variables that the program may read | Clients |", "|---|---|---|---|"]
    for service in SERVICES:
        clients = "<br>".join(f"{name}: {', '.join(names)}" for name, names in _clients(service))
        variables = ", ".join(f"`{variable}`" for variable in service.variables)
        lines.append(f"| {service.title} | `{versions.service_image(service.name)}` | {variables} | {clients} |")
    return "\n".join(lines) + "\n"
