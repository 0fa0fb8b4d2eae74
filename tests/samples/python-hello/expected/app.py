"""A small web app for a container: gunicorn serves it, see gunicorn.conf.py."""

from flask import Flask

app = Flask(__name__)

@app.get("/")
def hello():
    """Say hello."""
    return "Hello world\n", {"Content-Type": "text/plain; charset=utf-8"}

@app.get("/healthz")
def health():
    """Say that it works."""
    return "ok\n", {"Content-Type": "text/plain; charset=utf-8"}
