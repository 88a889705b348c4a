# Everything a fresh machine needs is done here: `make run` and `make test` stand on their own.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.installed

.PHONY: run test check lab notebooks lock clean

run: $(READY)
	$(BIN)/kennis run corpus/voorbeeld_ruw --study corpus --out site

test: $(READY) check
	$(BIN)/pytest -n 2 --dist loadfile --nbval --nbval-current-env --nbval-sanitize-with tests/nbval.cfg tests notebooks

check: $(READY)
	$(BIN)/ruff check kennis tests benchmarks
	$(BIN)/ruff format --check kennis tests benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

# Store the notebooks with fresh outputs; the tests hold what is stored against a new run.
notebooks: $(READY)
	$(BIN)/python -c "from kennis.publish import store_notebooks; from kennis.study import open_study; store_notebooks('notebooks', open_study('corpus'))"

lab: $(READY)
	cd notebooks && ../$(BIN)/jupyter lab 00_begin_hier.ipynb

# uv where it is there, else venv and pip: both take the versions of constraints.txt.
$(READY): pyproject.toml constraints.txt
	@if command -v uv >/dev/null 2>&1 && uv venv --quiet --allow-existing --python $(PYTHON) $(VENV) \
	  && uv pip install --quiet --python $(BIN)/python -c constraints.txt -e '.[dev]'; then :; else \
	  $(PYTHON) -m venv $(VENV) && $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'; fi
	@touch $@

# Write constraints.txt anew from what is installed: names and versions, no addresses.
lock: $(READY)
	$(BIN)/python -m pip freeze --exclude-editable 2>/dev/null | grep -E '^[A-Za-z0-9_.-]+==' > constraints.txt

clean:
	rm -rf $(VENV) site build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
