import os

from aiohttp import web

routes = web.RouteTableDef()


@routes.get("/health")
async def health(request):
    return web.json_response({"healthy": True})


@routes.get("/echo/{text}")
async def echo(request):
    return web.Response(text=request.match_info["text"])


def main():
    app = web.Application()
    app.add_routes(routes)
    web.run_app(app, port=int(os.getenv("PORT", "8090")))


if __name__ == "__main__":
    main()
