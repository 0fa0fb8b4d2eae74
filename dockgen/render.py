"""Turns a plan into files. The only module that imports jinja2."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dockgen.options import Option
from dockgen.plan import Plan
from dockgen.practices import PRACTICES

WIDTH: Final = 110


class Output(NamedTuple):
    """A file that every language has, the template it comes from, and what the plan has to say yes to."""

    path: str
    template: str
    when: str | None


OUTPUTS: Final = (
    Output("Dockerfile", "Dockerfile.j2", None),
    Output(".dockerignore", "dockerignore.j2", "ignore-file"),
    Output("compose.yaml", "compose.yaml.j2", "compose"),
    Output("README.md", "README.md.j2", "readme"),
    Output(".gitignore", "gitignore.j2", "gitignore"),
)


def templates_folder() -> Path:
    """Return where the templates are: inside the package of a wheel, or at the top of the repository."""
    inside = Path(__file__).with_name("templates")
    return inside if inside.is_dir() else Path(__file__).parent.parent / "templates"


def render(plan: Plan, kept: Sequence[tuple[Option, Any]] | None) -> dict[str, str]:
    """Return the text of every file by its path, sorted.

    Args:
        plan: everything decided.
        kept: the answers that `dockgen.toml` will keep; None to write no such file.
    """
    environment = _environment(plan)
    found = {output.path: output.template for output in OUTPUTS if output.when is None or plan.does[output.when]}
    if plan.does["sample"]:
        found |= _sample(plan.language)
    if kept is not None:
        found["dockgen.toml"] = "dockgen.toml.j2"
    texts = {}
    for path, name in sorted(found.items()):
        template = environment.select_template([f"{plan.language}/{name}", name])
        texts[path] = _tidy(template.render(kept=kept))
    return texts


def _sample(language: str) -> dict[str, str]:
    """Return the templates of a language's sample app by the paths of the files they make."""
    folder = templates_folder() / language / "sample"
    names = (path.relative_to(folder).as_posix() for path in folder.rglob("*.j2"))
    return {name.removesuffix(".j2"): f"sample/{name}" for name in names}


def _tidy(text: str) -> str:
    """Leave one blank line where templates left several, and none at both ends."""
    return re.sub(r"\n(?:[ \t]*\n){2,}", "\n\n", text).strip("\n") + "\n"


def _environment(plan: Plan) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(templates_folder()),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - Dockerfiles are no HTML; each place has its own quoting below
    )
    environment.filters.update(quoted=quoted, json=_json, toml=_toml)
    environment.globals.update(
        plan=plan,
        does=plan.does,
        facts=plan.facts,
        note=_Notes(plan).note,
        stage=_Notes(plan).stage,
    )
    return environment


def quoted(value: str) -> str:
    """Quote a value of ENV or LABEL; between double quotes these are all the escapes (BuildKit's shell/lex.go)."""
    return '"' + re.sub(r'([\\"$])', r"\\\1", value) + '"'


def _json(value: object) -> str:
    """Return JSON, which is BuildKit's exec form and also a string of YAML and of TOML (jinja2's own escapes `&`)."""
    return json.dumps(value, ensure_ascii=False)


def _toml(value: object) -> str:
    """Return a value of `Settings` as TOML: text, a number, a list of texts, or a table of pairs."""
    if not isinstance(value, tuple):
        return _json(value)
    if value and isinstance(value[0], tuple):
        return "{ " + ", ".join(f"{_json(key)} = {_json(text)}" for key, text in value) + " }"
    return _json(list(value))


class _Notes(NamedTuple):
    """Makes comments, as many as the plan wants."""

    plan: Plan

    def note(self, text: str, *practices: str) -> str:
        """Return a comment that says why, with the reasons of its practices where the plan wants them in full."""
        if self.plan.comments == "none":
            return ""
        paragraphs = [text]
        if self.plan.comments == "full":
            paragraphs += [PRACTICES[practice].why for practice in practices if self.plan.does[practice]]
        return "".join(f"# {line}\n" for paragraph in paragraphs for line in _wrapped(paragraph))

    def stage(self, name: str, text: str, *practices: str) -> str:
        """Return the comment over a FROM or an ARG, which `docker build --call=targets` shows as its description.

        BuildKit's rule InvalidDefinitionDescription wants it in one line that starts with the name.
        """
        reasons = ""
        if self.plan.comments == "full":
            wanted = [PRACTICES[practice].why for practice in practices if self.plan.does[practice]]
            reasons = "".join(self.note(paragraph) for paragraph in wanted)
        return f"{reasons}\n{self.note(f'{name} {text}')}" if reasons else self.note(f"{name} {text}")


def _wrapped(text: str) -> list[str]:
    """Break a paragraph into lines; textwrap would do it too, and takes longer to import than to run."""
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) >= WIDTH:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".lstrip()
    return lines
