# Everything a person does with this tree. `make` alone lists it.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
CARGO ?= cargo
BUILD := $(or $(CARGO_TARGET_DIR),target)
TIDINGS := $(BUILD)/release/tidings
REPORTS := examples/karabakh
DEMO := $(BUILD)/demo.tidings

.PHONY: help demo readme models models-sm build test lint fmt licences bench-parity bench-speed bench-scores clean

help: ## this list
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /  make \1|/' | column -t -s '|'

demo: models ## build, bring the model, put the reports of examples/karabakh in a ledger and show its brief
	@echo "demo: reading $(REPORTS) into $(DEMO)"
	rm -f $(DEMO) $(DEMO)-wal $(DEMO)-shm
	start=$$(date +%s%N)
	$(TIDINGS) add $(REPORTS) --ledger $(DEMO)
	$(TIDINGS) brief --ledger $(DEMO) --output $(BUILD)/demo-brief.md
	ms=$$(( ($$(date +%s%N) - start) / 1000000 ))
	$(TIDINGS) brief --ledger $(DEMO) --format html --output $(BUILD)/demo-brief.html
	cat $(BUILD)/demo-brief.md
	echo
	echo "demo: read and written in $$ms ms; the brief above is $(BUILD)/demo-brief.md (and .html), the ledger $(DEMO)"

readme: demo ## refresh the excerpt of the brief in README.md
	@$(PYTHON) tools/excerpt.py $(BUILD)/demo-brief.md

build: ## the release binary
	@echo "build: $(TIDINGS) (some minutes the first time)"
	$(CARGO) build --release --locked -p tidings-cli

models: build ## bring the pinned language model, build the gazetteer (93 MB to fetch, once)
	@$(PYTHON) tools/models.py --tidings $(TIDINGS)

models-sm: build ## the small model too, which only the parser's benches use
	@$(PYTHON) tools/models.py --tidings $(TIDINGS) --sm

test: models ## every test of the workspace and of tools/
	@echo "test: cargo test --workspace"
	TIDINGS_DATA=$${TIDINGS_DATA:-$(CURDIR)/models} $(CARGO) test --workspace --locked --no-fail-fast
	echo "test: tools"
	$(PYTHON) -m unittest discover --start-directory tools --pattern 'test_*.py'

lint: licences ## formatting, clippy without warnings, licences
	@echo "lint: rustfmt"
	$(CARGO) fmt --all --check
	echo "lint: clippy"
	$(CARGO) clippy --workspace --all-targets --locked -- --deny warnings
	if $(CARGO) deny --version >/dev/null 2>&1; then
		echo "lint: cargo deny"
		$(CARGO) deny --locked check bans licenses sources
	else
		echo "lint: no cargo-deny here, so only tools/check_licences.py looked at dependencies (cargo install --locked cargo-deny)"
	fi

licences: ## licences of all dependencies against the list in deny.toml
	@$(PYTHON) tools/check_licences.py

fmt: ## format the code
	$(CARGO) fmt --all

bench-parity: models-sm ## compare the parser with spaCy, token by token (needs spaCy, see bench/README.md)
	bench/parity

bench-speed: models-sm ## words a second against spaCy in the same run (needs spaCy)
	bench/speed

bench-scores: models ## scores on the evaluation texts beside the checkout, if they are there
	bench/scores

clean: ## remove what was built; the model stays
	$(CARGO) clean
