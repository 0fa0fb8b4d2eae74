from pathlib import Path

# What `npm run build` leaves in web/.
PAGES = Path(__file__).resolve().parents[2] / "web" / "dist"
