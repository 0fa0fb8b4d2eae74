"""Writes a self-contained HTML page, with a light and a dark theme."""

from typing import Final

from dockgen.text import visible

_STYLE: Final = """\
:root { color-scheme: light dark; --line: #d0d7de; --dim: #59636e; --code: #f6f8fa; }
@media (prefers-color-scheme: dark) { :root { --line: #3d444d; --dim: #9198a1; --code: #151b23; } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .35rem .7rem; border-bottom: 1px solid var(--line); vertical-align: top; }
small, .dim { color: var(--dim); }
pre { background: var(--code); padding: 1rem; overflow-x: auto; border-radius: 6px; }
"""


def page(title: str, body: str, style: str) -> str:
    """Return a whole page from a plain title, HTML with all text from outside escaped, and additional CSS."""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{visible.html(title)}</title><style>\n{_STYLE}{style}</style></head><body>\n{body}</body></html>\n"
    )
