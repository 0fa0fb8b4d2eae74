"""Dependencies that only conda's environment.yml lists: what of them pip can install, and what a person has to add."""

import re
from typing import Final

from dockgen.languages.kit.paths import is_plain
from dockgen.languages.kit.sources import content
from dockgen.languages.python import requirements
from dockgen.languages.python.requirements import Manager, normalised, parse_all
from dockgen.reading.project import Project
from dockgen.records import NamedTuple

FILES: Final = ("environment.yml", "environment.yaml")
_ITEM: Final = r"([ \t]{0,40})-[ \t]{1,9}([^ \t\n][^\n]{0,300})"
_SPEC: Final = r"(?:[\w./-]{1,60}::)?([A-Za-z0-9_][\w.-]{0,100})[ \t]{0,9}([^\n]{0,150})"
_EXACT: Final = r"(={0,2})([0-9][\w.]{0,40}?)(\.?\*)?(=[\w.*]{1,60})?"
_CLAUSES: Final = r"(?:(?:[<>]=?|[!~=]=)[0-9][\w.*]{0,40}(?:,|$)){1,5}"
_LIST: Final = r"(?:-r|--requirement)[ \t]{1,9}(?:\./)?([\w./-]{1,200})"
_OF_PIP: Final = r"[A-Za-z0-9](?:[\w.\[\], ;@:/+=!~'\"-]|[<>](?!<)){0,200}"
_ON_PYPI: Final = {
    **dict.fromkeys(("pytorch", "pytorch-cpu", "pytorch-gpu"), "torch"),
    **dict.fromkeys(("opencv", "py-opencv"), "opencv-python-headless"),
    "dask-core": "dask",
    "matplotlib-base": "matplotlib",
    "msgpack-python": "msgpack",
    "pytables": "tables",
    "py-xgboost": "xgboost",
    "python-graphviz": "graphviz",
    "seaborn-base": "seaborn",
    "python-duckdb": "duckdb",
    "python-kaleido": "kaleido",
    "tensorflow-gpu": "tensorflow",
    "streamlit-base": "streamlit",
}
_THERE: Final = frozenset({"python", "pip", "setuptools", "wheel", "ca-certificates", "openssl", "nomkl", "tzdata"})
"""What the image has, or what installs."""
_NOT_ON_PYPI: Final = (
    r"_.*|r-.*|r|lib(?!rosa$|sass$|cst$|clang$|tmux$).*|cuda.*|cudnn|cudatoolkit|mkl|mkl-service|blas|openblas|bzip2"
    r"|ncurses|readline|sqlite|tk|xz|zlib|zstd|icu|ld-impl-.*|intel-openmp|gcc.*|gxx.*|compilers|c-compiler|cxx-compiler"
    r"|fortran-compiler|nodejs|ffmpeg|graphviz|pandoc|git|make|poppler|tesseract|imagemagick|openjdk|perl|curl|wget|jq"
    r"|proj|geos|hdf5|netcdf4-c|llvm.*|rust|go|conda|mamba|postgresql|gfortran.*|binutils.*|boost-cpp|eigen|fftw"
)


class Environment(NamedTuple):
    """What an environment.yml lists."""

    packages: tuple[str, ...]
    """As conda writes them."""
    of_pip: tuple[str, ...]
    """What it leaves to pip, as pip takes it."""


def find(project: Project, folder: str) -> str:
    """Return the path of conda's environment in a folder such as "app/"; "" where there is none."""
    paths = (folder + name for name in FILES)
    return next((path for path in paths if read(content(project, path)).packages), "")


def read(text: str) -> Environment:
    """Read the text of an environment.yml; nothing where it lists no dependencies."""
    packages: list[str] = []
    of_pip: list[str] = []
    is_inside, depth = False, -1
    for line in text.splitlines():
        if re.match(r"[A-Za-z]", line):
            is_inside, depth = line.startswith("dependencies:"), -1
        elif is_inside and (match := re.fullmatch(_ITEM, line.partition(" #")[0].rstrip())):
            item, indent = match[2].strip("\"'"), len(match[1])
            if item == "pip:":
                depth = indent
            else:
                (of_pip if 0 <= depth < indent else packages).append(item)
    return Environment(tuple(packages), tuple(of_pip))


def manager(project: Project, folder: str) -> Manager | None:
    """Return how pip installs what conda's environment lists; warn of what is not on PyPI."""
    if not (path := find(project, folder)):
        return None
    found = read(content(project, path))
    named = [_split(one) for one in found.packages]
    strange = [name for name, _ in named if re.fullmatch(_NOT_ON_PYPI, normalised(name)) and name not in _THERE]
    taken = [(name, rest) for name, rest in named if name and name not in _THERE and name not in strange]
    if strange:
        what = ", ".join(strange)
        project.warn(f"{path}: {what} cannot be installed by pip, and is left out: add what it is needed for")
    listed = next((match[1] for one in found.of_pip if (match := re.fullmatch(_LIST, one)) and is_plain(match[1])), "")
    of_file = requirements.read(project, folder + listed) if listed else None
    of_pip = [one for one in found.of_pip if re.fullmatch(_OF_PIP, one)]
    others = [one for one in found.of_pip if one not in of_pip and not (listed and listed in one)]
    if others:
        project.warn(f"{path}: {', '.join(others)} in its pip section is left out: add it to the Dockerfile")
    lines = (*(_ON_PYPI.get(normalised(name), name) + specifier(rest) for name, rest in taken), *of_pip)
    base = of_file or Manager("pip", path, path)
    return base._replace(source=path, requirements=(*base.requirements, *parse_all(lines)), added=lines, added_by=path)


def python(project: Project, folder: str) -> str:
    """Return what conda's environment says of Python, as a specifier such as `==3.13.*`; "" where it says nothing."""
    path = find(project, folder)
    named = map(_split, read(content(project, path)).packages) if path else ()
    return next((specifier(rest) for name, rest in named if name == "python"), "")


def _split(package: str) -> tuple[str, str]:
    """Return the name of a package, and what stands behind it."""
    match = re.fullmatch(_SPEC, package)
    return (match[1], match[2]) if match else ("", "")


def specifier(written: str) -> str:
    """Return what conda says of a version, as pip says it; "" where pip cannot."""
    text = re.sub(r"\s", "", written)
    if match := re.fullmatch(_EXACT, text):
        is_exact = match[4] or match[1] == "=="
        star = match[3] or (match[1] == "=" and not is_exact)
        return f"=={match[2]}{'.*' if star else ''}"
    return text if re.fullmatch(_CLAUSES, text) else ""
