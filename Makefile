# Cổng Sáng kiến: run, check and maintain the site. `make help` lists the targets.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# Where the development server listens. Its database, uploads and search index are kept in the folder named
# by DATA_DIR (default: var).
PORT ?= 8000
# Where `make elasticsearch` listens, how many nodes it starts, and the memory of each.
ES_PORT ?= 9200
NODES ?= 1
HEAP ?= 1g
VENV ?= .venv
# The first interpreter found that is new enough; override with PYTHON=/path/to/python.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
# Processes that run the tests, each with a database and an index of its own.
TEST_PROCESSES ?= auto
PYTEST_ARGS ?=
BENCH_ARGS ?=

BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py
TEMPLATES := $(wildcard templates home/templates showcase/templates search/templates)
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))
CODE := manage.py site $(wildcard home showcase search tests bench)

.PHONY: help
help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  %-13s %s\n", $$1, $$2}'

# --- Environment ---------------------------------------------------------------------------

$(VENV)/.created: requirements/uv.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; none was found." >&2; exit 1; }
	@echo "Creating the virtual environment in $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: \
		-r requirements/uv.txt
	@touch $@

# uv installs in seconds; pip is the fallback where only pip knows how to reach the packages.
install_locked = $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --only-binary :all: $(1) \
	|| $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: $(1)

$(VENV)/.base: $(VENV)/.created requirements/base.txt
	@echo "Installing the locked packages ..."
	@$(call install_locked,-r requirements/base.txt)
	@touch $@

$(VENV)/.dev: $(VENV)/.base requirements/dev.txt pyproject.toml
	@echo "Installing the tools for development ..."
	@$(call install_locked,-r requirements/dev.txt)
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --offline -e .
	@touch $@

# Catalogues of interface words: made here, never committed.
%.mo: %.po site/sangkien/translations.py $(VENV)/.created
	@PYTHONPATH=site $(BIN)/python -m sangkien.translations locale

.PHONY: install
install: $(VENV)/.base $(CATALOGUES) ## Create the virtual environment with what the site needs

.PHONY: install-dev
install-dev: $(VENV)/.dev $(CATALOGUES) ## The same with the tools for development

# --- Run ---------------------------------------------------------------------------------------

.PHONY: prepare
prepare: $(VENV)/.base $(CATALOGUES) ## Bring database, demonstration data and search index up to date
	@$(MANAGE) prepare

.PHONY: run
run: $(VENV)/.base $(CATALOGUES) ## Start the site with its demonstration data (PORT=8000)
	@$(MANAGE) prepare --serve 127.0.0.1:$(PORT)

.PHONY: run-dev
run-dev: prepare ## The same, restarting whenever the code changes
	@$(MANAGE) runserver 127.0.0.1:$(PORT)

.PHONY: elasticsearch
elasticsearch: ## Fetch and start a real Elasticsearch on this machine (ES_PORT=9200 NODES=1 HEAP=1g); Ctrl-C ends it
	@PORT=$(ES_PORT) NODES=$(NODES) HEAP=$(HEAP) deploy/elasticsearch/run

# --- Check -------------------------------------------------------------------------------------

.PHONY: test
test: $(VENV)/.dev $(CATALOGUES) ## Run the test suite (PYTEST_ARGS="-k name" to choose)
	@$(BIN)/python -m pytest --numprocesses=$(TEST_PROCESSES) --maxprocesses=4 $(PYTEST_ARGS)

.PHONY: handbook-pictures
handbook-pictures: $(VENV)/.dev $(CATALOGUES) ## Take the pictures of docs/editors.vi.md anew, from the demonstration site
	@$(BIN)/python -m pytest -q tests/browser/handbook_pictures.py

.PHONY: lint
lint: $(VENV)/.dev ## Check format, style, types, layers and templates
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@if [ -n "$(TEMPLATES)" ]; then set -x; \
		find $(TEMPLATES) -name '*.html' -print0 | xargs -0 $(BIN)/djade --check --target-version 5.2; \
		$(BIN)/djlint --lint --quiet $(TEMPLATES); fi

.PHONY: format
format: $(VENV)/.dev ## Rewrite code and templates in the project's format
	@$(BIN)/ruff check --fix --quiet --exit-zero .
	@$(BIN)/ruff format .
	@find $(TEMPLATES) -name '*.html' -print0 | xargs -0 -r $(BIN)/djade --target-version 5.2 \
		|| test $$? -eq 123 # xargs: djade rewrote something

.PHONY: bench
bench: $(VENV)/.dev ## Run the benchmarks whose figures the documentation quotes (BENCH_ARGS="--help")
	@$(BIN)/python -m bench $(BENCH_ARGS)

# --- Maintain ----------------------------------------------------------------------------------

lock_one = cd requirements && $(abspath $(BIN))/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
	--generate-hashes --only-binary :all: --no-header --no-emit-index-url --no-emit-find-links \
	--annotation-style line $(1).in --output-file $(1).txt

.PHONY: lock
lock: $(VENV)/.created ## Resolve requirements/*.in anew into the hashed locks
	@$(call lock_one,uv)
	@$(call lock_one,base)
	@$(call lock_one,dev)

.PHONY: clean
clean: ## Remove the virtual environment, caches and the data in var/
	@rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache staticfiles
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
