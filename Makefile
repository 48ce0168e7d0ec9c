# The house's commands; `make` alone prints them. Every target sets up what it needs first.

PYTHON ?= $(firstword $(shell command -v python3.11 python3 2>/dev/null))
PORT ?= 8000
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup up test check bench docs pictures messages lock

help: ## Print this list
	@sed -n 's/^\([a-z]*\):.*## /\1|/p' Makefile | while IFS='|' read -r name text; do printf '  make %-9s %s\n' "$$name" "$$text"; done

setup: ## Install everything for use, tests, checks and benchmarks into .venv (quick when nothing changed)
	@$(PYTHON) -m tools.setup

up: ## Start the product on a demo marketplace (PORT=8000)
	@$(PYTHON) -m tools.setup --runtime
	@exec .venv/bin/sellerloop up --port $(PORT)

test: setup ## Run all tests (ARGS="tests/sellerloop/clock -k weekend" for some)
	@.venv/bin/python -m tools.tests $(ARGS)

check: setup ## Run every check: format, lint, types, imports, shape, own rules, documents (ARGS="clock" for one)
	@.venv/bin/python -m tools.check $(ARGS)

bench: setup ## Run the benchmarks (ARGS="scores --size small --json" for one)
	@.venv/bin/python -m bench $(ARGS)

docs: setup ## Write the generated pages again: docs/catalogue and docs/licences.md
	@.venv/bin/python -m tools.docs

pictures: setup ## Take pictures of every page of the demo into var/pictures (ARGS=--docs for the documents)
	@.venv/bin/python -m tools.pictures $(ARGS)

messages: setup ## Bring the translation catalogues in line with the sources
	@.venv/bin/python -m tools.messages update

lock: setup ## Make the lock files again (ARGS=--upgrade moves the versions)
	@.venv/bin/python -m tools.lock $(ARGS)
