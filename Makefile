# MindConnect. Two commands matter: `make demo` runs the app, `make test` runs the tests. Both set up what they need.
SHELL := /bin/sh
.DEFAULT_GOAL := help
BIN := .venv/bin
PIP := $(BIN)/pip --disable-pip-version-check install --quiet --progress-bar off
# Stamps lie in what they stamp: a deleted environment is made again.
PACKAGES := .venv/.packages
PROJECT := .venv/.project
PACKAGES_DEV := .venv/.packages-dev
PYTEST_ARGS ?=
# One process a core, each with a database of its own; 0 runs all in one process.
TEST_WORKERS ?= auto

.PHONY: help
help: ## Say what each target does
	@grep -hE '^[a-z][a-z-]*:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/\1\t\2/' | expand -t 14

# --- the two commands -------------------------------------------------------------------------------------------

.PHONY: demo
demo: setup ## Set up what is missing and run the app at http://localhost:8501; Ctrl-C stops app and database
	@sh tools/demo.sh

.PHONY: test
test: setup-dev ## Set up what is missing and run all tests (PYTEST_ARGS="-k name" runs some)
	@$(BIN)/pytest --numprocesses $(TEST_WORKERS) --dist loadfile $(PYTEST_ARGS)

# --- set-up, step by step ---------------------------------------------------------------------------------------

.PHONY: setup
setup: venv postgis ## Python packages and PostGIS, what `make demo` needs

.PHONY: setup-dev
setup-dev: venv-dev postgis browser ## The same with the developer's packages and a browser, what `make test` needs

.PHONY: venv
venv: $(PROJECT) ## A virtual environment in .venv with the pinned packages (PYTHON=... chooses the interpreter)

.PHONY: venv-dev
venv-dev: $(PROJECT) $(PACKAGES_DEV) ## The developer's pinned packages in the same environment

$(BIN)/python:
	@python=$$(sh tools/python.sh) && echo "Making .venv with $$python" && "$$python" -m venv .venv

$(PACKAGES): requirements.lock | $(BIN)/python
	@echo "Installing the pinned packages"
	@$(PIP) --require-hashes -r requirements.lock
	@touch $@

$(PACKAGES_DEV): requirements-dev.lock | $(PACKAGES)
	@echo "Installing the developer's pinned packages"
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

$(PROJECT): pyproject.toml $(PACKAGES)
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

.PHONY: postgis
postgis: $(PROJECT) ## PostgreSQL and PostGIS from the system's packages, unless they are there or DATABASE_URL is set
	@test -n "$$DATABASE_URL" || $(BIN)/python -c 'from gis.db.binaries import find; find()' 2>/dev/null \
		|| sh tools/system_packages.sh postgis

.PHONY: browser
browser: $(PACKAGES_DEV) ## Chromium, a Korean font and a reader of PDF for the tests, unless they are there
	@$(BIN)/python tools/find_browser.py >/dev/null || sh tools/system_packages.sh browser

# --- by hand ----------------------------------------------------------------------------------------------------

.PHONY: db
db: setup ## Start the private database and migrate it
	@$(BIN)/mindconnect db up
	@$(BIN)/mindconnect db migrate

.PHONY: data
data: db ## Load data/snapshot into the database
	@$(BIN)/mindconnect etl load-snapshot

.PHONY: app
app: setup ## Run the app on a database that is up
	@$(BIN)/mindconnect serve

.PHONY: snapshot
snapshot: db ## Load the raw files (MINDCONNECT_RAW_DIR) and write data/snapshot from them
	@$(BIN)/mindconnect etl run
	@$(BIN)/mindconnect etl snapshot

.PHONY: bench
bench: setup-dev ## Measure search and load against the plain database
	@$(BIN)/python -m bench

.PHONY: browsers
browsers: setup-dev ## Walk the main journeys of a running app (make app) in Firefox and WebKit; pictures in var/browsers
	@{ command -v firefox-esr || command -v firefox; } >/dev/null && command -v WebKitWebDriver >/dev/null || sh tools/system_packages.sh browsers
	@$(BIN)/python tools/other_browsers.py var/browsers

# --- quality ----------------------------------------------------------------------------------------------------

.PHONY: check
check: venv-dev ## Style, types, import rules, docstrings, notebooks, shell, containers, and nothing private in the tree
	@sh tools/check.sh

.PHONY: format
format: venv-dev ## Put the code into the project's form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: lock
lock: ## Compile the lock files anew (needs uv)
	sh tools/lock.sh

# --- clean ------------------------------------------------------------------------------------------------------

.PHONY: clean
clean: ## Remove caches; environment and database stay
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build *.egg-info
	find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +

.PHONY: clean-db
clean-db: $(PROJECT) ## Stop the private database and delete its data
	$(BIN)/mindconnect db drop --yes

.PHONY: clean-all
clean-all: clean-db clean ## Remove caches, database and environment
	rm -rf .venv var
