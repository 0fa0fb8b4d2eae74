"""dockgen looks at a folder and writes a small, safe, quick-to-rebuild Dockerfile with everything around it."""

__version__ = "0.2.0"
