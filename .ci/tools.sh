# Functions that bring what the checks need. Sourced, not run.

GOLANGCI_LINT_VERSION=v2.15.0 # the Makefile names the same

export PATH="$PATH:$(go env GOPATH)/bin"

# have NAME PACKAGE: install a Debian package unless the command is there.
have() {
	command -v "$1" >/dev/null && return
	apt-get update -qq
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$2" >/dev/null
}

lint() {
	if ! golangci-lint version 2>/dev/null | grep -qF "${GOLANGCI_LINT_VERSION#v}"; then
		go install "github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$GOLANGCI_LINT_VERSION"
	fi
	golangci-lint run "$@" ./...
}

# postgres starts the machine's server where it has one and it is down.
postgres() {
	command -v pg_lsclusters >/dev/null || { echo 'no server here: its tests say so'; return; }
	local version
	version=$(pg_lsclusters -h | awk 'NR == 1 {print $1}')
	[ -n "$version" ] || { echo 'no cluster here: its tests say so'; return; }
	pg_ctlcluster --skip-systemctl-redirect "$version" main status >/dev/null 2>&1 ||
		pg_ctlcluster --skip-systemctl-redirect "$version" main start
	local i
	for i in $(seq 100); do pg_isready -q -h 127.0.0.1 && break; sleep 0.1; done
	local sql=(psql -h 127.0.0.1 -U postgres -w -At)
	[ "$("${sql[@]}" -c "SELECT 1 FROM pg_database WHERE datname = 'test'")" = 1 ] ||
		"${sql[@]}" -c 'CREATE DATABASE test'
	pg_lsclusters -h
}

# race runs the tests under the race detector, which needs a C compiler.
race() {
	have gcc build-essential
	go test -race -short ./...
}

# node_and_npm brings what tests of generated TypeScript run; the packages are
# their own affair.
node_and_npm() {
	have node nodejs
	have npm npm
}

# node_tools brings what modules/openapi/testdata/lint needs.
node_tools() {
	node_and_npm
	have chromium chromium
}
