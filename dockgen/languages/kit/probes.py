"""What asks a running server, for languages whose programs bring nothing that could."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dockgen.model.plan import Choices


def busybox(plan: "Choices", path: str | None) -> tuple[str, ...] | None:
    """Ask with busybox, where the image has it (Debian's slim images have neither wget nor curl)."""
    has_wget = plan.base == "alpine" if plan.does["multi-stage"] else plan.family == "alpine"
    if path is None or not has_wget:
        return None
    # The program's own certificate is for another name than 127.0.0.1, so it is not checked.
    tls = plan.https == "serve"
    unchecked = ("--no-check-certificate",) if tls else ()
    return ("wget", "-q", "--spider", *unchecked, f"http{'s' if tls else ''}://127.0.0.1:{plan.port}{path}")
