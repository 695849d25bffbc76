#!/usr/bin/env bash
# Talks to a running minibit node over HTTP, with curl:
#
#   http.sh peer '{"action":"list"}'    one request; also: tracker, peers
#   http.sh watch                       the events, one JSON object a line
#
# MINIBIT_WEB says where the node's web door is (http://127.0.0.1:8080 unless told),
# MINIBIT_API_TOKEN the token where it has one. Fails where the node refuses.
set -euo pipefail

web=${MINIBIT_WEB:-http://127.0.0.1:8080}
# The token goes in by a file descriptor: arguments can be seen by everybody on the machine.
as_me() { [ -z "${MINIBIT_API_TOKEN:-}" ] || echo "header = \"Authorization: Bearer $MINIBIT_API_TOKEN\""; }

case $#:${1:-} in
  1:watch) curl -sSN --fail-with-body -K <(as_me) "$web/api/events" | sed -un 's/^data: //p' ;;
  2:*) curl -sS --fail-with-body -K <(as_me) "$web/api/$1" --data-raw "$2" && echo ;;
  *) echo "usage: http.sh ROLE JSON, or: http.sh watch" >&2 && exit 2 ;;
esac
