import asyncio
from datetime import datetime, timezone

import tornado.web


class Clock(tornado.web.RequestHandler):
    def get(self):
        self.write(f"the year is {datetime.now(timezone.utc).year}")


class Health(tornado.web.RequestHandler):
    def get(self):
        self.write("ok")


async def serve():
    app = tornado.web.Application([(r"/", Clock), (r"/healthz", Health)])
    app.listen(8888)
    await asyncio.Event().wait()


def main():
    try:
        asyncio.run(serve())
    except KeyboardInterrupt:
        print("stopped")
