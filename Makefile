# Everything a newcomer or a developer types. Each target sets up what it needs.
PYTHON ?= $(shell for v in 3.13 3.12 3.14 3.11; do command -v python$$v >/dev/null 2>&1 && python$$v -c '' >/dev/null 2>&1 && { echo python$$v; exit; }; done; echo python3)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes

.PHONY: demo demo-reset run test test-long check bench lock format lint types layers clean

demo: $(VENV)/.demo ## the bot and the sandbox, one address to open
	@$(BIN)/python -m sandbox.demo

demo-reset: ## start the demo over
	@rm -rf data/demo && echo "The demo's data are gone. 'make demo' starts over."

run: $(VENV)/.bot ## the bot on the real Telegram, from .env
	@$(BIN)/python -m bot run

test: $(VENV)/.dev ## on all cores; who is done first takes over from the others
	@$(BIN)/python -m pytest -n auto --dist worksteal

test-long: $(VENV)/.dev ## the properties and walks alone, with many more examples than each run
	@HYPOTHESIS_PROFILE=long $(BIN)/python -m pytest -n auto --dist worksteal tests/unit tests/storage

check: $(VENV)/.dev format-check lint types layers test

format: $(VENV)/.dev
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

format-check: $(VENV)/.dev
	@$(BIN)/ruff format --check .

lint: $(VENV)/.dev
	@$(BIN)/ruff check .

types: $(VENV)/.dev
	@$(BIN)/mypy

layers: $(VENV)/.dev
	@$(BIN)/lint-imports

bench: $(VENV)/.dev ## ratios against a bare handler and an aiogram one, in one run
	@$(BIN)/python -m bench

lock: $(VENV)/.dev ## compile the pins anew, for every platform
	@for name in bot demo dev; do \
	  $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-emit-find-links --no-header --no-annotate \
	    requirements/$$name.in -o requirements/$$name.txt || exit 1; done

clean:
	@rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' || { \
	  echo "Ephedra needs Python 3.11 to 3.14; found: $$($(PYTHON) --version 2>&1). Install one, or name it: make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Could not make .venv. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }

# Each stamp is a superset of the one before; a changed pin installs again.
$(VENV)/.bot: requirements/bot.txt | $(VENV)/bin/python
	@echo "Installing what the bot needs…" && $(PIP) -r requirements/bot.txt && touch $@

$(VENV)/.demo: requirements/demo.txt | $(VENV)/bin/python
	@echo "Installing what the demo needs (about half a minute, once)…" && $(PIP) -r requirements/demo.txt && touch $@

$(VENV)/.dev: requirements/dev.txt | $(VENV)/bin/python
	@echo "Installing what the checks need (about a minute, once)…" && $(PIP) -r requirements/dev.txt && touch $@
