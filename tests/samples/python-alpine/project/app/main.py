import os

import psycopg2
from fastapi import FastAPI
from sqlalchemy import create_engine, text

app = FastAPI()
engine = create_engine(os.environ.get("DATABASE_URL", "postgresql://localhost/app"), pool_pre_ping=True)


@app.get("/driver")
def driver():
    return {"libpq": psycopg2.__libpq_version__ // 10000}


@app.get("/answer")
def answer():
    with engine.connect() as connection:
        return {"answer": connection.execute(text("select 42")).scalar_one()}
