"""The parsed view of a Dockerfile: BuildKit reads the same, and what a check asks of it comes out as written."""

import os
from functools import partial

import pytest
from buildkit.plans import REPEATABLE
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dockgen.dockerfiles.dockerfile import DockerfileError, expanded, parse
from dockgen.dockerfiles.shell import commands_of

pytest_plugins = ["buildkit.oracle"]

EXAMPLES = int(os.environ.get("DOCKGEN_EXAMPLES", "200"))
repeatable = partial(settings, REPEATABLE)


def read(text, path="Dockerfile"):
    return parse(text, path)


def refused(text):
    """Return the error that a Dockerfile gives."""
    with pytest.raises(DockerfileError) as caught:
        read(text)
    return caught.value


def places(file):
    """Return what stands where, without what ONBUILD holds."""
    return [(one.name, one.stage, one.line, one.end) for one in file.instructions if not one.is_trigger]


# As BuildKit reads it


def ours(text):
    """Return all that both parsers say of a Dockerfile; the reason where it is refused."""
    try:
        file = read(text)
    except DockerfileError as error:
        return error.message
    return {
        "stages": [stage.name for stage in file.stages],
        "instructions": [
            (one.name, one.stage, one.line, one.end, one.is_exec, [tuple(heredoc) for heredoc in one.heredocs])
            for one in file.instructions
            if not one.is_trigger
        ],
    }


def theirs(buildkit, text):
    answer = buildkit.lines(text)
    if "error" in answer:
        return answer["error"]
    return {
        "stages": [stage["name"] for stage in answer["stages"]],
        "instructions": [
            (
                one["name"],
                one["stage"],
                one["line"],
                one["end"],
                one["exec"] or False,
                [(heredoc["name"], heredoc["content"]) for heredoc in one["heredocs"] or []],
            )
            for one in answer["instructions"]
        ],
    }


def same(buildkit, text):
    """Compare, and return ours."""
    mine, its = without_trigger_heredocs(ours(text)), without_trigger_heredocs(theirs(buildkit, text))
    if isinstance(mine, str) or isinstance(its, str):
        assert isinstance(mine, str), f"BuildKit refuses it ({its}):\n{text}"
        assert isinstance(its, str), f"BuildKit takes it, and we say {mine}:\n{text}"
    else:
        assert mine == its, text
    return mine


def without_trigger_heredocs(found):
    """Leave out what is JSON in or follows an ONBUILD: BuildKit keeps neither with the instruction itself."""
    if isinstance(found, str):
        return found
    kept = [one if one[0] != "ONBUILD" else one[:4] for one in found["instructions"]]
    return found | {"instructions": kept}


WORDS = (
    "a",
    "$X",
    "${X:-d}",
    '"q q"',
    "'",
    '"',
    "\\",
    "`",
    "\\\\",
    "<<EOF",
    "<<-E",
    '<<"E"',
    "0<<EOF",
    "#",
    "# x",
    "=",
)
LINES = (
    "FROM alpine:3.23 AS Build",
    "FROM scratch",
    "FROM build",
    "FROM --platform=$BUILDPLATFORM golang:1.27",
    "from alpine as 1x",
    "FROM a AS b c",
    "FROM",
    "ARG X=1 Y",
    "ARG",
    "ENV A=b C=d",
    "ENV A b c",
    "ENV A",
    "ENV =x",
    "LABEL a=b \\",
    "RUN echo a \\",
    "RUN echo a `",
    "RUN echo \\ ",
    "RUN",
    '["RUN"]',
    'RUN ["echo", "a"]',
    "RUN ['echo']",
    'RUN ["a", 1]',
    "RUN cat <<EOF\nFROM b\n \\\n# x\nEOF",
    "RUN cat <<EOF",
    "RUN <<-EOF sh && <<E cat\n\techo\n\tEOF\nEOF\nE",
    "RUN --mount=type=cache,target=/x make <<'EOF'\n$x\nEOF",
    "RUN --mount=from=$X,target=/x make",
    "RUN --mount make",
    "RUN --network=none --network=host x",
    "RUN --network=other x",
    "RUN --unknown x",
    "COPY --from=build /a /b",
    "COPY <<EOF /a\nRUN b <<E\n\nEOF",
    'COPY 3<<-"a b" <<c /a/\n\ta b\nc',
    "RUN echo a\\\\\n# in between\n\n  && b",
    "COPY a",
    'COPY "a b" /c',
    'COPY "a b"',
    'COPY ["a b", "/c"]',
    "COPY --link=maybe a b",
    "ADD --chown=1:1 a b /c/",
    "ADD a <<EOF\nEOF",
    "ONBUILD RUN <<EOF cat\nFROM b\nEOF",
    'ONBUILD RUN ["cat", "<<EOF"]',
    "ONBUILD CMD <<EOF",
    "onbuild copy a /b",
    "ONBUILD FROM x",
    "ONBUILD ENV A",
    "ONBUILD nothing x",
    "ONBUILD",
    'CMD ["a"]',
    "CMD a",
    "CMD [",
    "ENTRYPOINT",
    "HEALTHCHECK NONE",
    "HEALTHCHECK --interval=1m30s --retries=3 CMD a",
    "HEALTHCHECK --interval=1 CMD a",
    "HEALTHCHECK a",
    "HEALTHCHECK CMD",
    'SHELL ["a", "-c"]',
    "SHELL a -c",
    "VOLUME /a /b",
    'VOLUME [""]',
    "EXPOSE 80 443/udp",
    "USER 65532:65532",
    "USER",
    "WORKDIR /a b",
    "STOPSIGNAL --x",
    "MAINTAINER A <a@example.com>",
    "UNKNOWN x",
    "# comment",
    "  # comment",
    "# escape=`",
    "# syntax=docker/dockerfile:1",
    "#check=skip=all",
    "#escape = x",
    "",
    "   ",
    "\t",
    "EOF",
    "\tEOF",
    "E",
    "\\",
    "`",
    " && b",
)
HEAD = "FROM alpine AS build\n"
TAKEN = [line for line in LINES if not isinstance(ours(f"{HEAD}{line}\n"), str)]
NOISE = st.sampled_from(LINES) | st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)


@st.composite
def dockerfiles(draw: st.DrawFn) -> str:
    """Draw a Dockerfile in which at most two lines are likely to be wrong."""
    lines = draw(st.lists(st.sampled_from(TAKEN), max_size=8))
    for noise in draw(st.lists(NOISE, max_size=draw(st.integers(0, 2)))):
        lines.insert(draw(st.integers(0, len(lines))), noise)
    start = draw(st.sampled_from(["", "\ufeff", "# escape=`\n", "# syntax=x\n#escape=\\\n"]))
    end = draw(st.sampled_from(["\n", "\n", "\n", "\r\n"]))
    return (start + HEAD * draw(st.sampled_from([1, 1, 1, 0])) + "\n".join(lines)).replace("\n", end) + end


@repeatable(max_examples=EXAMPLES * 5)
@given(dockerfiles())
@example("FROM a\nONBUILD RUN <<EOF cat\nFROM b\nEOF\nRUN c\n")
@example("FROM a\nRUN <<EOF cat > Dockerfile\nONBUILD RUN <<E cat\nEOF\nRUN c\n")
@example("FROM a\nRUN b \\\nONBUILD RUN <<EOF cat\nEOF\nEOF\n")
def test_buildkit_reads_the_same_instructions_on_the_same_lines_and_refuses_the_same(buildkit, text):
    same(buildkit, text)


@pytest.mark.parametrize("size", [65534, 65535, 65536])
def test_buildkit_refuses_the_same_long_lines(buildkit, size):
    same(buildkit, f"FROM alpine\nRUN {'x' * (size - 4)}\nRUN y\n")
    same(buildkit, f"FROM alpine\nRUN {'x' * (size - 4)}")


@pytest.mark.parametrize("line", LINES)
def test_buildkit_takes_or_refuses_each_line_as_we_do(buildkit, line):
    same(buildkit, f"{HEAD}{line}\n")


# Instructions and lines


def test_an_instruction_knows_its_first_and_last_line():
    file = read("# about\n\nFROM alpine:3.23\nRUN a \\\n  # why\n\n  && b\nCOPY <<EOF /x\none\ntwo\nEOF\nCMD c\n")
    assert places(file) == [("FROM", 0, 3, 3), ("RUN", 0, 4, 7), ("COPY", 0, 8, 11), ("CMD", 0, 12, 12)]


def test_a_comment_inside_a_continued_line_is_no_part_of_the_command():
    (run,) = read("FROM a\nRUN go vet \\\n# not this \\\n  && go build\n").final.all("RUN")
    assert run.commands() == [["go", "vet"], ["go", "build"]]
    assert (run.line, run.end) == (2, 4)


def test_the_escape_directive_changes_how_lines_go_on():
    text = "# escape=`\nFROM mcr.microsoft.com/windows/nanoserver:ltsc2025\nRUN dir C:\\ `\n  && dir D:\\\nCMD x\n"
    assert [place[:1] + place[2:] for place in places(read(text))] == [("FROM", 2, 2), ("RUN", 3, 4), ("CMD", 5, 5)]


def test_an_escape_after_the_first_instruction_is_a_comment():
    assert places(read("FROM a\n# escape=`\nRUN b \\\n  c\n"))[-1] == ("RUN", 0, 3, 4)


def test_bom_and_crlf_make_no_difference():
    text = "FROM a AS b\nRUN c \\\n  d\nCOPY <<EOF /x\ne\nEOF\nFROM b\n"
    assert places(read("\ufeff" + text.replace("\n", "\r\n"))) == places(read(text))


def test_instructions_are_in_capitals_and_stage_names_in_small_letters():
    file = read("from a as BUILD\nrun b\nFROM Build\n")
    assert [one.name for one in file.instructions] == ["FROM", "RUN", "FROM"]
    assert file.image_of(file.final) == "a"


def test_exec_form_gives_words_and_shell_form_one_text():
    run, broken = read('FROM a\nRUN ["b", "c d"]\nRUN [\'b\']\n').final.all("RUN")
    assert (run.is_exec, run.args, run.commands()) == (True, ("b", "c d"), [["b", "c d"]])
    assert (broken.is_exec, broken.args) == (False, ("['b']",))


def test_a_shell_in_exec_form_is_looked_into():
    (run,) = read('FROM a\nRUN ["/bin/sh", "-c", "cd /x && make"]\n').final.all("RUN")
    assert run.commands() == [["cd", "/x"], ["make"]]


def test_env_label_and_arg_give_pairs():
    env, old, label, arg = read("FROM a\nENV A=1 B='2 3'\nENV C 4 5\nLABEL x.y=z\nARG D E=6\n").final.instructions
    assert env.pairs() == {"A": "1", "B": "'2 3'"}
    assert old.pairs() == {"C": "4 5"}
    assert label.pairs() == {"x.y": "z"}
    assert arg.pairs() == {"D": "", "E": "6"}


def test_flags_and_mounts_are_read():
    file = read(
        "FROM a\nRUN --mount=type=cache,target=/c --mount=from=b,source=/,target=/s x\nCOPY --from=b --link /y /z\n"
    )
    run, copy = file.final.instructions
    assert run.mounts() == [
        {"type": "cache", "target": "/c"},
        {"type": "bind", "from": "b", "source": "/", "target": "/s"},
    ]
    assert (copy.flag("from"), copy.flag("chown"), copy.args) == ("b", None, ("/y", "/z"))


def test_words_of_copy_are_split_at_every_space_as_buildkit_does():
    assert read('FROM a\nCOPY "my file" /x\n').final.instructions[0].args == ('"my', 'file"', "/x")


# Heredocs and ONBUILD


def test_a_heredoc_belongs_to_its_command():
    (run,) = read(
        "FROM a\nRUN <<EOF\n# not a comment of ours\napt-get update\napt-get install -y curl\nEOF\n"
    ).final.all("RUN")
    assert run.commands() == [["apt-get", "update"], ["apt-get", "install", "-y", "curl"]]
    assert [heredoc.name for heredoc in run.heredocs] == ["EOF"]


def test_several_heredocs_come_in_order():
    (copy,) = read("FROM a\nCOPY <<one <<two /x/\n1\none\n2\ntwo\n").final.all("COPY")
    assert [tuple(heredoc) for heredoc in copy.heredocs] == [("one", "1\n"), ("two", "2\n")]
    assert copy.end == 6


def test_what_stands_behind_onbuild_is_a_trigger_and_not_of_this_build():
    file = read("FROM a\nONBUILD COPY . /app\nCMD b\n")
    outer, inner = file.final.instructions[:2]
    assert (outer.name, outer.args) == ("ONBUILD", ("COPY . /app",))
    assert (inner.name, inner.is_trigger, inner.line, inner.end) == ("COPY", True, 2, 2)
    assert file.final.all("COPY") == []


def test_onbuild_may_have_a_heredoc():
    file = read("FROM a\nONBUILD RUN <<EOF\nFROM nowhere\nEOF\nCMD b\n")
    assert places(file) == [("FROM", 0, 1, 1), ("ONBUILD", 0, 2, 4), ("CMD", 0, 5, 5)]
    assert [one.heredocs[0].content for one in file.instructions if one.is_trigger] == ["FROM nowhere\n"]


def test_an_onbuild_inside_a_heredoc_stays_text():
    (run,) = read("FROM a\nRUN <<EOF cat > Dockerfile\nONBUILD RUN b\nEOF\n").final.all("RUN")
    assert run.heredocs[0].content == "ONBUILD RUN b\n"


# Stages


STAGES = (
    "ARG V=3.23\nFROM alpine:${V} AS one\nENV A=1\nFROM one AS two\nUSER 7\nFROM two\nUSER 8\nCOPY --from=0 /a /b\n"
)


def test_stages_are_found_by_name_and_by_number():
    file = read(STAGES)
    assert [stage.name for stage in file.stages] == ["one", "two", ""]
    assert file.stage_called("ONE", 3) is file.stages[0]
    assert file.stage_called("1", 3) is file.stages[1]
    assert file.stage_called("two", 1) is None, "a stage does not see those after it"
    assert file.stage_called("alpine", 3) is None


def test_of_two_stages_of_one_name_the_later_one_is_meant():
    file = read("FROM a AS x\nFROM b AS x\nFROM x\n")
    assert file.image_of(file.final) == "b"


def test_a_stage_has_what_those_below_it_have():
    file = read(STAGES)
    assert [stage.number for stage in file.lineage(file.final)] == [0, 1, 2]
    assert [one.args for one in file.inherited(file.final, "USER")] == [("7",), ("8",)]
    assert file.image_of(file.final) == "alpine:3.23"
    assert file.inherited(file.stages[1], "COPY") == []


def test_a_stage_named_like_its_own_image_is_no_circle():
    file = read("FROM alpine AS alpine\nFROM alpine\n")
    assert [stage.number for stage in file.lineage(file.final)] == [0, 1]


def test_platform_and_base_are_read():
    stage = read("FROM --platform=$BUILDPLATFORM golang:1.27 AS build\n").final
    assert (stage.platform, stage.base, stage.name) == ("$BUILDPLATFORM", "golang:1.27", "build")


# Variables


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$A-${A}", "1-1"),
        ("${A:-d}", "1"),
        ("${B:-d}", "d"),
        ("${B-d}", ""),
        ("${C-d}", "d"),
        ("${A:+d}", "d"),
        ("${B:+d}", ""),
        ("$C ${C}", "$C ${C}"),
        ("no variable", "no variable"),
    ],
)
def test_variables_are_filled_in_as_a_shell_would(text, expected):
    assert expanded(text, {"A": "1", "B": ""}) == expected


def test_arguments_before_from_have_their_defaults():
    file = read('ARG IMAGE="node" TAG=24\nARG NONE\nFROM ${IMAGE}:${TAG}\nFROM ${OTHER:-golang}:1\nFROM ${NONE:-x}\n')
    assert [stage.base for stage in file.stages] == ["node:24", "golang:1", "x"]


def test_a_value_is_the_one_before_the_instruction_and_of_its_stage():
    file = read("FROM a\nENV U=1\nUSER $U\nENV U=2\nUSER ${U}\nFROM b\nUSER ${U}\n")
    assert [file.expand(one.args[0], one) for one in file.instructions if one.name == "USER"] == ["1", "2", "${U}"]


def test_an_argument_before_from_has_a_value_in_a_stage_that_names_it_again():
    file = read("ARG U=1\nFROM a AS b\nUSER $U\nARG U\nUSER $U\nFROM b\nUSER $U\nARG U=2\nUSER $U\nFROM c\nUSER $U\n")
    users = [file.expand(one.args[0], one) for one in file.instructions if one.name == "USER"]
    assert users == ["$U", "1", "1", "2", "$U"]


@pytest.mark.parametrize("name", ["RUN", "CMD", "ENTRYPOINT"])
def test_an_empty_list_is_no_command(name):
    assert read(f"FROM a\n{name} []\n").final.all(name)[0].commands() == []


# Comments that ask for silence


def test_a_comment_is_for_the_instruction_that_follows():
    file = read("FROM a\n# dockgen:ignore=user,pin it is a test\nRUN b \\\n  c\n")
    assert file.ignored == {3: {"user": "it is a test", "pin": "it is a test"}}


def test_a_comment_inside_an_instruction_is_for_that_one():
    assert read("FROM a\nRUN b \\\n# dockgen:ignore=cache\n  c\n").ignored == {2: {"cache": ""}}


def test_a_comment_at_the_head_is_for_the_whole_file():
    assert read("# dockgen:ignore=labels set by CI\n\nFROM a\n").ignored == {0: {"labels": "set by CI"}}


def test_a_comment_right_above_from_is_for_that_from_alone():
    assert read("# dockgen:ignore=pin why\nFROM a\n").ignored == {2: {"pin": "why"}}


@pytest.mark.parametrize("odd", ["\f", "\v", "\x1d", "\u2028", "\x85"])
def test_only_newlines_end_the_lines_that_comments_are_counted_by(odd):
    file = read(f"FROM a\n# page{odd}break\nRUN b\n# dockgen:ignore=user\nRUN c\n")
    assert file.ignored == {5: {"user": ""}}


def test_such_a_line_in_a_heredoc_is_no_comment():
    assert read("FROM a\nCOPY <<EOF /x\n# dockgen:ignore=user\nEOF\n").ignored == {}


# What is refused


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "no FROM"),
        ("# only a comment\n", 1, "no FROM"),
        ("ARG A\n", 1, "no FROM"),
        ("RUN a\n", 1, "no build stage"),
        ("FROM a\n\nCOPPY . .\n", 3, "unknown instruction: COPPY"),
        ("FROM a\nRUN <<EOF\nb\n", 2, "unterminated heredoc"),
        ("# escape=x\nFROM a\n", 1, "escape"),
        ("FROM a\nCOPY b\n", 2, "at least two arguments"),
        ("FROM a : b\n", 1, "one or three arguments"),
        ("FROM a AS 2b\n", 1, "invalid name for build stage"),
        ("FROM a\nENV A\n", 2, "two arguments"),
        ("FROM a\nRUN --mont=x b\n", 2, "unknown flag: --mont"),
        ("FROM a\nHEALTHCHECK wget localhost\n", 2, "try CMD"),
        ("FROM a\nHEALTHCHECK --interval=30 CMD b\n", 2, "invalid duration"),
        ("FROM a\nSHELL sh -c\n", 2, "JSON"),
        ("FROM a\nONBUILD FROM b\n", 2, "isn't allowed as an ONBUILD trigger"),
    ],
)
def test_what_buildkit_refuses_is_refused_with_its_line(text, line, words):
    error = refused(text)
    assert error.line == line
    assert words in error.message


# Commands of a shell


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("a b && c || d; e | f & g", [["a", "b"], ["c"], ["d"], ["e"], ["f"], ["g"]]),
        ("set -eux; apt-get update", [["apt-get", "update"]]),
        ("CGO_ENABLED=0 GOOS=linux go build .", [["go", "build", "."]]),
        ("if [ -f x ]; then npm ci; else npm i; fi", [["[", "-f", "x", "]"], ["npm", "ci"], ["npm", "i"], ["fi"]]),
        ("(cd x && make)", [["cd", "x"], ["make"]]),
        ("echo \"a && b\" 'c; d' e\\ f", [["echo", "a && b", "c; d", "e f"]]),
        ('go build -ldflags="-s -w" .', [["go", "build", "-ldflags=-s -w", "."]]),
        ("a # not b\nc#d", [["a"], ["c#d"]]),
        ("a \\\n  b", [["a", "b"]]),
        ("echo 'not closed && b", [["echo", "'not", "closed"], ["b"]]),
        ('""', [[""]]),
        ("", []),
    ],
)
def test_a_script_is_taken_apart_into_its_commands(script, expected):
    assert commands_of(script) == expected
