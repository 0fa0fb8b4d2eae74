"""The ladder in the docs: the command's own chart and figures, each rung as good as the one before."""

import re
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path

from dockgen.practices import RUNGS

ROOT = Path(__file__).parents[2]


def rows(page):
    table = re.search(r"<!-- ladder(?: short)? -->\n(.*?)<!-- /ladder -->", (ROOT / page).read_text("utf-8"), re.DOTALL)
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in table[1].splitlines() if line[:1] == "|"]
    head, _, *body = lines
    return [dict(zip(head, cells, strict=True)) for cells in body]


def number(cell):
    return float(cell.split()[0])


def test_the_table_has_every_rung_and_none_is_larger_or_slower_to_rebuild_than_the_one_before():
    found = rows("docs/tutorial.md")
    assert [row["practices up to"] for row in found] == list(RUNGS)
    for below, above in pairwise(found):
        # The certificates of `https` are 0.2 MB; a quarter of a rebuild that takes a second is chance.
        assert number(above["size"]) <= number(below["size"]) + 0.3
        assert number(above["rebuild"]) <= 1.25 * number(below["rebuild"])


def test_chart_tutorial_and_readme_show_the_same_run():
    tree = ET.parse(ROOT / "docs/ladder.svg")  # noqa: S314 - our own
    words = [element.text for element in tree.iter("{http://www.w3.org/2000/svg}text")]
    tutorial, readme = rows("docs/tutorial.md"), rows("README.md")
    for long, short in zip(tutorial, readme, strict=True):
        assert short.items() <= long.items()
        at = words.index(long["practices up to"])
        assert [word for word in words[at:] if word][2] == long["size"]
        assert long["rebuild"] in words[at : at + 8]


def test_every_rung_of_the_tutorial_has_the_figures_of_its_row():
    text = (ROOT / "docs/tutorial.md").read_text("utf-8")
    for row in rows("docs/tutorial.md"):
        said = re.search(rf"<!-- ladder {row['practices up to']} -->\n(.*)\n<!-- /ladder -->", text)
        assert f" {row['size']} in " in said[1]
        assert f"rebuild {row['rebuild']};" in said[1]
