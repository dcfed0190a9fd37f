#!/usr/bin/env bash
# Looks at an OpenAPI document with other people's eyes:
#
#   bash .ci/document.sh openapi.json [http://localhost:3000]
#
# Redocly and Spectral lint the file without errors; with an address, a real
# browser shows /docs there and asks nobody else for anything.
set -euo pipefail
document=$(realpath "$1") address=${2:-}
cd "$(dirname "$0")/.."
source .ci/tools.sh
node_tools

export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true
bin=.ci/node/node_modules/.bin

"$bin/redocly" lint "$document" --config .ci/node/redocly.yaml
"$bin/spectral" lint "$document" --ruleset .ci/node/spectral.yaml --fail-severity error
[ -z "$address" ] || node .ci/node/browser.js "$address/docs"
