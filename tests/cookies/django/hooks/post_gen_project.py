import pathlib
import secrets
import shutil

if "{{ cookiecutter.use_celery }}" != "True":
    shutil.rmtree(pathlib.Path("{{ cookiecutter.project_slug }}", "tasks"))
example = pathlib.Path(".envs", ".local", ".django")
example.write_text(example.read_text().replace("!!!SET SECRET_KEY!!!", secrets.token_hex(16)))
