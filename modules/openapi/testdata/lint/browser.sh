#!/bin/sh
# Opens the page of a running application in a headless Chromium, whichever
# user interface it has: its operations must be shown, its console silent, no
# other host asked.
#
#   browser.sh http://localhost:3000/docs        CHROMIUM=/usr/bin/chromium SCREENSHOT=docs.png
#
# With TRY=1 a request is sent from the page, where it can: the first GET.
set -eu
[ $# -eq 1 ] || { echo "usage: $0 http://localhost:3000/docs" >&2; exit 2; }
. "$(dirname "$0")/env.sh"
cp "$here/browser.mjs" "$tools/browser.mjs"
exec node "$tools/browser.mjs" "$1"
