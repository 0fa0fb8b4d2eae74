"""What people and programs get to read: plain text in a pipe, rich in a terminal, JSON where asked for."""

import json
import os
import sys
from collections.abc import Mapping, Sequence

from dockgen.facts import FactValue
from dockgen.pipeline import Found, Generated
from dockgen.plan import Plan
from dockgen.write import Action, Change, diff

_STYLES = {
    Action.CREATE: "green",
    Action.IDENTICAL: "dim",
    Action.OVERWRITE: "yellow",
    Action.SKIP: "dim",
    Action.CONFLICT: "bold red",
}


def is_terminal() -> bool:
    """Tell whether a person sits at both ends, and the terminal can move its cursor: lists to choose from need that."""
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM", "") not in {"dumb", "unknown"}


def line(text: str = "", style: str = "") -> None:
    """Print a line, in a style where a terminal shows it; only there rich is worth its import."""
    if style and sys.stdout.isatty():
        from rich.console import Console  # noqa: PLC0415 - see above
        from rich.text import Text  # noqa: PLC0415

        Console(highlight=False, soft_wrap=True).print(Text(text, style))
    else:
        print(text)  # noqa: T201 - this is the reporter


def problem(text: str) -> None:
    """Print a line on stderr."""
    print(text, file=sys.stderr)  # noqa: T201 - this is the reporter


def raw(text: str) -> None:
    """Print a file's text as it is: it is for another program, or to be copied."""
    sys.stdout.write(text)


def code(text: str, language: str) -> None:
    """Print source text, in colours where a terminal shows them."""
    if sys.stdout.isatty():
        from rich.console import Console  # noqa: PLC0415 - only a terminal waits for it
        from rich.syntax import Syntax  # noqa: PLC0415

        Console().print(Syntax(text, language, background_color="default", word_wrap=True))
    else:
        raw(text)


def changes(done: Sequence[Change], backups: Mapping[str, str]) -> None:
    """Print one aligned word for each file, and where its backup is."""
    for change in done:
        kept = f"   (backup: {backups[change.path]})" if change.path in backups else ""
        line(f"{change.action.value:>10}  {change.path}{kept}", _STYLES[change.action])


def written(done: Sequence[Change]) -> None:
    """Print how many files were written."""
    number = sum(change.action in {Action.CREATE, Action.OVERWRITE} for change in done)
    line("Nothing was changed." if number == 0 else f"Wrote {number} file{'' if number == 1 else 's'}.")


def diffs(compared: Sequence[Change]) -> None:
    """Print the difference of each file that differs."""
    for change in compared:
        if change.action is not Action.IDENTICAL:
            code(diff(change), "diff")


def summary(plan: Plan) -> None:
    """Print in a few lines what was decided, and where from."""
    rows = [
        ("language", f"{plan.language} {plan.language_version}".rstrip(), plan.sources.get("language_version", "")),
        ("program", plan.name if plan.main == "." else f"{plan.name} ({plan.main})", plan.sources["name"]),
        *([("module", plan.module, plan.sources["module"])] if plan.module else []),
        ("base", plan.runtime_image if plan.does["multi-stage"] else plan.build_image, plan.sources["base"]),
        ("https", plan.https, plan.sources.get("https", "")),
        ("user", _user(plan), plan.sources.get("user", "")),
        ("port", "none" if plan.port is None else str(plan.port), plan.sources["port"]),
        *(("without", practice, reason) for practice, reason in plan.left_out.items()),
    ]
    width = max(len(value) for _, value, _ in rows)
    for label, value, source in rows:
        folded(f"{label:>10}  {value:<{width}}  {source}".rstrip(), indent=12)


def folded(text: str, indent: int, style: str = "") -> None:
    """Print text in as many lines as the terminal needs, all but the first indented."""
    import shutil  # noqa: PLC0415 - only the wizard needs them
    import textwrap  # noqa: PLC0415

    columns = max(shutil.get_terminal_size().columns - 1, indent + 8)
    line(textwrap.fill(text, columns, subsequent_indent=" " * indent, break_on_hyphens=False), style)


def _user(plan: Plan) -> str:
    if plan.user.uid == 0:
        return "root"
    number = f"{plan.user.uid}:{plan.user.gid}"
    return f"{plan.user.name} ({number})" if plan.user.name else number


def next_steps(generated: Generated, folder: str) -> None:
    """Print the commands that build and run what was made."""
    from shlex import quote  # noqa: PLC0415 - most runs end without it

    plan = generated.plan
    where = "" if folder == "." else f"cd {quote(folder)} && "
    port = "" if plan.port is None else f"-p {plan.port}:{plan.port} "
    line()
    line(f"Next: {where}docker build -t {plan.name} . && docker run --rm {port}{plan.name}")


def as_json(generated: Generated, done: Sequence[Change], backups: Mapping[str, str]) -> None:
    """Print the plan and what happened to each file."""
    files = [
        {"path": change.path, "action": change.action.value, "backup": backups.get(change.path)} for change in done
    ]
    document = {"plan": generated.plan.as_json(), "files": files, "warnings": generated.project.warnings}
    print(json.dumps(document, indent=2, ensure_ascii=False))  # noqa: T201 - this is the reporter


def detected(found: Found) -> None:
    """Print what was found, and in which file."""
    line(f"{found.language.TITLE} ({found.reason})", "bold")
    for key, fact in found.facts.items():
        line(f"{key:>14}  {_shown(fact.value):<28} {fact.source}".rstrip())


def _shown(value: FactValue) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(value)
    return "-" if value is None else str(value)


def detected_as_json(found: Found) -> None:
    """Print the same for programs."""
    document = {
        "language": found.language.NAME,
        "reason": found.reason,
        "facts": {key: fact._asdict() for key, fact in found.facts.items()},
        "warnings": found.project.warnings,
    }
    print(json.dumps(document, indent=2, ensure_ascii=False))  # noqa: T201 - this is the reporter
