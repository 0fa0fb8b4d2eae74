from quart import Quart

app = Quart(__name__)


@app.get("/")
async def index():
    return {"framework": "quart"}


if __name__ == "__main__":
    app.run(port=9000)
