"""Prints the output: plain text in a pipe, colors at a terminal, JSON on request."""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from dockgen.choices.selection import has_shell
from dockgen.generator.apps import App
from dockgen.generator.generated import Generated
from dockgen.generator.pipeline import Detected
from dockgen.languages import Language
from dockgen.model.facts import ALWAYS_TOLD, TOLD, FactValue
from dockgen.model.plan import Plan, plain
from dockgen.rendering.quoting import shell
from dockgen.terminal import waiting
from dockgen.text import visible
from dockgen.writing.write import WRITTEN, Action, Change, diff

MANY: Final = 20
"""With more apps, a progress bar is shown."""

MAX_COLUMN: Final = 40
"""The widest column of values, to leave room for their sources."""

PLAIN: Final = "DOCKGEN_PLAIN"
"""The variable of the environment that asks for lines of text."""

_STYLES = {
    Action.CREATE: "green",
    Action.IDENTICAL: "dim",
    Action.OVERWRITE: "yellow",
    Action.COMPLETE: "green",
    Action.SKIP: "dim",
    Action.CONFLICT: "bold red",
}


def is_terminal(*, plain: bool = False) -> bool:
    """Tell whether stdin and stdout are a terminal that can show interactive lists.

    With `plain`, or DOCKGEN_PLAIN in the environment, any terminal will do, since questions are lines of text then.
    """
    if plain:
        os.environ[PLAIN] = "1"  # for whatever asks from here on
    can_show = bool(os.environ.get(PLAIN)) or os.environ.get("TERM", "") not in {"dumb", "unknown"}
    return can_show and sys.stdin.isatty() and sys.stdout.isatty()


def line(text: str = "", style: str = "") -> None:
    """Print one line, styled at a terminal."""
    _print(visible.one_line(text), style)


def lines(text: str, style: str = "") -> None:
    """Print text of several lines, with control characters escaped."""
    _print(visible.lines(text), style)


def _print(text: str, style: str) -> None:
    if style and sys.stdout.isatty() and not os.environ.get(PLAIN):
        from rich.console import Console  # noqa: PLC0415 - only a terminal waits for it
        from rich.text import Text  # noqa: PLC0415 - only a terminal waits for it

        Console(highlight=False, soft_wrap=True).print(Text(text, style))
    else:
        print(text)  # noqa: T201 - this is the reporter


def problem(text: str = "") -> None:
    """Print a line on stderr."""
    print(visible.one_line(text), file=sys.stderr)  # noqa: T201 - this is the reporter


def warnings(texts: Iterable[str]) -> None:
    """Print warnings on stderr."""
    for text in texts:
        problem(f"warning: {text}")


def document(content: object) -> None:
    """Print JSON for another program."""
    raw(visible.as_json(content))


def raw(text: str) -> None:
    """Print a file's text unchanged, for another program or for copying."""
    sys.stdout.write(text)


def code(text: str, language: str) -> None:
    """Print source text, in colors at a terminal."""
    text = visible.lines(text)
    if sys.stdout.isatty() and not os.environ.get(PLAIN):
        from rich.console import Console  # noqa: PLC0415 - only a terminal waits for it
        from rich.syntax import Syntax  # noqa: PLC0415 - only a terminal waits for it

        # The terminal's own colors are readable on light and dark backgrounds; a fixed theme's may not be.
        Console().print(Syntax(text.rstrip("\n"), language, theme="ansi_dark", word_wrap=True))
    else:
        raw(text)


def changes(done: Sequence[Change], backups: Mapping[str, str]) -> None:
    """Print what happened to each file, in one aligned word, and its backup."""
    for change in done:
        kept = f"   (backup: {backups[change.path]})" if change.path in backups else ""
        line(f"{change.action.value:>10}  {change.path}{kept}", _STYLES[change.action])


def written(done: Sequence[Change]) -> None:
    """Print how many files were written."""
    number = sum(change.action in WRITTEN for change in done)
    line("No file was changed." if number == 0 else f"Wrote {number} file{'' if number == 1 else 's'}.")


def diffs(compared: Sequence[Change]) -> None:
    """Print the diff of each file that differs."""
    for change in compared:
        if change.action is not Action.IDENTICAL:
            code(diff(change), "diff")


def summary(plan: Plan) -> None:
    """Print the decisions and their sources in a few lines."""
    sources = plan.sources
    image = plan.runtime_image if plan.does["multi-stage"] else plan.build_image or plan.runtime_image
    rows = [
        ("language", f"{plan.language} {plan.language_version}".rstrip(), sources.get("language_version", "")),
        ("program", plan.name if plan.main == "." else f"{plan.name} ({plan.main})", sources["name"]),
        *([("module", plan.module, sources["module"])] if plan.module else []),
        ("base", image, sources["base"]),
        *([("https", plan.https, sources["https"])] if "https" in sources else []),
        ("user", user(plan), sources.get("user", "")),
        ("start", start(plan), sources["command"]),
        ("port", "none" if plan.port is None else str(plan.port), sources["port"]),
        *([("pack", plan.pack, "")] if plan.pack else []),
        *(("label", f"{key}={text}", "") for key, text in plan.label.items()),
        *(("service", image, "") for image in plan.services.values()),
        *(("left out", practice, reason) for practice, reason in _missed(plan).items()),
    ]
    width = min(max(len(value) for _, value, _ in rows), MAX_COLUMN)
    for label, value, source in rows:
        folded(f"{label:>10}  {value:<{width}}  {source}".rstrip(), indent=12)


def start(plan: Plan) -> str:
    """Return the start command as it was found; the image may extend it."""
    said = plan.program.start and plan.program.start.value
    return said if said and plan.start == plan.recipe.start else shell(plan.start)


def folded(text: str, indent: int, style: str = "") -> None:
    """Print text wrapped to the terminal's width, with all lines but the first indented."""
    import shutil  # noqa: PLC0415 - only a terminal waits for it
    import textwrap  # noqa: PLC0415 - only a terminal waits for it

    text = visible.one_line(text)
    columns = max(shutil.get_terminal_size().columns - 1, indent + 8)
    lines(textwrap.fill(text, columns, subsequent_indent=" " * indent, break_on_hyphens=False), style)


def user(plan: Plan) -> str:
    """Return who runs the program, by name and number."""
    if plan.user.uid == 0:
        return "root"
    number = f"{plan.user.uid}:{plan.user.gid}"
    return f"{plan.user.name} ({number})" if plan.user.name else number


def _missed(plan: Plan) -> dict[str, str]:
    """Return the left-out practices that were asked for or that a server usually has, with the reason."""
    expected = {*plan.asked, *(["healthcheck"] if plan.port is not None else [])}
    reason = plan.left_out.get("minimal-base")
    if plan.does["multi-stage"] and reason not in {None, has_shell(plan.base)}:  # the program cannot do with it
        expected.add("minimal-base")
    return {practice: reason for practice, reason in plan.left_out.items() if practice in expected}


def chosen(plans: Sequence[Plan]) -> None:
    """Print which of several programs was taken and why, unless a person said which."""
    for plan in plans:
        found = plan.program.main
        is_guess = found is not None and len(plan.program.mains.value) > 1 and plan.sources.get("main") == found.source
        if found is not None and is_guess:
            line(f"{'program':>10}  {plan.main}: {found.source}", "dim")


def left_out(plans: Sequence[Plan]) -> None:
    """Print the practices that are missing and why, in one line for each reason."""
    reasons: dict[tuple[str, str], list[str]] = {}
    for plan in plans:
        for practice, reason in _missed(plan).items():
            reasons.setdefault((practice, reason), []).append(plan.name)
    for (practice, reason), names in reasons.items():
        of = "" if len(plans) == 1 else f" ({', '.join(names[:3])}{', ...' if len(names) > 3 else ''})"  # noqa: PLR2004 - a line full
        line(f"{'left out':>10}  {practice}: {reason}{of}", "dim")


def each(apps: Sequence[App]) -> Iterable[App]:
    """Iterate over the apps of a repository, with a progress bar if there are many and stderr is a terminal."""
    if len(apps) < MANY or not sys.stderr.isatty():
        return apps
    from rich.console import Console  # noqa: PLC0415 - only a terminal waits for it
    from rich.progress import track  # noqa: PLC0415 - only a terminal waits for it

    return _going_by(track(apps, "Deciding", console=Console(stderr=True), transient=True))


def _going_by(apps: Iterable[App]) -> Iterator[App]:
    with waiting.paused():
        yield from apps


def as_json(generated: Generated, done: Sequence[Change], backups: Mapping[str, str]) -> None:
    """Print the plan and the result for each file as JSON."""
    files = [{"path": one.path, "action": one.action.value, "backup": backups.get(one.path)} for one in done]
    plans = [plan.as_json() for plan in generated.plans]
    made = {"plans": plans} if generated.several else {"plan": plans[0]}
    folder = str(generated.project.root)
    document({**made, "folder": folder, "files": files, "warnings": generated.project.warnings})


def detected(what: Detected) -> None:
    """Print what was found, with its source."""
    if found := what.found:
        line(f"{found.language.TITLE} ({found.reason})", "bold")
        facts = found.program.facts
        for key, fact in ((key, facts[key]) for key in TOLD if key in facts):
            if key in ALWAYS_TOLD or fact.value not in (None, False, (), (".",)):
                line(f"{key:>14}  {_shown(fact.value):<28} {fact.source}".rstrip())
    for language, reason in what.others:
        line(f"{'also':>14}  {language.TITLE + ' (' + reason + ')':<28} {_why_not(what, language)}")
    if what.plan:
        line()
        line("Defaults:", "bold")
        summary(what.plan)
    elif what.undecided:
        line()
        line(f"Not decided: {what.undecided}", "yellow")
    if len(what.apps) > 1 or not found:
        line()
        line(f"Apps ({len(what.apps)}); `dockgen init --app FOLDER` or `--all`:", "bold")
        width = max(len(app.path) for app in what.apps)
        for app in what.apps:
            line(f"  {app.path or '.':<{width}}  {app.language.TITLE} ({app.reason})")


def _why_not(what: Detected, language: Language) -> str:
    first = what.found.language.TITLE if what.found else ""
    return f"{first} is detected first; use --language {language.NAME} to override"


def _shown(value: FactValue) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(value) or "-"
    return "-" if value is None else str(value)


def detected_as_json(what: Detected) -> None:
    """Print the same as JSON."""
    found = what.found
    document(
        {
            "language": found and found.language.NAME,
            "reason": found and found.reason,
            "facts": {key: plain(fact) for key, fact in found.program.facts.items()} if found else {},
            "plan": what.plan and what.plan.as_json(),
            "undecided": what.undecided or None,
            "others": [{"language": language.NAME, "reason": reason} for language, reason in what.others],
            "apps": [
                {"path": app.path or ".", "main": app.main, "language": app.language.NAME, "reason": app.reason}
                for app in what.apps
            ],
            "warnings": what.project.warnings,
        }
    )
