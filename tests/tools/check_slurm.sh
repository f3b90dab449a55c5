#!/usr/bin/env bash
# check_slurm.sh PCACHESIM - a sweep as an array job of Slurm, and with GNU parallel, gives what one machine gives
#
# Starts munge, slurmctld and slurmd of its own on the loopback, one node, in a folder of its own, submits the shipped job script,
# merges, and compares byte for byte.  Needs root, and the packages of './bootstrap install slurm'; without them it says so and
# passes.  What it prints ends with the counts for .ci/run.
set -eu

program=$(readlink -f -- "$1")
root=$(dirname -- "$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")")
script=$root/scenarios/cluster/sweep.sbatch
small=$root/tests/cli/small.yaml

skip ()
{
  printf 'note: skipped: %s\n' "$*"
  exit 0
}

[ "$(id -u)" -eq 0 ] || skip 'Slurm is tried where root is'
for tool in munged slurmctld slurmd sbatch squeue sinfo parallel; do
  command -v "$tool" >/dev/null || skip "there is no $tool; './bootstrap install slurm' gets it"
done

work=$(mktemp -d)
daemons=()
cleanup ()
{
  status=$?
  if [ "$status" -ne 0 ]; then
    tail -n 20 "$work"/*.log || true
  fi
  # In the reverse order, each waited for, so that nobody outlives what it talks to.
  for ((i = ${#daemons[@]} - 1; i >= 0; i--)); do
    kill "${daemons[i]}" 2>/dev/null || true
    wait "${daemons[i]}" 2>/dev/null || true
  done
  rm -rf "$work"
  exit "$status"
}
trap cleanup EXIT

fail ()
{
  printf 'check_slurm: %s\n' "$*" >&2
  printf '%d passed, 1 failed\n' "$passed"
  exit 1
}

# wait_for WHAT COMMAND...: until it succeeds, for a minute at most.
wait_for ()
{
  local what=$1 tries
  shift
  for ((tries = 0; tries < 300; tries++)); do
    if "$@"; then
      return
    fi
    sleep 0.2
  done
  fail "$what"
}

# free_port: one that nobody listens on.
free_port ()
{
  python3 -c 'import socket; s = socket.socket (); s.bind (("127.0.0.1", 0)); print (s.getsockname ()[1])'
}

start_cluster ()
{
  local host
  host=$(hostname -s)
  mkdir "$work/state" "$work/spool"
  chmod 0755 "$work"
  dd if=/dev/urandom of="$work/munge.key" bs=128 count=1 status=none
  chmod 0400 "$work/munge.key"
  munged --foreground --force --num-threads=2 --key-file="$work/munge.key" --socket="$work/munge.socket" \
    --pid-file="$work/munge.pid" --seed-file="$work/munge.seed" --log-file="$work/munge-own.log" >"$work/munged.log" 2>&1 &
  daemons+=($!)
  wait_for 'munged does not start' test -S "$work/munge.socket"
  export SLURM_CONF=$work/slurm.conf
  cat >"$SLURM_CONF" <<END
ClusterName=loopback
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$(free_port)
SlurmdPort=$(free_port)
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$work/munge.socket
CredType=cred/munge
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
MailProg=/bin/true
ReturnToService=2
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
END
  slurmctld -D -c >"$work/slurmctld.log" 2>&1 &
  daemons+=($!)
  slurmd -D -c >"$work/slurmd.log" 2>&1 &
  daemons+=($!)
  wait_for 'no node becomes idle' is_idle
}

is_idle ()
{
  [ "$(sinfo --noheader --format %T 2>/dev/null)" = idle ]
}

is_over ()
{
  [ -z "$(squeue --noheader 2>/dev/null || echo busy)" ]
}

# shellcheck disable=SC2054 # the commas belong to the values
points=(--set 'events=[]' --duration 600ms --vary tunables.segpcache_maxwindow=1MiB,2MiB,4MiB
  --vary tunables.segpcache_shrink_shift=lin:1:5:3 --replications 3)

# submit OPTION... : the job script as an array, until all tasks are over.
submit ()
{
  sbatch --parsable --chdir="$work" "$@" "$script" "$small" "${points[@]}" --output "$work/shards" >"$work/job"
  wait_for "the job $(cat "$work/job") does not end" is_over
}

same_tables ()
{
  cmp "$work/whole/sweep.csv" "$1/sweep.csv" && cmp "$work/whole/points.csv" "$1/points.csv"
}

passed=0
check ()
{
  local what=$1
  shift
  "$@" || fail "$what"
  printf 'ok: %s\n' "$what"
  passed=$((passed + 1))
}

merge_refuses ()
{
  ! "$program" merge "$work/shards" --output "$work/early" >"$work/merge.out" 2>&1 &&
    grep -qF 'shard 4/4 is missing' "$work/merge.out"
}

export PCACHESIM=$program
"$program" sweep "$small" "${points[@]}" --quiet --output "$work/whole"
start_cluster
SHARDS=4 submit --array=1-3
check 'three of four tasks of an array are refused, and the missing shard is named' merge_refuses
SHARDS=4 submit --array=4
check 'the missing task alone completes the array' "$program" merge "$work/shards" --quiet --output "$work/merged"
check 'shards of Slurm give the bytes of one machine' same_tables "$work/merged"
rm -r "$work/shards"
submit --array=1-8
check 'the shards of an array are as many as its tasks' "$program" merge "$work/shards" --quiet --output "$work/merged8"
check 'eight shards give the same bytes' same_tables "$work/merged8"
parallel --will-cite -j 2 --quote "$program" sweep "$small" "${points[@]}" --jobs 1 --quiet --output "$work/parallel" \
  --shard '{}/6' ::: 1 2 3 4 5 6
check 'shards of GNU parallel can be merged' "$program" merge "$work/parallel" --quiet
check 'and give the same bytes' same_tables "$work/parallel"
printf 'note: %s\n' "$(sinfo --version)"
printf '%d passed, 0 failed\n' "$passed"
