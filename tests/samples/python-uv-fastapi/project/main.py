from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

app = FastAPI(title="Notes")


class Note(BaseModel):
    text: str


notes = {1: Note(text="Buy milk")}


@app.get("/health")
def health():
    return {"status": "ok"}


@app.get("/notes/{number}")
def read_note(number: int) -> Note:
    if number not in notes:
        raise HTTPException(404)
    return notes[number]
