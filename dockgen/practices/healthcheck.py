"""Let the engine check whether the program works."""

import json
import re
from typing import Final

from dockgen.dockerfiles.build import Build
from dockgen.dockerfiles.instruction import Instruction
from dockgen.languages import tables
from dockgen.practices.practice import About, Broken, Checked

_OTHER: Final = (
    r"21|22|25|53|110|143|389|443|465|587|636|993|995|1433|1521|1883|2181|3306|3389|5432|5672|6379|8443|9042|9092|11211"
    r"|27017|50051"
)
"""Ports whose protocol is usually not plain HTTP."""


def check(build: Build) -> Checked:
    """Find a server without a health check."""
    final = build.file.final
    if build.file.inherited(final, "HEALTHCHECK"):
        return []
    ports = build.file.inherited(final, "EXPOSE")
    if not ports:
        return "no port is exposed"
    image = build.file.image_of(final)
    if _has_no_client(build, image):
        own = build.facts.get("health")
        if own is None or not isinstance(own.value, str) or own.value.startswith("/"):
            return "the image has nothing to check with: no wget, no curl, and no health command of the program"
    message = "nothing checks whether the server responds"
    return [Broken(ports[-1], message, f"HEALTHCHECK CMD {_question(image, _port(build, ports))}", "note")]


def _port(build: Build, ports: list[Instruction]) -> str:
    """Return the port that most likely serves HTTP; None if there is none."""
    words = [word for one in reversed(ports) for word in build.file.expand(" ".join(one.args), one).split()]
    numbers = [word.partition("/")[0] for word in words if not word.endswith("/udp")]
    return next((number for number in numbers if number.isdigit() and not re.fullmatch(_OTHER, number)), "")


def _question(image: str, number: str) -> str:
    """Return the command that checks, with a tool of the image; the path may have to be adapted."""
    name = image.rpartition("/")[2]
    if not number or "fpm" in name:
        return "[...]"
    address = f"http://localhost:{number}/"
    for one in tables.of_all():
        if one.interpreter is not None and name.startswith(tuple(image.name for image in one.images)):
            return json.dumps([word.replace("{}", address) for word in one.interpreter.ask])
    if "alpine" in name or name.startswith("busybox"):
        return json.dumps(["wget", "-qO/dev/null", address])
    return "[...]"


def _has_no_client(build: Build, image: str) -> bool:
    """Tell whether an image has no HTTP client: Debian's base image has neither wget nor curl."""
    if image == "scratch" or re.search(r"distroless/(?:static|base|cc)", image):
        return True
    installed = " ".join(one.script() for one in build.file.inherited(build.file.final, "RUN"))
    is_debian = image.rpartition("/")[2].partition(":")[0] in {"debian", "ubuntu"}
    return is_debian and re.search(r"\b(?:curl|wget)\b", installed) is None


ABOUT = About(
    gain="`docker ps` and compose can tell a healthy program from one that hangs.",
    cost="One short process every 30 seconds. Kubernetes ignores it and uses its own probes.",
    not_when="The program is not a server, or only Kubernetes runs it.",
    bad=("FROM nginx:1.30-alpine\nCOPY site /usr/share/nginx/html\nEXPOSE 80\n"),
    good=(
        "FROM nginx:1.30-alpine\n"
        "COPY site /usr/share/nginx/html\n"
        "EXPOSE 80\n"
        'HEALTHCHECK --interval=30s --timeout=3s CMD ["wget", "-qO-", "http://localhost"]\n'
    ),
    check=check,
)
