# A target creates the environment if it is missing. `sh tools/try` and `sh tools/test` work without make.

ENVIRONMENT := $(if $(MICRODEP_VENV),$(MICRODEP_VENV),.venv)
BIN := $(ENVIRONMENT)/bin

.DEFAULT_GOAL := help
.PHONY: help environment setup fmt lint test golden docs bench mutants metamorphic thorough fuzz check

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

environment:
	@sh tools/setup

setup: environment ## create the environment and install the pre-commit hooks
	$(BIN)/pre-commit install

fmt: environment ## format code and rules
	$(BIN)/ruff check --fix-only --exit-zero
	$(BIN)/ruff format
	$(BIN)/microdep fmt rules examples

lint: environment ## check style, types and layers of code, and the rules
	@bash .ci/lint $(BIN)

test: ## run every test; `sh tools/test` accepts the arguments of pytest
	@sh tools/test

golden: ## rewrite the golden files; read the diff afterwards
	@sh tools/test --update-golden
	git diff --stat

docs: ## rewrite the generated pages in docs/; read the diff afterwards
	@sh tools/test tests/docs --update-golden
	git diff --stat -- docs

bench: environment ## run the benchmarks
	$(BIN)/python -m benchmarks

mutants: environment ## test a sample of mutants of the engine: make mutants MANY=100 SEED=1
	$(BIN)/python -m tests.mutants $(or $(MANY),100) $(or $(SEED),1)

metamorphic: environment ## change documents in many ways, and compare the verdicts (all cases)
	$(BIN)/python -m tests.metamorphic

thorough: ## run every test with all cases; `make test` runs a sample of the cases
	@sh tools/test --numprocesses auto --dist worksteal --hypothesis-profile=thorough

TARGET := loader
SECONDS := 60
fuzz: environment ## fuzz one target: make fuzz TARGET=engine SECONDS=3600
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[fuzz]'
	$(BIN)/python -m tests.fuzz.run $(TARGET) $(SECONDS) fuzz-findings/$(TARGET)

check: ## run all checks of CI
	@bash .ci/run
