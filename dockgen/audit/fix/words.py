"""Works out what a Dockerfile's commands mean, as far as its text shows."""

import posixpath
import re
from typing import Final

from dockgen.dockerfiles.dockerfile import Dockerfile, Stage
from dockgen.dockerfiles.instruction import Instruction
from dockgen.languages import tables
from dockgen.practices.installs import install_of

_ON_PATH: Final = ("/usr/local/bin", "/usr/bin", "/bin")


def repository_of(image: str) -> str:
    """Return an image's name without tag and digest, and `golang` for `docker.io/library/golang` or its mirror."""
    above, slash, last = image.partition("@")[0].rpartition("/")
    name = above + slash + last.partition(":")[0]
    return re.sub(r"^(?:(?:docker\.io|[\w.:-]+(?:/[\w.-]+){0,9}/library|library)/)(?=[^/]+$)", "", name)


def folder_at(file: Dockerfile, stage: Stage, line: int) -> str | None:
    """Return the working directory of a stage before a line; None if it contains a variable."""
    image = tables.images().get(repository_of(file.image_of(stage)))
    folder = image.folder if image is not None else "/"
    for part in file.lineage(stage):
        for one in part.all("WORKDIR"):
            if part is stage and one.line >= line:
                break
            path = file.expand(one.args[0], one) if one.args else ""
            if not path or "$" in path:
                return None
            folder = posixpath.normpath(posixpath.join(folder, path.strip("\"'")))
    return folder


def start_of(file: Dockerfile) -> tuple[str, ...]:
    """Return the words of the start command; empty if it is in shell form or missing."""
    halves = [found[-1] for name in ("ENTRYPOINT", "CMD") if (found := file.inherited(file.final, name))]
    if not all(one.is_exec for one in halves):
        return ()
    return tuple(word for one in halves for word in one.args)


def is_started(file: Dockerfile, path: str) -> bool:
    """Tell whether the program at a path is started, by path or by name."""
    word, folder = next(iter(start_of(file)), ""), folder_at(file, file.final, len(file.text))
    if "/" not in word:
        return posixpath.basename(path) == word and posixpath.dirname(path) in _ON_PATH
    return "$" not in word and folder is not None and posixpath.normpath(posixpath.join(folder, word)) == path


def installs(one: Instruction) -> list[str]:
    """Return the tools that an instruction fetches or compiles with."""
    return [install.tool for words in one.commands() if (install := install_of(words)) is not None]


def takes_root(file: Dockerfile, stage: Stage, line: int) -> bool:
    """Tell whether root runs the commands of a stage at a line, as far as the file shows."""
    before = [one for part in file.lineage(stage) for one in part.all("USER") if part is not stage or one.line < line]
    user = file.expand(before[-1].args[0], before[-1]) if before and before[-1].args else "root"
    return user.partition(":")[0] in {"root", "0"}


def names_set(file: Dockerfile, stage: Stage) -> set[str]:
    """Return the names of the variables that a stage sets."""
    return {name for one in file.inherited(stage, "ENV", "ARG") for name in one.pairs()}


def values_set(file: Dockerfile, stage: Stage, variable: str, *instructions: str) -> list[str]:
    """Return the values that the instructions of a stage give a variable, in order, without quotes."""
    pairs = (pair for one in file.inherited(stage, *instructions) for pair in one.pairs().items())
    return [value.strip("\"'") for name, value in pairs if name == variable]
