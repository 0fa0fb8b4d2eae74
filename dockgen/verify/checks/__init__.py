"""The checks, in the order in which a report tells them."""

from typing import Final

from dockgen.verify.check import Check
from dockgen.verify.checks import contents, limits, publishing, running

CHECKS: Final[dict[str, Check]] = {
    check.id: check for module in (running, limits, contents, publishing) for check in module.CHECKS
}
