#!/usr/bin/env bash
# From an empty folder to a running, documented API, as a new user does it:
# the README's first command, then every promise it makes.
#
#   bash .ci/firstlight.sh [--quick]
#
# --quick leaves out what needs Node and a browser.
set -euo pipefail
cd "$(dirname "$0")/.."
source .ci/tools.sh
repository=$PWD
quick=${1:-}

work=$(mktemp -d)
shop=$work/shop
running=
cleanup() {
	[ -z "$running" ] || kill -KILL -- "-$running" 2>/dev/null || true
	rm -rf "$work"
}
trap cleanup EXIT

# --- words

say() { printf '\n--- %s\n' "$*"; }
ok() { printf '  ok  %s\n' "$*"; }
fail() {
	printf '  FAIL  %s\n' "$*" >&2
	for log in "$work"/*.log; do [ ! -f "$log" ] || { printf '\n%s:\n' "$log"; tail -n 40 "$log"; } >&2; done
	exit 1
}

# free_port prints a port that nobody listens on.
free_port() {
	local port
	for _ in $(seq 50); do
		port=$((20000 + RANDOM % 20000))
		(exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
	done
	fail 'no free port'
}

# launch LOG COMMAND...: start in a process group of its own.
launch() {
	local log=$work/$1.log
	shift
	setsid "$@" >"$log" 2>&1 </dev/null &
	running=$!
}

# await SECONDS COMMAND...: until it succeeds, while the application runs.
await() {
	local deadline=$((SECONDS + $1))
	shift
	until "$@" 2>/dev/null; do
		kill -0 "$running" 2>/dev/null || fail "the application ended before: $*"
		[ "$SECONDS" -lt "$deadline" ] || fail "waited too long for: $*"
		sleep 0.05
	done
}
serving() { await "${1:-60}" curl -fsS -o "$work/live" "$url/health/live"; }
silent() { ! curl -s -o "$work/live" "$url/health/live"; }

# stop: SIGTERM to the whole group; wait for its end.
stop() {
	kill -TERM -- "-$running"
	wait "$running" || true
	running=
	for _ in $(seq 200); do ! silent || return 0; sleep 0.05; done
	fail 'the application goes on after SIGTERM'
}

# request STATUS METHOD PATH [BODY]: leaves the answer in $body and $type.
request() {
	local want=$1 method=$2 path=$3 status
	shift 3
	status=$(curl -sS -X "$method" "$url$path" -o "$work/body" -w '%{http_code} %{content_type}' \
		${1+-H 'Content-Type: application/json' --data-binary "$1"})
	body=$(cat "$work/body") type=${status#* } status=${status%% *}
	[ "$status" = "$want" ] || fail "$method $path ${1-}: status $status, want $want: $body"
	ok "$method $path ${1-}: $status"
}

# holds FILTER: the answer is JSON and jq says true.
holds() { jq -e "$1" <"$work/body" >/dev/null || fail "not true: $1 of $body"; }

# problem PATH...: the answer is problem+json and names these inputs.
problem() {
	[ "$type" = application/problem+json ] || fail "content type $type, want application/problem+json"
	local path
	for path; do holds "[.errors[].path] | index(\"$path\") != null"; done
}

have curl curl
have jq jq

# --- new

say "the README's first command"
export PORT
PORT=$(free_port)
url=http://localhost:$PORT
command=$(grep -m1 -o 'go run ./generator/cmd/drey new .*--start' README.md) || fail 'the README has no first command'
command=${command/..\/shop/$shop}
launch new bash -c "$command"
serving 300
await 10 grep -q "localhost:$PORT/docs" "$work/new.log"
ok "$(grep -m1 "localhost:$PORT/docs" "$work/new.log")"

# --- the API

say 'the API'
request 201 POST /cats '{"name":"Tom","age":3}'
holds '.id and .name == "Tom" and .age == 3'
id=$(jq -r .id <"$work/body")
request 400 POST /cats '{"name":"x","age":-1}'
problem name age
request 400 POST /cats '{"name":"Ada","age":1} {"name":"Bea"}'
problem
request 400 POST /cats '{"name":"Ada","age":"1"}'
problem age
request 400 POST /cats '{"name":"Ada","age":1,"wings":2}'
problem wings
request 200 GET /cats
holds '.total == 1 and (.items | length) == 1 and .items[0].name == "Tom"'
request 200 GET "/cats/$id"
holds '.name == "Tom"'
request 200 PATCH "/cats/$id" '{"age":4}'
holds '.name == "Tom" and .age == 4'
request 404 GET /cats/999999
problem
request 400 GET /cats/abc
problem param.id
request 201 POST /cats '{"name":"Ada","age":1,"breed":"manx"}'
request 204 DELETE "/cats/$(jq -r .id <"$work/body")"
request 200 GET /docs-json
holds '.openapi | startswith("3.1")'
holds '.paths["/cats"].get and .paths["/cats"].post and .paths["/cats/{id}"].get and .paths["/cats/{id}"].patch and .paths["/cats/{id}"].delete'
cp "$work/body" "$work/openapi.json"
request 200 GET /docs/openapi-3.0.json
holds '.openapi == "3.0.3" and .paths["/cats"].get'
cp "$work/body" "$work/openapi-3.0.json"
request 200 GET /docs-yaml
curl -fsSL "$url/docs" | grep -qi '<!doctype html' || fail '/docs is no page'
ok 'GET /docs'

if [ "$quick" != --quick ]; then
	say 'the document, in the eyes of others'
	node_tools
	modules/openapi/testdata/lint/run.sh "$work/openapi.json" "$work/openapi-3.0.json" \
		modules/openapi/testdata/*.golden.json $(git ls-files 'examples/*openapi.golden.json')
	modules/openapi/testdata/lint/browser.sh "$url/docs"
	PORT=$(free_port) modules/openapi/testdata/lint/pages.sh $(git ls-files 'examples/*openapi.golden.json')
fi
stop

# --- the project

cd "$shop"
build() { GOPROXY=off GOFLAGS=-mod=readonly go build -o "$work/app" ./cmd/server; }

say "the project's own checks"
go test ./...
go vet ./...
ok 'go vet'
lint
ok 'golangci-lint'
[ -z "$(gofmt -l .)" ] || fail "not formatted: $(gofmt -l .)"
if grep -rnIE 'TODO|FIXME|\{\{|not implemented' . --exclude-dir=.git --exclude-dir=.github --exclude-dir=data; then
	fail 'a line nobody would sign'
fi
build || fail 'no build without a proxy'
ok 'builds with GOPROXY=off'

say 'data survives a restart'
launch again "$work/app"
serving
request 200 GET "/cats/$id"
holds '.name == "Tom" and .age == 4'
stop

# --- generate

say 'drey g resource orders, twice'
(cd "$repository" && go build -o "$work/drey" ./generator/cmd/drey)
snapshot() { find . -type f -not -path './data/*' -print0 | sort -z | xargs -0 sha256sum; }
"$work/drey" g resource orders
go test ./...
snapshot >"$work/before"
status=0
"$work/drey" g resource orders || status=$?
[ "$status" = 3 ] || fail "the second run ended with status $status, want 3"
snapshot | cmp - "$work/before" || fail 'the second run changed files'
ok 'refused as a conflict with status 3, nothing changed'

# --- a stop during a request

say 'SIGTERM during a request'
"$work/drey" g module slow
# put FIXTURE: the module slow is now this file alone.
put() {
	rm -f internal/slow/*.go
	cp "$repository/.ci/slow/$1.go.txt" internal/slow/slow.go
}
put whole
build
launch stop "$work/app"
serving
curl -sS -o "$work/slow" -w '%{http_code}' "$url/slow" >"$work/slow.status" &
client=$!
await 10 grep -q 'slow: request begins' "$work/stop.log"
kill -TERM "$running"
status=0
wait "$running" || status=$?
running=
wait "$client" || fail 'the request was cut off'
[ "$(cat "$work/slow.status" "$work/slow")" = 200done ] || fail "the request got $(cat "$work/slow.status" "$work/slow")"
[ "$status" = 0 ] || fail "the application ended with status $status"
hooks=$(grep -o 'slow: .*' "$work/stop.log" | cut -c7- | paste -sd, -)
case $hooks in
*'destroy service,destroy store'*'request ends'*'shutdown service,shutdown store') ;;
*) fail "hooks ran in the order $hooks" ;;
esac
ok "the request completed, hooks ran in reverse order, status 0"

# --- what must not start

say 'mistakes that stop the boot'
for mistake in hidden cycle guard duplicate; do
	put "$mistake"
	build
	status=0
	"$work/app" >"$work/$mistake.log" 2>&1 </dev/null || status=$?
	[ "$status" != 0 ] || fail "$mistake: status 0"
	grep -qE 'slow/slow\.go:[0-9]+' "$work/$mistake.log" || fail "$mistake: no place in the report"
	grep -qE '^ *fix ' "$work/$mistake.log" || fail "$mistake: no remedy in the report"
	ok "$mistake: $(grep -m1 -oE 'D[0-9]{3} .*' "$work/$mistake.log") (status $status)"
done

printf '\nfirst light: everything holds\n'
