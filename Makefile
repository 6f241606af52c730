# The two commands for newcomers are `make demo` and `make test`; the others run parts of the second.

# One compiled program serves them all. `.ci/run` sets CARGO_INCREMENTAL=0.
CARGO ?= cargo
TARGET_DIR = $(or $(CARGO_TARGET_DIR),target)
WITH_POSTGRES = federation_tests/with-postgres
FEDIFY = federation_tests/peers/fedify
BROWSER = federation_tests/browser
CLIENTS = federation_tests/clients
SECOND_OPINION = federation_tests/second_opinion
FUZZ = federation_tests/fuzz
# Fedify needs Node 22, which its package brings along; the browser's tests run on the same one.
NODE = $(CURDIR)/$(FEDIFY)/node_modules/.bin/node
NPM_CI = npm ci --no-audit --no-fund --loglevel=error

.DEFAULT_GOAL := help
.PHONY: help demo test tools lint unit federation peers clients browser fuzz bench second-opinion

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## three federating organizations on this machine, ready to look at in a browser
	$(CARGO) run -- demo

test: ## installs what the tests need where it is missing, then runs all of them
	$(MAKE) tools
	$(MAKE) lint
	$(MAKE) second-opinion
	$(MAKE) $(FEDIFY)/node_modules
	$(WITH_POSTGRES) $(CARGO) test
	$(MAKE) peers
	$(MAKE) clients
	$(MAKE) browser
	$(MAKE) fuzz

tools: ## Debian packages that the tests need: PostgreSQL, Node.js, Python, Chromium, a C++ compiler
	federation_tests/install-tools

lint: ## formatting, clippy, and the documentation's links
	$(CARGO) fmt --check
	$(CARGO) clippy --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --no-deps --document-private-items

unit: ## tests inside src/, on both databases
	$(WITH_POSTGRES) $(CARGO) test --lib --bins

federation: second-opinion $(FEDIFY)/node_modules ## the architecture test and nodes that federate, on both databases
	$(WITH_POSTGRES) $(CARGO) test --test '*'

peers: $(FEDIFY)/node_modules ## the independent peer, against itself
	cd $(FEDIFY) && $(NODE) --test --test-reporter=spec

clients: $(FEDIFY)/node_modules ## Mastodon client libraries against two nodes, on both databases
	$(CARGO) build
	MOOTHALL_BIN="$(abspath $(TARGET_DIR))/debug/moothall" NODE="$(NODE)" $(WITH_POSTGRES) $(CLIENTS)/run

browser: $(FEDIFY)/node_modules $(BROWSER)/node_modules ## every page in Chromium
	$(CARGO) build
	cd $(BROWSER) && MOOTHALL_BIN="$(abspath $(TARGET_DIR))/debug/moothall" $(NODE) node_modules/@playwright/test/cli.js test

second-opinion: ## the verifier of our signatures that needs a lock file of its own
	$(if $(wildcard $(SECOND_OPINION)/Cargo.toml),$(CARGO) build --locked --manifest-path $(SECOND_OPINION)/Cargo.toml --target-dir $(SECOND_OPINION)/target)

bench: ## figures of a node on this machine, in a few minutes; MOOTHALL_BENCH=smoke for a short run
	MOOTHALL_POSTGRES_DURABLE=1 $(WITH_POSTGRES) $(CARGO) bench --bench federation

fuzz: ## each fuzz target for ten seconds; FUZZ_SECONDS=600 for longer
	$(if $(wildcard $(FUZZ)/run),$(FUZZ)/run)

# npm's own record of what it installed, so that a second run does nothing.
%/node_modules: %/package-lock.json
	cd $* && $(NPM_CI)
	@touch $@
