# ivrcheck: `make` builds it, `make help` lists the other targets.

GO        ?= go
CAPTURE   ?= testdata/captures/agent-not-ready.pcap
BENCH     ?= .
SIZE      ?= 500
FUZZTIME  ?= 30s
# The version that the program reports; "dev" outside a git checkout.
VERSION   ?= $(or $(shell git describe --tags --always --dirty 2>/dev/null),dev)
LINT      := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

# libxml2 is linked through cgo.
export CGO_ENABLED := 1
# pkg-config does not search Homebrew's libxml2 by default.
KEGS := $(wildcard /opt/homebrew/opt/libxml2/lib/pkgconfig /usr/local/opt/libxml2/lib/pkgconfig)
ifneq ($(KEGS),)
export PKG_CONFIG_PATH := $(firstword $(KEGS)):$(PKG_CONFIG_PATH)
endif

.DEFAULT_GOAL := build
.PHONY: help setup setup-test setup-record build release run test test-all lint fuzz bench bench-growth bench-instructions bench-go profile record clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-19s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

setup: ## install what is missing for building
	@scripts/setup.sh build

setup-test: ## install what is missing for testing
	@scripts/setup.sh test

setup-record: ## install what is missing for recording captures
	@scripts/setup.sh record

build: setup ## build bin/ivrcheck (the default)
	$(GO) build -buildvcs=false -ldflags '-X ivrcheck/internal/cli.Version=$(VERSION)' -o bin/ivrcheck .

# Findings are a result, so that status 1 is no error of make.
run: build ## check a capture: make run CAPTURE=path
	@echo "bin/ivrcheck check '$(CAPTURE)'"
	@status=0; bin/ivrcheck check '$(CAPTURE)' || status=$$?; \
	case $$status in \
	0|1) echo "exit status $$status" >&2 ;; \
	*) echo "make run: ivrcheck ended with status $$status (see README.md, Exit status)" >&2; exit $$status ;; \
	esac

# Long tests skip themselves under -short. The race detector multiplies the time: make test
# runs it on packages and on tests in which goroutines share data, make test-all on all.
# internal/arch tests that the tests exist.
RACE := TestInterruptedAtTenMoments|TestRealReportsConform|TestMessagesAndBaselinesConform|TestLongEvidenceSideBySide|TestThreadsBetweenEachOther|TestFailureModes|TestSorter|TestLadderIsBounded|TestTerminalGroupsFindings|TestScrubbedSecrets|TestScrubbedLogs|TestScrubAddresses|TestScrubAvoidsChanceEquality|TestQueueKeepsOrder|TestCompressedInputs|TestDamagedCompression|TestSetIsReadAsOneCapture|TestScripts/signals|TestScripts/outputs-blocked

# -vet=all does what go vet does with one compilation, -pgo=off compiles packages once: by default
# go builds them a second time with default.pgo, which no test runs. The compiler takes a sixth less
# CPU time with GOGC=400, which the tests do not inherit.
GOTEST := GOGC=400 $(GO) test -exec 'env -u GOGC'

test: setup-test ## vet, run all tests but the long ones, and some under the race detector
	$(GOTEST) -vet=all -pgo=off -short -timeout 60m ./...
	$(GOTEST) -vet=off -race -short -timeout 60m ./check ./internal/files ./internal/pipeline
	$(GOTEST) -vet=off -race -short -run '$(RACE)' -timeout 60m ./capture ./internal/cli ./rewrite/scrub

test-all: setup-test ## vet, run all tests, and all but the long ones under the race detector
	$(GOTEST) -vet=all -pgo=off -timeout 120m ./...
	$(GOTEST) -vet=all -pgo=off -race -short -timeout 120m ./...

release: ## link a static binary, prove that it runs alone, and pack it into dist/
	@scripts/setup.sh release
	@GO='$(GO)' VERSION='$(VERSION)' scripts/release.sh

lint: setup ## run golangci-lint, the installed one or else a pinned one
	@if command -v golangci-lint >/dev/null 2>&1 && golangci-lint version 2>/dev/null | grep -Eq 'version v?2\.'; then \
		echo golangci-lint run; golangci-lint run; \
	else \
		echo $(GO) run $(LINT) run; $(GO) run $(LINT) run; \
	fi

fuzz: setup ## run every fuzz target for FUZZTIME (default 30s)
	@GO='$(GO)' FUZZTIME='$(FUZZTIME)' scripts/fuzz.sh

bench: build ## compare with tcpdump, tshark and a Python script: make bench SIZE=500 (MB)
	$(GO) run ./bench compare -size $(SIZE)

bench-growth: build ## measure time and memory at 50, 200 and 800 MB
	$(GO) run ./bench growth

bench-instructions: build ## count instructions a message with valgrind, part of make bench
	$(GO) run ./bench instructions

profile: setup ## write default.pgo, the CPU profile that the compiler reads
	$(GO) run ./bench profile -size 1000

bench-go: setup ## run the Go benchmarks: make bench-go BENCH=regexp
	$(GO) test -run '^$$' -bench '$(BENCH)' -benchmem ./...

record: setup-record ## record testdata/captures/recorded-* from real sockets (as root)
	@scripts/record.sh

clean: ## remove bin and dist
	rm -rf bin dist
