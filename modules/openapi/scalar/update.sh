#!/bin/sh
# Brings a version of Scalar into dist/ and writes assets.lock.
#
#   ./update.sh            checks dist/ against assets.lock and npm
#   ./update.sh 1.72.1     changes to that version
cd "$(dirname "$0")"
npm=@scalar/api-reference
files="dist/browser/standalone.js"
licences=""
. ../ui/update.sh
