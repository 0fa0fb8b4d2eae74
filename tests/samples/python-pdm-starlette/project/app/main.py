import itertools

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

counter = itertools.count(1)


async def count(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(next(counter)))


async def ready(request: Request) -> PlainTextResponse:
    return PlainTextResponse("ready")


def create_app() -> Starlette:
    return Starlette(routes=[Route("/count", count, methods=["POST"]), Route("/readyz", ready)])
