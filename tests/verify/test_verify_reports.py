"""Whatever a check says, and whatever an image has in it, every report of a verification stays readable."""

import io
import json
import os
import re
import sys
import time
import warnings
import xml.etree.ElementTree as ET
from contextlib import closing
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import pexpect
import pyte
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from reports_sample import BROKEN, FAILED, HEALTHY, layer, result
from terminal import environment

from dockgen.errors import FileError
from dockgen.terminal import progress
from dockgen.verify.check import Finding, failed, passed, skipped
from dockgen.verify.report import html_page, text
from dockgen.verify.report.as_json import KEYS, as_json, schema
from dockgen.verify.report.junit import junit
from dockgen.verify.report.progress import Phases
from dockgen.verify.report.report import Failure, Report, clean, heaviest, in_order, instruction, lines, size
from dockgen.writing import report_files

ALL = [HEALTHY, BROKEN, FAILED]
NASTY = [
    "\x1b[31mred\x1b[0m \x00\x07\x08 \x85 \u2028 \ufffe \U0001f600 \u202e",
    "[bold]not bold[/bold] [/] [link=x]",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "]]> <![CDATA[ --> &amp; & ' \" \\",
    "\ud800 lone \udcff",
    "one\r\ntwo\rthree\tfour\n",
    "x" * 100_000,
    "wide " * 20_000,
    "",
]


@pytest.fixture(autouse=True)
def eighty_columns(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")


def shown(reports, capsys):
    """Return what is printed of reports, in lines."""
    text.show(reports)
    return capsys.readouterr().out.splitlines()


def everywhere(word):
    """Return a report that has a text from elsewhere wherever one may be."""
    finding = Finding(word, word, 3, [word, word])
    return Report(
        name=word,
        dockerfile=word,
        engine=word,
        results=[
            result(word, passed(word, finding._replace(is_note=True)), title=word),
            result(word, failed(word, finding), title=word, fix=word),
            result(word, failed(word), title=word, fix=word),
            result(word, skipped(word)),
        ],
        size=1000,
        layers=[layer(900, word, 4), layer(100, word, is_base=True)],
        seconds={word: 1.0, "whole": 2.0},
        notes=[word],
        error=Failure(word, word, [word]),
    )


# --- Text


def test_each_check_has_a_line_and_the_counts_come_last(capsys):
    assert shown([HEALTHY], capsys) == [
        "hello  Dockerfile, written by dockgen, Docker 29.1.2",
        "",
        "✓ builds     built in 4.1 s, without warnings",
        "✓ answers    200 on /healthz after 0.2 s",
        "✓ user       runs as 65532",
        "✓ read-only  wrote nothing outside /tmp",
        "✓ stops      ended with code 0 after 0.1 s",
        "· size       no --max-size",
        "· reproducible, platforms, attestations: only with --full",
        "",
        "8.2 MB in 3 layers",
        "     8.0 MB   97%  line 22  COPY /out/hello /hello",
        "   211.0 kB    3%  line 21  COPY /etc/ssl/certs/ca-certificates.crt /etc/ssl/c…",
        "",
        "5 passed, 4 skipped in 6.2 s (build 4.1 s, start 0.3 s, stop 0.1 s)",
    ]


def test_under_what_is_broken_stand_line_reason_fix_and_detail(capsys):
    printed = shown([BROKEN], capsys)
    start = printed.index("✗ user       runs as root")
    assert printed[start + 1 : start + 3] == [
        "    services/shop/Dockerfile:14: no USER: the program runs as root",
        "    Fix: USER 65532:65532 before CMD",
    ]
    assert "    | /var/log/shop.log" in printed


def test_a_check_that_says_nothing_more_is_not_told_twice_and_has_its_usual_fix(capsys):
    printed = shown([BROKEN], capsys)
    start = printed.index("✗ stops      killed after 10 s: it does not heed SIGTERM")
    assert printed[start + 1] == "    Fix: Do what is right."
    assert sum("does not heed" in one for one in printed) == 1


def test_many_reasons_to_skip_stand_in_one_paragraph(capsys):
    said = " ".join(" ".join(shown([BROKEN], capsys)).split())
    assert "· healthcheck: the image has none; size: no --max-size; shell: nobody promised it" in said


def test_a_build_that_fails_shows_its_step_and_the_end_of_its_log(capsys):
    printed = shown([FAILED], capsys)
    assert "✗ worker does not build: [build 4/5] RUN go build -o /out/worker ./cmd/worker" in printed
    assert "    |     go get x" in printed
    assert printed[-1] == "nothing was checked in 12.9 s (build 12.7 s)"


def test_several_targets_end_with_all_counts(capsys):
    assert shown(ALL, capsys)[-1] == ("3 images: 7 passed, 4 failed, 10 skipped; 1 image not checked; in 68.4 s")


def test_no_line_but_one_of_a_log_is_wider_than_the_terminal(capsys):
    assert [one for one in shown(ALL, capsys) if len(one) >= 80 and not one.startswith("    | ")] == []


def test_a_terminal_without_the_marks_gets_plain_ones(monkeypatch):
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", stream)
    text.show([BROKEN])
    stream.flush()
    printed = stream.buffer.getvalue().decode("ascii")
    assert "+ answers" in printed
    assert "x user" in printed
    assert "- healthcheck: " in printed
    assert "..." in printed


@pytest.mark.parametrize(("variables", "has_colour"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_a_terminal_gets_the_same_text_with_colours_unless_it_wants_none(variables, has_colour):
    output = at_terminal("text.show([reports_sample.BROKEN])", **variables)
    plain = re.sub(r"\x1b\[[0-9;]*m", "", output)
    assert "✗ user       runs as root" in plain
    assert ("\x1b[1;31m" in output) is has_colour
    assert ("\x1b[32m" in output) is has_colour


# --- Layers


def test_a_long_line_of_a_log_is_folded_at_a_terminal_and_whole_in_a_pipe(capsys):
    word = "word " * 30
    code = "text.show([reports_sample.FAILED._replace(error=reports_sample.Failure('x', '', ['" + word + "']))])"
    folded = re.findall(r"\| (.*?)(?:\x1b|\r)", at_terminal(code))
    assert len(folded) == 3
    assert not any(one.startswith(" ") for one in folded)
    assert f"    | {word.strip()}" in shown([FAILED._replace(error=Failure("x", "", [word]))], capsys)


def test_the_heaviest_layers_come_first_and_the_rest_as_one():
    rows = heaviest(BROKEN)
    assert [row.line for row in rows] == [4, None, 9, 11, None]
    assert rows[1].what == "the base image (3 layers)"
    assert rows[-1].what == "3 smaller layers"
    assert sum(row.size for row in rows) == sum(one.size for one in BROKEN.layers)


def test_layers_lie_upon_each_other_with_the_base_first_and_without_empty_ones():
    assert [row.line for row in in_order(BROKEN)] == [None, 2, 4, 7, 9, 11, 12]
    assert [row.line for row in in_order(HEALTHY)] == [22, 21]


@pytest.mark.parametrize(
    ("by", "shown_as"),
    [
        ("RUN /bin/sh -c npm ci # buildkit", "RUN npm ci"),
        ("RUN |2 A=1 B=two words /bin/sh -c go build # buildkit", "RUN go build"),
        ('/bin/sh -c #(nop)  CMD ["node"]', 'CMD ["node"]'),
        ("/bin/sh -c #(nop) COPY file:1 in / ", "COPY file:1 in /"),
        ("|1 V=3 /bin/sh -c apk add curl", "RUN apk add curl"),
        ("RUN /bin/bash -o pipefail -c set -e # buildkit", "RUN /bin/bash -o pipefail -c set -e"),
        ("COPY . . # buildkit", "COPY . ."),
        ("", ""),
    ],
)
def test_an_instruction_is_shown_as_its_dockerfile_has_it(by, shown_as):
    assert instruction(layer(1, by)) == shown_as


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (8_214_321, "8.2 MB"), (2 * 10**9, "2.0 GB")]
)
def test_sizes_are_told_in_units_of_a_thousand(number, words):
    assert size(number) == words


# --- JSON


def test_json_holds_what_its_schema_says():
    document = json.loads(as_json(ALL))
    jsonschema.validate(document, schema(), cls=jsonschema.Draft202012Validator)
    assert [one["passed"] for one in document["images"]] == [True, False, False]
    assert document["passed"] is False


def test_every_key_of_the_json_is_described_and_every_described_key_is_there():
    document = json.loads(as_json(ALL))
    image = document["images"][1]
    found = {
        "document": document,
        "image": image,
        "counts": image["counts"],
        "check": image["checks"][0],
        "finding": image["checks"][0]["findings"][0],
        "layer": image["layers"][0],
        "error": document["images"][2]["error"],
    }
    assert {name: list(one) for name, one in found.items()} == {name: list(keys) for name, keys in KEYS.items()}


def test_json_tells_a_finding_with_its_line_and_whether_it_is_a_note():
    builds, _, user, *_ = json.loads(as_json([BROKEN]))["images"][0]["checks"]
    assert builds["findings"][0]["note"] is True
    assert user == {
        "id": "user",
        "title": "Runs as a limited user",
        "outcome": "failed",
        "message": "runs as root",
        "findings": [
            {
                "message": "no USER: the program runs as root",
                "fix": "USER 65532:65532 before CMD",
                "line": 14,
                "detail": [],
                "note": False,
            }
        ],
    }


# --- JUnit

ATTRIBUTES = {
    "testsuites": {"name", "time", "tests", "failures", "errors"},
    "testsuite": {"name", "tests", "failures", "errors", "skipped", "time", "file"},
    "properties": set(),
    "property": {"name", "value"},
    "testcase": {"name", "classname"},
    "failure": {"type", "message"},
    "error": {"type", "message"},
    "skipped": {"message"},
    "system-out": set(),
}
CHILDREN = {
    "testsuites": {"testsuite"},
    "testsuite": {"properties", "testcase"},
    "properties": {"property"},
    "testcase": {"failure", "error", "skipped", "system-out"},
}
"""The part of Jenkins' junit-10.xsd that is used."""


def valid_junit(document):
    """Return the parsed document, after a look at what the schema asks for."""
    top = ET.fromstring(document.encode("utf-8"))  # noqa: S314 - it is our own
    for one in top.iter():
        assert set(one.keys()) - ATTRIBUTES[one.tag] == set()
        assert {child.tag for child in one} - CHILDREN.get(one.tag, set()) == set()
    for suite in top.iter("testsuite"):
        assert {"name", "tests", "failures", "errors"} <= set(suite.keys())
        assert int(suite.get("tests")) == len(suite.findall("testcase"))
        assert int(suite.get("failures")) == len(suite.findall("testcase/failure"))
        assert int(suite.get("errors")) == len(suite.findall("testcase/error"))
        assert int(suite.get("skipped")) == len(suite.findall("testcase/skipped"))
        assert re.fullmatch(r"[0-9]+\.[0-9]+", suite.get("time"))
    return top


def test_junit_has_a_suite_for_each_target_and_a_case_for_each_check():
    top = valid_junit(junit(ALL))
    assert [suite.get("name") for suite in top] == ["hello", "shop", "worker"]
    assert dict(top.items()) == {
        "name": "dockgen verify",
        "tests": "22",
        "failures": "4",
        "errors": "1",
        "time": "68.440",
    }
    assert top.find(".//skipped").get("message") == "no --max-size"


def test_a_failure_in_junit_tells_line_reason_fix_and_detail():
    failures = [one.text.splitlines() for one in valid_junit(junit([BROKEN])).iter("failure")]
    assert failures[0] == [
        "runs as root",
        "services/shop/Dockerfile:14: no USER: the program runs as root",
        "Fix: USER 65532:65532 before CMD",
    ]
    assert failures[1][-1] == "  /var/log/shop.log"
    assert failures[3] == ["killed after 10 s: it does not heed SIGTERM", "Fix: Do what is right."]


def test_junit_tells_a_build_that_fails_as_an_error_with_its_log():
    (error,) = valid_junit(junit([FAILED])).iter("error")
    assert error.text.splitlines()[-1] == "    go get x"


def test_targets_of_the_same_name_are_told_apart_in_junit():
    top = valid_junit(junit([HEALTHY, HEALTHY._replace(dockerfile="other/Dockerfile")]))
    assert [suite.get("name") for suite in top] == ["hello (Dockerfile)", "hello (other/Dockerfile)"]
    cases = [(case.get("classname"), case.get("name")) for case in top.iter("testcase")]
    assert len(cases) == len(set(cases))


# --- HTML


class Page(HTMLParser):
    """Reads a page: its elements, their attributes, and the text that is not style."""

    EMPTY = frozenset({"meta", "wbr"})

    def __init__(self, document):
        super().__init__()
        self.tags, self.values, self.open, self.text, self.heads = [], [], [], "", []
        self.feed(document)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.values += [(name, value or "") for name, value in attrs]
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.text += data
        if self.open and re.fullmatch("h[1-6]", self.open[-1]):
            self.heads.append(int(self.open[-1][1]))


def read_page(reports):
    """Return a page, after a look at whether it is whole, asks for nothing and runs nothing."""
    document = html_page.html(reports)
    found = Page(document)
    assert found.open == []
    assert not {"script", "link", "img", "iframe", "object", "base"} & set(found.tags)
    assert not any(name.startswith("on") or name in {"src", "action"} for name, _ in found.values)
    assert all(value.startswith("#image-") for name, value in found.values if name == "href")
    assert "url(" not in document
    assert "@import" not in document
    return found


def test_the_page_shows_checks_findings_layers_notes_and_times():
    found = " ".join(read_page([BROKEN]).text.split())
    for one in (
        "4 failed",
        "failed: user Runs as a limited user runs as root Why user matters.",
        "services/shop/Dockerfile:14 no USER: the program runs as root Fix: USER 65532:65532 before CMD",
        "/var/log/shop.log",
        "Fix: Do what is right.",
        '410.3 MB37%RUN apt-get update && apt-get install -y "build-essential" line 4',
        "345.0 MB31%the base image (3 layers)",
        "SESSION_SECRET was given a value",
        "49.3 s in all: build 31.0 s, start 1.9 s, look inside 4.4 s, stop 10.1 s",
    ):
        assert one in found


def test_what_stands_between_backticks_is_code_on_the_page():
    report = HEALTHY._replace(results=[result("x", failed("bad", Finding("bad", "Give it `--tmpfs <path>`.")))])
    assert "<b>Fix:</b> Give it <code>--tmpfs &lt;path&gt;</code>." in html_page.html([report])


def test_the_page_of_a_build_that_fails_ends_its_log():
    found = read_page([FAILED]).text
    assert "Nothing was checked" in found
    assert "go get x" in found


@pytest.mark.parametrize("reports", [[HEALTHY], [BROKEN], [FAILED], ALL])
def test_headings_go_down_one_step_at_a_time_and_tables_have_captions(reports):
    found = read_page(reports)
    assert found.heads[0] == 1
    assert all(new <= old + 1 for old, new in zip(found.heads, found.heads[1:], strict=False))
    assert found.tags.count("caption") == found.tags.count("table")


def test_an_overview_leads_to_each_of_several_targets():
    found = read_page(ALL)
    ids = {value for name, value in found.values if name == "id"}
    assert {value[1:] for name, value in found.values if name == "href"} == ids == {"image-0", "image-1", "image-2"}


def luminance(colour):
    """Return how bright a colour is, as WCAG 2 reckons."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize(("dark", "canvas"), [(False, "#ffffff"), (True, "#121212")])
def test_every_text_has_enough_contrast_by_day_and_by_night(dark, canvas):
    style = html_page.html([HEALTHY]).partition("<style>")[2].partition("</style>")[0]
    colours = re.findall(r"--(\w+): (#\w{6})", style)
    found = dict(reversed(colours)) if not dark else dict(colours)
    for name in ("good", "bad", "dim"):
        for ground in (canvas, found["badrow"], found["code"]):
            bright, low = sorted((luminance(found[name]), luminance(ground)), reverse=True)
            assert (bright + 0.05) / (low + 0.05) >= 4.5, (name, ground)


# --- Texts from elsewhere


def check_all_formats(word):
    """Make every format of reports with a text everywhere, and look whether each can be read."""
    for report in (everywhere(word), everywhere(word)._replace(error=None)):
        document = as_json([report])
        jsonschema.validate(json.loads(document), schema(), cls=jsonschema.Draft202012Validator)
        document.encode("utf-8")
        valid_junit(junit([report, report._replace(dockerfile=f"{word}2")]))
        read_page([report])
        read_page([report, HEALTHY])
        stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        before, sys.stdout = sys.stdout, stream
        try:
            text.show([report])
            stream.flush()
        finally:
            sys.stdout = before
        printed = stream.buffer.getvalue().decode("utf-8")
        assert all(one.isprintable() or one in "\n\xa0" for one in printed)


@pytest.mark.parametrize("word", NASTY)
def test_no_text_breaks_any_format(word):
    check_all_formats(word)


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec=None), max_size=60))
@example("\ud800\udfff<script>]]>[bold]\x1b[0m\x00")
def test_no_text_that_can_be_thought_of_breaks_any_format(word):
    check_all_formats(word)


@given(st.text(st.characters(codec=None), max_size=200))
def test_cleaned_text_is_one_printable_line_of_xml_and_utf8(word):
    found = clean(word)
    assert all(one.isprintable() or one == "\xa0" for one in found)
    assert ET.fromstring(f"<a>{found.replace('&', '').replace('<', '')}</a>") is not None  # noqa: S314 - our own


def test_marks_of_rich_stay_text_at_a_terminal():
    code = "text.show([reports_sample.HEALTHY._replace(name='[bold]x[/bold]', notes=['[red]y'])])"
    output = at_terminal(code)
    assert "[bold]x[/bold]" in output
    assert "[red]y" in output


def test_colours_of_a_log_are_dropped_and_other_control_characters_shown_by_number():
    assert clean("\x1b[1;31mred\x1b[0m \x1b]0;title\x07a\x00b") == "red a\\x00b"


def test_of_very_many_lines_the_first_and_the_last_are_kept():
    found = lines([str(number) for number in range(1000)], 10)
    assert found == ["0", "1", "2", "3", "4", "… 990 more lines …", "995", "996", "997", "998", "999"]


def test_a_huge_report_is_told_quickly(capsys):
    word = "\x1b[" * 200_000 + "x " * 200_000
    report = everywhere(word)._replace(error=None)
    start = time.process_time()
    for one in (junit, html_page.html, as_json):
        assert one([report])
    text.show([report])
    assert time.process_time() - start < 5
    assert len(capsys.readouterr().out) < 200_000


def test_a_report_of_nothing_is_told_in_every_format(capsys):
    empty = Report("x", "Dockerfile", "")
    assert shown([empty], capsys)[-1] == "nothing was checked"
    valid_junit(junit([empty]))
    read_page([empty])
    jsonschema.validate(json.loads(as_json([empty])), schema(), cls=jsonschema.Draft202012Validator)


def test_reports_of_no_target_are_still_whole_documents(capsys):
    assert shown([], capsys) == []
    assert json.loads(as_json([]))["images"] == []
    assert list(valid_junit(junit([]))) == []
    read_page([])


# --- Files


def test_a_report_is_written_into_folders_that_are_made(tmp_path):
    report_files.write(str(tmp_path / "a/b/junit.xml"), "ö\n", "--junit")
    assert (tmp_path / "a/b/junit.xml").read_bytes() == "ö\n".encode()
    assert [one.name for one in (tmp_path / "a/b").iterdir()] == ["junit.xml"]


def test_a_report_replaces_an_older_one_and_keeps_its_mode_and_links(tmp_path):
    path, link = tmp_path / "report.html", tmp_path / "latest.html"
    path.write_text("old")
    path.chmod(0o640)
    link.symlink_to("report.html")
    report_files.write(str(link), "new", "--html")
    assert link.is_symlink()
    assert path.read_text() == "new"
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_device_is_written_to_as_it_is():
    report_files.write(os.devnull, "x", "--html")
    assert not Path(os.devnull).is_file()


@pytest.mark.parametrize(("path", "reason"), [("folder", "Is a directory"), ("file/x", "File exists|Not a directory")])
def test_a_file_that_cannot_be_written_is_named_with_the_flag(tmp_path, path, reason):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match=f"{path} cannot be written: (?:{reason})") as caught:
        report_files.write(str(tmp_path / path), "x", "--html")
    assert caught.value.hint == "Name another file: --html."
    assert sorted(one.name for one in tmp_path.iterdir()) == ["file", "folder"]


@pytest.mark.parametrize("path", ["", "a\0b"])
def test_a_name_that_no_file_can_have_is_told(path):
    with pytest.raises(FileError, match="cannot be written"):
        report_files.write(path, "x", "--html")


def test_a_full_disk_leaves_the_older_report(tmp_path, monkeypatch):
    path = tmp_path / "report.html"
    path.write_text("old")

    def full(_path, _content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(FileError, match="No space left on device"):
        report_files.write(str(path), "new", "--html")
    assert path.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["report.html"]


# --- Progress


def at_terminal(code, **variables):
    """Run code at a terminal of 80 columns, and return all that it wrote."""
    script = f"import reports_sample\nfrom dockgen.verify.report import text\n{code}"
    path = os.pathsep.join([str(Path(__file__).parents[1] / "support"), *sys.path])
    with warnings.catch_warnings():  # from 3.12 on Python warns of forking beside threads, such as xdist's
        warnings.simplefilter("ignore", DeprecationWarning)
        process = pexpect.spawn(
            sys.executable,
            ["-c", script],
            env=environment(PYTHONPATH=path, PYTHONIOENCODING="utf-8", **variables),
            dimensions=(40, 80),
            timeout=30,
        )
    output = process.read().decode("utf-8")
    process.close()
    assert process.exitstatus == 0, output
    return output


PHASES = """
from contextlib import closing
from dockgen.terminal import progress
from dockgen.verify.report.progress import Phases
with closing(progress.make()) as shown:
    phases = Phases(shown, "hello")
    with phases.phase("build") as tell:
        tell("[1/2] RUN [bold]go build[/bold]\\n")
    with phases.phase("start"):
        pass
"""


def test_a_pipe_gets_a_line_when_a_phase_begins_and_one_when_it_ends(capsys):
    with closing(progress.make()) as told:
        phases = Phases(told, "hello")
        with phases.phase("build") as tell:
            tell("[1/2] RUN go build")
        with phases.phase("start"):
            pass
    assert capsys.readouterr().err.splitlines() == [
        "hello: build ...",
        "hello: build 0.0 s",
        "hello: start ...",
        "hello: start 0.0 s",
    ]


def test_nothing_is_told_where_nobody_wants_it(capsys):
    with closing(progress.make(quiet=True)) as told:
        told.begin(3)
        with Phases(told, "hello").phase("build") as tell:
            tell("x")
    assert capsys.readouterr() == ("", "")


def test_a_phase_that_fails_is_told_and_counted(capsys):
    phases = Phases(progress.make(), "hello")
    with pytest.raises(KeyboardInterrupt), phases.phase("build"):
        raise KeyboardInterrupt
    assert capsys.readouterr().err.splitlines()[-1] == "hello: build stopped after 0.0 s"
    assert list(phases.seconds) == ["build", "whole"]


def test_a_phase_gone_through_twice_counts_together(monkeypatch):
    clock = iter([0.0, 1.0, 3.0, 10.0, 14.0, 20.0])
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    phases = Phases(progress.make(quiet=True), "hello")
    for _ in range(2):
        with phases.phase("start"):
            pass
    assert phases.seconds == {"start": 6.0, "whole": 20.0}


def test_a_terminal_keeps_finished_phases_as_lines_and_is_left_as_it_was():
    output = at_terminal(PHASES)
    screen = pyte.Screen(80, 40)
    pyte.Stream(screen).feed(output)
    assert [one.rstrip() for one in screen.display if one.strip()] == ["hello: build 0.0 s", "hello: start 0.0 s"]
    assert not screen.cursor.hidden


def test_a_dumb_terminal_gets_plain_lines():
    output = at_terminal(PHASES, TERM="dumb")
    assert output.splitlines()[:2] == ["hello: build ...", "hello: build 0.0 s"]
    assert "\x1b" not in output
