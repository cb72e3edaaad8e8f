# Everything a newcomer needs: `make run` and `make test` do their own set-up.
# Python 3.11 or newer, make and a package index are all that has to be there.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
EXTRAS ?= dev
STAMP := $(VENV)/.ready-$(EXTRAS)
DEMO ?= demo
SIZE ?= village
BUNDLE ?= postgres
# Compiled modules lie in the environment and not in the tree; without them every start of Python costs seconds.
export PYTHONPYCACHEPREFIX := $(CURDIR)/$(VENV)/pycache

# pip asks its resolver first what is wanted, then installs exactly that, each file by its hash; our own package last.
PIP := "$(BIN)/python" -m pip install --quiet --disable-pip-version-check
PIP_WITH_HASHES = set -e; \
	  "$(BIN)/python" -m supply.lock versions requirements.lock > "$(VENV)/versions.txt"; \
	  PIP_CONSTRAINT="$(VENV)/versions.txt" $(PIP) --dry-run --ignore-installed --report "$(VENV)/wanted.json" ".[$(EXTRAS)]" hatchling editables; \
	  "$(BIN)/python" -m supply.lock pinned requirements.lock "$(VENV)/wanted.json" > "$(VENV)/pinned.txt"; \
	  $(PIP) --no-deps --require-hashes --requirement "$(VENV)/pinned.txt"; \
	  $(PIP) --no-deps --no-build-isolation --editable .

.DEFAULT_GOAL := help
.PHONY: help setup run test quick written engines engines-month check check-types check-rest dev portal screenshots bench bench-month bench-budget clean lock bundle sbom audit

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-14s %s\n", $$1, $$2}'

# uv where it is installed, plain pip elsewhere: both keep to the one lock.
$(STAMP): pyproject.toml requirements.lock
	@"$(PYTHON)" -c 'import sys; sys.exit("hecha needs Python 3.11 or newer, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	@test -x "$(BIN)/python" || "$(PYTHON)" -m venv "$(VENV)"
	@if command -v uv >/dev/null 2>&1; then \
	  uv pip install --quiet --python "$(BIN)/python" --constraint requirements.lock --build-constraint requirements.lock --editable ".[$(EXTRAS)]"; \
	else \
	  $(PIP_WITH_HASHES); \
	fi
	@touch "$(STAMP)"

setup: $(STAMP) ## the environment alone: .venv with the locked packages

run: $(STAMP) ## a stand-in world, two ledger months, a published release
	@"$(BIN)/hecha" demo --folder "$(DEMO)"

# Their folders lie in memory where 4 GB are free: some tests wait for a disk thousands of times.
IN_MEMORY = $(shell test "$$(df -Pm /dev/shm 2>/dev/null | awk 'END { print $$4 + 0 }')" -ge 4096 && echo /dev/shm)

test: $(STAMP) ## all tests
	@PYTEST_DEBUG_TEMPROOT="$${PYTEST_DEBUG_TEMPROOT:-$(IN_MEMORY)}" "$(BIN)/python" -m pytest -n 2 --durations 25 --durations-min 5

# No test of these runs a month or waits for another program.
QUICK := tests/test_sizes.py tests/docs tests/policy tests/etl/model tests/etl/policy tests/etl/contradict tests/etl/ledger \
  tests/etl/engine/test_tables.py tests/etl/engine/test_lineage.py tests/etl/test_config.py tests/etl/test_schemas.py

quick: $(STAMP) ## what a slip breaks first: policy, contracts, SQL, docs; no whole runs
	@"$(BIN)/python" -m pytest -n 2 -q $(QUICK)

written: $(STAMP) ## every file that is written from others: SQL of sources and cells, lists, schemas, pages, lineage
	@for each in etl.model.fields etl.conform.write etl.publish.cells etl.alerts.pages etl.model.dictionary etl.schemas cli.messages flow.lineage; do \
	  "$(BIN)/python" -m $$each || exit 1; \
	done

engines: ## tables on DuckDB, on Spark and on a cluster of two workers (Java 17; installs the spark extra)
	@$(MAKE) --no-print-directory setup EXTRAS=dev,spark
	@"$(BIN)/python" -m pytest -n 2 tests/etl/engine tests/etl/conform/test_engines.py

engines-month: ## a whole month on both, ten minutes
	@$(MAKE) --no-print-directory setup EXTRAS=dev,spark
	@"$(BIN)/python" -m pytest tests/whole/test_two_engines.py

# Types take as long as all the rest: side by side they keep two cores busy for under a minute, without any cache.
check: $(STAMP) ## format, lint, types, import rules, YAML, SQL files, definitions
	@"$(BIN)/ruff" format --check .
	@"$(BIN)/ruff" check .
	@$(MAKE) --no-print-directory -j2 check-types check-rest

check-types: $(STAMP)
	@"$(BIN)/mypy"

check-rest: $(STAMP)
	@"$(BIN)/lint-imports"
	@"$(BIN)/yamllint" --strict .
	@"$(BIN)/python" -m etl.engine.check
	@"$(BIN)/dg" check defs

portal: $(STAMP) ## the portal over the demo, one account a role, passwords printed once
	@test -d "$(DEMO)/releases" || { echo "run 'make run' first: there is no release in $(DEMO)"; exit 2; }
	@"$(BIN)/hecha" portal --config "$(DEMO)/hecha.yaml" --out "$(DEMO)/releases" --demo

screenshots: $(STAMP) ## the README's pictures of the portal, from the demo, by Debian's Chromium
	@test -d "$(DEMO)/releases" || { echo "run 'make run' first: there is no release in $(DEMO)"; exit 2; }
	@"$(BIN)/python" -m tests.portal.pictures "$(DEMO)" docs/pictures

dev: $(STAMP) ## Dagster's page and daemon over the demo, with its gateway, on this machine only
	@test -d "$(DEMO)/var" || { echo "run 'make run' first: there is no store in $(DEMO)"; exit 2; }
	@echo "open the address with its token; it holds for this machine only"
	@"$(BIN)/python" -m assets.dev "$(DEMO)" --workspace workspace.yaml --port 3000

bench: $(STAMP) ## the measurements of bench/README.md
	@"$(BIN)/python" -m bench

bench-month: $(STAMP) ## a month end to end beside floors: SIZE=village, demo, county, prefecture or province
	@"$(BIN)/python" -m bench.month --size "$(SIZE)" --note bench/months.jsonl
	@"$(BIN)/python" -m bench.chart bench/months.jsonl bench/months.svg

bench-budget: $(STAMP) ## a month against bench/budgets.yaml: SIZE as for bench-month
	@"$(BIN)/python" -m bench.month --size "$(SIZE)" --budget

lock: ## resolve the newest versions again into requirements.lock
	@uv pip compile pyproject.toml --quiet --universal --all-extras --generate-hashes --no-emit-index-url --python-version 3.11 --upgrade -o requirements.lock

bundle: $(STAMP) ## one file for a machine without a network, in build/: wheels by the lock, a script; BUNDLE=postgres,gm
	@rm -rf build/hecha-bundle
	@"$(BIN)/python" -m supply.bundle requirements.lock build "$(BUNDLE)"

sbom: $(STAMP) ## a CycloneDX bill of materials and a list of licences, in build/
	@"$(BIN)/python" -m supply.sbom requirements.lock build

audit: $(STAMP) ## known vulnerabilities of the locked packages (needs a network)
	@test -x "$(VENV)/audit/bin/pip-audit" || { "$(PYTHON)" -m venv "$(VENV)/audit" && "$(VENV)/audit/bin/python" -m pip install --quiet --disable-pip-version-check "pip-audit>=2.9"; }
	@"$(VENV)/audit/bin/pip-audit" --disable-pip --require-hashes --requirement requirements.lock

clean: ## remove the environment, the demo and caches
	@rm -rf "$(VENV)" "$(DEMO)" .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
