"""The checks of what is in an image: secrets, ignored files, build tools, caches, shells, and its size."""

import re
from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Final

from dockgen.dockerfiles.instruction import Instruction
from dockgen.image.places import is_maybe_needed
from dockgen.secrets.secret_names import is_certain, named, pattern_of
from dockgen.secrets.texts import tokens_in
from dockgen.verify.check import Check, Finding, Verdict, failed, passed, skipped
from dockgen.verify.checks.common import (
    MOUNT,
    and_more,
    base_of,
    by_findings,
    by_layer,
    counted,
    finding,
    gaps,
    hits,
    is_of_base,
    last,
    made_by,
)
from dockgen.verify.evidence import Contents, Evidence, Hit, Kind, Layer
from dockgen.verify.report.report import size

_COPIES: Final = frozenset({"COPY", "ADD"})
_NEW: Final = "Then replace it: everyone who has the image has the old one."
_MOST_NAMES: Final = 20
_REPOSITORIES: Final = (".git", ".hg", ".svn")
_STAGE: Final = "Build in a stage of its own (`FROM ... AS build`), and `COPY --from=build` only the result."
_WITHOUT_SHELL: Final = r"(?s)scratch|.*distroless.*|cgr\.dev/.*|.*[:-]chiseled.*|.*-chiseled.*"
_WITH_SHELL: Final = (
    r"(?s).*:(?:[\w.-]{0,120}-)?(?:debug|dev)(?:[-@].*)?|.*:debug.*"
    r"|.*/(?:wolfi-base|chainguard-base|bash|busybox|git)(?:[:@].*)?"
)
"""Those of the same makers that are meant to have one."""
_LEAST: Final = 100_000
"""Bytes: a smaller layer is not what makes an image too large."""
_HEAVIEST: Final = 3


def _of_contents(judge: Callable[[Evidence, Contents], Verdict]) -> Callable[[Evidence], Verdict]:

    def judged(evidence: Evidence) -> Verdict:
        if evidence.contents is None:
            return skipped(evidence.gaps.get("contents", "the image was not looked into"))
        return judge(evidence, evidence.contents)

    return judged


@_of_contents
def _secrets(evidence: Evidence, contents: Contents) -> Verdict:
    found = hits(evidence, Kind.SECRET, Kind.PRIVATE_KEY)
    told = [_secret(evidence, group) for group in by_layer(one for one in found if one.layer >= 0)]
    told += [_configured(evidence, one) for one in found if one.layer < 0]
    files = sum(layer.files for layer in contents.layers)
    good = f"none in {counted(files, 'file')} of all layers, nor in the configuration"
    own = [one for one in found if not is_of_base(evidence, one)]
    more = f", and {len(own) - 1} more" if len(own) > 1 else ""
    return by_findings(contents, told, good, lambda _: f"{own[0].what} in {own[0].path}{more}")


def _secret(evidence: Evidence, group: list[Hit]) -> Finding:
    message = f"{group[0].what} in {and_more([one.path for one in group])}"
    fix = f"A step that needs it takes {MOUNT}. {_NEW}"
    if made_by(evidence, group[0]) in _COPIES:
        fix = f"Keep it out with .dockerignore; a step that needs it takes {MOUNT}. {_NEW}"
    return finding(evidence, group, message, fix)


def _configured(evidence: Evidence, hit: Hit) -> Finding:
    """Say what stands in the configuration: on the line that sets it, or else it is the base's."""
    word, _, name = hit.path.partition(" ")
    line = last(evidence, _sets(word, name), word)
    message = f"{hit.what} in {hit.path}"
    if line is None and base_of(evidence)[0] != "scratch":
        fix = "The maintainers of the base image have to fix that."
        return Finding(f"{message} (it comes with the base image, or with the build)", fix, is_note=True)
    if word == "ENV":
        return Finding(message, f"Give it when the container starts: docker run --env {name}. {_NEW}", line)
    return Finding(message, f"A step that needs it takes {MOUNT}. {_NEW}", line)


def _sets(word: str, name: str) -> Callable[[Instruction], bool]:
    def fits(one: Instruction) -> bool:
        if word in {"ENV", "ARG", "LABEL"}:
            return name in {key.strip("\"'") for key in one.pairs()}
        return bool(tokens_in(one.script())) or "chpasswd" in one.script() or "@" in one.script()

    return fits


@_of_contents
def _ignored(evidence: Evidence, contents: Contents) -> Verdict:
    if reason := evidence.target.left_out("ignore-file"):
        return skipped(reason)
    told = [_ignored_file(evidence, group) for group in by_layer(hits(evidence, Kind.IGNORED))]
    names = [one for one in hits(evidence, Kind.NAMED) if not _is_let_in(evidence, one)]
    told += [_named(evidence, one) for one in names[:_MOST_NAMES]]
    if len(names) > _MOST_NAMES:
        told.append(Finding(f"{len(names) - _MOST_NAMES} more files are named like secrets", is_note=True))
    ignoring = "" if evidence.target.ignore is None else ", and nothing that .dockerignore keeps out"
    return by_findings(contents, told, f"no repository{ignoring}")


def _ignored_file(evidence: Evidence, group: list[Hit]) -> Finding:
    first = group[0]
    message, name = f"{first.path} is {first.what}", first.path.rpartition("/")[2]
    fix = "Was the image built of another folder? Copy by name what it needs."
    if first.path.endswith(_REPOSITORIES):
        message = f"{first.path} is in the image: the repository with all its history"
        is_copied = made_by(evidence, first) in _COPIES
        fix = f"Add `**/{name}` to .dockerignore." if is_copied else f"Remove it in the same step: `rm -rf {name}`."
    return finding(evidence, group, message, fix)


def _named(evidence: Evidence, hit: Hit) -> Finding:
    """Say that a file is named like a secret: it is one if the name is clear and the file was copied."""
    path = hit.path.lstrip("/")
    one = named(path)
    fix = f"Add `{pattern_of(path)}` to .dockerignore, and `!PATH` where the program reads it."
    told = finding(evidence, [hit], f"{hit.path} is named like {hit.what}", fix)
    is_clear = one is not None and is_certain(one) and made_by(evidence, hit) in {*_COPIES, ""}
    return told if is_clear else told._replace(is_note=True)


def _is_let_in(evidence: Evidence, hit: Hit) -> bool:
    """Tell whether .dockerignore names such a file to let it in, and no later line keeps it out."""
    lines = reversed(evidence.target.ignore or ())
    last = next((line for line in lines if fnmatchcase(hit.path, f"*/{line.lstrip('!').removeprefix('**/')}")), "")
    return last.startswith("!")


@_of_contents
def _build_tools(evidence: Evidence, contents: Contents) -> Verdict:
    if evidence.target.refuses("multi-stage"):
        return skipped(evidence.target.left_out("multi-stage"))
    told = [_tools(evidence, group) for group in by_layer(hits(evidence, Kind.TOOL))]
    return by_findings(contents, told, "no compiler and no build system in any layer")


def _tools(evidence: Evidence, group: list[Hit]) -> Finding:
    """Say which tools a layer has; in the base's layers they count too, since the last stage chose that base."""
    tools = [one for one in group if not is_maybe_needed(one.what)]
    names = and_more(list(dict.fromkeys(one.what for one in tools or group)))
    if not tools:
        told = finding(evidence, group, f"{names} in the image", "Does the program call it? Else leave it out.")
        return told._replace(is_note=True)
    if is_of_base(evidence, group[0]):
        image, line = base_of(evidence)
        detail = [f"{one.path}: {one.what}" for one in tools]
        return Finding(f"{names} in what runs: {image} brings it", _STAGE, line, detail)
    return finding(evidence, tools, f"{names} in what runs", _STAGE)


@_of_contents
def _caches(evidence: Evidence, contents: Contents) -> Verdict:
    if evidence.target.refuses("cache"):
        return skipped(evidence.target.left_out("cache"))
    found = hits(evidence, Kind.CACHE)
    told = [_cache(evidence, group) for group in by_layer(found)]
    good = "none in any layer that the Dockerfile makes" if told or gaps(contents) else "none in any layer"
    whole = sum(one.size for one in found if not is_of_base(evidence, one))
    return by_findings(contents, told, good, lambda first: f"{size(whole)} of caches: {first}")


def _cache(evidence: Evidence, group: list[Hit]) -> Finding:
    paths = [f"{one.path} ({one.what}, {size(one.size)})" for one in group]
    fix = f"Mount it in that step: RUN --mount=type=cache,target={group[0].path}; or remove it in the same step."
    if made_by(evidence, group[0]) in _COPIES:
        fix = "Copy by name what the program needs, not the folder that this lies in."
    return finding(evidence, group, f"{and_more(paths)} in the image", fix)


@_of_contents
def _minimal(evidence: Evidence, contents: Contents) -> Verdict:
    if reason := evidence.target.left_out("minimal-base"):
        return skipped(reason)
    image, _ = base_of(evidence)
    if not re.fullmatch(_WITHOUT_SHELL, image) or re.fullmatch(_WITH_SHELL, image):
        return skipped(f"{image} has a shell, so this practice does not apply")
    fix = "Copy only what the program needs; `docker debug` lets one look around in a container without a shell."
    told = [
        Finding(f"{what} in the image: {and_more(paths)}", fix, _copied_on(evidence, paths[0]))
        for what, paths in (("a shell", contents.shells), ("a package manager", contents.managers))
        if paths
    ]
    return by_findings(contents, told, "no shell and no package manager")


def _copied_on(evidence: Evidence, path: str) -> int | None:
    """Return the line that copies a path, as far as its destination says so."""
    return last(evidence, lambda one: bool(one.args) and _lies_in(path, one.args[-1]), *_COPIES)


def _lies_in(path: str, destination: str) -> bool:
    """Tell whether a path is what is copied, or lies in it; `/bin` may be a link to `/usr/bin`."""
    path, folder = path.removeprefix("/usr"), destination.rstrip("/").removeprefix("/usr")
    return path == folder or path.startswith(f"{folder}/")


@_of_contents
def _size(evidence: Evidence, contents: Contents) -> Verdict:
    budget = evidence.target.expect.max_size
    base = sum(layer.size for layer in contents.layers if layer.is_base)
    of_base = f", {size(base)} of them the base image's" if base else ""
    message = f"{size(contents.size)} in {counted(len(contents.layers), 'layer')}{of_base}"
    if budget is None or contents.size <= budget:
        of = "" if budget is None else f", of {size(budget)} that it may have"
        packed = [Finding(f"not unpacked, and so not counted: {why}", is_note=True) for why in contents.unread]
        return passed(message + of, *packed)
    over = size(contents.size - budget)
    told = f"{message}: {over} more than the {size(budget)} that it may have"
    return failed(told, *_heaviest(evidence, contents, base))


def _heaviest(evidence: Evidence, contents: Contents, base: int) -> list[Finding]:
    """Return what weighs most: the base as one, since its layers go together."""
    image, line = base_of(evidence)
    found = [(layer.size, _own(layer)) for layer in contents.layers if not layer.is_base and layer.size >= _LEAST]
    if base:
        found.insert(0, (base, Finding(f"{size(base)}: the base image {image}", "Is there a smaller one?", line)))
    return [told for _, told in sorted(found, key=lambda one: -one[0])[:_HEAVIEST]]


def _own(layer: Layer) -> Finding:
    what = " ".join(layer.by.split())[:80] or "a layer"
    return Finding(f"{size(layer.size)}: {what}", "Does all of it have to be there?", layer.line)


CHECKS: Final = (
    Check(
        id="secrets",
        title="No secret in any layer",
        why="Anyone who can pull the image gets all its layers, including files that a later step removed.",
        how=(
            "Every file of every layer is searched for private keys, and for tokens of services by their form; files "
            "such as `.env` and `.npmrc` for values; the configuration and the history for both."
        ),
        fix="Mount secrets into the one step that needs them, and give them to the program when it starts.",
        judge=_secrets,
        practice="secrets",
        needs=("contents",),
    ),
    Check(
        id="ignored",
        title="Nothing that the build context keeps out",
        why="A repository's folder holds all that ever was in it; what .dockerignore names is not meant for others.",
        how=(
            "Every layer is searched for the folders of git, Mercurial and Subversion, for files with the content of "
            "one that .dockerignore keeps out, and for files that are named like secrets, dumps, or databases."
        ),
        fix="Name it in .dockerignore, and copy by name.",
        judge=_ignored,
        practice="ignore-file",
        needs=("contents",),
    ),
    Check(
        id="build-tools",
        title="No build tool in what runs",
        why="A compiler weighs hundreds of megabytes, needs updates, and serves an intruder better than the program.",
        how="Every layer, the base image's too, is searched for compilers, their headers, and build systems.",
        fix=_STAGE,
        judge=_build_tools,
        practice="multi-stage",
        needs=("contents",),
    ),
    Check(
        id="caches",
        title="No cache in any layer",
        why="Nothing that runs reads it: it only makes the image larger, for everyone who pulls it.",
        how="The folders of package managers and compilers are summed up in every layer; below 100 kB nothing is said.",
        fix="Mount a cache into the step that uses it: `RUN --mount=type=cache,target=...`.",
        judge=_caches,
        practice="cache",
        needs=("contents",),
    ),
    Check(
        id="minimal",
        title="No shell and no package manager",
        why="An attacker who gets in finds no tools, and only the program needs updates.",
        how="What is left when all layers lie upon each other is searched for both, where the base image has neither.",
        fix="Copy the program and its data alone into the last stage.",
        judge=_minimal,
        practice="minimal-base",
        needs=("contents",),
    ),
    Check(
        id="size",
        title="No larger than it may be",
        why="Every machine that runs it has to pull and keep all of it.",
        how="All layers, unpacked, and the configuration are added up; `--max-size` says how much that may be.",
        fix="Look at the heaviest layers first.",
        judge=_size,
        needs=("contents",),
    ),
)
