"""Run as a user with limited privileges."""

import re
from typing import TYPE_CHECKING, Final

from dockgen.practices.practice import Broken, Checked, Practice

if TYPE_CHECKING:
    from dockgen.audit.build import Build
    from dockgen.dockerfile import Instruction

_FIX: Final = "USER 65532:65532"
_LIMITED: Final = (
    r"distroless/.*nonroot|nginx-unprivileged|^cgr\.dev/chainguard/|/dhi/|^dhi\.io/|bitnami/|jenkins/jenkins|"
    r"-chiseled|-distroless(?:-extra)?$"
)
"""Images whose own user is not root: reference page of each."""
_WINDOWS: Final = r"nanoserver|servercore|\bwindows\b|^microsoft/(?:iis|aspnet|windowsservercore)"


def check(build: "Build") -> Checked:
    """Find an image whose process is root: no USER at all, or root as the last one."""
    final = build.file.final
    users = build.file.inherited(final, "USER")
    image = build.file.image_of(final)
    if not users and image == "scratch" and not build.file.inherited(final, "ENTRYPOINT", "CMD"):
        return "nothing is started here"
    if re.search(_WINDOWS, image) or any(re.search(r"(?i)\bcontainer(?:user|admin)", one.args[0]) for one in users):
        return _windows(users, image)
    if users:
        return _last(build, users[-1])
    if re.search(_LIMITED, image):
        return []
    return [Broken(None, "no USER: the program runs as root", f"{_FIX} before {_start(build)}")]


def _last(build: "Build", last: "Instruction") -> Checked:
    user = build.file.expand(last.args[0] if last.args else "", last).strip("\"'").partition(":")[0]
    if user in {"root", "0"}:
        return [Broken(last, "the last USER is root", f"{_FIX} after it")]
    if user and not user.isdigit() and "$" not in user:
        return [Broken(last, f"{user} is a name, and Kubernetes' runAsNonRoot can only check a number", _FIX, "note")]
    return []


def _windows(users: "list[Instruction]", image: str) -> Checked:
    """Find a process that is an administrator: the default everywhere but on Nano Server, whose images have a user."""
    user = users[-1].args[0].strip("\"'").rpartition("\\")[2].lower() if users else ""
    if user == "containeradministrator" or (not user and "nanoserver" not in image):
        message = "the program runs as ContainerAdministrator"
        return [Broken(users[-1] if users else None, message, "USER ContainerUser")]
    return []


def _start(build: "Build") -> str:
    starts = build.file.inherited(build.file.final, "ENTRYPOINT", "CMD")
    return starts[-1].name if starts else "the end"


PRACTICE = Practice(
    id="user",
    title="Run as a limited user",
    why=(
        "Root in a container is root to the kernel: one hole in the program or the runtime and it owns more than its "
        "own files. A number is used, not a name, because Kubernetes checks runAsNonRoot by number."
    ),
    gain="A break-in stays small; clusters that forbid root take the image.",
    cost="The program cannot write where root could, nor bind ports below 1024 on some runtimes.",
    not_when="The program manages the machine itself, such as a device plug-in.",
    bad=('FROM alpine:3.23\nCOPY hello /hello\nENTRYPOINT ["/hello"]\n'),
    good=('FROM alpine:3.23\nCOPY hello /hello\nUSER 65532:65532\nENTRYPOINT ["/hello"]\n'),
    check=check,
)
