"""`dockgen templates`: lists and shows templates, and starts and checks template packs."""

import os
import posixpath
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Final

from dockgen.choices.options import Option, by_name
from dockgen.choices.settings import Settings
from dockgen.dockerfiles.build import Build, ignore_patterns
from dockgen.dockerfiles.dockerfile import DockerfileError, parse
from dockgen.errors import DockgenError, ExitCode, FileError, NotRecognisedError, UsageError, nearest
from dockgen.flags import Flag, Json, PackPlace, Word
from dockgen.generator import pipeline
from dockgen.languages import LANGUAGES
from dockgen.model.outputs import ANSWERS, OUTPUTS
from dockgen.packs import answers, files, source
from dockgen.packs.errors import PackError
from dockgen.packs.fetching import allowed
from dockgen.packs.manifest import FILE_NAME
from dockgen.packs.read import TEMPLATES, TOPS, Pack
from dockgen.reading.files import around, is_folder, is_there
from dockgen.rendering.render import templates_of
from dockgen.terminal import report
from dockgen.writing import transaction

_BLOCK: Final = re.compile(r"\{%-?\s*block\s+(\w+)")
_COLUMNS: Final = ("name", "blocks", "pack")
_EXTENDS: Final = re.compile(r'\{%-?\s*extends\s+"([^"]+)"\s*-?%\}\n')
_EACH: Final = "{{#- Each language has its own {0}; in a pack, a template of this name is for all languages. -#}}\n{1}"
_MANIFEST: Final = """\
name = "{name}"
description = "What our images have in common"
"""


@allowed()
def list_(pack: PackPlace = None, *, as_json: Json = False) -> ExitCode:
    """List dockgen's templates with their blocks, and which of them a pack overrides; PackError if it is invalid."""
    mine = source.load(pack, Path.cwd()).templates if pack else {}
    own = _own()
    rows = [
        (name, _inherited(own, own.get(name, "")), name in mine)
        for name in sorted({*own, *mine}, key=lambda name: ("/" in name, name))
    ]
    if as_json:
        report.document({"templates": [dict(zip(_COLUMNS, row, strict=True)) for row in rows]})
        return ExitCode.OK
    for name, blocks, is_mine in rows:
        told = f"  {', '.join(blocks)}" if blocks else ""
        report.line(f"{'pack' if is_mine else '':>5} {name}{told}", "green" if is_mine else "")
    return ExitCode.OK


@allowed()
def show(
    name: Annotated[str, Word("NAME", "A name from `dockgen templates list`.")], pack: PackPlace = None
) -> ExitCode:
    """Print a template, from the pack if it has it; UsageError if there is none, PackError if the pack is invalid."""
    known = {**_own(), **(source.load(pack, Path.cwd()).templates if pack else {})}
    report.raw(known[_known(name, known)])
    return ExitCode.OK


def eject(
    names: Annotated[Sequence[str], Word("NAME...", "Names from `dockgen templates list`.")],
    to: Annotated[str, Flag("--to", "The folder of the pack.", "FOLDER")] = "dockgen-pack",
    *,
    whole: Annotated[bool, Flag("--whole", "Copy the templates instead of extending them block by block.")] = False,
) -> ExitCode:
    """Create a pack, or add templates to one: extensions of dockgen's templates, or whole copies."""
    own, folder, wanted = _own(), _folder(to), {}
    report.warnings(transaction.recover(folder))
    for name in names:
        text = own[_known(name, own)]
        bare = name.partition("/")[2] if name.partition("/")[0] in LANGUAGES else name
        is_mine = bare != name and (bare in names or is_there(folder / TEMPLATES / bare))
        parent = bare if is_mine else f"dockgen/{bare}"
        wanted[f"{TEMPLATES}/{name}"] = text if whole else _extension(name, parent, _inherited(own, text))
    if not is_there(folder / FILE_NAME):
        wanted[FILE_NAME] = _MANIFEST.format(
            name=re.sub(r"[^A-Za-z0-9.-]+", "-", Path(os.path.realpath(folder)).name).strip("-.") or "ours"
        )
    for path in wanted:
        if is_there(folder / path):
            raise FileError(f"{folder / path} already exists", "Remove it, or name another folder: --to.")
    transaction.commit(folder, [transaction.Write(path, text.encode(), None) for path, text in sorted(wanted.items())])
    for path in sorted(wanted):
        report.line(f"{'create':>10}  {folder / path}", "green")
    return ExitCode.OK


def _folder(to: str) -> Path:
    """Return the folder for a pack; a link must not lead out of the current folder."""
    boundary, inside = around(Path(to))
    boundary.real(inside)
    return Path(to)


def _extension(name: str, parent: str, blocks: Sequence[str]) -> str:
    """Return a template that changes nothing yet, with every block that can be overridden."""
    if not blocks:
        raise UsageError(f"{name} has no blocks to extend", "Copy the whole template: --whole.")
    body = "".join(f"{{% block {block} %}}{{{{ super() }}}}{{% endblock %}}\n" for block in blocks)
    return f'{{% extends "{parent}" %}}\n{body}'


def _inherited(own: Mapping[str, str], text: str) -> list[str]:
    """Return the blocks of a template and of the templates that it extends."""
    match = _EXTENDS.search(text)
    above = _inherited(own, own[match[1]]) if match else []
    return list(dict.fromkeys([*above, *_BLOCK.findall(text)]))


def _own() -> dict[str, str]:
    """Return the text of each of dockgen's templates by name, except the one for dockgen.toml."""
    paths = {name: path for language in LANGUAGES for name, path in templates_of(language).items()}
    texts = {name: path.read_text("utf-8") for name, path in paths.items() if name != ANSWERS.template}
    of_all = {output.template for output in OUTPUTS if output is not ANSWERS} - texts.keys()
    return {**texts, **{name: _EACH.format(name, "".join(sorted(_bases(texts, name)))) for name in sorted(of_all)}}


def _bases(texts: Mapping[str, str], name: str) -> set[str]:
    """Return the `extends` lines of the languages' templates of that name."""
    return {match[0] for language in LANGUAGES if (match := _EXTENDS.match(texts.get(f"{language}/{name}", "")))}


def _known(name: str, known: Mapping[str, str]) -> str:
    if name not in known:
        raise UsageError(f"no template is called {name!r}", nearest(name, list(known)))
    return name


@allowed()
def check(
    pack: Annotated[str, Word("PACK", "A folder, git+URL@TAG, gh:OWNER/NAME@TAG, python:NAME.")],
    *,
    as_json: Json = False,
) -> ExitCode:
    """Try everything in a pack on each language's sample app, generated in several ways; DIFFERENT for problems."""
    read = source.load(pack, Path.cwd())
    problems: dict[str, list[str]] = {}
    for language, problem in _problems(read, pack):
        problems.setdefault(problem, []).append(language)
    found = {problem: list(dict.fromkeys(filter(None, languages))) for problem, languages in problems.items()}
    if as_json:
        told = [{"problem": problem, "languages": languages} for problem, languages in found.items()]
        report.document({"pack": read.name, "problems": told})
    else:
        _told(read, found)
    return ExitCode.DIFFERENT if found else ExitCode.OK


def _told(pack: Pack, problems: Mapping[str, Sequence[str]]) -> None:
    """Print the problems, or what the pack contains."""
    for problem, languages in problems.items():
        report.problem(f"wrong: {', '.join(languages)}{': ' if languages else ''}{problem}")
    if problems:
        return
    parts = {"template": pack.templates, "file": pack.files, "project file": pack.project}
    told = ", ".join(f"{len(found)} {what}{'' if len(found) == 1 else 's'}" for what, found in parts.items() if found)
    report.line(f"{pack.name} works{': ' if told else ''}{told}.", "green")


def _problems(pack: Pack, text: str) -> Iterator[tuple[str, str]]:
    """Yield each problem with its language, which is empty for problems with all."""
    own = _own()
    for name in pack.others:
        yield "", f"{name} is not used. A pack consists of {FILE_NAME}, {', '.join(f'{top}/' for top in TOPS)}."
    for name in pack.templates:
        if name not in own and not _is_used(pack, name):
            yield "", f"{TEMPLATES}/{name} is not used. {nearest(name, list(own))}"
    try:
        given = answers.complete(pack, {}, _made_up)
        if pack.project:
            files.project(pack, given)
    except DockgenError as error:
        yield "", str(error)
        return
    for language in LANGUAGES:
        place = str(Path(text).resolve()) if is_folder(Path(text)) else text
        for asked in (way._replace(pack=place) for way in _ways(language)):
            yield from ((language, problem) for problem in _tried(asked, given))


def _unbuildable(files: Mapping[str, str]) -> Iterator[str]:
    """Yield why an image cannot be built: syntax errors, and copied files that are missing."""
    ignore = files.get(".dockerignore")
    try:
        file = parse(files["Dockerfile"], "Dockerfile")
    except DockerfileError as error:
        yield str(error)
        return
    build = Build(file, ignore=None if ignore is None else ignore_patterns(ignore))
    for one in build.copies():
        for taken in one.args[:-1]:
            path = posixpath.normpath(taken.lstrip("/") or ".")
            if path == "." or re.search(r"[*?\[$:]", path):
                continue
            below = [name for name in files if name == path or name.startswith(f"{path}/")]
            if not below:
                yield f"Dockerfile:{one.line}: {taken} is copied but does not exist"
            elif not any(build.is_sent(name) for name in below):
                yield f"Dockerfile:{one.line}: {taken} is copied but excluded by .dockerignore"


def _is_used(pack: Pack, name: str) -> bool:
    return any(f'"{name}"' in text or f"'{name}'" in text for other, text in pack.templates.items() if other != name)


def _made_up(option: Option, default: object, choices: Sequence[object]) -> str:
    """Answer a question that has no default."""
    if choices:
        return str(default) or option.choices[0].value
    return str(default) or ("8080" if option.name == "port" else "example")


def _ways(language: str) -> Iterator[Settings]:
    """Yield answers that generate a language's sample app with different parts of its Dockerfile."""
    asked = Settings(language=language, with_=("sample", "compose"))
    yield asked
    yield asked._replace(practices="naive", comments="none")
    yield from (asked._replace(base=base, comments="full") for base in LANGUAGES[language].BASES)


def _tried(asked: Settings, given: Mapping[str, str]) -> Iterator[str]:
    """Yield the problems; answers that the pack does not allow are not problems."""
    with tempfile.TemporaryDirectory(prefix="dockgen-check-") as folder:
        try:
            answer = by_name("answer").value(dict(given)) if given else None
            made = pipeline.generate(Path(folder, "hello"), asked._replace(answer=answer), None)
            yield from _unbuildable(made.files)
        except (PackError, FileError) as error:
            yield str(error)
        except (UsageError, NotRecognisedError) as error:
            if asked.practices is None and asked.base is None:
                report.problem(f"not applicable to {LANGUAGES[asked.language or ''].TITLE}: {error}")
