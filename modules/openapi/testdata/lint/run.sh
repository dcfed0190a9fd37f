#!/bin/sh
# Checks OpenAPI documents as their users would: Redocly's recommended rules,
# Spectral's OpenAPI rules, and TypeScript types that compile strictly.
# A document of 3.0 is given to a generator from the time before 3.1, too.
# Any error fails. Warnings of Redocly are shown; those of Spectral are about
# prose, which handlers may do without.
#
#   run.sh document.json...
set -eu
[ $# -gt 0 ] || { echo "usage: $0 document.json..." >&2; exit 2; }
. "$(dirname "$0")/env.sh"
types=$(mktemp -d)
trap 'rm -rf "$types"' EXIT

"$tools/node_modules/.bin/redocly" lint --config "$here/redocly.yaml" --format stylish "$@"
"$tools/node_modules/.bin/spectral" lint --ruleset "$here/spectral.yaml" --fail-severity error --display-only-failures "$@"

n=0
for document in "$@"; do
	n=$((n + 1))
	node "$tools/node_modules/openapi-typescript/bin/cli.js" "$document" --output "$types/document$n.ts" >/dev/null
	if grep -q '"openapi": "3\.0' "$document"; then
		node "$tools/node_modules/openapi-typescript-30/bin/cli.js" "$document" --output "$types/document$n-30.ts" >/dev/null
	fi
done
"$tools/node_modules/.bin/tsc" --noEmit --strict --target es2022 --module esnext "$types"/*.ts
echo "$n documents: types compile"
