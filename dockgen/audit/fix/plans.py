"""Plans what `dockgen init` would generate for the project around a Dockerfile."""

from functools import lru_cache

from dockgen.choices.settings import Settings
from dockgen.errors import DockgenError
from dockgen.generator import apps, pipeline
from dockgen.model.plan import Plan
from dockgen.packs.errors import PackError
from dockgen.reading.project import Project
from dockgen.terminal import report


@lru_cache(maxsize=16)
def plan_of(project: Project) -> Plan | None:
    """Return what `dockgen init --yes` would decide with all practices; None if it needs an answer."""
    try:
        known = apps.detect(project, None)  # an empty folder would get a sample
        return pipeline.generate(project.root, Settings(practices="all"), None).plan if known else None
    except PackError as error:  # explains why less is fixed
        _warn(str(error))
        return None
    except DockgenError:
        return None


@lru_cache(maxsize=16)
def _warn(message: str) -> None:
    """Print a warning once for all Dockerfiles."""
    report.problem(f"warning: {message}")
