"""Merging by line: nothing that a person wrote is lost, in any path. Git's own merge is the oracle."""

import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dockgen.commands import update
from dockgen.update import outcome
from dockgen.update.outcome import What
from dockgen.writing import merge
from dockgen.writing.merge import Line

WORDS = st.sampled_from(["FROM a", "RUN b", "", "# c", "COPY d e", "RUN f", "ENV g=h", "é ü ☃", "\u2028", "x" * 50])


@st.composite
def edited(draw, lines):
    """Delete, insert and replace some lines."""
    result = list(lines)
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(result)))
        size = draw(st.integers(0, min(2, len(result) - place)))
        result[place : place + size] = draw(st.lists(WORDS, max_size=2))
    return result


@st.composite
def triples(draw):
    base = draw(st.lists(WORDS, max_size=12))
    return base, draw(edited(base)), draw(edited(base))


def text(lines, end="\n"):
    return "".join(line + end for line in lines)


def merged(base, yours, dockgens):
    return merge.merge(merge.read(base), merge.read(yours), merge.read(dockgens))


def everything(parts):
    """Return all lines that are settled, and those of both sides of each conflict."""
    lines = []
    for part in parts:
        lines += part.yours if isinstance(part, merge.Conflict) else part
    return [line.text for line in lines]


@given(triples())
@settings(max_examples=400)
def test_every_line_that_a_person_wrote_is_in_what_comes_out_or_in_a_conflict(triple):
    base, yours, dockgens = triple
    left = everything(merged(text(base), text(yours), text(dockgens)))
    written = list(yours)
    for line in base:  # what is dockgen's own may go
        if line in written:
            written.remove(line)
    for line in written:
        assert line in left
        left.remove(line)


@given(st.lists(WORDS, max_size=12).flatmap(lambda base: st.tuples(st.just(base), edited(base))))
@settings(max_examples=200)
def test_one_side_alone_is_taken_as_it_is(pair):
    base, other = (text(lines) for lines in pair)
    for yours, dockgens in ((other, base), (base, other), (other, other)):
        parts = merged(base, yours, dockgens)
        assert merge.conflicts(parts) == []
        assert merge.write([line for part in parts for line in part], merge.read(yours)) == other


@given(triples())
@settings(max_examples=200)
def test_both_sides_can_be_told_from_the_markers(triple):
    base, yours, dockgens = triple
    parts = merged(text(base), text(yours), text(dockgens))
    for conflict in merge.conflicts(parts):
        both = merge.sides(conflict)["markers"]
        assert both[0].text == merge.YOURS
        assert both[-1].text == merge.DOCKGENS
        middle = len(conflict.yours) + 1
        assert both[middle] == Line(merge.MIDDLE)
        assert both[1:middle] == conflict.yours
        assert [line.text for line in both[middle + 1 : -1]] == [line.text for line in conflict.dockgens]


@st.composite
def distinct(draw):
    """Make triples in which each line is there once, so that there is but one way to compare them."""
    base = [f"line {number}" for number in range(draw(st.integers(2, 14)))]
    sides = []
    for name in ("yours", "dockgens"):
        side = []
        for number, line in enumerate(base):
            what = draw(st.sampled_from(["keep"] * 6 + ["drop", "change", "insert"]))
            side += {
                "keep": [line],
                "drop": [],
                "change": [f"{name} {number}"],
                "insert": [line, f"{name} after {number}"],
            }[what]
        sides.append(side)
    return base, *sides


@given(distinct())
@settings(max_examples=60, deadline=None)
def test_where_git_merges_the_same_comes_out(tmp_path_factory, triple):
    folder = tmp_path_factory.mktemp("git")
    base, yours, dockgens = (text(lines) for lines in triple)
    for name, content in (("base", base), ("yours", yours), ("dockgens", dockgens)):
        (folder / name).write_text(content, "utf-8")
    done = subprocess.run(
        ["git", "merge-file", "-p", "yours", "base", "dockgens"], cwd=folder, capture_output=True, check=False
    )
    parts = merged(base, yours, dockgens)
    if done.returncode == 0:  # git calls neighbours a conflict, too
        assert merge.conflicts(parts) == []
        assert text(everything(parts)) == done.stdout.decode()


def test_a_new_line_beside_one_that_dockgen_changes_is_no_conflict():
    base = "FROM golang:1.26\nWORKDIR /src\n"
    yours = "FROM golang:1.26\nENV A=b\nWORKDIR /src\n"
    parts = merged(base, yours, base.replace("1.26", "1.27"))
    assert text(everything(parts)) == yours.replace("1.26", "1.27")
    assert merge.conflicts(parts) == []


def test_two_new_lines_at_one_place_are_a_conflict():
    parts = merged("a\nb\n", "a\nmine\nb\n", "a\ndockgens\nb\n")
    assert merge.conflicts(parts) == [merge.Conflict((Line("mine", "\n"),), (Line("dockgens"),))]


def test_a_line_inside_what_dockgen_takes_away_is_a_conflict():
    parts = merged("a\nb\nc\nd\n", "a\nb\nmine\nc\nd\n", "a\nd\n")
    assert [line.text for line in merge.conflicts(parts)[0].yours] == ["b", "mine", "c"]


BASE = "FROM alpine:3.22\nRUN a\nCMD b\n"
NEW = "FROM alpine:3.23\nRUN a\nCMD b\n"


@pytest.mark.parametrize(
    ("yours", "after"),
    [
        ("FROM alpine:3.22\r\nRUN a\r\nCMD c\r\n", "FROM alpine:3.23\r\nRUN a\r\nCMD c\r\n"),
        ("FROM alpine:3.22\nRUN a\nCMD c", "FROM alpine:3.23\nRUN a\nCMD c"),
        ("FROM alpine:3.22\nRUN a\r\nCMD c\n", "FROM alpine:3.23\nRUN a\r\nCMD c\n"),
        ("\ufeffFROM alpine:3.22\nRUN a\nCMD c\n", "\ufeffFROM alpine:3.23\nRUN a\nCMD c\n"),
        ("FROM alpine:3.22\nRUN a\nCMD é\u2028☃\n", "FROM alpine:3.23\nRUN a\nCMD é\u2028☃\n"),
        ("FROM alpine:3.22\nRUN a\nCMD \x0c\x1c\x85\n", "FROM alpine:3.23\nRUN a\nCMD \x0c\x1c\x85\n"),
        ("FROM alpine:3.22\nRUN a\n", "FROM alpine:3.23\nRUN a\n"),
        ("# mine\nFROM alpine:3.22\nRUN a\nCMD b\n# mine", "# mine\nFROM alpine:3.23\nRUN a\nCMD b\n# mine"),
        ("FROM alpine:3.23\nRUN a\nCMD c\n", "FROM alpine:3.23\nRUN a\nCMD c\n"),
    ],
)
def test_line_endings_and_characters_stay_as_a_person_has_them(yours, after):
    one = outcome.of("Dockerfile", yours.encode(), BASE, NEW)
    assert one.what in {What.MERGE, What.KEEP}
    assert (one.new or one.old).decode() == after


def test_line_endings_alone_are_no_edit():
    one = outcome.of("Dockerfile", BASE.replace("\n", "\r\n").encode(), BASE, NEW)
    assert one.what is What.UPDATE
    assert one.new == NEW.replace("\n", "\r\n").encode()


def test_what_is_no_text_is_a_conflict_as_a_whole():
    one = outcome.of("Dockerfile", BASE.encode("utf-16"), BASE, NEW)
    assert (one.what, one.whole) == (What.CONFLICT, NEW.encode())


def test_where_nobody_knows_what_was_generated_each_difference_is_a_conflict():
    one = outcome.of("Dockerfile", BASE.replace("RUN a", "RUN mine").encode(), None, NEW)
    assert one.what is What.CONFLICT
    assert [[line.text for line in each.yours] for each in one.conflicts] == [["FROM alpine:3.22", "RUN mine"]]
    assert outcome.of("Dockerfile", NEW.encode(), None, NEW).what is What.IDENTICAL


def test_a_file_that_was_deleted_stays_away_and_a_new_one_is_made():
    assert outcome.of("Dockerfile", None, BASE, NEW).what is What.DELETED
    assert outcome.of("Dockerfile", None, None, NEW).what is What.CREATE


DIGEST = "@sha256:" + "a" * 64


def test_digests_stay_where_the_image_stays_and_are_told_where_it_goes():
    base = "ARG A=golang:1.26\nARG B=alpine:3.22\nRUN a\n"
    yours = base.replace("1.26", "1.26" + DIGEST).replace("3.22", "3.22" + DIGEST)
    one = outcome.of("Dockerfile", yours.encode(), base, base.replace("1.26", "1.27").replace("RUN a", "RUN b"))
    assert one.new.decode() == f"ARG A=golang:1.27\nARG B=alpine:3.22{DIGEST}\nRUN b\n"
    assert (one.what, one.unpinned) == (What.UPDATE, ("golang:1.26",))


@given(triples(), st.sampled_from(["yours", "dockgen", "markers"]), st.sampled_from(["\n", "\r\n"]), st.booleans())
@settings(max_examples=300)
def test_no_line_of_a_person_goes_in_any_way_but_with_a_backup(triple, way, end, is_known):
    base, yours, dockgens = triple
    old = text(yours, end).encode()
    one = outcome.of("Dockerfile", old, text(base) if is_known else None, text(dockgens))
    if one.what is What.CONFLICT:
        one = update.settled(one, way)
        assert one.loses == (way == "dockgen")
    if one.loses or one.new is None:  # a backup is kept, or nothing is written
        return
    if old:  # nobody can tell the line endings of an empty file
        assert b"\n" not in one.new.replace(b"\r\n", b"") if end == "\r\n" else b"\r" not in one.new
    left = one.new.decode().split(end)
    written = list(yours)
    for line in base if is_known else ():
        if line in written:
            written.remove(line)
    for line in written:
        assert line in left
        left.remove(line)
