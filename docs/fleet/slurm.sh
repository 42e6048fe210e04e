#!/usr/bin/env bash
#SBATCH --job-name=ivrcheck
#SBATCH --array=0-79
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=1
#SBATCH --mem=256M
#SBATCH --time=04:00:00
#SBATCH --requeue
# A Slurm array: a task for each host and shard, 20 hosts x 4 shards here. HOSTS is a file with a
# host in each line, CAPTURES/HOST has its rotated files, OUT gets the partial reports.
#
#   sbatch --export=ALL,HOSTS=hosts,CAPTURES=/data/captures,OUT=/data/parts slurm.sh
#   ivrcheck merge /data/parts/*.ndjson        # when the array has ended
#
# A task that is requeued or submitted again does only what is not there yet.
set -euo pipefail
shards=${SHARDS:-4}
index=${SLURM_ARRAY_TASK_ID:?run by sbatch}
host=$(sed -n "$((index / shards + 1))p" "${HOSTS:?}")
shard=$((index % shards))
part="${OUT:?}/$host.$shard-$shards.ndjson"
[ -n "$host" ] || exit 0
[ ! -e "$part" ] || exit 0
new="$OUT/.$host.$shard-$shards.$index.tmp"
status=0
(cd "${CAPTURES:?}/$host" && ivrcheck check --jobs 1 --host "$host" --shard "$shard/$shards" .) >"$new" || status=$?
case $status in
0 | 3) mv "$new" "$part" ;; # 3: an input is damaged; merge decides
*) exit "$status" ;;
esac
