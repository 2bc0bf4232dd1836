# Every target sets up what it needs; `sh tools/try` and `sh tools/test` do so without make.

ENVIRONMENT := $(if $(MICRODEP_VENV),$(MICRODEP_VENV),.venv)
BIN := $(ENVIRONMENT)/bin

.DEFAULT_GOAL := help
.PHONY: help environment setup fmt lint test golden docs bench mutants fuzz check

help: ## what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

environment:
	@sh tools/setup

setup: environment ## the environment for development, and the hooks of pre-commit
	$(BIN)/pre-commit install

fmt: environment ## code and rules in their canonical form
	$(BIN)/ruff check --fix-only --exit-zero
	$(BIN)/ruff format
	$(BIN)/microdep fmt rules examples

lint: environment ## style, types, layers; our own hooks and rules
	@bash .ci/lint $(BIN)

test: ## every test; `sh tools/test` takes what pytest takes
	@sh tools/test

golden: ## write the golden files anew; then read the diff
	@sh tools/test --update-golden
	git diff --stat

docs: ## write anew the pages under docs/ that are made from code; then read the diff
	@sh tools/test tests/docs --update-golden
	git diff --stat -- docs

bench: environment ## the benchmarks, as ratios
	$(BIN)/python -m benchmarks

mutants: environment ## a sample of the mutants of the engine; MANY=100 of them, by SEED=1
	$(BIN)/python -m tests.mutants $(or $(MANY),100) $(or $(SEED),1)

TARGET := loader
SECONDS := 60
fuzz: environment ## fuzz one target: make fuzz TARGET=engine SECONDS=3600
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[fuzz]'
	$(BIN)/python -m tests.fuzz.run $(TARGET) $(SECONDS) fuzz-findings/$(TARGET)

check: ## exactly what CI runs
	@bash .ci/run
