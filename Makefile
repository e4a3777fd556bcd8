# Everything starts here: `make refresh`, `make test`, `make ui`.
.PHONY: refresh build test reliability fuzz team-test bench lint format check ui dagster-home dictionary lock audit sbom clean
.DEFAULT_GOAL := refresh

PYTHON ?= python3
BIN := .venv/bin
export DAGSTER_HOME := $(abspath $(or $(RESERVEWATCH_HOME),warehouse))/.dagster
export GX_ANALYTICS_ENABLED := false
# Certificates of the machine, as pip uses them.
export UV_SYSTEM_CERTS := true

refresh: .venv/ready ## fetch, check, build and publish
	@$(BIN)/reservewatch refresh $(ARGS)

build: .venv/ready ## one table and what it reads, built and checked: make build TABLE=marts.holders
	@$(BIN)/reservewatch build $(TABLE)

test: .venv/ready lint ## lint, types and tests
	@$(BIN)/pytest $(ARGS)

reliability: .venv/ready ## every fault that is promised to be survived, and docs/reliability.md from the results, in an hour
	@$(BIN)/python -m tests.reliability $(ARGS)

fuzz: .venv-fuzz/ready ## the parsers by coverage-guided fuzzing: make fuzz ARGS="tic_slt1 --seconds 600"
	@.venv-fuzz/bin/python -m tests.fuzz $(ARGS)

bench: .venv/ready ## ratios of what a refresh costs, in minutes: make bench ARGS="W1 W2 --pairs 1"
	@$(BIN)/python -m tests.benchmarks $(ARGS)

lint: .venv/ready
	@$(BIN)/ruff check --quiet . && $(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy
	@PYTHONWARNINGS=ignore::UserWarning $(BIN)/sqlfluff lint --disable-progress-bar --processes 2 warehouse  # it leaves a semaphore
	@$(BIN)/reservewatch dictionary --check

check: .venv/ready dagster-home ## every model compiled over empty tables, in seconds
	@$(BIN)/reservewatch check
	@$(BIN)/dg check defs

dagster-home:
	@mkdir -p $(DAGSTER_HOME) && cp dagster.yaml $(DAGSTER_HOME)/

ui: .venv/ready ## Dagster's page and its scheduler, on this machine only: make ui PORT=3100
	@$(BIN)/reservewatch ui $(ARGS)

dictionary: .venv/ready ## docs/dictionary.md from the headers
	@$(BIN)/reservewatch dictionary

format: .venv/ready
	@$(BIN)/ruff check --quiet --fix . ; $(BIN)/ruff format --quiet . ; $(BIN)/sqlfluff fix --quiet warehouse

lock: .venv/ready ## requirements.lock from pyproject.toml, and that of the audit
	@$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header --quiet -o requirements.lock
	@$(BIN)/uv pip compile pyproject.toml --extra dev --extra team --extra team-dev --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header --quiet -o requirements-team.lock
	@$(BIN)/uv pip compile tests/supply/requirements.in --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header --quiet -o tests/supply/requirements.lock

audit: .venv-audit/ready ## known vulnerabilities of the locked packages; fails where one could not be evaluated
	@$(BIN)/python -m tests.supply audit

sbom: .venv-audit/ready ## sbom.json, the software bill of materials of the lock, in CycloneDX
	@$(BIN)/python -m tests.supply sbom

team-test: .venv-team/ready ## the lake and the workers, on servers of the test's own
	@.venv-team/bin/pytest -n 0 tests/team $(ARGS)

# The lake and its extensions pin DuckDB, so they have a lock of their own.
.venv-team/ready: .venv/ready requirements-team.lock
	@echo "Setting up .venv-team (once, one minute)"
	@$(PYTHON) -m venv .venv-team
	@$(BIN)/uv pip sync --quiet --python .venv-team/bin/python --require-hashes --compile-bytecode requirements-team.lock
	@$(BIN)/uv pip install --quiet --python .venv-team/bin/python --no-deps --no-build-isolation --editable .
	@touch $@

.venv-audit/ready: .venv/ready tests/supply/requirements.lock
	@$(BIN)/uv venv --quiet --clear .venv-audit
	@$(BIN)/uv pip sync --quiet --python .venv-audit/bin/python --require-hashes tests/supply/requirements.lock
	@touch $@

# uv comes out of the lock as well: pip checks its hash, uv checks the rest.
.venv/ready: requirements.lock pyproject.toml
	@echo "Setting up .venv (once, one to two minutes)"
	@$(PYTHON) -m venv .venv
	@sed -n '/^uv==/,/^    # via/p' requirements.lock > .venv/uv.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r .venv/uv.txt
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes --compile-bytecode requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

# The fuzzer has wheels for Python 3.11 to 3.13 on Linux alone, so it is no dependency of the project.
.venv-fuzz/ready: .venv/ready tests/fuzz/requirements.txt
	@echo "Setting up .venv-fuzz (once, one minute)"
	@$(PYTHON) -m venv .venv-fuzz
	@$(BIN)/uv pip sync --quiet --python .venv-fuzz/bin/python --require-hashes requirements.lock tests/fuzz/requirements.txt
	@touch $@

clean:
	rm -rf .venv .venv-audit .venv-fuzz .venv-team
