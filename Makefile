# Two commands do all the set-up: `make demo` and `make test`. Both work without a container engine.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin

.PHONY: demo test test-engine fuzz lint layers types generate check-generated check-versions bench samples clean

# Templates that Jinja2 compiles ahead of time; a wheel gets its own. Where they are missing or stale, a run takes longer.
COMPILED := dockgen/rendering/compiled/__init__.py
$(COMPILED): tools/compile_templates.py $(shell find templates -name '*.j2') templates/notes.toml $(shell find dockgen/versions templates -name versions.toml -o -name wheels.toml) | .venv/ready
	$(BIN)/python tools/compile_templates.py

demo: .venv/ready $(COMPILED)
	$(BIN)/python tools/demo.py

test: .venv/ready $(COMPILED)
	$(BIN)/pytest --numprocesses auto $(TESTS)

test-engine: .venv/ready $(COMPILED)
	DOCKGEN_ENGINE=required DOCKGEN_MATRIX=all DOCKGEN_SAMPLES=all $(BIN)/pytest --numprocesses auto -m engine $(TESTS)

# Some 20,000 random trees, others each time; FUZZ=100 makes fewer for each way to ask.
fuzz: .venv/ready $(COMPILED)
	DOCKGEN_FUZZ=$(or $(FUZZ),3500) $(BIN)/pytest --numprocesses auto tests/test_fuzz.py

lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

# Each room imports only from those below it; pyproject.toml has the order.
layers: .venv/ready
	$(BIN)/lint-imports --no-logo

types: .venv/ready
	$(BIN)/mypy

# What is written twice is generated: reference pages, the JSON Schema, the template of names of secrets.
generate: .venv/ready
	$(BIN)/python tools/generate.py
	$(BIN)/python tools/compile_templates.py

check-generated: .venv/ready
	$(BIN)/python tools/generate.py --check

# Writes the expected files of all samples anew; look at the diff.
samples: .venv/ready $(COMPILED)
	$(BIN)/python tools/samples.py

# Says which versions in dockgen/versions/versions.toml are near or past their end of support.
check-versions: .venv/ready
	$(BIN)/python tools/check_versions.py

bench: .venv/ready $(COMPILED)
	$(BIN)/python bench/all.py

.venv/ready: pyproject.toml
	@test -n "$(PYTHON)" || { echo "make: needs Python 3.11 or newer on PATH (or PYTHON=...)" >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --editable . --group dev
	$(BIN)/python -m compileall -q dockgen
	touch $@

clean:
	rm -rf .venv build dist
