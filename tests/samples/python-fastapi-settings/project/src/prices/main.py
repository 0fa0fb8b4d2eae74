import locale
import subprocess
from importlib.metadata import version

from fastapi import FastAPI

from prices.api import meta
from prices.settings import settings

locale.setlocale(locale.LC_ALL, "de_DE.UTF-8")
app = FastAPI()
app.include_router(meta.router, prefix=settings.api)


@app.get("/")
def price():
    found = subprocess.run(["git", "--version"], capture_output=True, text=True, check=True)
    return {
        "price": locale.currency(2.5),
        "version": version("prices"),
        "title": settings.title,
        "git": found.stdout.startswith("git version"),
    }
