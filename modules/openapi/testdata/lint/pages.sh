#!/bin/sh
# Opens each of the pages that there are, Swagger UI, Scalar and Redoc: with two
# documents, sending a request where the page can, and with each of the documents
# that are given. See browser.sh.
#
#   pages.sh [openapi.json...]
set -eu
at=$(pwd)
cd "$(dirname "$0")"
work=$(mktemp -d)
running=
trap '[ -z "$running" ] || kill "$running"; rm -rf "$work"' EXIT
go build -o "$work/pages" ../pages

export PORT="${PORT:-34115}"

# serve PAGE [FILE]: until it listens.
serve() {
	"$work/pages" "$@" >"$work/log" 2>&1 &
	running=$!
	tries=0
	until grep -qs listening "$work/log"; do
		tries=$((tries + 1))
		kill -0 "$running" && [ $tries -lt 100 ] || { cat "$work/log" >&2; exit 1; }
		sleep 0.1
	done
}

halt() {
	kill "$running"
	wait "$running" || true
	running=
}

for page in swaggerui scalar redoc; do
	serve $page
	for document in docs docs/admin; do
		echo "$page"
		TRY=1 ./browser.sh "http://localhost:$PORT/$document"
	done
	halt
	for file in "$@"; do
		echo "$page, $file"
		case $file in /*) ;; *) file=$at/$file ;; esac
		serve $page "$file"
		./browser.sh "http://localhost:$PORT/docs"
		halt
	done
done
