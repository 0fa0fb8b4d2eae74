"""Generators of documentation: they leave a site of files, and start no program."""

import posixpath
import re
from typing import Final

from dockgen.languages.kit.paths import plain
from dockgen.languages.kit.sources import content
from dockgen.reading.project import Project

_MKDOCS: Final = ("mkdocs.yml", "mkdocs.yaml")
_SPHINX: Final = ("conf.py", "source/conf.py", "docs/conf.py", "docs/source/conf.py", "doc/conf.py")
_SITE: Final = r"(?m)^site_dir[ \t]{0,9}:[ \t]{0,9}[\"']?([\w./-]{1,200})"
_IS_SPHINX: Final = r"(?m)^(?:extensions|html_theme|master_doc|root_doc)[ \t]{0,9}="


def what_it_makes(project: Project, folder: str) -> str:
    """Return why a project with a generator's settings starts nothing, and what to do; empty where it has none.

    The project's folder is like "packages/docs/"; "" is the top.
    """
    for name in (one for one in _MKDOCS if project.has(folder + one)):
        match = re.search(_SITE, content(project, folder + name))
        return _told(folder, name, "mkdocs build", plain(match[1]) if match else "site")
    for name in _SPHINX:
        if re.search(_IS_SPHINX, content(project, folder + name)):
            source = posixpath.dirname(name) or "."
            return _told(folder, name, f"sphinx-build {source} site", "site")
    return ""


def _told(folder: str, name: str, command: str, site: str) -> str:
    made = f", then `dockgen init` in {folder}{site}" if site else ""
    return f"{folder}{name} describes a site of files, which dockgen does not build: run `{command}`{made}"
