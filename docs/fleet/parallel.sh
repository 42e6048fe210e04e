#!/usr/bin/env bash
# Checks the captures of many hosts with GNU parallel, and merges the partial reports.
#
#   parallel.sh CAPTURES OUT [SHARDS] [-- MERGE-FLAGS...]
#
# CAPTURES/HOST has the rotated files of one host. OUT gets a partial report for each
# host and shard; those that are there already are kept, so the script may be run again
# after anything. SLOTS is the number of local workers. SSHLOGINFILE names a file of machines
# for parallel's --sshloginfile; they need ivrcheck, this script, CAPTURES and OUT at the
# same paths.
set -euo pipefail

one() { # HOST SHARD SHARDS CAPTURES OUT
	local part="$5/$1.$2-$3.ndjson" status=0
	[ ! -e "$part" ] || return 0
	local new="$5/.$1.$2-$3.$$.tmp"
	(cd "$4/$1" && ivrcheck check --jobs 1 --host "$1" --shard "$2/$3" .) >"$new" || status=$?
	case $status in
	0 | 3) mv "$new" "$part" ;; # 3: an input is damaged; merge decides
	*) rm -f "$new" && return "$status" ;;
	esac
}

if [ "${1:-}" = --one ]; then
	shift
	one "$@"
	exit
fi

[ $# -ge 2 ] || { sed -n '2,11s/^# \{0,1\}//p' "$0" >&2 && exit 2; }
captures=$(realpath "$1") out=$(realpath -m "$2") shards=1
shift 2
if [ $# -gt 0 ] && [ "$1" != -- ]; then
	shards=$1
	shift
fi
[ "${1:-}" != -- ] || shift
mkdir -p "$out"
find "$captures" -mindepth 1 -maxdepth 1 -type d -printf '%f\n' | LC_ALL=C sort |
	parallel --will-cite --jobs "${SLOTS:-100%}" ${SSHLOGINFILE:+--sshloginfile "$SSHLOGINFILE"} --retries 3 --halt soon,fail=1 \
		"$(realpath "$0")" --one '{1}' '{2}' "$shards" "$captures" "$out" :::: - ::: $(seq 0 $((shards - 1)))
ivrcheck merge "$@" "$out"/*-"$shards".ndjson
