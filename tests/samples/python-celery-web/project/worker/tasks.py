import os

from celery import Celery

celery = Celery("tasks", broker=os.environ.get("CELERY_BROKER_URL", "redis://localhost:6379/0"))


@celery.task
def add(x, y):
    return x + y
