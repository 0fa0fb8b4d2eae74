"""The templates as Jinja2 compiled them when `make generate` ran last, and the little that they need to run.

Importing jinja2 and compiling takes five times as long as all the rest of a run. What Jinja2 makes of a template is
plain Python, so it is kept here, in one module a language and one for what they share, each template with a checksum
of its text: where one was changed since, `render.py` lets Jinja2 itself do the work. A test compares both ways.
"""
