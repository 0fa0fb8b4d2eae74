from fastapi import FastAPI

from prices import PRICES

app = FastAPI()


@app.get("/prices")
def prices() -> dict[str, int]:
    return PRICES
