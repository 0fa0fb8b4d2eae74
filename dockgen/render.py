"""Turns a plan into files. The only module that imports jinja2."""

import json
import os
import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol, cast

from dockgen import build_secrets, services, volumes
from dockgen.compiled import runtime
from dockgen.errors import UsageError
from dockgen.options import Option
from dockgen.plan import Plan
from dockgen.practices import PRACTICES
from dockgen.resources import templates_folder
from dockgen.unique import free

if TYPE_CHECKING:
    from jinja2 import Environment

    from dockgen.packs.read import Pack

WIDTH: Final = 110
_TAKE_OUT: Final = "Take it out of the project's files."
_ENDS: Final = r"[\0\r\n]"
"""What ends a line of a Dockerfile, or the whole of it."""


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


class _Template(Protocol):
    def render(self, **names: Any) -> str: ...  # noqa: ANN401 - whatever a template wants to know


Kept = Sequence[tuple[Option, Any]] | None
"""The answers that `dockgen.toml` will keep; None to write no such file."""


def render(plan: Plan, kept: Kept, pack: "Pack | None" = None) -> dict[str, str]:
    """Return the text of every file of one app by its path, sorted.

    Args:
        plan: everything decided.
        kept: the answers to keep.
        pack: a team's templates, which go before dockgen's own, and its files.

    Raises:
        PackError: a template of the pack does not work.
    """
    names = templates_of(plan.language)
    found = {
        plan.dockerfile if output.path == "Dockerfile" else output.path: output.template
        for output in OUTPUTS
        if output.when is None or plan.does[output.when]
    }
    if plan.does["sample"]:
        folder = f"{plan.language}/sample/"
        found |= {name.removeprefix(folder).removesuffix(".j2"): name for name in names if name.startswith(folder)}
    if plan.does["compose"] and services.needs_example((plan,)):
        found[services.ENV_EXAMPLE] = "env.example.j2"
    special = {path: f"{plan.language}/{name}" for path, name in found.items()}
    found |= {path: name for path, name in special.items() if name in names}
    return dict(sorted({**_rendered([plan], found, kept, pack), **_files(plan, found, pack)}.items()))


def render_image(plan: Plan, pack: "Pack | None" = None) -> dict[str, str]:
    """Return what one of several apps has for itself, by its path from the build context."""
    quiet = dict.fromkeys(("compose", "readme", "gitignore"), False)
    return render(plan._replace(does={**plan.does, **quiet}), None, pack)


def render_shared(plans: Sequence[Plan], kept: Kept, pack: "Pack | None" = None) -> dict[str, str]:
    """Return what several apps share, by its path."""
    found = {"docker-bake.hcl": "docker-bake.hcl.j2"}
    if any(plan.does["compose"] for plan in plans):
        found["compose.yaml"] = "compose.yaml.j2"
        if services.needs_example(plans):
            found[services.ENV_EXAMPLE] = "env.example.j2"
    return _rendered(plans, found, kept, pack)


def _rendered(plans: Sequence[Plan], found: dict[str, str], kept: Kept, pack: "Pack | None") -> dict[str, str]:
    """Render each file's template: those of a pack, and what they may change, in its sandbox."""
    own = {} if kept is None else {"dockgen.toml": "dockgen.toml.j2"}
    texts = {}
    if pack and pack.templates:
        from dockgen.packs import files  # noqa: PLC0415 - only with a pack

        texts = files.render(pack, plans, found)
    else:
        own = {**found, **own}
    if own:
        get = _getter(plans[0], plans, templates_of(plans[0].language))
        texts |= {path: get(name).render(kept=kept) for path, name in own.items()}
    return {path: tidy(text) for path, text in sorted(texts.items())}


def _files(plan: Plan, found: Mapping[str, str], pack: "Pack | None") -> dict[str, str]:
    """Return what a pack puts beside the files that are made from templates."""
    if pack is None or not pack.files:
        return {}
    from dockgen.packs import files  # noqa: PLC0415 - only with a pack

    return files.beside(pack, plan, found)


def _getter(plan: Plan, plans: Sequence[Plan], names: Mapping[str, Path]) -> Callable[[str], _Template]:
    known = scope(plan, plans)
    return _compiled(plan.language, names, known) or _interpreted(known)


def templates_of(language: str) -> dict[str, Path]:
    """Return the files of the shared templates and of a language's own, by name."""
    shared = {entry.name: Path(entry.path) for entry in os.scandir(templates_folder()) if entry.name.endswith(".j2")}
    return shared | own_templates(language)


def own_templates(language: str) -> dict[str, Path]:
    """Return the files of a language's own templates, by name."""
    found: dict[str, Path] = {}
    for place, _, files in os.walk(templates_folder() / language):
        prefix = Path(place).relative_to(templates_folder()).as_posix()
        found |= {f"{prefix}/{file}": Path(place, file) for file in files if file.endswith(".j2")}
    return found


def _compiled(language: str, names: Mapping[str, Path], known: dict[str, Any]) -> Callable[[str], _Template] | None:
    """Return what Jinja2 compiled ahead of time; None unless it was made of just these templates."""
    compiled: dict[str, tuple[int, Any]] = {}
    for module in ("shared", language):
        try:
            compiled |= import_module(f"dockgen.compiled.{module}").TEMPLATES
        except ModuleNotFoundError:  # a language that is being added
            return None
    if compiled.keys() != names.keys() or any(
        zlib.crc32(path.read_bytes()) != compiled[name][0] for name, path in names.items()
    ):
        return None
    code = {name: function for name, (_, function) in compiled.items()}
    return runtime.Environment(code, FILTERS, known).get_template


def _interpreted(known: dict[str, Any]) -> Callable[[str], _Template]:
    environment = jinja_environment()
    environment.globals.update(known)
    return environment.get_template


def jinja_environment() -> "Environment":
    """Return the environment that the templates are written for."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - slow, see dockgen/compiled

    environment = Environment(
        loader=FileSystemLoader(templates_folder()),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - Dockerfiles are no HTML; each place has its own quoting below
    )
    environment.filters.update(FILTERS)
    return environment


def scope(plan: Plan, plans: Sequence[Plan]) -> dict[str, Any]:
    """Return all that templates see: one plan, and all of those that share a `compose.yaml`."""
    notes, composed, secrets = Notes(plan), services.composed(plans), build_secrets.of(plans)
    of_services = tuple(f"{one.name}-data" for one in composed.services)
    kept = volumes.of(plans, of_services)
    return {
        "plan": plan,
        "does": plan.does,
        "image_arguments": plan.does["pin"] and plan.does["image-arguments"],
        "facts": plan.facts,
        "recipe": plan.recipe,
        "plans": plans,
        "composed": composed,
        "volumes_of": kept,
        "volumes": (*of_services, *(name for one in kept.values() for name, _ in one)),
        "workers_of": _workers(plans, [one.name for one in composed.services]),
        "build_secrets": secrets,
        "shared_secrets": (shared := build_secrets.shared(secrets)),
        "needs_home": any(one.is_at_home for one in shared),
        "build_arguments": sorted({name for one in plans for name in one.recipe.get("arguments", ())}),
        "serves_tls": any(one.https == "serve" for one in plans),
        "targets": _targets(plans),
        "note": notes.note,
        "stage": notes.stage,
    }


def _targets(plans: Sequence[Plan]) -> dict[str, str]:
    """Return what each app is called in docker-bake.hcl, where names have no dots."""
    found: dict[str, str] = {}
    for one in sorted(plans, key=lambda one: "." in one.name):
        found[one.name] = free(one.name.replace(".", "-"), found.values())
    return found


def _workers(plans: Sequence[Plan], taken: Sequence[str]) -> dict[str, tuple[tuple[str, Any], ...]]:
    """Return what runs beside each app from its image: the name in compose.yaml, of which there is one, and command."""
    known = {*taken, *(one.name for one in plans)}
    found: dict[str, tuple[tuple[str, Any], ...]] = {one.name: () for one in plans}
    for one in plans:
        for worker, command in one.recipe.get("workers", {}).items():
            name = free(f"{one.name}-{worker}", known)
            known.add(name)
            found[one.name] += ((name, command),)
    return found


def tidy(text: str) -> str:
    """Leave one blank line where templates left several, and none at both ends."""
    return re.sub(r"\n(?:[ \t]*\n){2,}", "\n\n", text).strip("\n") + "\n"


def quoted(value: str) -> str:
    """Quote a value of ENV or LABEL; between double quotes these are all the escapes (BuildKit's shell/lex.go).

    A backslash before a quote goes between single quotes, where nothing is escaped, and one at the end goes behind
    the quotes: hadolint cannot read them otherwise.
    """
    if re.search(_ENDS, value):
        raise UsageError(f"{value!r} has a line break, which ENV and LABEL of a Dockerfile cannot hold", _TAKE_OUT)
    start = value.rstrip("\\")
    end = value[len(start) :].replace("\\", "\\\\")
    return '"' + re.sub(r'\\+"|[\\"$]', _escaped, start) + '"' + end


def _escaped(found: re.Match[str]) -> str:
    return f"\"'{found[0]}'\"" if len(found[0]) > 1 else f"\\{found[0]}"


def _json(value: object) -> str:
    """Return JSON, which is BuildKit's exec form (jinja2's own escapes `&`)."""
    return "".join(one if one.isprintable() else json.dumps(one)[1:-1] for one in json.dumps(value, ensure_ascii=False))


_SHORT: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _string(text: str) -> str:
    """Quote text in the one way that YAML, TOML and HCL have in common; what a reader would not see is escaped."""
    return '"' + "".join(_SHORT.get(one) or (one if one.isprintable() else _by_number(one)) for one in text) + '"'


def _by_number(character: str) -> str:
    number = ord(character)
    if 0xD800 <= number <= 0xDFFF:  # noqa: PLR2004 - surrogates
        raise UsageError(f"{character!r} is half of a surrogate pair, which UTF-8 cannot hold", _TAKE_OUT)
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"  # noqa: PLR2004 - four digits


def _each(value: object, quote: Callable[[str], str]) -> str:
    """Quote text, or each text of a list."""
    return quote(value) if isinstance(value, str) else f"[{', '.join(map(quote, cast('Sequence[str]', value)))}]"


def _toml(value: object) -> str:
    """Return a value of `Settings` as TOML: text, a number, a list of texts, or a table of pairs."""
    if not isinstance(value, tuple):
        return _string(value) if isinstance(value, str) else _json(value)
    if value and isinstance(value[0], tuple):
        return "{ " + ", ".join(f"{_string(key)} = {_string(text)}" for key, text in value) + " }"
    return _each(value, _string)


def _hcl(value: object) -> str:
    """Return text, or a list of it, as HCL means it: `${` and `%{` would begin an expression."""
    return _each(value, lambda text: re.sub(r"[$%](?=\{)", r"\g<0>\g<0>", _string(text)))


def _yaml(value: object) -> str:
    """Return text, or a list of it, as YAML: in compose.yaml for texts in which `$` is meant for Compose."""
    return _each(value, _string)


def _compose(value: object) -> str:
    """Return text, or a list of it, as compose.yaml means it: Compose takes `$` for a variable wherever it stands."""
    return _each(value, lambda text: _string(text.replace("$", "$$")))


def _word(text: str) -> str:
    """Return the same without quotes where YAML reads just that text."""
    return text if re.fullmatch(_BARE, text) and text.lower() not in _NO_TEXT else _compose(text)


_BARE: Final = r"\.?[A-Za-z_](?:[A-Za-z0-9_./:-]*[A-Za-z0-9_])?"
_NO_TEXT: Final = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", ".inf", ".nan"})
MAX_KEY: Final = 1000
"""YAML reads no key of more than 1024 characters, with its quotes, unless `?` is before it."""


def _key(text: str) -> str:
    """Return a key of compose.yaml, where Compose looks for no variables.

    Raises:
        UsageError: it is too long for a key.
    """
    key = text if _word(text) == text else _string(text)
    if len(key) > MAX_KEY:
        raise UsageError(f"{text!r} is too long for a key in compose.yaml", f"Allowed: {MAX_KEY} characters.")
    return key


def _local(path: str) -> str:
    """Return the path of a folder such that Docker takes it for one, whatever its name is: not for `~`, nor a URL."""
    first = path.partition("/")[0]
    return path if path == "." or re.fullmatch(r"\.?[\w-]+", first) else f"./{path}"


_REMOTE: Final = r"-|github\.com/.*|git@.*|[\w.~-]+@[^/:]+:.*"
"""What `docker buildx bake` takes for an address, or for its standard input, even with `./` before it."""


def _bake_context(path: str) -> str:
    """Return the folder of a build context as docker-bake.hcl has it.

    Raises:
        UsageError: bake would build something else.
    """
    if re.fullmatch(_REMOTE, path):
        raise UsageError(
            f"docker buildx bake takes {path!r} for an address, not for a folder",
            "Rename the folder or move it into another one.",
        )
    return _hcl(_local(path))


def _compose_secret(secret: build_secrets.Secret) -> str:
    """Return where a secret comes from, as compose.yaml has it."""
    if not secret.is_at_home:
        return _word(_local(secret.where) if secret.kind == "file" else secret.where)
    return _word(f"HOME/{secret.where}").replace("HOME/", build_secrets.HOME, 1)


def _bake_secret(secret: build_secrets.Secret) -> str:
    """Return a secret as docker-bake.hcl has it, such as `id=npmrc,src=.npmrc`: CSV inside of HCL."""
    fields = (f"id={secret.id}", f"{'src' if secret.kind == 'file' else 'env'}={secret.where}")
    text = _hcl(",".join(map(_csv_field, fields)))
    return text.replace(",src=", f",src={build_secrets.HOME}", 1) if secret.is_at_home else text


def _csv_field(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if re.search(r'[",\s]', text) else text


def shell(words: Sequence[str]) -> str:
    """Return words as a shell reads them."""
    import shlex  # noqa: PLC0415 - only without exec form

    return shlex.join(words)


def _shell_form(words: Sequence[str]) -> str:
    """Return the shell form of CMD.

    Raises:
        UsageError: a word would end the line.
    """
    if wrong := next((word for word in words if re.search(_ENDS, word)), None):
        raise UsageError(f"{wrong!r} has a line break, which the shell form of CMD cannot hold", "Use exec form.")
    return shell(words)


FILTERS: Final[dict[str, Callable[..., str]]] = {
    "quoted": quoted,
    "json": _json,
    "toml": _toml,
    "hcl": _hcl,
    "yaml": _yaml,
    "compose": _compose,
    "word": _word,
    "key": _key,
    "local": _local,
    "bake_context": _bake_context,
    "bake_secret": _bake_secret,
    "compose_secret": _compose_secret,
    "shell": _shell_form,
}
"""One for each place where a value may stand."""


class Notes(NamedTuple):
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
        if len("# ") + len(lines[-1]) + len(word) >= WIDTH:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".lstrip()
    return lines
