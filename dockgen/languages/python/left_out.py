"""What lies beside a program and is not read by it: tests, notebooks, data, and models; the build gets none of them."""

import posixpath
import re
from collections.abc import Iterator
from typing import Final

from dockgen.errors import FileError
from dockgen.languages.kit.likely import MAX_READ
from dockgen.languages.kit.paths import is_plain
from dockgen.languages.kit.sources import content
from dockgen.languages.python.starting import Seen
from dockgen.model.found import Found
from dockgen.reading.project import Project

_TESTS: Final = ("tests", "test")
_IS_TEST: Final = r"(?:^|/)(?:test_[^/]*|[^/]*_test|conftest)\.py$"
_FOLDERS: Final = ("data", "dataset", "datasets", "notebooks", "weights", "checkpoints", "experiments")
_MODELS: Final = (
    *(".pt", ".pth", ".ckpt", ".onnx", ".h5", ".hdf5", ".keras", ".pkl", ".pickle", ".joblib", ".safetensors"),
    *(".gguf", ".npy", ".npz", ".parquet", ".feather"),
)
_READS_NOTEBOOKS: Final = frozenset(
    {"voila", "papermill", "nbconvert", "nbformat", "jupyter", "jupyterlab", "notebook", "mercury", "marimo"}
)
_SETTINGS: Final = (".yaml", ".yml", ".toml", ".json", ".ini", ".cfg")
_MOST: Final = 20


def find(seen: Seen) -> Found[tuple[str, ...]]:
    """Return the patterns for `.dockerignore`; none where there are more sources than were read, or for a member."""
    if seen.folder or len(seen.sources.read) >= MAX_READ:
        return Found((), "it cannot be told what is read")
    patterns = tuple(dict.fromkeys((*_tests(seen), *_notebooks(seen), *_data(seen))))
    return Found(patterns, "nothing reads them" if patterns else "no tests, notebooks, or data that nothing reads")


def _tests(seen: Seen) -> Iterator[str]:
    """Yield the folders of tests that no source imports from, and that no packaging names."""
    for folder in _TESTS:
        holds = [path for path in seen.sources.paths if path.startswith(f"{folder}/")]
        imported = rf"(?m)^[ \t]{{0,40}}(?:from|import)[ \t]{{1,9}}{folder}\b|[\"'/]{folder}[\"'/]"
        packed = rf"\b(?:packages|include)\b[^\n]{{0,200}}[\"'/]{folder}[\"'/]"
        is_used = any(re.search(imported, source.text) for source in seen.sources.read)
        is_used = is_used or any(re.search(packed, text) for text in _packaging(seen))
        if any(re.search(_IS_TEST, path) for path in holds) and not is_used:
            yield folder


def _notebooks(seen: Seen) -> Iterator[str]:
    is_used = not seen.names.isdisjoint(_READS_NOTEBOOKS) or any(".ipynb" in text for text in _texts(seen))
    if not is_used and next(seen.project.files(".ipynb"), None):
        yield "**/*.ipynb"


def _data(seen: Seen) -> Iterator[str]:
    """Yield the folders of data and the files of models that no source and no settings name."""
    texts = [*_texts(seen), *_settings(seen.project)]
    entries = seen.project.entries()
    for folder in (one for one in _FOLDERS if one in entries and _is_folder(seen.project, one)):
        holds_sources = any(path.startswith(f"{folder}/") for path in seen.sources.paths)
        if not holds_sources and not any(re.search(rf"[\"'/]{folder}\b|\b{folder}[\"'/]", text) for text in texts):
            yield folder
    for name in [one for one in entries if one.endswith(_MODELS) and is_plain(one)][:_MOST]:
        stem, suffix = posixpath.splitext(name)
        if not any(stem in text or suffix in text for text in texts):
            yield name


def _is_folder(project: Project, name: str) -> bool:
    try:
        project.sub(name)
    except FileError:
        return False
    return True


def _texts(seen: Seen) -> Iterator[str]:
    """Yield the sources and the packaging files."""
    yield from (source.text for source in seen.sources.read)
    yield from _packaging(seen)


def _packaging(seen: Seen) -> Iterator[str]:
    return (seen.text(name) for name in ("pyproject.toml", "setup.cfg", "setup.py", "MANIFEST.in", "Procfile"))


def _settings(project: Project) -> Iterator[str]:
    """Yield the files of settings beside the program, which may name data too."""
    return (content(project, name) for name in project.entries() if name.endswith(_SETTINGS))
