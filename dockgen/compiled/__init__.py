"""The templates as Jinja2 compiled them when `make generate` ran last, and the little that they need to run.

Importing jinja2 and compiling takes five times as long as all the rest of a run. What Jinja2 makes of a template is
plain Python, so it is kept in `templates.py`, each with a checksum of the template's text: where a template was
changed since, `render.py` lets Jinja2 itself do the work. A test renders every sample both ways and compares.
"""
