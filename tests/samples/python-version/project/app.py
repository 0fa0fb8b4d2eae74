import sys

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route


def index(request):
    return PlainTextResponse(".".join(map(str, sys.version_info[:2])))


app = Starlette(routes=[Route("/", index)])
