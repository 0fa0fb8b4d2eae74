# The engine's Python with what its package index lacks: the pages that Poetry reads (python/poetry_mirror.py says what it
# asks instead), and the certifi that PDM wants; both trust the machine's own certificates anyway.
ARG BASE
FROM ${BASE}
COPY python /tmp/python
RUN site="$(python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')" && cp /tmp/python/poetry_mirror.py "$site" \
 && mkdir -p "$site/poetry_mirror-1.0.dist-info" "$site/certifi" "$site/certifi-2026.11.1.dist-info" \
 && printf 'Metadata-Version: 2.1\nName: poetry-mirror\nVersion: 1.0\n' >"$site/poetry_mirror-1.0.dist-info/METADATA" \
 && printf '[poetry.plugin]\nmirror = poetry_mirror:Mirror\n' >"$site/poetry_mirror-1.0.dist-info/entry_points.txt" \
 && printf 'Metadata-Version: 2.1\nName: certifi\nVersion: 2026.11.1\n' >"$site/certifi-2026.11.1.dist-info/METADATA" \
 && printf '__version__ = "2026.11.1"\n\n\ndef where():\n    return "/etc/ssl/certs/ca-certificates.crt"\n\n\ndef contents():\n    with open(where(), encoding="ascii", errors="ignore") as file:\n        return file.read()\n' >"$site/certifi/__init__.py" \
 && rm -r /tmp/python && python -c 'import certifi; assert certifi.contents()'
