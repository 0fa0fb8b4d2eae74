"""Says where a lock file is older than the file that names the dependencies: the build would stop."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final

from dockgen.languages.kit.sources import content
from dockgen.languages.kit.tables import Table, at, read_json, table, text, texts
from dockgen.languages.python.managers import Manifests
from dockgen.languages.python.requirements import Manager, normalised
from dockgen.reading.project import Project
from dockgen.text.digest import sha256

_STOPS: Final = {
    "uv": ("uv sync --locked", "uv lock"),
    "poetry": ("poetry install", "poetry lock"),
    "pdm": ("pdm install --check", "pdm lock"),
    "pipenv": ("pipenv verify", "pipenv lock"),
}
"""What the build runs, which refuses such a lock file, and the command that renews it."""
_OF_POETRY: Final = ("dependencies", "source", "extras", "dev-dependencies", "group")
_OF_PROJECT: Final = ("requires-python", "dependencies", "optional-dependencies")
_OF_PIPFILE: Final = ("source", "packages", "dev-packages", "requires", "scripts", "pipfile", "pipenv")
_REQUIREMENT: Final = (
    r"[ \t]{0,99}([A-Za-z0-9][\w.-]{0,200})[ \t]{0,99}(?:\[[^\]\n]{0,500}\])?[ \t]{0,99}\(?([^;@()\n]{0,300})"
)


def warn(project: Project, manifests: Manifests, manager: Manager) -> None:
    """Warn of a lock file that does not match."""
    if not manager.is_locked or manager.name not in _STOPS:
        return
    lock = next((path for path in manager.files if path.endswith((".lock"))), "")
    differs = _WAYS[manager.name](project, manifests, lock)
    if differs is None:
        return
    runs, renews = _STOPS[manager.name]
    what = f" ({differs})" if differs else ""
    project.warn(
        f"{lock} does not match {manager.origin}{what}, so the build stops at `{runs}`: "
        f"run `{renews}`, and commit {lock}"
    )


def _uv(project: Project, manifests: Manifests, lock: str) -> str | None:
    """Return the requirements of the project that uv has locked otherwise; None for none."""
    written, name = content(project, lock), normalised(text(manifests.pyproject, "project", "name") or "")
    blocks = written.split("\n[[package]]\n")
    block = next((one for one in blocks if one.startswith(f'name = "{name}"\n')), "")
    if not re.search(r"(?m)^source = \{ (?:virtual|editable) = ", block):
        return None
    entries = re.search(r"(?m)^requires-dist = \[([^\n]{0,9999}\n(?:[ \t][^\n]{0,9999}\n)*+|[^\n]{0,9999})\]$", block)
    locked: dict[str, set[str]] = {}
    for entry in re.findall(r"\{ (name = [^{}\n]{1,1000}) \}", entries[1] if entries else ""):
        found = dict(re.findall(r'\b(\w{1,20}) = "([^"\n]{0,300})"', entry))
        if "extra ==" not in entry:
            locked[normalised(found["name"])] = _clauses(found.get("specifier", ""))
    if "dependencies" in texts(manifests.pyproject, "project", "dynamic"):
        return None
    asked = dict(_asked(texts(manifests.pyproject, "project", "dependencies")))
    sources = {*map(normalised, table(manifests.pyproject, "tool", "uv", "sources"))}
    others = [one for one in asked if locked.get(one) != asked[one] and not (one in sources and one in locked)]
    others += [one for one in locked if one not in asked]
    return ", ".join(sorted(others)[:3]) if others else None


def _asked(lines: tuple[str, ...]) -> Iterator[tuple[str, set[str]]]:
    for line in lines:
        if match := re.match(_REQUIREMENT, line):
            yield normalised(match[1]), _clauses(match[2])


def _clauses(specifier: str) -> set[str]:
    """Return the parts of a specifier, in which spaces and zeros at the end mean nothing."""
    parts = re.sub(r"\s", "", specifier).split(",")
    return {part for part in parts if part}


def _poetry(project: Project, manifests: Manifests, lock: str) -> str | None:
    """Compare the hash that Poetry keeps of what it reads; older ones are without groups, or made of its own table."""
    known = re.search(r'(?m)^content-hash = "([0-9a-f]{64})"', content(project, lock))
    if known is None:
        return None
    own, groups = table(manifests.pyproject, "tool", "poetry"), table(manifests.pyproject, "dependency-groups")
    its = {key: one for key in _OF_PROJECT if (one := at(manifests.pyproject, "project", key)) is not None}
    made = [_of_poetry(own, its, some) for some in (groups, {})]
    return None if known[1] in map(_hash, made) else ""


def _of_poetry(own: Table, its: Table, groups: Table) -> Table:
    is_old = not its and not groups
    read = {key: own.get(key) for key in _OF_POETRY if own.get(key) is not None or (is_old and key != "group")}
    if is_old:
        return read
    return {
        **({"project": its} if its else {}),
        **({"dependency-groups": groups} if groups else {}),
        "tool": {"poetry": read},
    }


def _pdm(project: Project, manifests: Manifests, lock: str) -> str | None:
    """Compare the hash that PDM keeps; older releases name the overrides otherwise."""
    known = re.search(r'(?m)^content_hash = "sha256:([0-9a-f]{64})"', content(project, lock))
    if known is None:
        return None
    own = table(manifests.pyproject, "tool", "pdm")
    groups = {normalised(name): one for name, one in table(manifests.pyproject, "dependency-groups").items()}
    for name, more in table(own, "dev-dependencies").items():
        before = groups.get(normalised(name), [])
        groups[normalised(name)] = [
            *(before if isinstance(before, list) else []),
            *(more if isinstance(more, list) else []),
        ]
    read = {
        "sources": own.get("source", []),
        "dependencies": at(manifests.pyproject, "project", "dependencies") or [],
        "dev-dependencies": groups,
        "optional-dependencies": table(manifests.pyproject, "project", "optional-dependencies"),
        "requires-python": text(manifests.pyproject, "project", "requires-python") or "",
    }
    resolution = table(own, "resolution")
    ways = ({"resolution": resolution}, {"overrides": table(resolution, "overrides")})
    return None if known[1] in [_hash({**read, **way}) for way in ways] else ""


def _pipenv(project: Project, manifests: Manifests, lock: str) -> str | None:
    """Compare the hash that Pipenv keeps of the Pipfile."""
    known, pipfile = text(read_json(project, lock), "_meta", "hash", "sha256"), manifests.pipfile
    if known is None or "source" not in pipfile:
        return None
    read = {
        "_meta": {"sources": pipfile["source"], "requires": pipfile.get("requires", {})},
        "default": pipfile.get("packages", {}),
        "develop": pipfile.get("dev-packages", {}),
        **{name: one for name, one in pipfile.items() if name not in {*_OF_PIPFILE, "default", "develop"}},
    }
    return None if known == _hash(read, separators=(",", ":")) else ""


_WAYS: Final = {"uv": _uv, "poetry": _poetry, "pdm": _pdm, "pipenv": _pipenv}


def _hash(read: Mapping[str, object], separators: tuple[str, str] = (", ", ": ")) -> str:
    """Return the hash of what a tool reads; a value that JSON does not know makes it one that fits nothing."""
    return sha256(json.dumps(read, sort_keys=True, separators=separators, default=str).encode())
