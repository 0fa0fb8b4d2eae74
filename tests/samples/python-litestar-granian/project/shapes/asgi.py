from litestar import Litestar, get


@get("/area/{side:int}", sync_to_thread=False)
def area(side: int) -> dict[str, int]:
    return {"area": side * side}


@get("/health", sync_to_thread=False)
def health() -> str:
    return "ok"


application = Litestar([area, health])
