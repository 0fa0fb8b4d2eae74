"""What Python's packages need of the distribution, where they are compiled and where they run."""

from collections.abc import Iterable, Sequence
from typing import Final

from dockgen.languages.kit import system_packages as kit
from dockgen.languages.python.requirements import Requirement

NATIVE: Final[dict[str, str]] = (
    {"psycopg2": "cc pq", "psycopg[c]": "cc pq", "psycopg": "run:pq", "gdal": "c++ gdal", "uwsgi": "cc linux-headers"}
    | {"mysqlclient": "cc mysql pkg-config", "mariadb": "cc mariadb", "pycurl": "cc curl", "gssapi": "cc krb5"}
    | {"pyodbc": "run:unixodbc alpine:c++ alpine:unixodbc", "python-ldap": "cc ldap sasl", "python-magic": "run:magic"}
    | {"xmlsec": "cc xmlsec pkg-config", "pycairo": "cc cairo pkg-config", "cairosvg": "run:cairo"}
    | {"opencv-python": "run:gl run:glib", "opencv-python-headless": "run:glib", "weasyprint": "run:pango-fonts"}
    | {"pdf2image": "run:poppler", "pytesseract": "run:tesseract-ocr", "pyzbar": "run:zbar", "pyaudio": "cc portaudio"}
    | {"pydub": "run:ffmpeg", "ffmpeg-python": "run:ffmpeg", "lightgbm": "run:gomp", "xgboost": "run:gomp"}
)
"""A package that has wheels is here only where these do not hold what it loads."""

_FROM_SOURCE: Final[dict[str, str]] = {
    "lxml": "cc xml2 xslt",
    "pillow": "cc jpeg zlib freetype webp run:webp-mux",
    "psycopg2-binary": "cc pq",
    "cffi": "cc ffi",
    "pyyaml": "cc yaml",
}
"""What packages with wheels need where the project refuses these (`--no-binary`); any other one needs a compiler."""

NOT_ON_MUSL: Final = frozenset(
    {"torch", "tensorflow", "tensorflow-cpu", "jaxlib", "onnxruntime", "xgboost", "lightgbm", "opencv-python", "open3d"}
    | {
        "opencv-python-headless",
        "paddlepaddle",
        "mediapipe",
        "faiss-cpu",
        "ray",
        "playwright",
        "triton",
        "vllm",
        "cupy",
    }
)
"""Packages that publish no wheels for Alpine's C library, and are no work of minutes to compile."""


def needed(requirements: Iterable[Requirement], no_binary: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return the keys of what is needed, sorted: names of `NATIVE`, or those of refused wheels with a `!` before."""
    found: set[str] = set()
    for name, extras in requirements:
        if name in no_binary or ":all:" in no_binary:
            found.add(f"!{name}")
        elif f"{name}[c]" in NATIVE and "c" in extras:
            found.add(f"{name}[c]")
        elif name in NATIVE and "binary" not in extras:
            found.add(name)
    return tuple(sorted(found))


def system_packages(keys: Sequence[str], family: str) -> kit.SystemPackages:
    """Return the packages of a distribution that the keys of `needed` stand for."""
    from_source = {f"!{name}": words for name, words in (NATIVE | _FROM_SOURCE).items()}
    return kit.needed((NATIVE.get(key) or from_source.get(key, "cc") for key in keys), family)
