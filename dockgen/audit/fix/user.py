"""Adds a non-root user if the program needs no root."""

import re
import stat
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from dockgen.audit.fix.edits import Edit, before
from dockgen.audit.fix.proof import compiled, plan_of, writes_files
from dockgen.audit.fix.words import repository_of, start_of
from dockgen.audit.run import Finding
from dockgen.dockerfiles.build import Build
from dockgen.dockerfiles.instruction import Instruction
from dockgen.languages import tables
from dockgen.model.values import NONROOT_UID
from dockgen.practices.installs import install_of

_IMAGES: Final = r"scratch|alpine|debian|ubuntu|busybox|gcr\.io/distroless/(?:static|base|cc)(?:-debian\d+)?"
"""Images of distributions whose entry point, if any, needs no privileges."""
_NEEDS_ROOT: Final = (
    r"\b(?:gosu|su-exec|setpriv|sudo|chown|chgrp|setcap|useradd|adduser|umask|crond?|supervisord|sshd)\b"
)
_HIDES: Final = (
    r"--chmod=|\bchmod\s+(?!(?:a|ugo)?\+[rx]+\b|7[57]5\b|644\b)|--user\b|/root\b|playwright|\bnltk\b|\bspacy\b"
)
_READABLE: Final = r"true|echo .*|apt(?:-get)? .*|apk .*|rm -rf? .*|chmod (?:a|ugo)?\+[rx]+ .*"
"""Commands whose results any user can read and no program changes."""
_LOW_PORT: Final = r"/var/(?:log|run|lib)|(?i:\blisten\(|\bport[\"']?\s*[=:]\s*)(?:80|443)\b"
_LOWEST: Final = 1024
"""Ports below it may need root, depending on the runtime."""
_TESTS: Final = r"(?:^|/)(?:tests?/|test_)|\.(?:test|spec)\."
_MOST: Final = 5000
_WORLD: Final = stat.S_IROTH


def fix(build: Build, found: Sequence[Finding]) -> list[Edit]:
    """Add USER before the start command, if the file sets no user and nothing needs root."""
    file, final = build.file, build.file.final
    starts = final.all("ENTRYPOINT", "CMD")
    if not found or not starts or file.inherited(final, "USER", "VOLUME", "SHELL"):
        return []
    last = max((one.line for one in final.instructions if one.name in {"RUN", "COPY", "ADD", "WORKDIR"}), default=0)
    at = next((one for one in starts if one.line > last), None)
    if at is None or not _needs_no_root(build) or not _writes_nothing(build) or not _can_be_read(build):
        return []
    return [before(file, at, f"USER {NONROOT_UID}:{NONROOT_UID}")]


def _needs_no_root(build: Build) -> bool:
    file, final = build.file, build.file.final
    if not _is_plain(repository_of(file.image_of(final))) or re.search(_NEEDS_ROOT, file.text):
        return False
    here = [one for part in file.lineage(final) for one in part.instructions]
    text = "\n".join(" ".join((*one.flags, *one.args, one.script() if one.name == "RUN" else "")) for one in here)
    # A cache mount in root's home is not part of the image.
    if re.search(_HIDES, re.sub(r"--mount=\S+", "", text)):
        return False
    ports = re.findall(r"\d+", " ".join(word for one in here if one.name == "EXPOSE" for word in one.args))
    given = (pair for one in here if one.name == "ENV" for pair in one.pairs().items())
    ports += [value for name, value in given if name.endswith("PORT")]
    ports += re.findall(r"[:=](\d+)\b", " ".join(start_of(file)))
    fact = build.facts.get("port")
    ports += [str(fact.value)] if fact is not None and fact.value else []
    is_high = all(int(port.strip("\"'") or 0) >= _LOWEST for port in ports if port.strip("\"'").isdigit())
    return is_high and all(_is_known(one) for one in here if one.name == "RUN")


def _is_plain(image: str) -> bool:
    known = tables.images().get(image)
    return (known is not None and known.is_plain) or re.fullmatch(_IMAGES, image) is not None


@cache
def _readable() -> str:
    return tables.joined((one.readable for one in tables.of_all()), _READABLE)


def _is_known(one: Instruction) -> bool:
    """Tell whether any user can read what a RUN leaves in the image, and nothing writes to it."""
    found = [(install_of(words), " ".join(words)) for words in one.commands()]
    return all(
        not install.at_home if install else re.fullmatch(_readable(), text, re.DOTALL) for install, text in found
    )


def _writes_nothing(build: Build) -> bool:
    """Tell whether the program's sources are available and write no files."""
    start = start_of(build.file)
    context = build.context
    if not start or context is None:
        return False
    programs = filter(None, (compiled(build, stage) for stage in build.file.stages))
    if program := next((one for one in programs if one.path.endswith(start[0].lstrip("."))), None):
        return not writes_files(build, program.compiler)
    plan = plan_of(context)
    name = start[0].rpartition("/")[2]
    interpreter = next((one for one in tables.interpreters() if re.fullmatch(one.programs, name)), None)
    if interpreter is None or plan is None or plan.facts.get("writes"):
        return False
    if plan.port is not None and plan.port < _LOWEST:
        return False
    sources = [path for path in context.files(interpreter.suffixes) if not re.search(_TESTS, path)]
    wanted = f"{interpreter.writes}|{_LOW_PORT}"
    return 0 < len(sources) < _MOST and not any(re.search(wanted, context.read(path) or "") for path in sources)


def _can_be_read(build: Build) -> bool:
    """Tell whether any user may read what is copied from the build context."""
    if not any(one.stage == build.file.final.number for one in build.copies()):
        return True
    assert build.context is not None  # noqa: S101 - as `_writes_nothing` made sure
    return all(mode & _WORLD for mode in _modes(build))


def _modes(build: Build) -> Iterator[int]:
    assert build.context is not None  # noqa: S101 - as above
    root = build.context.root
    for number, path in enumerate(build.context.files("")):
        if number > _MOST:
            yield 0
            return
        if build.is_sent(path):
            try:
                yield (root / path).stat().st_mode
            except OSError:
                yield 0
