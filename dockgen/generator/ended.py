"""Says where the version of a language that is used, or that was asked for, is past its end of life."""

from dockgen import versions
from dockgen.languages import LANGUAGES
from dockgen.languages.kit.versions import past
from dockgen.model.plan import Plan
from dockgen.reading.project import Project


def warn(project: Project, plan: Plan) -> None:
    """Warn of a version that no longer gets fixes, or that is too old to be used."""
    if not plan.does["pin"] or not plan.language_version:
        return
    title, source, asked = LANGUAGES[plan.language].TITLE, plan.sources["language_version"], plan.program.version
    if warning := past(plan.language, title, plan.language_version, source):
        project.warn(warning)
    elif versions.ended(plan.language) and asked.value and source.startswith("default: "):
        oldest = min(versions.ended(plan.language), key=lambda text: [int(part) for part in text.split(".")])
        project.warn(
            f"{asked.source}: {title} {asked.value} is too old to be built here; {title} {plan.language_version} is "
            f"used. If the program does not run on it, ask for a version from {oldest} on there."
        )
