from importlib.metadata import version

from starlette.applications import Starlette
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route

from weather_report import WEATHER


async def index(request):
    return PlainTextResponse(f"weather {version('weather-report')}\n")


async def place(request):
    return JSONResponse(WEATHER.get(request.path_params["name"]))


async def livez(request):
    return PlainTextResponse("ok")


app = Starlette(routes=[Route("/", index), Route("/livez", livez), Route("/{name}", place)])
