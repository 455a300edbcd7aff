# `make decks` and `make test` set up everything they need: a virtual environment with pinned packages.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
NOTES := notes
DECKS := decks

.PHONY: decks test lint check lock clean help

help: ## Show what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

decks: $(VENV)/.built ## Build decks/*.apkg from notes/
	@$(BIN)/deckbuilder build $(NOTES) -o $(DECKS) --strict

test: $(VENV)/.tested ## Run the tests
	@$(BIN)/python -m pytest -n auto

lint: $(VENV)/.linted ## Run ruff, mypy and codespell
	@$(BIN)/ruff check builder tests
	@$(BIN)/ruff format --check builder tests
	@$(BIN)/mypy
	@$(BIN)/codespell

lock: $(VENV)/.linted ## Pin the packages anew
	@$(BIN)/pip install --quiet 'pip-tools>=7.4'
	@$(BIN)/pip-compile --quiet --strip-extras --all-extras --no-emit-index-url --no-emit-find-links --no-header --annotation-style=line --output-file requirements.lock pyproject.toml

clean: ## Remove the virtual environment and caches
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@echo "setting up $(VENV)"
	@$(PYTHON) -c 'import sys; sys.exit("deckbuilder needs Python 3.11 or later" if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv $(VENV)

# Each set of packages has a mark of its own, so that who only wants the decks does not install the tests' packages.
$(VENV)/.built: $(VENV)/bin/python pyproject.toml requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check -c requirements.lock -e .
	@touch $@

$(VENV)/.tested: $(VENV)/.built
	@$(BIN)/pip install --quiet --disable-pip-version-check -c requirements.lock -e '.[test]'
	@# CommonMark's own examples, for the tests of locations, come with mistune's sources.
	@$(BIN)/pip download --quiet --disable-pip-version-check -c requirements.lock --no-deps --no-binary mistune \
		--dest $(VENV)/share mistune
	@touch $@

$(VENV)/.linted: $(VENV)/.built
	@$(BIN)/pip install --quiet --disable-pip-version-check -c requirements.lock -e '.[lint,anki]'
	@touch $@
