# Every target does all the set-up it needs, from a fresh clone with nothing but Python 3.11 and make.

PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed
EDITORS_INSTALLED := .venv/.installed-editors
EXTENSION_INSTALLED := editor-config/vscode/node_modules/.package-lock.json

# A plain `pip install torch` may bring gigabytes of CUDA packages. Where the package index offers a CPU build under
# another address, name it: make setup TORCH_INDEX=https://…
TORCH_INDEX ?=

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help setup demo test lint format bench editors dist extension clean

help:  ## say what can be made
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST)

setup: $(INSTALLED)  ## .venv with everything that running, training and testing need

$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Dolmetsch needs Python 3.11 or newer: make PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --constraint constraints.txt $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) torch
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[train,test,dev]'
	@touch $@

demo: setup  ## open a German letter through a real server and print the hovers and completions it gave
	@$(BIN)/python examples/demo.py

test: setup  ## run all tests
	$(BIN)/pytest

lint: setup  ## check format, style and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: setup  ## put the code into the house's format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# The load takes MINUTES, the odd messages about two: make bench MINUTES=0.5 MESSAGES=1000
MINUTES ?= 5
MESSAGES ?= 20000

bench: setup  ## measure what the README claims
	$(BIN)/python -m tests.e2e.budgets --minutes $(MINUTES) --messages $(MESSAGES)
	$(BIN)/python -m tests.server.text_figures
	$(BIN)/python -m tests.server.language_figures
	$(BIN)/dolmetsch-train benchmark translate
	$(BIN)/dolmetsch-train benchmark training
	$(BIN)/dolmetsch-train benchmark lab
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[benchmark]'
	$(BIN)/dolmetsch-train benchmark vectors

$(EDITORS_INSTALLED): $(INSTALLED) $(wildcard tests/editors/installation/*.py)
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[editors]'
	$(BIN)/python -m tests.editors.installation
	@touch $@

editors: $(EDITORS_INSTALLED) extension  ## drive the real editors, and draw the README's pictures anew
	$(BIN)/pytest tests/editors

dist: setup  ## build the wheel and the sdist into dist/
	rm -f dist/*.whl dist/*.tar.gz
	$(BIN)/python -m build --no-isolation

extension: dist $(EXTENSION_INSTALLED)  ## build the VS Code extension, with the server in it, as dist/dolmetsch-VERSION.vsix
	rm -f dist/*.vsix
	cd editor-config/vscode && npm run --silent check && npm test --silent && npm run --silent package

$(EXTENSION_INSTALLED): editor-config/vscode/package-lock.json
	cd editor-config/vscode && npm ci --ignore-scripts --loglevel=error

clean:  ## remove what the targets above made
	rm -rf .venv .editors build dist editor-config/vscode/build editor-config/vscode/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis
