# `make help` lists what there is. `make` is what to run before showing a change.

# The linter's version; CI installs the same one.
GOLANGCI_LINT := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
BENCHSTAT     := golang.org/x/perf/cmd/benchstat@latest

GO       ?= go
PKG      ?= ./...
BENCH    ?= .
COUNT    ?= 10
FUZZTIME ?= 30s

.DEFAULT_GOAL := check
.PHONY: help check test race lint fmt bench fuzz generated docs ci tools

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

check: fmt lint test ## format, lint, test: run it before you show a change

test: ## run all tests (PKG=./framework/... for some)
	$(GO) test $(PKG)

race: ## run all tests under the race detector, without the slow ones
	$(GO) test -race -short $(PKG)

lint: ## go vet and golangci-lint, as CI does
	$(GO) vet $(PKG)
	golangci-lint run $(PKG)

fmt: ## format every Go file
	@gofmt -l -w $$(git ls-files '*.go' | grep -v testdata)

# Rounds, not -count: the two implementations run in turn, so that a busy
# machine disturbs both alike.
bench: ## benchmarks against hand-written echo (BENCH=Plaintext COUNT=10)
	$(GO) test -c -o bin/framework.test ./framework
	@rm -f bench.txt; for i in $$(seq $(COUNT)); do \
		bin/framework.test -test.run '^$$' -test.bench '$(BENCH)' -test.benchmem -test.benchtime 300ms | tee -a bench.txt || exit 1; \
	done
	@if command -v benchstat >/dev/null; then benchstat -col /impl bench.txt; else echo "make tools installs benchstat, which compares the columns"; fi

fuzz: ## run every fuzz target for FUZZTIME (30s)
	@grep -rl --include='*_test.go' '^func Fuzz' . | xargs -n1 dirname | sort -u | while read -r dir; do \
		grep -ho '^func Fuzz[A-Za-z0-9_]*' "$$dir"/*_test.go | cut -d' ' -f2 | while read -r target; do \
			$(GO) test "$$dir" -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) || exit 1; \
		done || exit 1; \
	done

generated: ## scaffold a project and walk through everything it promises
	bash .ci/firstlight.sh

docs: ## check that snippets in docs/ are the compiled code of examples/
	$(GO) test ./docs/... -count=1

ci: ## everything CI runs, in its order
	CI=true bash .ci/run </dev/null

tools: ## install the linter and benchstat
	$(GO) install $(GOLANGCI_LINT)
	$(GO) install $(BENCHSTAT)
