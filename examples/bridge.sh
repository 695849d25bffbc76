#!/usr/bin/env bash
# One request to a running minibit node through its TCP event-bus bridge, with bash alone:
#
#   bridge.sh minibit.peer '{"action":"list"}'
#
# MINIBIT_BRIDGE says where the node's api door is (127.0.0.1:7000 unless told), MINIBIT_API_TOKEN
# the token where it has one. Prints the whole reply; fails where that is an error.
set -euo pipefail
LC_ALL=C # Lengths are counted in bytes.

[ $# -eq 2 ] || { echo "usage: bridge.sh ADDRESS JSON" >&2; exit 2; }
bridge=${MINIBIT_BRIDGE:-127.0.0.1:7000}
frame='{"type":"send","address":"'$1'","replyAddress":"reply","headers":{"token":"'${MINIBIT_API_TOKEN:-}'"},"body":'$2'}'

exec 3<>"/dev/tcp/${bridge%:*}/${bridge##*:}"
# Each way a message is four bytes of length, highest first, and JSON of that length.
length=$(printf '%08x' ${#frame})
printf "\\x${length:0:2}\\x${length:2:2}\\x${length:4:2}\\x${length:6:2}%s" "$frame" >&3
answer=$((16#$(head -c 4 <&3 | od -An -tx1 | tr -d ' \n')))
reply=$(head -c "$answer" <&3)
echo "$reply"
case $reply in '{"type":"err"'*) exit 1 ;; esac
