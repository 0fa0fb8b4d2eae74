"""Workspaces of all package managers: the globs that name their members, what one uses, and the order of building."""

import posixpath
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


def taken(folders: Iterable[str], globs: Collection[str]) -> Iterator[str]:
    """Yield the folders that some globs name, without those that globs with a `!` name; "." is the top."""
    wanted = [_expression(posixpath.normpath(glob)) for glob in globs if not glob.startswith("!")]
    left_out = [_expression(posixpath.normpath(glob[1:])) for glob in globs if glob.startswith("!")]
    for folder in folders:
        is_wanted = any(re.fullmatch(one, folder) for one in wanted)
        if is_wanted and not any(re.fullmatch(one, folder) for one in left_out):
            yield folder


def reached(start: T, used: Callable[[T], Iterable[T]]) -> list[T]:
    """Return the start and all that it uses, also by way of others."""
    found = [start]
    for one in found:
        found += [other for other in used(one) if other not in found]
    return found


def in_order(member: str, needs: Callable[[str], Iterator[str]]) -> tuple[str, ...]:
    """Return the members that one member needs itself or by way of others, those first that others of them need.

    A member is its folder; the top, "", is never one of them.
    """
    found: dict[str, None] = {}
    seen = {member, ""}
    waiting = [(member, needs(member))]
    while waiting:
        here, others = waiting[-1]
        other = next((folder for folder in others if folder not in seen), None)
        if other is not None:
            seen.add(other)
            waiting.append((other, needs(other)))
            continue
        waiting.pop()
        if waiting:
            found[here] = None
    return tuple(found)


def _expression(glob: str) -> str:
    """Turn a glob into a regular expression for a folder."""
    expression = ""
    for part in re.split(r"(\*\*/?|\*|\{[^{}]{0,200}\})", glob[:300]):
        if part.startswith("**"):
            expression += r"(?:[^/]+/)*" if part.endswith("/") else r"[^/]+(?:/[^/]+)*"
        elif part == "*":
            expression += r"[^/]*"
        elif part.startswith("{"):
            expression += "(?:" + "|".join(map(re.escape, part[1:-1].split(","))) + ")"
        else:
            expression += re.escape(part)
    return expression
