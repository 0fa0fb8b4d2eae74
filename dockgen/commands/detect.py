"""What `dockgen detect` does."""

from typing import Annotated

from dockgen.commands.init import folder_of
from dockgen.errors import ExitCode
from dockgen.flags import Json, Word
from dockgen.generator import pipeline
from dockgen.reading.project import Project
from dockgen.terminal import report, waiting


@waiting.told("reading the project")
def detect(path: Annotated[str, Word("PATH", "The project's folder.", ".")], *, as_json: Json = False) -> ExitCode:
    """Print what a folder is and what was found in it; DockgenError if it is nothing that dockgen knows."""
    project = Project(folder_of(path))
    detected = pipeline.detect(project)
    report.warnings(project.warnings)
    (report.detected_as_json if as_json else report.detected)(detected)
    return ExitCode.OK
