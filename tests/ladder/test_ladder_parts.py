"""What the ladder is made of: looking into images, editing sources, copying projects, drawing."""

import os
import re
import sys
import xml.etree.ElementTree as ET

import pytest
from fake_engine import ALPINE, archive

from dockgen.engines.errors import EngineError
from dockgen.ladder import chart, edit, image, report, table
from dockgen.ladder.image import Image
from dockgen.ladder.result import Failed, Measured, Result
from dockgen.ladder.variants import Variant
from dockgen.ladder.workspace import Workspace

DPKG = b"Package: a\nStatus: install ok installed\n\nPackage: b\nStatus: deinstall ok config-files\n"


@pytest.mark.parametrize("packed", [True, False])
def test_an_image_is_measured_unpacked_whether_its_layers_are_packed_or_not(packed):
    found = image.look(archive([ALPINE, {"program": b"x" * 100_000}], "65532", packed=packed), "x" * 20)
    assert found.size > 100_000
    assert found[1:] == (2, 2, "65532", True, True)


def test_a_mark_is_found_also_where_two_blocks_meet():
    content = b"-" * (10240 - 512 - 4) + b"the mark" + b"-" * 9000
    assert image.look(archive([{"file": content}]), "the mark").has_mark
    assert not image.look(archive([{"file": content}]), "the mask").has_mark


@pytest.mark.parametrize(
    ("layers", "packages"),
    [
        ([{}], 0),
        ([{"var/lib/dpkg/status": DPKG}], 1),
        ([{"usr/lib/apk/db/installed": b"P:a\n\nP:b\n"}], 2),
        ([ALPINE, {"lib/apk/db/installed": b"P:musl\n"}], 1),
        ([{"./var/lib/dpkg/status.d/a": b"Package: a\n", "var/lib/dpkg/status.d/a.md5sums": b"Package: no\n"}], 1),
        ([ALPINE, {"lib/apk/db/.wh.installed": b""}], 0),
        ([ALPINE, {".wh.lib": b""}], 0),
        ([ALPINE, {"lib/apk/.wh..wh..opq": b""}], 0),
        ([{"var/lib/rpm/rpmdb.sqlite": b"binary"}], None),
    ],
)
def test_packages_are_those_of_the_distribution_that_are_still_there(layers, packages):
    assert image.look(archive(layers), "").packages == packages


@pytest.mark.parametrize(
    ("layers", "shell"),
    [
        ([{"bin/sh": b""}], True),
        ([{"usr/bin/bash": b""}], True),
        ([{"busybox/sh": b""}], True),
        ([{"app/sh": b"", "bin/shred": b""}], False),
        ([{"bin/sh": b""}, {"bin/.wh.sh": b""}], False),
        ([{"bin/sh": b""}, {"bin/.wh.sh": b""}, {"bin/sh": b""}], True),
    ],
)
def test_a_shell_is_one_that_is_still_there(layers, shell):
    assert image.look(archive(layers), "").has_shell == shell


@pytest.mark.parametrize(
    ("user", "root"), [("", True), ("0", True), ("root:root", True), ("0:5", True), ("app", False), ("10:0", False)]
)
def test_root_is_the_user_of_number_zero_or_of_that_name(user, root):
    assert image.look(archive([{}], user), "").is_root == root


@pytest.mark.parametrize("cut", [0, 100, 5000])
def test_an_archive_that_ends_too_soon_is_an_engines_error(cut):
    saved = archive([ALPINE])
    saved.truncate(cut)
    with pytest.raises(EngineError, match="cannot be read"):
        image.look(saved, "")


def test_the_edit_of_go_is_code_that_the_compiler_keeps():
    text = edit.edited("package main\n", "main.go", "abc")
    assert 'var editedabc = "abc"' in text
    assert "func init() {" in text
    assert "{{" not in text


@pytest.mark.parametrize("name", ["app.py", "server.js", "main.ts", "index.html", "main.css", "App.vue", "lib.rs"])
def test_every_edit_keeps_the_text_and_brings_the_token(name):
    text = edit.edited("old\n", name, "abc")
    assert text.startswith("old\n")
    assert "abc" in text
    assert "{" not in text.replace("{ value", "")


def variant(**files):
    return Variant("one", "", "Dockerfile", {"Dockerfile": "FROM x\n", **files}, None, [])


def test_a_copy_has_all_but_what_is_no_file_and_its_variants_come_and_go(tmp_path):
    source = tmp_path / "source"
    (source / "deep").mkdir(parents=True)
    (source / "deep/run.sh").write_text("#!/bin/sh\n")
    (source / "deep/run.sh").chmod(0o755)
    (source / "link").symlink_to("deep")
    os.mkfifo(source / "pipe")
    (source / ".dockerignore").write_text("mine\n")
    (source / "Dockerfile.dockerignore").write_text("mine\n")
    (source / "README.md").write_text("mine\n")
    copy = Workspace(source, tmp_path / "copy")
    there = copy.context
    copy.take(variant(**{"README.md": "theirs\n", "sub/new.txt": "theirs\n"}))
    assert sorted(path.name for path in there.iterdir()) == ["Dockerfile", "README.md", "deep", "link", "sub"]
    assert (there / "README.md").read_text() == "mine\n"
    assert (there / "deep/run.sh").stat().st_mode & 0o111
    copy.edit("deep/run.sh", "abc")
    assert "abc" in (there / "deep/run.sh").read_text()
    copy.take(variant(**{".dockerignore": "theirs\n"}))
    assert not (there / "sub/new.txt").exists()
    assert (there / ".dockerignore").read_text() == "theirs\n"
    assert (there / "deep/run.sh").read_text() == "#!/bin/sh\n"
    assert (source / ".dockerignore").read_text() == "mine\n"


def test_the_digest_of_a_copy_changes_with_names_contents_links_and_modes(tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    digests = [Workspace(source, tmp_path / "0").digest]
    for number, change in enumerate(
        (
            lambda: (source / "a").write_text("1"),
            lambda: (source / "a").write_text("2"),
            lambda: (source / "a").chmod(0o700),
            lambda: (source / "a").rename(source / "b"),
            lambda: (source / "l").symlink_to("b"),
        ),
        1,
    ):
        change()
        digests.append(Workspace(source, tmp_path / str(number)).digest)
    assert len(set(digests)) == 6
    assert Workspace(source, tmp_path / "again").digest == digests[-1]


def measured(name, size, rebuild, *, user="", shell=True):
    found = Image(size, 2, 3 if shell else None, user, shell, has_mark=True)
    return Measured(name, "A <title> & more", "FROM x\n", (10.0,), (rebuild,), found, "yes")


def result(*steps, climbs=True):
    return Result(
        title="hello <&> rung by rung",
        project="hello",
        measured=steps,
        failed=(Failed("broken", "", "RUN | <b>", ["x"]),),
        left_out={"strip": "nothing | here"},
        climbs=climbs,
        engine="Docker 1",
        runs=1,
        edited="main.go",
        notes=("Note.",),
        bases=(),
    )


LADDER = result(
    measured("naive", 800_000_000, 20.0),
    measured("cache", 250_000_000, 1.5),
    measured("user", 250_000_000, 1.6, user="65532:65532"),
    measured("minimal-base", 7_000_000, 1.5, user="65532:65532", shell=False),
)


def test_a_step_says_what_it_gains_and_not_what_may_be_chance():
    steps = [table.gain(one, other) for one, other in LADDER.steps()]
    assert steps == [
        "",
        "-550.0 MB (-69%), rebuild -18.5 s",
        "no longer root",
        "-243.0 MB (-97%), no shell",
    ]
    assert table.gain(LADDER.measured[0], LADDER.measured[0]) == "no measurable change"


@pytest.mark.parametrize(("columns", "gains"), [(80, "cache: -550.0 MB"), (160, "yes  -550.0 MB")])
def test_the_table_fits_the_terminal_and_says_the_gains_beside_or_below(monkeypatch, capsys, columns, gains):
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    table.show(LADDER)
    lines = re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().out).splitlines()
    assert max(map(len, lines)) <= columns
    assert any(gains in line for line in lines)
    assert [line.split()[1:3] for line in lines if line.startswith("minimal-base ")] == [["7.0", "MB"]]
    assert not any("…" in line for line in lines)


def test_a_comparison_is_with_the_first():
    steps = result(*LADDER.measured, climbs=False).steps()
    assert [other and other.name for _, other in steps] == [None, "naive", "naive", "naive"]


def test_the_chart_is_xml_that_holds_every_rung_with_its_figures_and_nothing_from_elsewhere():
    text = chart.draw(LADDER)
    tree = ET.fromstring(text)  # noqa: S314 - our own
    words = [element.text for element in tree.iter("{http://www.w3.org/2000/svg}text")]
    assert {"naive", "cache", "user", "minimal-base", "800.0 MB", "7.0 MB", "20.0 s", "1.5 s"} <= set(words)
    assert words.count("no shell") == 1
    assert "prefers-color-scheme: dark" in text
    assert "url(" not in text
    assert "href" not in text
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")


def test_bars_are_as_long_as_what_they_stand_for():
    tree = ET.fromstring(chart.draw(LADDER))  # noqa: S314 - our own
    widths = [float(box.get("width")) for box in tree.iter() if box.get("class") == "size"]
    assert widths[1] / widths[0] == pytest.approx(250 / 800, rel=0.01)
    assert 0 < widths[3] < widths[2]


def test_a_chart_of_one_variant_and_of_none_is_drawn_too():
    for some in (result(LADDER.measured[0]), result()):
        ET.fromstring(chart.draw(some))  # noqa: S314 - our own


def test_markdown_keeps_its_columns_whatever_the_cells_hold():
    lines = report.markdown(LADDER, "x.svg").splitlines()
    rows = [line for line in lines if line.startswith("|")]
    assert len({line.replace("\\|", "").count("|") for line in rows}) == 1
    assert len(rows) == 6
    assert "- broken: does not build: RUN \\| &lt;b>" in lines
    assert "- strip: left out: nothing \\| here" in lines


def test_html_escapes_what_it_shows():
    text = report.html(LADDER)
    assert "<b>" not in text
    assert "<title> &" not in text
    assert text.count("<details>") == 4
