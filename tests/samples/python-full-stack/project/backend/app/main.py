from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

app = FastAPI()
frontend = Path(__file__).parent / "frontend"


@app.get("/api/v1/health")
def health() -> bool:
    return True


app.mount("/", StaticFiles(directory=frontend, html=True), name="frontend")
