slug = "{{ cookiecutter.project_slug }}"
assert slug.isidentifier(), f"'{slug}' project slug is not a valid Python identifier."
assert slug == slug.lower(), f"'{slug}' project slug should be all lowercase."
