"""What Python's packages need of the distribution, where they are compiled and where they run."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from dockgen.languages.kit import called_programs
from dockgen.languages.kit import system_packages as kit
from dockgen.languages.python.requirements import Requirement
from dockgen.languages.python.starting import Source
from dockgen.model.found import Found
from dockgen.reading.project import Project

NATIVE: Final[dict[str, str]] = (
    {"psycopg2": "cc pq", "psycopg[c]": "cc pq", "psycopg": "run:pq", "gdal": "c++ gdal", "uwsgi": "cc linux-headers"}
    | {"mysqlclient": "cc mysql pkg-config", "mariadb": "cc mariadb", "pycurl": "cc curl", "gssapi": "cc krb5"}
    | {"pyodbc": "run:unixodbc alpine:c++ alpine:unixodbc", "python-ldap": "cc ldap sasl", "python-magic": "run:magic"}
    | {"xmlsec": "cc xmlsec pkg-config", "pycairo": "cc cairo pkg-config", "cairosvg": "run:cairo"}
    | {"opencv-python": "run:gl run:glib", "opencv-python-headless": "run:glib", "weasyprint": "run:pango-fonts"}
    | {"pdf2image": "run:poppler", "pytesseract": "run:tesseract-ocr", "pyzbar": "run:zbar", "pyaudio": "cc portaudio"}
    | {"pydub": "run:ffmpeg", "ffmpeg-python": "run:ffmpeg", "lightgbm": "run:gomp", "xgboost": "run:gomp"}
    # Programs of the distribution that a package starts.
    | {"gitpython": "run:git-program", "pypandoc": "run:pandoc", "yt-dlp": "run:ffmpeg", "pysaml2": "run:xmlsec1"}
    | dict.fromkeys(("graphviz", "pydot", "diagrams"), "run:graphviz")
    | dict.fromkeys(("openai-whisper", "ffmpy", "python-ffmpeg"), "run:ffmpeg")
    | {"camelot-py": "run:ghostscript", "ocrmypdf": "run:ghostscript run:tesseract-ocr"}
    | dict.fromkeys(("jpype1", "konlpy", "language-tool-python", "pyspark", "tabula-py"), "run:java")
    # What a package depends on needs them.
    | dict.fromkeys(("deepface", "opencv-contrib-python", "supervision", "ultralytics"), "run:gl run:glib")
    | dict.fromkeys(("easyocr", "opencv-contrib-python-headless"), "run:glib")
    | dict.fromkeys(("django-weasyprint", "flask-weasyprint"), "run:pango-fonts")
    | dict.fromkeys(("rlpycairo", "svglib", "xhtml2pdf"), "cc cairo pkg-config")
    | {
        "flask-mysqldb": "cc mysql pkg-config",
        "python3-saml": "cc xmlsec pkg-config",
        "django-auth-ldap": "cc ldap sasl",
    }
    | dict.fromkeys(("aioodbc", "mssql-django"), "run:unixodbc alpine:c++ alpine:unixodbc")
    | {"unstructured": "run:magic run:poppler run:tesseract-ocr", "dlib": "c++ cmake", "face-recognition": "c++ cmake"}
    | {"cairocffi": "run:cairo", "pdftotext": "c++ poppler-cpp pkg-config", "pygraphviz": "cc graphviz-dev"}
    | {"pyicu": "c++ icu pkg-config", "pyvips": "run:vips", "sounddevice": "run:portaudio", "wand": "run:magickwand"}
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


_CALL: Final = (
    r"(?:\b(?:subprocess\.\w{1,20}|run|Popen|call|check_call|check_output|create_subprocess_(?:exec|shell)|which"
    r"|os\.system|os\.popen|getoutput)\(|\b(?:cmd|command|args|argv)\w{0,20}\s{0,9}=)"
    rf"\s{{0,40}}\[?\s{{0,40}}f?[\"']((?:/usr/bin/)?(?:{'|'.join(map(re.escape, called_programs.PROGRAMS))}))"
    r"(?=[\"'\s])()"
)
_STARTS: Final = ("subprocess", "os.system", "os.popen", "shutil", "Popen")
_OWN: Final = frozenset({"python3"})
_BY_USE: Final = ((r"\bwebdriver\.Chrome\(", "chromedriver"), (r"\bwebdriver\.Firefox\(", "firefox"))
"""What a library starts only in some of its uses."""


def started(project: Project, read: Iterable[Source]) -> Found[tuple[str, ...]]:
    """Return the words for the programs of the distribution that sources start."""
    known = tuple(read)
    starting = [source for source in known if any(word in source.raw for word in _STARTS)]
    found = called_programs.find(project, starting, _CALL, "")
    more = {
        word: f"{source.at(match)} runs {word}"
        for pattern, word in _BY_USE
        for source in known
        if source.imports("selenium") and (match := re.search(pattern, source.text))
    }
    words = tuple(sorted({*found.value, *more} - _OWN))
    return Found(words, ", ".join([*([found.source] if found.value else []), *more.values()]) or found.source)


def system_packages(keys: Sequence[str], family: str, programs: Sequence[str] = ()) -> kit.SystemPackages:
    """Return the packages of a distribution that the keys of `needed` stand for, and those of programs."""
    from_source = {f"!{name}": words for name, words in (NATIVE | _FROM_SOURCE).items()}
    # What the project itself compiles says so before its folder.
    own = [key.partition(":")[0] for key in keys if ":" in key]
    words = [NATIVE.get(key) or from_source.get(key, "cc") for key in keys if ":" not in key] + own
    return kit.needed((*words, *(f"run:{word}" for word in programs)), family)
