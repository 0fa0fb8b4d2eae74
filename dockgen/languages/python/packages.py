"""Which packages of the distribution a known dependency needs: where it is compiled, and where it runs."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from dockgen.languages.python.requirements import Requirement


class Native(NamedTuple):
    """What one dependency needs, by distribution."""

    debian_build: tuple[str, ...] = ()
    debian_run: tuple[str, ...] = ()
    alpine_build: tuple[str, ...] = ()
    alpine_run: tuple[str, ...] = ()


_CC: Final = ("gcc", "libc6-dev")
_CC_ALPINE: Final = ("gcc", "musl-dev")

_PSYCOPG_C: Final = Native((*_CC, "libpq-dev"), ("libpq5",), (*_CC_ALPINE, "libpq-dev"), ("libpq",))

NATIVE: Final[dict[str, Native]] = {
    "psycopg2": _PSYCOPG_C,
    "psycopg[c]": _PSYCOPG_C,
    "psycopg": Native((), ("libpq5",), (), ("libpq",)),
    "mysqlclient": Native(
        (*_CC, "default-libmysqlclient-dev", "pkg-config"),
        ("libmariadb3",),
        (*_CC_ALPINE, "mariadb-connector-c-dev", "pkgconf"),
        ("mariadb-connector-c",),
    ),
    "mariadb": Native(
        (*_CC, "libmariadb-dev"), ("libmariadb3",), (*_CC_ALPINE, "mariadb-connector-c-dev"), ("mariadb-connector-c",)
    ),
    "pyodbc": Native((), ("unixodbc",), ("g++", "unixodbc-dev"), ("unixodbc",)),
    "xmlsec": Native(
        (*_CC, "libxmlsec1-dev", "pkg-config"),
        ("libxmlsec1t64-openssl",),
        (*_CC_ALPINE, "xmlsec-dev", "pkgconf"),
        ("xmlsec",),
    ),
    "opencv-python": Native((), ("libgl1", "libglib2.0-0t64"), (), ()),
    "opencv-python-headless": Native((), ("libglib2.0-0t64",), (), ()),
    "weasyprint": Native((), ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"), (), ("pango",)),
    "pycairo": Native(
        (*_CC, "libcairo2-dev", "pkg-config"), ("libcairo2",), (*_CC_ALPINE, "cairo-dev", "pkgconf"), ("cairo",)
    ),
    "cairosvg": Native((), ("libcairo2",), (), ("cairo",)),
    "python-magic": Native((), ("libmagic1t64",), (), ("libmagic",)),
    "python-ldap": Native(
        (*_CC, "libldap-dev", "libsasl2-dev"),
        ("libldap2", "libsasl2-2"),
        (*_CC_ALPINE, "openldap-dev", "cyrus-sasl-dev"),
        ("libldap", "libsasl"),
    ),
    "gdal": Native(("g++", "libgdal-dev"), ("libgdal36",), ("g++", "gdal-dev"), ("gdal",)),
    "pdf2image": Native((), ("poppler-utils",), (), ("poppler-utils",)),
    "pytesseract": Native((), ("tesseract-ocr",), (), ("tesseract-ocr",)),
    "pydub": Native((), ("ffmpeg",), (), ("ffmpeg",)),
    "ffmpeg-python": Native((), ("ffmpeg",), (), ("ffmpeg",)),
    "pyzbar": Native((), ("libzbar0t64",), (), ("zbar",)),
    "lightgbm": Native((), ("libgomp1",), (), ("libgomp",)),
    "xgboost": Native((), ("libgomp1",), (), ("libgomp",)),
    "uwsgi": Native(_CC, (), (*_CC_ALPINE, "linux-headers"), ()),
    "pycurl": Native(
        (*_CC, "libcurl4-openssl-dev", "libssl-dev"), ("libcurl4t64",), (*_CC_ALPINE, "curl-dev"), ("libcurl",)
    ),
    "pyaudio": Native((*_CC, "portaudio19-dev"), ("libportaudio2",), (*_CC_ALPINE, "portaudio-dev"), ("portaudio",)),
    "gssapi": Native((*_CC, "libkrb5-dev"), ("libgssapi-krb5-2",), (*_CC_ALPINE, "krb5-dev"), ("krb5-libs",)),
}
"""Debian's names are trixie's. A package that has wheels is here only where these do not hold what it loads."""

_FROM_SOURCE: Final[dict[str, Native]] = {
    "lxml": Native(
        (*_CC, "libxml2-dev", "libxslt1-dev"),
        ("libxml2", "libxslt1.1"),
        (*_CC_ALPINE, "libxml2-dev", "libxslt-dev"),
        ("libxml2", "libxslt"),
    ),
    "pillow": Native(
        (*_CC, "libjpeg-dev", "zlib1g-dev", "libfreetype-dev", "libwebp-dev"),
        ("libjpeg62-turbo", "libfreetype6", "libwebp7", "libwebpmux3", "libwebpdemux2"),
        (*_CC_ALPINE, "jpeg-dev", "zlib-dev", "freetype-dev", "libwebp-dev"),
        ("libjpeg-turbo", "freetype", "libwebp", "libwebpmux", "libwebpdemux"),
    ),
    "psycopg2-binary": _PSYCOPG_C,
    "cffi": Native((*_CC, "libffi-dev"), ("libffi8",), (*_CC_ALPINE, "libffi-dev"), ("libffi",)),
    "pyyaml": Native((*_CC, "libyaml-dev"), ("libyaml-0-2",), (*_CC_ALPINE, "yaml-dev"), ("yaml",)),
}
"""What packages with wheels need where the project refuses these (`--no-binary`)."""

COMPILER: Final = Native(_CC, (), _CC_ALPINE, ())
"""What any other package needs that is compiled because its wheel is refused."""

NOT_ON_MUSL: Final = frozenset(
    {
        "torch",
        "tensorflow",
        "tensorflow-cpu",
        "jaxlib",
        "onnxruntime",
        "xgboost",
        "lightgbm",
        "opencv-python",
        "faiss-cpu",
    }
    | {"opencv-python-headless", "paddlepaddle", "mediapipe", "open3d", "ray", "playwright", "triton", "vllm", "cupy"}
)
"""Packages that publish no wheels for Alpine's C library, and are no work of minutes to compile."""


def needed(requirements: Iterable[Requirement], no_binary: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return the keys of what is needed, sorted: names of `NATIVE`, or those of refused wheels with a `!` before."""
    found: set[str] = set()
    for requirement in requirements:
        if requirement.name in no_binary or ":all:" in no_binary:
            found.add(f"!{requirement.name}")
        elif f"{requirement.name}[c]" in NATIVE and "c" in requirement.extras:
            found.add(f"{requirement.name}[c]")
        elif requirement.name in NATIVE and "binary" not in requirement.extras:
            found.add(requirement.name)
    return tuple(sorted(found))


def system_packages(keys: Sequence[str], family: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the packages of a distribution that are needed to build and to run, each sorted."""
    build: set[str] = set()
    run: set[str] = set()
    for key in keys:
        name = key.removeprefix("!")
        native = _FROM_SOURCE.get(name) or NATIVE.get(name) or COMPILER if key.startswith("!") else NATIVE[name]
        build |= set(native.debian_build if family == "debian" else native.alpine_build)
        run |= set(native.debian_run if family == "debian" else native.alpine_run)
    return tuple(sorted(build)), tuple(sorted(run))
