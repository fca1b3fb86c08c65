# Two commands are all it takes: make run, make test.

PYTHON ?= python3
BIN := .venv/bin
# More than two cores hold: some wait for browsers and databases.
WORKERS ?= 3
COMPILE := $(BIN)/python -m compileall -q collectors dashboard indicators  # to start quickly

# What is compiled once is kept, for every process that a test starts would compile it again.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run test fuzz bench lint clean

run: .venv/installed  ## Start the dashboard and the schedule on this machine.
	@exec $(BIN)/jointwatch serve

test: .venv/installed-for-tests  ## Run all tests.
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -q $(TESTS)

fuzz: .venv/installed-for-tests  ## Read 10,000 replies gone wrong by chance.
	$(BIN)/python -m tests.fuzz 10000

bench: .venv/installed-for-tests  ## Measure speed and memory.
	$(BIN)/python -m tests.bench

lint: .venv/installed-for-tests  ## Look for faults of style.
	$(BIN)/ruff check .

clean:  ## Remove what the other commands made; your data are not touched.
	rm -rf .venv build *.egg-info .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Jointwatch needs Python 3.11 or newer; say which with PYTHON=..." >&2; exit 1; }
	$(PYTHON) -m venv .venv

# Installed anew only when what is to be installed has changed.
.venv/installed: pyproject.toml constraints.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@$(COMPILE)
	@touch $@

.venv/installed-for-tests: pyproject.toml constraints.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	@$(COMPILE)
	@touch $@ .venv/installed
