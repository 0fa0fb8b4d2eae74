"""The version of dockgen, apart from the package's names, so that any room may import it."""

__version__ = "0.2.0"
