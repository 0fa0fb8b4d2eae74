# syntax=docker/dockerfile:1
# What the Django sample needs beside its base image: measured apart from what dockgen writes.
ARG BUILD_IMAGE
FROM ${BUILD_IMAGE} AS install
WORKDIR /project
RUN --mount=type=cache,target=/root/.cache/pip pip install poetry==2.5.1
COPY . .
ENV VIRTUAL_ENV=/venv PATH=/venv/bin:$PATH
RUN python -m venv --without-pip /venv && rm /venv/bin/[aA]ctivate*
RUN --mount=type=cache,target=/root/.cache/pypoetry poetry install --only main --no-root --compile
RUN pip --python /venv/bin/python freeze >requirements.txt
RUN SECRET_KEY=unused python manage.py collectstatic --noinput \
 && mkdir /app && cp -r manage.py books library staticfiles /app && python -m compileall -q /app
RUN find /venv/bin -type l -delete && mkdir /dependencies && cp -r /venv/bin /venv/lib/python*/site-packages /dependencies

FROM scratch AS dependencies
COPY --from=install /dependencies /

FROM scratch AS app
COPY --from=install /app /

FROM scratch AS requirements
COPY --from=install /project/requirements.txt /
