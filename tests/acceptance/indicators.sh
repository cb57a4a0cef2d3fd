#!/usr/bin/env bash
# Computes indicators in SQL from the interactions alone and compares every cell with what the platform answers. See README.md here.
set -euo pipefail

if [[ ${1:-} == cdnow ]]; then
  file=$(realpath "$2")
  seed=
  # What these purchases say nothing about has no value on either side.
  export KPI_FROM=1997-01-01 KPI_TO=1998-07-01 KPI_SPARSE=1
else
  file=
  seed=${1:-20250101}
  export KPI_FROM=2025-01-01 KPI_TO=2026-01-01
fi
cd "$(dirname "$0")/../.."
here=tests/acceptance
scratch=$(mktemp -d)
host_pid=
postgres_pid=
bin=
as=()

cleanup() {
  [[ -z $host_pid ]] || kill -TERM "$host_pid" 2>/dev/null || true
  [[ -z $host_pid ]] || wait "$host_pid" 2>/dev/null || true
  [[ -z $postgres_pid ]] || "${as[@]}" "$bin/pg_ctl" stop -D "$scratch/pg/data" -m fast -s || true
  rm -rf "$scratch"
}
trap cleanup EXIT

configuration=${KPI_CONFIGURATION:-Release}
for project in Cli Host; do
  dotnet build "src/KpiPlatform.$project" -c "$configuration" -v q -nologo >"$scratch/build.log" 2>&1 || { cat "$scratch/build.log"; exit 1; }
done
kpi=(dotnet "$PWD/src/KpiPlatform.Cli/bin/$configuration/net10.0/kpi.dll")
server=(dotnet "$PWD/src/KpiPlatform.Host/bin/$configuration/net10.0/KpiPlatform.Host.dll")

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

ready() { python3 -c 'import sys, urllib.request; urllib.request.urlopen(sys.argv[1], timeout=2)' "$1" 2>/dev/null; }

# A server on a socket in the scratch directory alone; it refuses to run as root.
start_postgres() {
  bin=$(dirname "$(command -v initdb || ls -d /usr/lib/postgresql/*/bin/initdb | sort -V | tail -n 1)")
  [[ $(id -u) != 0 ]] || as=(runuser -u postgres --)
  mkdir "$scratch/pg"
  chmod 755 "$scratch"
  [[ $(id -u) != 0 ]] || chown postgres "$scratch/pg"
  "${as[@]}" "$bin/initdb" -D "$scratch/pg/data" -U postgres -A trust -E UTF8 --locale=C >"$scratch/initdb.log" 2>&1 || { cat "$scratch/initdb.log"; exit 1; }
  "${as[@]}" "$bin/postgres" -D "$scratch/pg/data" -k "$scratch/pg" -c listen_addresses= >"$scratch/postgres.log" 2>&1 &
  postgres_pid=$!
  export PGHOST=$scratch/pg PGUSER=postgres PGDATABASE=postgres
  for _ in $(seq 100); do
    psql -c 'select 1' >/dev/null 2>&1 && return
    sleep 0.2
  done
  cat "$scratch/postgres.log"
  exit 1
}

start_host() {
  local web
  web=$(free_port)
  KPI_ADDRESS=http://127.0.0.1:$(free_port)
  Kpi__Key=kpi_$(python3 -c 'import secrets; print(secrets.token_hex(20))')
  KPI_KEY=$Kpi__Key
  export KPI_ADDRESS Kpi__Key KPI_KEY
  "${server[@]}" --database "Host=$PGHOST;Username=postgres;Database=kpi" --address "$KPI_ADDRESS" --web-address "http://127.0.0.1:$web" \
    --log-level Warning >"$scratch/host.log" 2>&1 &
  host_pid=$!
  for _ in $(seq 300); do
    ready "http://127.0.0.1:$web/health/ready" && return
    kill -0 "$host_pid" 2>/dev/null || break
    sleep 0.2
  done
  echo "The server did not start:"
  tail -n 20 "$scratch/host.log"
  exit 1
}

start_postgres
psql -q -c 'create database kpi' -c 'create database oracle'
start_host

export KPI_TENANT=oracle
"${kpi[@]}" tenant create oracle -f "$here/indicators_tenant.yaml" --currency "$([[ -n $file ]] && echo USD || echo EUR)" >/dev/null
if [[ -n $file ]]; then
  history=("$file" --layout cdnow --shuffle 7)
else
  python3 "$here/indicators_history.py" "$scratch" "$seed" "${2:-}"
  history=("$scratch/history.csv" --mapping "$scratch/mapping.yaml")
fi
"${kpi[@]}" import "${history[@]}" -o json >"$scratch/import.json" || { cat "$scratch/import.json"; exit 1; }
token=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["token"])' "$scratch/import.json")

# One recorded interaction a line, quoted as CSV so that nothing of it is read as an escape.
"${kpi[@]}" interactions list --limit 1000000 --token "$token" -o json | python3 -c '
import csv, json, sys
rows = csv.writer(sys.stdout)
for recorded in json.load(sys.stdin):
    rows.writerow([json.dumps(recorded["interaction"])])' >"$scratch/interactions.csv"
export PGDATABASE=oracle PGOPTIONS='-c client_min_messages=warning'
psql -q -v ON_ERROR_STOP=1 -c 'create table recorded (interaction jsonb not null)' -c '\copy recorded from '"'$scratch/interactions.csv'"' (format csv)'
psql -q -v ON_ERROR_STOP=1 -v first="$KPI_FROM" -v last="$(date -d "$KPI_TO - 1 day" +%F)" -f "$here/indicators.sql"
python3 "$here/indicators_compare.py" "$token" "${kpi[@]}"
