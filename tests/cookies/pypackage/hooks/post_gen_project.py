import pathlib

if "{{ cookiecutter.command_line_interface }}" == "No command-line interface":
    pathlib.Path("src", "{{ cookiecutter.project_slug }}", "cli.py").unlink()
if "{{ cookiecutter.open_source_license }}" == "Not open source":
    pathlib.Path("LICENSE").unlink()
