#!/bin/sh
# Checks OpenAPI documents as their users would: Redocly's recommended rules,
# Spectral's OpenAPI rules, and TypeScript types that compile strictly.
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
	"$tools/node_modules/.bin/openapi-typescript" "$document" --output "$types/document$n.ts" >/dev/null
done
"$tools/node_modules/.bin/tsc" --noEmit --strict --target es2022 --module esnext "$types"/*.ts
echo "$n documents: types compile"
