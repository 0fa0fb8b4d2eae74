"""Nothing of what the build context keeps out, and no repository, is in the image."""

from fnmatch import fnmatchcase
from typing import Final

from dockgen.secrets.secret_names import is_certain, named, pattern_of
from dockgen.verify.check import Check, Finding, Verdict, broken, kept, skipped
from dockgen.verify.checks.hits import by_layer, finding, gaps, hits, made_by, not_looked_into
from dockgen.verify.contents import Hit, Kind
from dockgen.verify.evidence import Evidence

_MOST: Final = 20
_REPOSITORIES: Final = (".git", ".hg", ".svn")


def _judge(evidence: Evidence) -> Verdict:
    if reason := evidence.target.left_out("ignore-file"):
        return skipped(reason)
    if evidence.contents is None:
        return skipped(not_looked_into(evidence))
    found = hits(evidence, Kind.IGNORED)
    told = [_told(evidence, group) for group in by_layer(found)]
    names = [one for one in hits(evidence, Kind.NAMED) if not _is_let_in(evidence, one)]
    told += [_told_of_name(evidence, one) for one in names[:_MOST]]
    if len(names) > _MOST:
        told.append(Finding(f"{len(names) - _MOST} more files are named like secrets", is_note=True))
    troubles = [one for one in told if not one.is_note]
    notes = [one for one in told if one.is_note] + gaps(evidence.contents)
    if troubles:
        return broken(troubles[0].message, *troubles, *notes)
    ignoring = "" if evidence.target.ignore is None else ", and nothing that .dockerignore keeps out"
    return kept(f"no repository{ignoring}", *notes)


def _told(evidence: Evidence, group: list[Hit]) -> Finding:
    first = group[0]
    if first.path.endswith(_REPOSITORIES):
        message = f"{first.path} is in the image: the repository with all its history"
        name = first.path.rpartition("/")[2]
        if made_by(evidence, first) in {"COPY", "ADD"}:
            return finding(evidence, group, message, f"Add `**/{name}` to .dockerignore.")
        return finding(evidence, group, message, f"Remove it in the same step: `rm -rf {name}`.")
    message = f"{first.path} is {first.what}"
    return finding(evidence, group, message, "Was the image built of another folder? Copy by name what it needs.")


def _told_of_name(evidence: Evidence, hit: Hit) -> Finding:
    """Say that a file is named like a secret: it is one if the name is clear and the file was copied."""
    path = hit.path.lstrip("/")
    one, pattern = named(path), pattern_of(path)
    message = f"{hit.path} is named like {hit.what}"
    told = finding(
        evidence, [hit], message, f"Add `{pattern}` to .dockerignore, and `!PATH` where the program reads it."
    )
    is_clear = one is not None and is_certain(one) and made_by(evidence, hit) in {"COPY", "ADD", ""}
    return told if is_clear else told._replace(is_note=True)


def _is_let_in(evidence: Evidence, hit: Hit) -> bool:
    """Tell whether .dockerignore names such a file to let it in, and no later line keeps it out."""
    lines = reversed(evidence.target.ignore or ())
    last = next((line for line in lines if fnmatchcase(hit.path, f"*/{line.lstrip('!').removeprefix('**/')}")), "")
    return last.startswith("!")


CHECK: Final = Check(
    id="ignored",
    title="Nothing that the build context keeps out",
    why="A repository's folder holds all that ever was in it; what .dockerignore names is not meant for others.",
    how=(
        "Every layer is searched for the folders of git, Mercurial and Subversion, for files with the content of "
        "one that .dockerignore keeps out, and for files that are named like secrets, dumps, or databases."
    ),
    fix="Name it in .dockerignore, and copy by name.",
    judge=_judge,
    practice="ignore-file",
    needs=("contents",),
)
