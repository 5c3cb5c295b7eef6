# Needs only make and Python 3.11 or newer. Variables:
#   VENV         virtual environment, made if missing (default .venv); an existing one is used
#   PYTHON       interpreter for a new environment (default: the first suitable one found)
#   PYTEST_ARGS  more arguments for pytest, for example PYTEST_ARGS='-m "not browser"'
#   APP_ARGS     more arguments for the page, for example APP_ARGS='--language id --no-browser'
#   WORKERS      processes that test side by side (default 3)
#   DEMO_ARGS    more arguments for the demo, for example DEMO_ARGS='--replicates 5'

VENV ?= .venv
# One more than the cores of a small machine: one of them mostly waits for the browser or for programs it has started.
WORKERS ?= 3
EXTRAS := app,study,cluster,test,dev
export VENV PYTHON

# The shell expands $$VENV, so that folders with spaces work.
PY = "$$VENV/bin/python"
PLAIN_KERNELS = tests/unit/test_kernels_plain.py

.DEFAULT_GOAL := help
.PHONY: help env env-user demo app test test-lowest test-lowest-plain pytest lint bench golden docs site clean

help:
	@echo "make demo    set everything up and run the demonstration"
	@echo "make app     set up and start the page in the browser (APP_ARGS for its options)"
	@echo "make test    style, layers, types and all tests"
	@echo "make pytest  the tests alone"
	@echo "make test-lowest  a part of the tests with the lowest versions promised"
	@echo "make test-lowest-plain  the same without what has to be compiled, in a minute"
	@echo "make lint    style, layers and types alone"
	@echo "make bench   measure the speed and add a dated table to benchmarks/"
	@echo "make golden  write stored numbers again, after a wanted change of a rule"
	@echo "make docs    write the generated tables, the JSON schema and the pages of results again"
	@echo "make site    build the docs as a site with search into site/; fails on a link that leads nowhere"
	@echo "make clean   remove caches and built files (environments and results stay)"

env-user:
	@sh tools/environment.sh

env:
	@sh tools/environment.sh $(EXTRAS)

demo: env-user
	@"$$VENV/bin/partnersim" demo $(DEMO_ARGS)

app:
	@sh tools/environment.sh app
	@"$$VENV/bin/partnersim" app $(APP_ARGS)

lint: env
	$(PY) -m ruff check .
	"$$VENV/bin/lint-imports"
	$(PY) -m mypy

# The compiled rules are also run as plain Python, by themselves: the switch holds for a whole process.
pytest: env
	@if [ -f $(PLAIN_KERNELS) ]; then \
	  echo "NUMBA_DISABLE_JIT=1 pytest $(PLAIN_KERNELS)"; \
	  NUMBA_DISABLE_JIT=1 $(PY) -m pytest -q $(PLAIN_KERNELS); \
	fi
	$(PY) -m pytest -n $(WORKERS) --dist worksteal $(PYTEST_ARGS)

test: lint pytest

# With the lower bounds of pyproject.toml: reading, the command, and every shipped scenario to the last digit. Old
# libraries warn of the newer ones below them, and the oldest typer loads rich for --help.
LOWEST_TESTS = tests/unit/test_reading.py tests/unit/test_document_bases.py tests/unit/test_cli.py \
  tests/science/test_golden_tables.py
# What of it needs nothing compiled, and the village by hand: a minute in all.
LOWEST_PLAIN_TESTS = tests/unit/test_reading.py tests/unit/test_document_bases.py $(PLAIN_KERNELS) tests/village
test-lowest test-lowest-plain: export VENV = .venv-lowest
test-lowest test-lowest-plain: export CONSTRAINTS = constraints-lowest.txt
test-lowest:
	@sh tools/environment.sh test
	$(PY) -m pytest -n $(WORKERS) -W default $(LOWEST_TESTS) \
	  --deselect tests/unit/test_cli.py::test_help_is_light_and_lists_every_command

test-lowest-plain:
	@sh tools/environment.sh test
	NUMBA_DISABLE_JIT=1 $(PY) -m pytest -q -n $(WORKERS) -W default $(LOWEST_PLAIN_TESTS)

bench: env
	$(PY) benchmarks/run.py $(BENCH_ARGS)

golden: env
	PYTHONPATH=src:. $(PY) -m tests.unit.test_kernels_plain
	PYTHONPATH=src:. $(PY) -m tests.science.test_golden_tables
	PYTHONPATH=src:. $(PY) tools/first_start.py

docs: env
	$(PY) tools/generate_docs.py
	"$$VENV/bin/partnersim" pages claims
	"$$VENV/bin/partnersim" pages answers
	"$$VENV/bin/partnersim" pages validation
	"$$VENV/bin/partnersim" pages docking

# Not part of make test: its libraries are needed for nothing else.
site:
	@sh tools/environment.sh docs
	NO_MKDOCS_2_WARNING=1 "$$VENV/bin/mkdocs" build --strict

clean:
	rm -rf build dist site .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests tools benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
