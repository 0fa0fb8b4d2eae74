"""Every regular expression of the code, found in its syntax trees, with the function of `re` that it is handed to."""

import ast
import builtins
import importlib
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, Final, NamedTuple

import dockgen
from dockgen.languages import tables

ROOT: Final = Path(dockgen.__file__).parent
FUNCTIONS: Final = frozenset({"compile", "search", "match", "fullmatch", "sub", "subn", "findall", "finditer", "split"})
_DEPTH: Final = 3

TABLES: Final[Mapping[tuple[str, str], str]] = {
    ("versions/ends.py", "images"): "[about['images'] for about in _known().values()]",
    ("audit/fix/ignore_file.py", "wanted"): "'name|' + _READS_ENV",
    **{
        (path, expression): f"[{table} for compiler in tables.compilers()]"
        for path, expression, table in (
            ("audit/fix/compiling.py", "f'{compiler.cross_set}|TARGET(?:OS|ARCH)\\\\b'", "compiler.cross_set"),
            ("audit/fix/multi_stage.py", "program.compiler.variables", "compiler.variables"),
            ("audit/fix/proof.py", "compiler.harmless", "compiler.harmless"),
            ("audit/fix/proof.py", "compiler.proof.own_place", "compiler.proof.own_place"),
            ("audit/fix/proof.py", "compiler.proof.writes", "compiler.proof.writes"),
            ("audit/fix/proof.py", "proof.left_out", "compiler.proof.left_out"),
            ("audit/fix/proof.py", "proof.zones", "compiler.proof.zones"),
            ("audit/fix/proof.py", "unwanted", "compiler.proof.writes + '|' + compiler.proof.wants"),
            ("audit/fix/compiling.py", "one.strip.debugged", "compiler.strip.debugged"),
            ("audit/fix/compiling.py", "pattern", "compiler.strip.insert[0]"),
            ("audit/fix/compiling.py", "strip.extend", "compiler.strip.extend[0]"),
        )
    },
    ("languages/node/migrations.py", "tool.does"): "[one.does for one in TOOLS]",
    ("audit/fix/mounts.py", "name"): "[tool.program for tool in tables.tools().values()]",
    ("audit/fix/mounts.py", "tool.program"): "[tool.program for tool in tables.tools().values()]",
    ("audit/fix/user.py", "interpreter.programs"): "[one.programs for one in tables.interpreters()]",
    ("audit/fix/user.py", "one.programs"): "[one.programs for one in tables.interpreters()]",
    ("audit/fix/user.py", "wanted"): "[one.writes + '|' + _LOW_PORT for one in tables.interpreters()]",
    ("engines/building.py", "builder.begun"): "[BUILDKIT.begun, BUILDAH.begun]",
    ("engines/building.py", "builder.step"): "[BUILDKIT.step, BUILDAH.step]",
    ("engines/errors.py", "pattern"): "_TROUBLES",
    ("dockerfiles/grammar.py", "values"): "list(_VALUES.values())",
    ("languages/go/listening.py", "pattern"): "[*_LISTENS, _BY_FRAMEWORK]",
    ("languages/kit/likely.py", "likely.no_program"): (
        "[__import__('dockgen.languages.python.starting', fromlist=['']).LIKELY.no_program]"
    ),
    ("languages/python/frameworks.py", "pattern"): "[_MADE.format(_FACTORIES)]",
    ("languages/python/needs.py", "does"): "list(_BROWSER_USERS.values())",
    ("languages/python/runners.py", "runner.does"): "[one.does for one in _RUNNERS]",
    ("languages/kit/ranges.py", "dialect.separator"): "[NPM.separator, PEP_440.separator]",
    ("languages/kit/written.py", "pattern"): "importlib.import_module('dockgen.languages.node.running').WAYS.literals",
    **{
        ("languages/kit/written.py", f"ways.{field}" if field != "named" else field): (
            f"[one.WAYS.{field} for one in map(importlib.import_module,"
            " ('dockgen.languages.node.running', 'dockgen.languages.python.written'))]"
        )
        for field in ("named", "properties", "renamed")
    },
    **{
        ("languages/kit/required.py", name): (
            f"[pattern for one in map(importlib.import_module,"
            f" ('dockgen.languages.node.required', 'dockgen.languages.go.required')) for pattern in {fields}]"
        )
        for name, fields in {
            "pattern": "(*one.WAYS.checks, *one.IN_SETTINGS.checks, *one.WAYS.calls)",
            "ways.holds": "(one.WAYS.holds,)",
            "ways.taken": "filter(None, (one.WAYS.taken,))",
            "ways.reads": "(one.WAYS.reads,)",
            "ways.empty": "(one.WAYS.empty,)",
        }.items()
    },
    ("languages/node/required.py", "made"): "[made for made, _ in _SCHEMAS]",
    ("languages/node/required.py", "field"): "[field for _, field in _SCHEMAS]",
    ("languages/kit/versions.py", "pattern.format(names=names)"): (
        "[one.format(names='a|b') for one in (_LINE, _TOOL_VERSIONS, _MISE)]"
    ),
    ("practices/cache.py", "named_in"): "[tool.named_in for tool in tables.tools().values()]",
    ("image/places.py", "groups"): "[_caches().pattern.pattern, _tools().pattern.pattern]",
    ("ladder/edit.py", "start"): "[one.editing().start[0] for one in LANGUAGES.values()]",
    ("languages/__init__.py", "self._also"): "[one._also for one in _REGISTRY]",
    ("image/layers.py", "how"): "[_database(path) for path in ('var/lib/dpkg/status', 'lib/apk/db/installed')]",
    (
        "secrets/secret_files.py",
        "f'(?:.{{0,4000}}/)?(?:{one.path})'",
    ): "[f'(?:.{{0,4000}}/)?(?:{one.path})' for one in _FILES]",
    **dict.fromkeys(
        (("languages/javascript/frameworks.py", one) for one in ("framework.command", "command")),
        "[one.command for one in FRAMEWORKS]",
    ),
    ("practices/installs.py", "install.command"): "[one.command for one in tables.installs()]",
    (
        "practices/pin.py",
        "_RELEASES.get('debian' if name == 'buildpack-deps' else name, '(?!)')",
    ): "list(_RELEASES.values())",
}
"""Patterns that come from a table: an expression that gives all of them, in the namespace of the module."""


SHORT: Final[Mapping[tuple[str, str], str]] = {
    (
        "secrets/secret_names.py",
        "'|'.join((_alternative(one, index) for index, one in enumerate(names)))",
    ): "names of a file and its folder, which a file system bounds",
    (
        "secrets/secret_names.py",
        "'|'.join((f\"{('' if '/' in each else '(?:[^/]*/)?')}{regex_of(each)}\" for each in one.but))",
    ): "the same",
    ("secrets/secret_names.py", "regex"): "names of dockgen's own list",
    ("practices/secrets.py", "_HARMLESS"): "the name of a file",
}
"""Patterns that are held against short texts alone, and why these are short."""


class Use(NamedTuple):
    """A pattern and what is done with it."""

    pattern: str | bytes
    flags: int
    function: str


class Unresolved(NamedTuple):
    """An expression that does not say by itself which patterns it stands for."""

    path: str
    expression: str


class _StandIn(str):
    """Takes the place of a local variable in a pattern that is put together: mostly an escaped name."""

    __slots__ = ()

    def __getattr__(self, name: str) -> "_StandIn":
        return self


_STAND_IN: Final = _StandIn("name")


class _Locals(dict[str, Any]):
    """Gives a stand-in for what the module does not know."""

    def __init__(self, known: Mapping[str, Any]) -> None:
        super().__init__()
        self._known = known

    def __missing__(self, name: str) -> Any:
        if name in self._known:
            return self._known[name]
        ours = {"tables": tables, "importlib": importlib}
        return ours[name] if name in ours else vars(builtins).get(name, _STAND_IN)


class _Module(NamedTuple):
    path: str
    module: ModuleType
    tree: ast.Module

    def value(self, node: ast.expr | str) -> Any:
        code = node if isinstance(node, str) else ast.unparse(node)
        return eval(code, vars(self.module), _Locals(vars(self.module)))  # noqa: S307 - our own code


@cache
def _modules() -> tuple[_Module, ...]:
    found = []
    for path in sorted(ROOT.rglob("*.py")):
        name = ".".join(("dockgen", *path.relative_to(ROOT).with_suffix("").parts)).removesuffix(".__init__")
        if not name.endswith("__main__"):
            tree = ast.parse(path.read_text("utf-8"))
            found.append(_Module(path.relative_to(ROOT).as_posix(), importlib.import_module(name), tree))
    return tuple(found)


def all_uses() -> tuple[frozenset[Use], frozenset[Unresolved]]:
    """Return each pattern with each function that it is handed to, and what could not be resolved."""
    uses: set[Use] = set()
    unresolved: set[Unresolved] = set()
    compiled: set[tuple[str | bytes, int]] = set()
    for one in _modules():
        for call, function in _calls(one.tree):
            if not isinstance(call.func, ast.Attribute) or call.func.attr not in FUNCTIONS:
                continue
            if ast.unparse(call.func.value) != "re":
                owner = _quietly(one, call.func.value)
                if isinstance(owner, re.Pattern):
                    uses.add(Use(owner.pattern, owner.flags, call.func.attr))
                    compiled.add((owner.pattern, owner.flags))
                continue
            if (one.path, ast.unparse(call.args[0])) in SHORT:
                continue
            patterns = _patterns(one, call.args[0], function, _DEPTH)
            if not patterns:
                unresolved.add(Unresolved(one.path, ast.unparse(call.args[0])))
            flags = _flags(one, call)
            uses |= {Use(pattern, flags, call.func.attr) for pattern in patterns}
    known = {re.compile(use.pattern, use.flags) for use in uses if use.function == "compile"}
    once = {Use(one.pattern, one.flags, "finditer") for one in known if (one.pattern, one.flags) not in compiled}
    return frozenset(use for use in uses if use.function != "compile") | once, frozenset(unresolved)


def _calls(tree: ast.AST, function: ast.FunctionDef | None = None) -> Iterator[tuple[ast.Call, ast.FunctionDef | None]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Call):
            yield node, function
        yield from _calls(node, node if isinstance(node, ast.FunctionDef) else function)


def _quietly(one: _Module, node: ast.expr | str) -> Any:
    try:
        return one.value(node)
    except Exception:  # noqa: BLE001 - a stand-in fits nearly nowhere
        return None


def _flags(one: _Module, call: ast.Call) -> int:
    """Return the flags of a call: what of its arguments is one."""
    given = [_quietly(one, node) for node in (*call.args[1:], *(word.value for word in call.keywords))]
    return next((int(flag) for flag in given if isinstance(flag, re.RegexFlag)), 0)


def _patterns(one: _Module, node: ast.expr, function: ast.FunctionDef | None, depth: int) -> list[str | bytes]:
    """Return the patterns that an expression may stand for; none where it does not say."""
    table = TABLES.get((one.path, ast.unparse(node)))
    if table:
        return _texts(one.value(table))
    if isinstance(node, ast.Name) and node.id not in vars(one.module):
        return _of_local(one, node.id, function, depth) if function else []
    if isinstance(node, ast.Starred):
        return _patterns(one, node.value, function, depth)
    value = _quietly(one, node)
    return [] if isinstance(value, _StandIn) else _texts(value)


def _texts(value: object) -> list[str | bytes]:
    if isinstance(value, str | bytes):
        return [value]
    if isinstance(value, re.Pattern):
        return [value.pattern]
    if isinstance(value, Mapping):
        return [text for part in value.items() for text in _texts(part)]
    return (
        [text for part in value for text in _texts(part)] if isinstance(value, list | tuple | set | frozenset) else []
    )


def _of_local(one: _Module, name: str, function: ast.FunctionDef, depth: int) -> list[str | bytes]:
    """Return what a local variable may be: what is assigned to it, gone through with it, or handed to the function."""
    found: list[str | bytes] = []
    for node in ast.walk(function):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(target, ast.Name) and target.id == name for target in targets):
                found += _texts(_quietly(one, node.value))
        elif isinstance(node, ast.For | ast.comprehension) and name in {
            each.id for each in ast.walk(node.target) if isinstance(each, ast.Name)
        }:
            taken = _patterns(one, node.iter, function, depth)
            found += [text for text in taken if _is_pattern(text)]
    arguments = function.args
    parameters = [each.arg for each in (*arguments.args, *filter(None, (arguments.vararg,)), *arguments.kwonlyargs)]
    if name in parameters and depth:
        for other, call, around in _called().get(function.name, ()):
            if function.name.startswith("_") and other is not one:
                continue
            for given in (*call.args, *(word.value for word in call.keywords)):
                found += [text for text in _patterns(other, given, around, depth - 1) if _is_pattern(text)]
    outer = None if found else _around(one, function)
    return _of_local(one, name, outer, depth) if outer else found


def _around(one: _Module, inner: ast.FunctionDef) -> ast.FunctionDef | None:
    """Return the function that another one is defined in."""
    functions = (node for node in ast.walk(one.tree) if isinstance(node, ast.FunctionDef))
    return next((each for each in functions if each is not inner and inner in ast.walk(each)), None)


@cache
def _called() -> dict[str, list[tuple[_Module, ast.Call, ast.FunctionDef | None]]]:
    """Return all calls by the name of what is called."""
    found: dict[str, list[tuple[_Module, ast.Call, ast.FunctionDef | None]]] = {}
    for one in _modules():
        for call, around in _calls(one.tree):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            found.setdefault(name, []).append((one, call, around))
    return found


def _is_pattern(text: str | bytes) -> bool:
    try:
        re.compile(text)
    except re.error:
        return False
    return True
