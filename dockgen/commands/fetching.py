"""Asks whether a template pack is trusted, for commands that may fetch one."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from dockgen.choices.options import Choice
from dockgen.errors import printable
from dockgen.packs import fetching
from dockgen.packs.errors import UntrustedError
from dockgen.terminal import report

if TYPE_CHECKING:
    from dockgen.packs.trust import Wanted

_Made = TypeVar("_Made")


def settled(make: Callable[[], _Made], *, given: bool = False, asks: bool = False, keeps: bool = True) -> _Made:
    """Run a step that may fetch packs; ask for trust where needed, then repeat the step.

    `given`: a flag trusts the pack; `asks`: a person may be asked; `keeps`: the next run remembers the answer.
    UntrustedError if the pack is not trusted, KeyboardInterrupt if the person refuses.
    """
    with fetching.allowed(keeps=keeps):
        while True:
            try:
                return make()
            except UntrustedError as error:
                if error.wanted is None or not (given or asks):
                    raise
                from dockgen.packs import trust  # noqa: PLC0415 - most projects have no pack

                wanted = trust.Wanted(*error.wanted)
                if not given:
                    _ask(wanted)
                trust.agree(wanted)


def _ask(wanted: "Wanted") -> None:
    """Ask whether a pack is trusted; KeyboardInterrupt if not."""
    from dockgen.terminal import wizard  # noqa: PLC0415 - questionary is only for people at a terminal

    report.line(f"dockgen.toml names a template pack: {printable(wanted.address)}", "yellow")
    choices = [
        Choice("no", "do not fetch it, and change nothing"),
        Choice("yes", "use it for this project from now on"),
    ]
    if wizard.choose("Do you trust it?", choices) == "no":
        raise KeyboardInterrupt
