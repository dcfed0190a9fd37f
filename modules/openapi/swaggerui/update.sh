#!/bin/sh
# Brings a version of Swagger UI into dist/ and writes assets.lock.
#
#   ./update.sh            checks dist/ against assets.lock and npm
#   ./update.sh 5.35.0     changes to that version
cd "$(dirname "$0")"
npm=swagger-ui-dist
files="swagger-ui-bundle.js swagger-ui.css favicon-32x32.png"
licences="LICENSE NOTICE swagger-ui-bundle.js.LICENSE.txt"
. ../ui/update.sh
