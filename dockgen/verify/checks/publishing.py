"""The checks of an image that is published: its labels, equal builds, both platforms, SBOM and provenance."""

import difflib
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from dockgen.verify.check import Check, Finding, Verdict, failed, passed, skipped
from dockgen.verify.checks.common import blamed, counted, last
from dockgen.verify.evidence import Evidence

_PREFIX: Final = "org.opencontainers.image."
_URL: Final = r"https?://\S{3,2000}|(?:git|ssh)://\S{3,2000}|git@\S{3,2000}"


def _is_time(value: str) -> bool:
    try:
        return datetime.fromisoformat(value).tzinfo is not None and "T" in value.upper()
    except ValueError:
        return False


def _matches(pattern: str) -> Callable[[str], bool]:
    return lambda value: re.fullmatch(pattern, value) is not None


_KEYS: Final[dict[str, tuple[Callable[[str], bool], str]]] = {
    "created": (_is_time, "a time such as 2026-01-31T12:00:00Z"),
    "url": (_matches(_URL), "an address"),
    "documentation": (_matches(_URL), "an address"),
    "source": (_matches(_URL), "an address"),
    "licenses": (_matches(r"[A-Za-z0-9.+():, -]{2,500}"), "an expression of SPDX such as MIT"),
    "base.digest": (_matches(r"\w{3,10}:[0-9a-f]{32,128}"), "a digest such as sha256:..."),
    **dict.fromkeys(
        ("authors", "version", "revision", "vendor", "ref.name", "title", "description", "base.name"),
        (lambda _: True, ""),
    ),
}
"""The keys of the OCI image specification (annotations.md), and what it says of their values."""


def _labels(evidence: Evidence) -> Verdict:
    if reason := evidence.target.left_out("labels"):
        return skipped(reason)
    labels = {key: value for key, value in evidence.config.labels.items() if key.startswith(_PREFIX)}
    lines = {key: _line(evidence, key) for key in labels}
    if evidence.target.plan is None and not any(lines.values()):
        return skipped("the Dockerfile sets no label of the OCI image specification, and so promises nothing")
    found = list(_wrong_labels(evidence, labels, lines))
    if found:
        return failed(found[0].message, *found)
    title = labels.get(f"{_PREFIX}title")
    return passed(counted(len(labels), "label") + (f", the title is {title}" if title else ""))


def _wrong_labels(evidence: Evidence, labels: dict[str, str], lines: dict[str, int | None]) -> Iterator[Finding]:
    if evidence.target.plan is not None and f"{_PREFIX}title" not in labels:
        yield Finding("no label says what the image is", f'LABEL {_PREFIX}title="..."')
    plan = evidence.target.plan
    for key, value in sorted(labels.items()):
        is_own = plan is not None or lines[key] is not None  # the base's own labels are its maker's
        is_as_asked = plan is not None and plan.label.get(key) == value
        if is_own and not is_as_asked:
            yield from _of_label(key, value, lines[key])


def _of_label(key: str, value: str, line: int | None) -> Iterator[Finding]:
    name = key.removeprefix(_PREFIX)
    if name not in _KEYS:
        near = difflib.get_close_matches(name, _KEYS, 1)
        fix = f"Is {_PREFIX}{near[0]} meant?" if near else "Take a name of your own domain for what is yours alone."
        yield Finding(f"{key} is no key of the OCI image specification", fix, line)
    elif not value.strip():
        yield Finding(f"{key} is empty", "Give the build argument that it is made of, or leave the label out.", line)
    elif re.search(r"\$\{?\w", value):
        yield Finding(
            f"{key} is {value!r}: a variable was not filled in", "Write it in double quotes, not single.", line
        )
    elif not _KEYS[name][0](value):
        yield Finding(f"{key} is {value!r}, and not {_KEYS[name][1]}", f"Make it {_KEYS[name][1]}.", line)


def _line(evidence: Evidence, key: str) -> int | None:
    return last(evidence, lambda one: key in {name.strip("\"'") for name in one.pairs()}, "LABEL")


def _reproducible(evidence: Evidence) -> Verdict:
    twice = evidence.twice
    if twice is None or isinstance(twice, str):
        return skipped(twice or "only with --full")
    if twice.first == twice.second:
        return passed(f"two builds without a cache are equal, in {counted(len(twice.first), 'layer')}")
    number = sum(one != other for one, other in zip(twice.first, twice.second, strict=False))
    fix = "Leave out what holds a time or a random name, such as logs and caches; pin what is downloaded."
    if any(".pyc:" in line for line in twice.different):
        fix = "Python's compiled files hold times; with `ARG SOURCE_DATE_EPOCH` in the stage that installs they do not."
    trouble = f"two builds without a cache differ in {number} of {counted(len(twice.first), 'layer')}"
    return blamed(trouble, fix, None, twice.different)


def _platforms(evidence: Evidence) -> Verdict:
    tried = evidence.platforms
    if tried is None:
        return skipped("only with --full")
    if reason := evidence.target.left_out("cross-build"):
        return skipped(reason)
    if not tried:
        return skipped("this engine builds for one platform")
    wrong = {platform: why for platform, why in tried.items() if why}
    if not wrong:
        return passed(f"builds for {', '.join(tried)}")
    fix = (
        "Compile on $BUILDPLATFORM for $TARGETARCH, or install emulation: `docker run --privileged tonistiigi/binfmt`."
    )
    findings = [Finding(f"does not build for {platform}: {why}", fix) for platform, why in wrong.items()]
    return failed(f"does not build for {', '.join(wrong)}", *findings)


def _attestations(evidence: Evidence) -> Verdict:
    attested = evidence.attested
    if attested is None or isinstance(attested, str):
        return skipped(attested or "only with --full")
    missing = ["SBOM"] if attested.packages is None else []
    missing += [] if attested.provenance else ["provenance"]
    if missing:
        trouble = f"buildx attached no {' and no '.join(missing)}"
        return blamed(trouble, "Is there a `# syntax=` line of an old frontend?")
    return passed(f"SBOM with {attested.packages} packages, provenance {attested.provenance}")


CHECKS: Final = (
    Check(
        id="labels",
        title="Labels say what it is",
        why="An image outlives the terminal it was built in; registries and scanners read its labels.",
        how="The image's labels of the OCI image specification are checked: their keys, and the form of their values.",
        fix='`LABEL org.opencontainers.image.title="..."`, and build arguments for what only the build knows.',
        judge=_labels,
        practice="labels",
        needs=(),
    ),
    Check(
        id="reproducible",
        title="Builds the same twice",
        why="A build that can be reproduced bit by bit can be verified; and equal layers are not transferred again.",
        how="It is built twice without a cache, with SOURCE_DATE_EPOCH as the time of all files; digests are compared.",
        fix="Remove logs and caches in the step that writes them, and pin versions.",
        judge=_reproducible,
        needs=("twice",),
    ),
    Check(
        id="platforms",
        title="Builds for amd64 and arm64",
        why="Laptops and cheap servers are arm64 today, and the same Dockerfile should do for them.",
        how="It is built for linux/amd64 and linux/arm64; nothing is kept of it.",
        fix="Compile on the builder's own platform, and copy into an image that needs no command of its own.",
        judge=_platforms,
        practice="cross-build",
        needs=("platforms",),
    ),
    Check(
        id="attestations",
        title="SBOM and provenance can be read",
        why="When the next hole is found one wants to know what is in it, and that it was built from these sources.",
        how="It is built with `--sbom --provenance=mode=max`, and both documents are read from what buildx attached.",
        fix="Build with a current buildx and frontend.",
        judge=_attestations,
        needs=("attested",),
    ),
)
