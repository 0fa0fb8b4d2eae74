import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent
UPLOADS = BASE_DIR / os.getenv("UPLOADS", "uploads")
COUNTS = os.path.join(os.path.dirname(__file__), "counts.json")
