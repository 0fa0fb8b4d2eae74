from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from . import settings

app = FastAPI()


@app.get("/api/books")
def books():
    return ["Emma"]


if settings.PAGES.is_dir():
    app.mount("/", StaticFiles(directory=settings.PAGES, html=True))
