"""What is found out about plain files, and how they are served."""

import json
import time

import pytest
import sample
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from snapshots import write

from dockgen.errors import DockgenError
from dockgen.languages import LANGUAGES, static
from dockgen.reading.project import Project

APP = '<!doctype html><div id="root"></div><script type="module" src="/assets/index-B7kQ2x_d.js"></script>'


def facts(folder, files):
    write(folder, files)
    return {key: fact.value for key, fact in static.inspect(Project(folder), None).facts.items()}


def generated(folder, files, *flags):
    """Write a project, run dockgen in it, and return its Dockerfile."""
    write(folder, files)
    sample.init(folder, *flags)
    return (folder / "Dockerfile").read_text("utf-8")


@pytest.mark.parametrize("root", [root for root in static.ROOTS if root != "."])
def test_a_page_in_a_folder_that_is_usual_is_found(root, tmp_path):
    write(tmp_path, {f"{root}/index.html": "<h1>Hi</h1>"})
    assert static.detect(Project(tmp_path)) == f"{root}/index.html"
    assert facts(tmp_path, {})["root"] == root


def test_the_page_at_the_top_wins_and_the_others_are_named(tmp_path):
    write(tmp_path, dict.fromkeys(["index.html", "dist/index.html", "docs/index.html"], ""))
    assert static.detect(Project(tmp_path)) == "index.html, before dist/index.html, docs/index.html"
    assert facts(tmp_path, {})["root"] == "."


@pytest.mark.parametrize("script", ["build", "build:prod", "docs:build", "web:build"])
def test_a_page_that_a_build_reads_is_no_site_yet(script, tmp_path):
    write(tmp_path, {"index.html": "", "package.json": json.dumps({"scripts": {script: "vite build"}})})
    assert static.detect(Project(tmp_path)) is None


@pytest.mark.parametrize(
    "manifest", ["{}", '{"scripts": {"format": "prettier -w ."}}', "{", "[]", '{"scripts": []}', "[" * 99999]
)
def test_a_package_json_without_a_build_does_not_matter(manifest, tmp_path):
    write(tmp_path, {"index.html": "", "package.json": manifest})
    assert static.detect(Project(tmp_path)) == "index.html"


def test_a_folder_without_pages_is_none(tmp_path):
    write(tmp_path, {"notes.txt": ""})
    assert static.detect(Project(tmp_path)) is None
    assert static.nearly(Project(tmp_path)) is None


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (["start.html"], "start.html is here, but no index.html"),
        (["pages/start.htm"], "pages/start.htm is here, but no index.html"),
        (["mkdocs.yml", "docs/index.md"], "mkdocs.yml is here, but not the site"),
    ],
)
def test_what_comes_near_is_named(files, said, tmp_path):
    write(tmp_path, dict.fromkeys(files, ""))
    assert static.nearly(Project(tmp_path)).startswith(said)


@pytest.mark.parametrize(
    ("files", "mode"),
    [
        ({"index.html": "<h1>Hi</h1>"}, "pages"),
        ({"index.html": APP}, "spa"),
        ({"index.html": APP, "404.html": ""}, "pages"),
        ({"index.html": APP, "about.html": ""}, "pages"),
        ({"index.html": '<app-root></app-root><script type="module" src="main.js"></script>'}, "spa"),
        ({"index.html": "<div id='app'></div><script type='module'></script>"}, "spa"),
        ({"index.html": '<div id="root"><h1>Made beforehand</h1></div><script type="module"></script>'}, "pages"),
        ({"dist/index.html": APP, "about.html": ""}, "spa"),
    ],
)
def test_one_page_with_a_script_is_told_from_a_site_of_pages(files, mode, tmp_path):
    assert facts(tmp_path, files)["mode"] == mode


@pytest.mark.parametrize(
    ("page", "hashed"),
    [
        ('<script src="/assets/index-B7kQ2x_d.js">', True),
        ("<link href='assets/style.0a1b2c3d.css'>", True),
        ('<script src="/assets/main.js">', False),
        ('<script src="/js/index-B7kQ2x_d.js">', False),
    ],
)
def test_files_with_a_hash_in_their_name_are_kept_for_long(page, hashed, tmp_path):
    assert facts(tmp_path, {"index.html": page})["hashed"] is hashed


@pytest.mark.parametrize(
    ("page", "markdown"),
    [
        ("<script>window.$docsify = {}</script>", True),
        ('<script>fetch("guide/start.md")</script>', True),
        ("<p>Written in Markdown.</p>", False),
    ],
)
def test_markdown_is_served_only_to_a_script_that_reads_it(page, markdown, tmp_path):
    assert facts(tmp_path, {"index.html": page})["markdown"] is markdown
    sample.init(tmp_path)
    assert ("**/*.md" in (tmp_path / ".dockerignore").read_text("utf-8")) is not markdown


def test_a_site_is_named_for_its_domain(tmp_path):
    assert 'title="bakery"' in generated(tmp_path, {"index.html": "", "CNAME": "www.bakery.example.com\n"})


def test_the_port_is_the_one_that_was_asked_for(tmp_path):
    dockerfile = generated(tmp_path, {"index.html": ""}, "--port", "9000")
    assert "listen 9000;" in dockerfile
    assert "EXPOSE 9000" in dockerfile
    assert "http://127.0.0.1:9000/healthz" in dockerfile


def test_only_the_folder_of_the_site_is_copied(tmp_path):
    assert "\nCOPY --chmod=u=rwX,go=rX public/ " in generated(tmp_path, {"public/index.html": "", "secret.txt": ""})


def test_the_configuration_has_no_comments_where_none_are_wanted(tmp_path):
    dockerfile = generated(tmp_path, {"index.html": APP}, "--comments", "none")
    assert [line for line in dockerfile.splitlines() if line.lstrip().startswith("#")] == [
        "# syntax=docker/dockerfile:1"
    ]


@pytest.mark.parametrize("rung", ["naive", "pin", "cache", "strip", "multi-stage", "user", "https", "all"])
def test_every_rung_of_the_ladder_gives_one_stage(rung, tmp_path):
    dockerfile = generated(tmp_path, {"index.html": ""}, "--practices", rung)
    assert dockerfile.count("\nFROM ") == 1
    assert sample.hadolint(tmp_path / "Dockerfile") == (["DL3006"] if rung == "naive" else [])


@pytest.mark.parametrize("practice", ["multi-stage", "cache", "strip", "cross-build", "https"])
def test_a_practice_that_means_nothing_here_is_refused_with_its_reason(practice, tmp_path):
    write(tmp_path, {"index.html": ""})
    done = sample.dockgen("init", tmp_path, "--yes", "--with", practice)
    assert done.returncode == 2
    assert static.UNNEEDED[practice] in done.stderr


PAGES = st.one_of(
    st.text(max_size=300),
    st.binary(max_size=200),
    st.lists(
        st.sampled_from(["<div id=", '"root"', ">", "</", "<script type=module", "assets/a-", "x" * 99, ".md"])
    ).map("".join),
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    files=st.dictionaries(
        st.sampled_from(["index.html", "public/index.html", "about.html", "package.json", "CNAME", "mkdocs.yml"]), PAGES
    )
)
def test_whatever_the_files_hold_only_dockgen_s_own_errors_are_raised(files, tmp_path_factory):
    folder = tmp_path_factory.mktemp("any")
    write(folder, files)
    try:
        project = Project(folder)
        static.nearly(project)
        if static.detect(project) is not None:
            assert static.inspect(project, None).facts.keys() == static.SAMPLE.facts.keys()
    except DockgenError:
        return


@pytest.mark.parametrize("text", ["<div ", '"assets/', "<script ", '<div id="root" ', ">\n", '"a/', "<app-root "])
def test_no_page_takes_longer_than_its_size_says(text, tmp_path):
    start = time.monotonic()
    facts(tmp_path, {"index.html": (text * 200_000)[:1_000_000]})
    assert time.monotonic() - start < 2  # usually a tenth of that


@pytest.mark.parametrize(
    ("files", "root", "mode"),
    [
        ({"Staticfile": "root: site/htdocs\n"}, "site/htdocs", "pages"),
        ({"Staticfile": "root: ./site/htdocs/\npushstate: enabled\n"}, "site/htdocs", "spa"),
        ({"static.json": '{"root": "site/htdocs", "routes": {"/**": "index.html"}}'}, "site/htdocs", "spa"),
        ({"static.json": '{\n  "clean_urls": true,\n  "root": "site/htdocs"\n}'}, "site/htdocs", "pages"),
        ({"Staticfile": "root: ../site\n", "index.html": ""}, ".", "pages"),
        ({"Staticfile": "root: gone\n", "index.html": ""}, ".", "pages"),
        ({"Staticfile": "pushstate: enabled\n", "index.html": ""}, ".", "spa"),
    ],
)
def test_the_settings_of_other_tools_name_the_root(files, root, mode, tmp_path):
    found = facts(tmp_path, {"site/htdocs/index.html": "", **files})
    assert (found["root"], found["mode"]) == (root, mode)
    assert LANGUAGES["static"].detect(Project(tmp_path)).startswith("index" if root == "." else f"{root}/index.html (")
