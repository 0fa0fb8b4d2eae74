import re
import sys

if not re.match(r"^[_a-zA-Z][_a-zA-Z0-9]+$", "{{ cookiecutter.project_slug }}"):
    print("ERROR: the project slug ({{ cookiecutter.project_slug }}) is not a valid Python module name.")
    sys.exit(1)
