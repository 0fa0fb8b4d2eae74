"""The sentences of comments: each is in one place, each is reached, and nothing else is said in a comment."""

import ast
import re
import string
from pathlib import Path

import jinja2
import pytest
import sample
from buildkit.plans import plan
from jinja2 import nodes

import dockgen
from dockgen import fast_init, services
from dockgen.choices.options import OPTIONS
from dockgen.comments import notes
from dockgen.comments.notes import FILE, Note, NoteError, Notes, Sentence
from dockgen.languages import LANGUAGES
from dockgen.practices import EVERY, PRACTICES
from dockgen.rendering.render import templates_of
from dockgen.versions.resources import templates_folder

SENTENCES = notes.sentences()
PACKAGE = Path(dockgen.__file__).parent
MODULES = [path for path in sorted(PACKAGE.rglob("*.py")) if path.parent.name not in {"compiled", "v0_1_0"}]
TEMPLATES = {
    name: path
    for language in ("", *LANGUAGES)
    for name, path in templates_of(language).items()
    if "/sample/" not in name
}
COMMANDS = {"compose-up", "build-with-secrets"}
"""What is a command and no sentence."""
SHORT = 15
"""Parts of sentences that say nothing of their own, such as `, pinned`, are no longer."""
SAYS = {"note": 0, "stage": 1, "line": 0, "heading": 0}
"""The functions that make a comment, with the place of the sentence among their arguments."""


def constants(tree):
    return [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def tree(module):
    return ast.parse(module.read_text("utf-8"))


def said(text):
    """Return the constants that the calls in a template name as sentences."""
    parsed = jinja2.Environment(autoescape=True).parse(text)
    for call in parsed.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in SAYS:
            argument = call.args[SAYS[call.node.name]]
            chosen = [argument.expr1, argument.expr2] if isinstance(argument, nodes.CondExpr) else [argument]
            found = [*chosen, *(one for each in chosen for one in each.find_all(nodes.Const))]
            yield from (one.value for one in found if isinstance(one, nodes.Const))


# --- The file


@pytest.mark.parametrize("id_", SENTENCES)
def test_a_sentence_is_said_in_one_way_that_can_be_filled_in(id_):
    one = SENTENCES[id_]
    assert re.fullmatch(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*", id_)
    assert one.brief or one.full
    assert set(one.explains) <= PRACTICES.keys()
    assert set(one.full) <= {notes.ANY, *LANGUAGES}
    assert notes.ANY in one.full or not one.full
    for text in (one.brief, *one.full.values()):
        assert text == text.strip()
        for _, name, form, conversion in string.Formatter().parse(text):
            assert name is None or (re.sub("[a-z_]", "", name), form, conversion) == ("", "", None)


def test_no_sentence_is_there_twice():
    briefs = [one.brief for one in SENTENCES.values() if one.brief]
    assert len(briefs) == len(set(briefs))


@pytest.mark.parametrize("practice", EVERY)
def test_a_practice_says_why_in_the_same_file(practice):
    assert EVERY[practice].why == notes.full(practice) == SENTENCES[practice].full[notes.ANY]


def test_each_sentence_is_said_somewhere():
    named = {one for module in MODULES for one in constants(tree(module))} | PRACTICES.keys()
    named |= {one for path in TEMPLATES.values() for one in said(path.read_text("utf-8"))}
    assert SENTENCES.keys() - named == set()


def test_a_file_of_examples_still_begins_as_it_is_recognised():
    assert f"# {SENTENCES['environment-file'].brief}".startswith(services.MARK)


# --- Nothing else is said


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_names_sentences_and_spells_none(name):
    text = TEMPLATES[name].read_text("utf-8")
    assert [one for one in said(text) if one and one not in SENTENCES] == []
    if "README" not in name:
        lines = [line.strip() for line in text.splitlines()]
        assert [line for line in lines if re.match(r"# (?!hadolint |syntax=)\w", line)] == []


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_module_spells_a_sentence(module):
    parsed = tree(module)
    chunks = [
        chunk.strip()
        for id_, one in SENTENCES.items()
        for text in (one.brief, *one.full.values())
        if id_ not in COMMANDS
        for chunk in re.split(r"\{\w+\}|\n", text)
        if len(chunk.strip()) > SHORT
    ]
    assert [(one, chunk) for one in constants(parsed) for chunk in chunks if " " in chunk and chunk in one] == []
    for call in ast.walk(parsed):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in {"Note", "Notes"}:
            assert [one for one in constants(call) if " " in one] == []


@pytest.mark.parametrize("comments", ["brief", "full"])
@pytest.mark.parametrize("one", sample.load_all(), ids=lambda one: one.name)
def test_a_comment_holds_sentences_of_the_file_alone(one, comments, tmp_path, monkeypatch):
    marked = {
        id_: Sentence(f"<{id_}>", dict.fromkeys(each.full, f"<{id_}>"), each.explains)
        for id_, each in SENTENCES.items()
    }
    monkeypatch.setattr(notes, "sentence", marked.get)
    helps = {option.help for option in OPTIONS}
    folder = one.copy_to(tmp_path)
    asked = fast_init.parse(["init", *one.flags])
    answers = {"app": "*"} if asked is None else asked.answers
    for path, text in dockgen.generate(folder, **{**answers, "comments": comments}).files.items():
        if Path(path).name in {"Dockerfile", "compose.yaml", "docker-bake.hcl"} or Path(path).name.startswith("."):
            comment = r"(?:[\w.-]+ )?<[a-z-]+>(?: <[a-z-]+>)*"
        elif path.endswith("dockgen.toml"):
            comment = "|".join(["<[a-z-]+>", *map(re.escape, helps)])
        else:
            continue
        told = [found[1] for line in text.splitlines() if (found := re.match(r"\s*# (.*)", line))]
        told = [line for line in told if not line.startswith(("hadolint ignore=", "syntax="))]
        assert [line for line in told if not re.fullmatch(comment, line)] == [], path


# --- How one is said


@pytest.fixture
def says(monkeypatch):
    """Return the functions of templates, with a few sentences of the test's own."""
    tables = {
        "plain": {"brief": "A plain one."},
        "place": {"brief": "In {place}."},
        "two-lines": {"brief": "One.\nTwo."},
        "reasoned": {"brief": "Do it.", "full": {"any": "Because.", "python": "Because of Python."}},
        "practical": {"brief": "It is cached.", "explains": ["cache", "https"]},
        "cache": {"full": "Caches are quick."},
        "https": {"full": "Calls are safe."},
    }
    monkeypatch.setattr(notes, "_tables", lambda: tables)
    monkeypatch.setattr(notes, "sentence", notes.sentence.__wrapped__)
    return lambda comments="brief", **changes: Notes(plan(comments=comments)._replace(**changes))


def test_a_note_is_a_comment(says):
    assert says().note("plain") == "# A plain one.\n"
    assert says().note("place", place="the sun") == "# In the sun.\n"
    assert says().note(Note("place", {"place": "it"})) == "# In it.\n"
    assert says().note(Note("place", {"place": Note("plain")})) == "# In A plain one..\n"
    assert says().note(("plain", "", Note("place", {"place": "it"}))) == "# A plain one. In it.\n"
    assert says().note("two-lines") == says().line("two-lines") == "# One.\n# Two.\n"


def test_a_command_is_never_broken(says):
    words = "word " * 100
    assert says().note(Note("place", {"place": words})).count("\n") > 1
    assert says().note(Note("place", {"place": words}, is_command=True)) == f"# In {words}.\n"
    assert says("none").note(Note("place", {"place": words}, is_command=True)) == ""


def test_an_argument_with_the_form_of_an_id_is_one(says):
    with pytest.raises(NoteError, match="there is no note 'plian'; did you mean 'plain'"):
        says().note("plian")
    with pytest.raises(NoteError, match=r"there is no note 'qqqqqqq'$"):
        says().stage("build", "qqqqqqq")
    assert says().note("plian text  of a\npack {x}") == "# plian text of a pack {x}\n"
    assert says().stage("build", "Text.") == "# build Text.\n"


def test_a_value_that_is_missing_is_named(says):
    with pytest.raises(NoteError, match=r"the note place needs a value: place=\.\.\."):
        says().note("place")


@pytest.mark.parametrize("name", ["note", "line", "heading"])
def test_no_value_ends_the_comment(says, name):
    made = getattr(says(), name)("place", place="a\nRUN evil\x1b\u2028{x}")
    assert made == "# In a\\nRUN evil\\x1b\\u2028{x}.\n"


def test_without_comments_only_headings_are_left(says):
    none = says("none")
    assert none.note("plain") == none.stage("build", "plain") == none.line("plain") == ""
    assert none.heading("plain", 2) == says().line("plain", 2) == "  # A plain one.\n"


def test_a_reason_is_given_in_the_words_of_the_language(says):
    assert says("full").note("reasoned") == "# Do it.\n# Because.\n"
    assert says("full", language="python").note("reasoned") == "# Do it.\n# Because of Python.\n"
    assert says().note("reasoned") == "# Do it.\n"


@pytest.mark.parametrize("practice", ["cache", "multi-stage", "minimal-base"])
@pytest.mark.parametrize("language", ["python", "node"])
def test_no_project_is_told_of_another_language_s_compiler(language, practice):
    assert not re.search(
        r"\bThe compiler|\bthe compiler\b|[Ss]tatic binary|\bModules\b", notes.full(practice, language)
    )


def test_a_reason_is_given_of_practices_that_are_there(says):
    assert says("full").plan.does["cache"]
    assert not says("full").plan.does["https"]
    assert says("full").note("practical") == "# It is cached.\n# Caches are quick.\n"
    assert says("full").stage("build", "practical") == "# Caches are quick.\n\n# build It is cached.\n"
    assert says("full").note("Text of a pack.", "cache") == "# Text of a pack.\n# Caches are quick.\n"


def test_a_changed_file_is_noticed_and_read_anew(tmp_path, monkeypatch):
    text = (templates_folder() / FILE).read_text("utf-8").replace("Made by dockgen.", "Changed:")
    (tmp_path / FILE).write_text(text, "utf-8")
    monkeypatch.setattr(notes, "templates_folder", lambda: tmp_path)
    monkeypatch.setattr(notes, "_tables", notes._tables.__wrapped__)  # noqa: SLF001 - without what it has kept
    assert notes.sentence.__wrapped__("header") == Sentence(
        SENTENCES["header"].brief.replace("Made by dockgen.", "Changed:")
    )
