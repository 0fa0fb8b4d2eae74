"""What a program expects around it and an empty image lacks: temporary files, a home, time zones, other programs."""

from collections.abc import Mapping, Sequence
from typing import Final

from dockgen.languages.kit import called_programs
from dockgen.languages.kit.runtime import Runtime
from dockgen.languages.kit.sources import Source
from dockgen.model.found import Found, whether
from dockgen.reading.project import Project
from dockgen.records import NamedTuple

HOME: Final = "/tmp"  # noqa: S108 - in the container: the one folder that may always be written
USER: Final = "app"


class Speech(NamedTuple):
    """How a language says it: patterns, and texts one of which stands in each match, so that few files are searched."""

    temporary: str
    """What makes temporary files."""
    temporary_words: tuple[str, ...]
    home: str
    """What asks for the home of the user, and writes there."""
    home_words: tuple[str, ...]
    user: str
    """What asks for the user's name, which may have no line in /etc/passwd."""
    user_words: tuple[str, ...]
    zones: str
    """What reads the time zone database."""
    zones_words: tuple[str, ...]
    own_zones: str
    """The text of what brings that database with the program."""
    runs: str
    """What starts a program, as kit/called_programs.py takes it."""
    runs_word: str


def add(project: Project, runtime: Runtime, sources: Sequence[Source], speech: Speech) -> Runtime:
    """Return what a program needs when it runs, with what its sources expect around it."""
    env, where = _identity(sources, speech)
    told = Found({**env, **runtime.environment.value}, where if env else runtime.environment.source)
    found = _first(sources, speech.temporary, *speech.temporary_words) or (Found("", where) if env else None)
    return runtime._replace(
        environment=told if env else runtime.environment,
        temporary=whether(found, "it makes no temporary files"),
        runs=called_programs.find(project, sources, speech.runs, speech.runs_word),
    )


def zones(sources: Sequence[Source], speech: Speech) -> Found[bool]:
    """Tell whether a program reads the time zone database, and does not bring it."""
    found = _first(sources, speech.zones, *speech.zones_words)
    own = next((one.path for one in sources if found and speech.own_zones in one.text), None)
    return Found(value=False, source=own) if own else whether(found, "it reads no time zone by its name")


def _identity(sources: Sequence[Source], speech: Speech) -> tuple[Mapping[str, str], str]:
    """Return the variables that say who the user is, for an image that has no such user, and where one asks."""
    user, home = _first(sources, speech.user, *speech.user_words), _first(sources, speech.home, *speech.home_words)
    asks = user or home
    return ({"HOME": HOME} | ({"USER": USER} if user else {}) if asks else {}, asks.source if asks else "")


def _first(sources: Sequence[Source], pattern: str, *words: str) -> Found[str] | None:
    likely = (one for one in sources if any(word in one.raw for word in words))
    return next(filter(None, (one.first(pattern) for one in likely)), None)
