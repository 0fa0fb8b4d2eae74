# syntax=docker/dockerfile:1
# The instructions that `docker init` writes for Python, without its comments. It makes its user with `adduser`, which
# Debian 13 has not: `useradd` does the same here.

ARG PYTHON_VERSION=3.13
FROM python:${PYTHON_VERSION}-slim AS base

ENV PYTHONDONTWRITEBYTECODE=1
ENV PYTHONUNBUFFERED=1

WORKDIR /app

ARG UID=10001
RUN useradd \
    --no-log-init \
    --home-dir /nonexistent \
    --shell /sbin/nologin \
    --no-create-home \
    --uid "${UID}" \
    appuser

RUN --mount=type=cache,target=/root/.cache/pip \
    --mount=type=bind,source=requirements.txt,target=requirements.txt \
    python -m pip install -r requirements.txt

USER appuser

COPY . .

EXPOSE 8000

CMD gunicorn 'library.wsgi' --bind=0.0.0.0:8000
