import os

SECRET_KEY = os.environ.get("SECRET_KEY", "for a board that keeps no secrets")
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = ["board"]
ROOT_URLCONF = "board.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": os.environ.get("POSTGRES_HOST", "localhost"),
        "USER": os.environ.get("POSTGRES_USER", "board"),
        "NAME": os.environ.get("POSTGRES_DB", "board"),
        "PASSWORD": os.environ["POSTGRES_PASSWORD"],
    }
}
