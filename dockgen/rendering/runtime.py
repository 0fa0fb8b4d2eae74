"""The part of jinja2's runtime that our compiled templates use, with the same names and meaning.

If a template uses anything else, `tests/test_generated.py` fails: it renders every template in both ways.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NoReturn, TypeVar

T = TypeVar("T")


class Missing:
    """Stands for a missing value, which can only be tested for being defined."""

    def __str__(self) -> str:
        """Refuse to become text."""
        raise LookupError("a template uses what is not there")

    def __bool__(self) -> bool:
        """Refuse to be a condition."""
        raise LookupError("a template asks what is not there")


missing = Missing()
Undefined = Missing


def undefined(name: str) -> NoReturn:
    """Refuse a missing name, as StrictUndefined does."""
    raise LookupError(f"{name!r} is undefined")


def identity(value: T) -> T:
    """Return the value itself."""
    return value


def internalcode(function: T) -> T:
    """Return the function itself; jinja2 uses this to hide it from tracebacks."""
    return function


def str_join(parts: tuple[object, ...]) -> str:
    """Join parts as the operator `~` does."""
    return "".join(map(str, parts))


class TemplateRuntimeError(RuntimeError):
    """A filter or a test does not exist."""


class EvalContext:
    """How output is escaped: it is not."""

    autoescape = False


class Macro:
    """A macro: arguments in, text out."""

    def __init__(
        self, _environment: object, function: Callable[..., str], name: str, arguments: tuple[str, ...], *_: object
    ) -> None:
        self.name = name
        self._function = function
        self._arguments = arguments

    def __call__(self, *arguments: object, **named: object) -> str:
        """Render it; missing arguments get the defaults of its definition."""
        rest = [named.pop(name, missing) for name in self._arguments[len(arguments) :]]
        if named:
            raise TypeError(f"the macro {self.name} takes no argument {', '.join(named)}")
        return self._function(*arguments, *rest)


class LoopContext:
    """Iterates over the items of a loop, and tells the position."""

    def __init__(self, items: Iterable[object], *_: object) -> None:
        self._items = list(items)
        self.index = 0

    def __iter__(self) -> Iterator[tuple[object, "LoopContext"]]:
        """Yield each item, with this object as the template's `loop`."""
        for item in self._items:
            self.index += 1
            yield item, self

    @property
    def first(self) -> bool:
        """Tell whether this is the first item."""
        return self.index == 1

    @property
    def last(self) -> bool:
        """Tell whether this is the last item."""
        return self.index == len(self._items)


class Context:
    """The names that a template sees."""

    eval_ctx = EvalContext

    def __init__(self, parent: Mapping[str, object], blocks: "Blocks") -> None:
        self.parent = parent
        self.vars: dict[str, object] = {}
        self.exported_vars: set[str] = set()
        self.blocks = {name: [block] for name, block in blocks.items()}

    def resolve_or_missing(self, name: str) -> object:
        """Return the value of a name."""
        return self.vars[name] if name in self.vars else self.parent.get(name, missing)

    def get_all(self) -> dict[str, object]:
        """Return all names."""
        return {**self.parent, **self.vars}

    @staticmethod
    def call(function: Callable[..., object], *arguments: object, **named: object) -> object:
        """Call a function or a macro, without the scope that jinja2 passes."""
        named.pop("_loop_vars", None)
        named.pop("_block_vars", None)
        return function(*arguments, **named)


class TemplateReference:
    """`self` in a template: its blocks, as functions."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def __getitem__(self, name: str) -> Callable[..., str]:
        """Return a function that renders a block."""
        block = self._context.blocks[name][0]
        return lambda: "".join(block(self._context))


Blocks = Mapping[str, Callable[[Context], Iterator[str]]]
"""The blocks of a template, by name."""
Code = Callable[["Environment"], tuple[Callable[[Context], Iterator[str]], Blocks]]
"""A compiled template: a function that returns the render function and the blocks."""


class Template:
    """A compiled template."""

    def __init__(self, environment: "Environment", code: Code) -> None:
        self._globals = environment.globals
        self.root_render_func, self.blocks = code(environment)

    def _context(self, names: Mapping[str, object]) -> Context:
        return Context({**self._globals, **names}, self.blocks)

    def render(self, **names: object) -> str:
        """Return the text."""
        return "".join(self.root_render_func(self._context(names)))

    def make_module(self, names: Mapping[str, object], *_: object) -> dict[str, object]:
        """Run the template for its definitions, and return them: its macros."""
        context = self._context(names)
        for _text in self.root_render_func(context):
            pass
        return {name: context.vars[name] for name in context.exported_vars}


def _indent(text: str, width: int = 4) -> str:
    """Indent all lines except the first and empty ones."""
    first, *rest = text.split("\n")
    return "\n".join([first, *(" " * width + line if line else line for line in rest)])


class Environment:
    """Looks up templates and attributes."""

    undefined = staticmethod(undefined)
    concat = "".join
    tests: Mapping[str, Callable[..., bool]] = {
        "defined": lambda value: value is not missing,
        "none": lambda value: value is None,
    }

    def __init__(
        self,
        code: Mapping[str, Code],
        filters: Mapping[str, Callable[..., object]],
        names: Mapping[str, object],
    ) -> None:
        self._code = code
        self.globals = dict(names)
        self.filters = {
            "string": str,
            "dictsort": lambda mapping: sorted(mapping.items(), key=lambda pair: pair[0].lower()),  # as Jinja2 does
            "join": lambda _context, parts, between="": between.join(map(str, parts)),
            "length": len,
            "list": list,
            "indent": _indent,
            **filters,
        }

    def get_template(self, name: str, _parent: str | None = None) -> Template:
        """Return a template by its name."""
        return Template(self, self._code[name])

    def getattr(self, value: object, name: str) -> object:
        """Return `value.name`, or else `value["name"]`."""
        try:
            found: object = getattr(value, name)
        except AttributeError:
            return self.getitem(value, name)
        return found

    @staticmethod
    def getitem(value: Any, key: object) -> object:  # noqa: ANN401 - a table, a list or what has neither: it is tried
        """Return `value[key]`, or `missing`."""
        try:
            found: object = value[key]
        except (LookupError, TypeError):
            return missing
        return found
