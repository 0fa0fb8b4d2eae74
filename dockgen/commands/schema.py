"""What `dockgen schema` does."""

from dockgen.choices.schema import schema_text
from dockgen.errors import ExitCode
from dockgen.terminal import report


def schema() -> ExitCode:
    """Print the JSON Schema of `dockgen.toml`."""
    report.raw(schema_text())
    return ExitCode.OK
