from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route


def errands() -> Starlette:
    return Starlette(routes=[Route("/healthz", lambda _: PlainTextResponse("ok")), Route("/", lambda _: PlainTextResponse("none"))])


app = errands()
