"""The files in which a project says which variables it reads, and the services that these are about."""

import posixpath
from collections.abc import Iterable, Mapping

from dockgen.languages.kit.sources import Source
from dockgen.reading.project import Project
from dockgen.services import development, wanting
from dockgen.services.clients import Clients
from dockgen.services.service_env import ENV_EXAMPLES


def read(project: Project, folders: Iterable[str]) -> dict[str, str]:
    """Return the content of each such file of some folders, by its path."""
    paths = [posixpath.join(folder, name) for folder in dict.fromkeys(folders) for name in ENV_EXAMPLES]
    return {path: text for path in paths if project.has(path) and (text := project.read(path)) is not None}


def wants(
    project: Project,
    folders: Iterable[str],
    clients: Clients,
    dependencies: Mapping[str, str],
    sources: Iterable[Source],
) -> wanting.Wants:
    """Return which services a program wants.

    Such files lie in the folders; the dependencies are package names, each with the file that names it.
    """
    texts = read(project, folders) | {source.path: source.text for source in sources}
    for one, where in development.overridden(texts):
        value = one.text or "nothing"
        project.warn(f"{where} sets {one.variable} for development: compose.yaml sets it to {value} instead")
    return wanting.wants(clients, dependencies, texts)
