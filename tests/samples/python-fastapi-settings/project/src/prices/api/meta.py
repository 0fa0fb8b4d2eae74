from fastapi import APIRouter

router = APIRouter(prefix="/meta")


@router.get("/health")
def health():
    return "ok"
