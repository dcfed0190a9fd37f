#!/bin/sh
# Opens each of the pages that there are, Swagger UI, Scalar and Redoc, with two
# documents: see browser.sh.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
running=
trap '[ -z "$running" ] || kill "$running"; rm -rf "$work"' EXIT
go build -o "$work/pages" ../pages

export PORT="${PORT:-34115}"
for page in swaggerui scalar redoc; do
	"$work/pages" $page >"$work/log" 2>&1 &
	running=$!
	tries=0
	until grep -qs listening "$work/log"; do
		tries=$((tries + 1))
		kill -0 "$running" && [ $tries -lt 100 ] || { cat "$work/log" >&2; exit 1; }
		sleep 0.1
	done
	for document in docs docs/admin; do
		echo "$page"
		./browser.sh "http://localhost:$PORT/$document"
	done
	kill "$running"
	wait "$running" || true
	running=
done
