import sys

from fastapi import FastAPI

api = FastAPI(docs_url=None)


@api.get("/healthz")
async def healthz() -> str:
    return "ok"


@api.get("/python")
async def python() -> list[int]:
    return list(sys.version_info[:2])
