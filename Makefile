# Two commands are enough on a fresh machine: `make run` and `make test`. Each does its own set-up.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test check lint format bench-search bench-sandbox bench-evals bench-lab bench-core bench-tui screens setup sandbox clean help

help: ## say what there is
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

run: setup sandbox ## evolve the offline agent on the bundled benchmark for a few minutes
	$(BIN)/hgm evolve --budget 5m

test: .venv/extras sandbox ## every test
	@tests='not network'
	bash .ci/docker || { [ $$? = 3 ] && tests='not network and not docker'; }
	bash .ci/browser || { [ $$? = 3 ] && tests="$$tests and not browser"; }
	$(BIN)/pytest -n 2 -m "$$tests"

check: lint .venv/extras sandbox ## format, lint, types, import contracts, fast tests
	$(BIN)/pytest -n 2 -m 'not slow and not docker and not network and not browser'

lint: setup ## format, lint, types, import contracts
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup ## rewrite the code as ruff likes it
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

bench-search: setup sandbox ## compare six policies on the offline agent over 20 seeds (half a day; docs/bench-search.md)
	$(BIN)/python -m engine.bench.search

bench-sandbox: setup sandbox ## what a verdict costs beyond the agent's own work, and what it costs the published way
	@bash .ci/docker || [ $$? = 3 ]
	$(BIN)/python -m engine.bench.sandbox

bench-evals: .venv/extras sandbox ## what a SWE-bench evaluation costs beyond agent and tests, beside swebench's own runner
	@bash .ci/docker || [ $$? = 3 ]
	$(BIN)/python -m engine.bench.evals

bench-lab: setup ## compare policies in 36 simulated worlds (three quarters of an hour; see docs/policy-lab.md)
	$(BIN)/hgm lab run --policy hgm --policy tree-rasch --policy dgm --policy greedy --regime all \
	  --seeds 200 --first-seed 5000

bench-core: setup ## what one decision and one record cost from 100 to 100,000 agents (minutes; see docs/bench-core.md)
	$(BIN)/python -m engine.bench.core

bench-tui: setup ## how quick hgm browse is while a run goes on (minutes; see docs/bench-tui.md)
	$(BIN)/python -m engine.bench.tui

screens: setup sandbox ## draw every screen of hgm browse anew, from a run of two minutes
	rm -rf runs/screens
	$(BIN)/hgm evolve runs/screens --budget 2m
	$(BIN)/python -m engine.tui.pictures runs/screens

setup: .venv/ready

.venv/ready: pyproject.toml .ci/constraints.txt
	@bash .ci/setup $(PYTHON)
	@touch $@

# What only some tests need takes a minute and 500 MB.
.venv/extras: .venv/ready
	@bash .ci/setup $(PYTHON) dev,serve,swebench
	@touch $@

sandbox:
	@bash .ci/sandbox

clean: ## remove what the targets above made
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache
