"""Where sources of Python or JavaScript give values to names: assignments, defaults of parameters, options."""

import re
from collections.abc import Iterator
from typing import Final

from dockgen.records import NamedTuple

MOST_PLACES: Final = 50
"""The most places in which one name gets a value."""
_BOUND: Final = (
    r"(?m)(?:^|;)(?P<indent>[ \t]{0,40})(?:(?:export|const|let|var|static|public|private|readonly)[ \t]{1,9}){0,3}"
    r"(?:[A-Za-z_$][\w$]{0,60}\.){0,4}(?P<name>[A-Za-z_$][\w$]{0,60})(?:\[[\"'](?P<key>\w{1,60})[\"']\])?"
    r"(?:[ \t]{0,3}:[ \t]{0,3}[\w.\[\]| ]{1,40}?)?(?P<space>[ \t]{0,9})=(?![=>])"
    r"|^[ \t]{1,40}[\"']?(?P<property>[A-Za-z_$][\w$]{0,60})[\"']?[ \t]{0,3}:[ \t]{1,9}(?=[\w\"'`(])"
)
_PARAMETER: Final = (
    r"[(,]\s{0,40}(?:(?:(?:public|private|protected|readonly)[ \t]{1,9}){1,2}([A-Za-z_$][\w$]{0,60})"
    r"(?:[ \t]{0,3}:[ \t]{0,3}[\w.\[\]| ]{1,40}?)?|([A-Za-z_$][\w$]{0,60})[ \t]{0,3}:[ \t]{0,3}[\w.\[\]| ]{1,40}?)"
    r"[ \t]{0,9}=(?![=>])"
)
"""A function's parameter with a default, told from an argument of a call by its type or its visibility."""
_OPTION: Final = (
    r"\b(?:add_argument|option)\(\s{0,40}(?:[\"']-\w[\"'],\s{0,40})?[\"']-{0,2}(?P<option>[\w-]{1,40})[\"']"
    r"(?=[^()\n]{0,20}[,\n])[^()]{0,200}?\bdefault\s{0,9}="
)
"""An option of argparse or Click with a default, which the program finds by its name."""
_FUNCTION: Final = (
    r"\bclass[ \t]{1,9}(?P<class>\w{1,60})"
    r"|(?:\b(?:def|function)[ \t]{1,9}(?P<function>\w{1,60})[ \t]{0,3}|(?P<made>\bconstructor)[ \t]{0,3}"
    r"|\b(?:const|let)[ \t]{1,9}(?P<arrow>\w{1,60})[ \t]{0,3}=[ \t]{0,3}(?:async[ \t]{0,3})?)"
    r"\((?P<parameters>[^()]{0,300})\)"
)
"""A function with its parameters, or the class whose constructor may follow."""


class Parameter(NamedTuple):
    """A parameter of a function without the `self` of Python."""

    function: str
    """The name by which it is called; of a constructor that of the class."""
    name: str
    number: int
    """Its place among the arguments, from 0."""
    position: int
    """Where the function begins."""


def positions(text: str) -> dict[str, list[int]]:
    """Return the names that a source gives values to, and where each value begins."""
    found: dict[str, list[int]] = {}
    for match in re.finditer(_BOUND, text):
        name = match["key"] or match["property"] or match["name"]
        is_keyword = match["property"] is None and match["indent"] and not match["space"] and not name.isupper()
        if not is_keyword:  # an argument of a call, in a line of its own
            found.setdefault(name, []).append(match.end())
    for match in re.finditer(_PARAMETER, text):
        found.setdefault(match[1] or match[2], []).append(match.end())
    for match in re.finditer(_OPTION, text):
        found.setdefault(match["option"].replace("-", "_"), []).append(match.end())
    return {name: sorted(places[:MOST_PLACES]) for name, places in found.items()}


def parameters(text: str) -> Iterator[Parameter]:
    """Yield the parameters of a source's functions."""
    of = ""
    for match in re.finditer(_FUNCTION, text):
        if match["class"]:
            of = match["class"]
            continue
        function = match["function"] or match["arrow"] or of
        names = [re.split(r"[:=?]", part)[0].split()[-1:] for part in match["parameters"].split(",")]
        flat = [name for part in names for name in part if name not in {"self", "cls"}]
        called = of if function == "__init__" else function
        yield from (Parameter(called, name, number, match.start()) for number, name in enumerate(flat))
