"""What a folder is, and what a plan for it would be: what the pipeline decides, and what questions are about."""

import posixpath
from collections.abc import Sequence

from dockgen.choices.settings import Settings
from dockgen.errors import NotRecognisedError
from dockgen.generator import apps, with_packs
from dockgen.generator.decide import Context, choose
from dockgen.languages import FOREIGN, LANGUAGES, Language
from dockgen.model.plan import Choices
from dockgen.model.program import Program
from dockgen.reading.project import Project
from dockgen.records import NamedTuple


class Found(NamedTuple):
    """A folder, its language, and its facts."""

    project: Project
    language: Language
    reason: str
    """Why it is that language: a file, or that it was asked for."""
    program: Program
    is_new: bool


def find(project: Project, asked: Settings) -> Found | None:
    """Find out what a folder is; None for an empty one without a language, NotRecognisedError for an unknown one."""
    inside = asked.app or posixpath.normpath(asked.main or "")
    known = apps.detect(project, asked.language) or apps.detect_at(project, inside, asked.language)
    if known:
        language, reason = known
        return Found(project, language, reason, apps.program_of(project, language.NAME, asked.main), is_new=False)
    if not project.is_new() and "sample" not in (asked.with_ or ()):
        raise _not_recognised(project, asked)
    if asked.language is None:
        return None
    language = LANGUAGES[asked.language]
    return Found(project, language, "asked for", language.SAMPLE, is_new=True)


def _not_recognised(project: Project, asked: Settings) -> NotRecognisedError:
    languages = [LANGUAGES[asked.language]] if asked.language else list(LANGUAGES.values())
    looked_for = ", ".join(f"{language.LOOKED_FOR} ({language.TITLE})" for language in languages)
    what = f"{project.root} is not a project that dockgen knows; looked for: {looked_for}"
    return NotRecognisedError(what, _nearest(project, languages, asked))


def _nearest(project: Project, languages: Sequence[Language], asked: Settings) -> str:
    """Return the hint: the nearest match, and what to do."""
    if other := None if asked.language else apps.foreign(project):
        known = next((language for language in languages if language.detect(project)), None)
        force = f"; --language {known.NAME} takes what else is here ({known.detect(project)})" if known else ""
        return f"Nearest: {other}, which is {FOREIGN[other]}, and dockgen does not know that yet{force}."
    if nearly := next(filter(None, (language.nearly(project) for language in languages)), None):
        return f"Nearest: {nearly}."
    return f"For a sample app in it, say so: --language {languages[0].NAME} --with sample."


def found_or_new(project: Project, asked: Settings) -> Found:
    """Find out what a folder is; an empty one gets the sample app, of the first language by default."""
    found = find(project, asked) or find(project, asked._replace(language=next(iter(LANGUAGES))))
    assert found is not None  # noqa: S101 - an empty folder with a language is always something
    return found


def context_of(found: Found, asked: Settings, origins: dict[str, str]) -> Context:
    """Return what is decided from, beside the answers."""
    name = found.project.name
    return Context(found.language, found.program, name, found.is_new, is_app=bool(asked.app), origins=origins)


def choices_for(project: Project, asked: Settings) -> Choices:
    """Decide what questions are about, without the recipe, which is made once all of them are answered."""
    pack = with_packs.pack_of(project, asked)
    asked = with_packs.effective(asked, pack)
    return with_packs.held_to(pack, choose, asked, context_of(found_or_new(project, asked), asked, {}))
