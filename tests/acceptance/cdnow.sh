#!/usr/bin/env bash
# Imports the CDNOW purchase histories and checks every figure known of them. See README.md here.
set -euo pipefail

file=$(realpath "${1:?usage: cdnow.sh PATH/CDNOW_master.txt [sqlite|postgresql]...}")
shift
databases=("$@")
((${#databases[@]})) || databases=(sqlite postgresql)
cd "$(dirname "$0")/../.."
scratch=$(mktemp -d)
host_pid=
postgres_pid=
bin=
as=()
failures=0

cleanup() {
  [[ -z $host_pid ]] || kill -9 "$host_pid" 2>/dev/null || true
  [[ -z $postgres_pid ]] || "${as[@]}" "$bin/pg_ctl" stop -D "$scratch/pg/data" -m fast -s || true
  rm -rf "$scratch"
}
trap cleanup EXIT

configuration=${KPI_CONFIGURATION:-Release}
dotnet build src/KpiPlatform.Cli -c "$configuration" -v q -nologo >"$scratch/build.log" 2>&1 || { cat "$scratch/build.log"; exit 1; }
dotnet build src/KpiPlatform.Host -c "$configuration" -v q -nologo >"$scratch/build.log" 2>&1 || { cat "$scratch/build.log"; exit 1; }
kpi=(dotnet "$PWD/src/KpiPlatform.Cli/bin/$configuration/net10.0/kpi.dll")
server=(dotnet "$PWD/src/KpiPlatform.Host/bin/$configuration/net10.0/KpiPlatform.Host.dll")

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

ready() { python3 -c 'import sys, urllib.request; urllib.request.urlopen(sys.argv[1], timeout=2)' "$1" 2>/dev/null; }

start_host() {
  local web
  web=$(free_port)
  KPI_ADDRESS=http://127.0.0.1:$(free_port)
  Kpi__Key=kpi_$(python3 -c 'import secrets; print(secrets.token_hex(20))')
  KPI_KEY=$Kpi__Key
  export KPI_ADDRESS Kpi__Key KPI_KEY
  "${server[@]}" --database "$1" --address "$KPI_ADDRESS" --web-address "http://127.0.0.1:$web" --log-level Warning >>"$scratch/host.log" 2>&1 &
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

stop_host() {
  kill -TERM "$host_pid"
  wait "$host_pid" || { echo "The server did not stop gracefully:"; tail -n 20 "$scratch/host.log"; failures=$((failures + 1)); }
  host_pid=
}

start_postgres() {
  [[ -z ${KPI_TEST_POSTGRES:-} && -z $postgres_pid ]] || return 0
  bin=$(dirname "$(command -v initdb || ls -d /usr/lib/postgresql/*/bin/initdb | sort -V | tail -n 1)")
  # initdb refuses to run as root.
  [[ $(id -u) != 0 ]] || as=(runuser -u postgres --)
  mkdir "$scratch/pg"
  chmod 755 "$scratch"
  [[ $(id -u) != 0 ]] || chown postgres "$scratch/pg"
  "${as[@]}" "$bin/initdb" -D "$scratch/pg/data" -U postgres -A trust -E UTF8 --locale=C >"$scratch/initdb.log" 2>&1 || { cat "$scratch/initdb.log"; exit 1; }
  "${as[@]}" "$bin/postgres" -D "$scratch/pg/data" -k "$scratch/pg" -c listen_addresses= >"$scratch/postgres.log" 2>&1 &
  postgres_pid=$!
  for _ in $(seq 100); do
    psql -h "$scratch/pg" -U postgres -c 'select 1' >/dev/null 2>&1 && return
    sleep 0.2
  done
  cat "$scratch/postgres.log"
  exit 1
}

# A fresh database of a kind; prints how a server opens it.
new_database() {
  if [[ $1 == sqlite ]]; then
    echo "$scratch/$2.db"
  elif [[ -n ${KPI_TEST_POSTGRES:-} ]]; then
    local name=kpi_cdnow_$$_$2
    psql -q -c "create database $name" >&2
    echo "$KPI_TEST_POSTGRES;Database=$name"
  else
    psql -q -h "$scratch/pg" -U postgres -c "create database kpi_$2" >&2
    echo "Host=$scratch/pg;Username=postgres;Database=kpi_$2"
  fi
}

new_tenant() {
  "${kpi[@]}" tenant create "$1" --currency USD --time-zone Etc/UTC --lapse-days "$2" >/dev/null
}

# Imports; prints how it went and leaves the token in $token. Expects so many accepted lines and duplicates.
import() {
  local expected_accepted=$1 expected_duplicates=$2 accepted duplicates rejected rate
  shift 2
  "${kpi[@]}" import "$file" --layout cdnow -o json "$@" >"$scratch/import.json" 2>"$scratch/import.log" || { cat "$scratch/import.log" "$scratch/import.json"; failures=$((failures + 1)); }
  read -r accepted duplicates rejected rate token < <(python3 -c '
import json, sys
summary = json.load(open(sys.argv[1]))
print(summary["accepted"], summary["duplicates"], summary["rejected"], round(summary["linesPerSecond"]), summary["token"])' "$scratch/import.json")
  echo "imported: $accepted accepted, $duplicates duplicates, $rejected rejected, $rate lines/s"
  if [[ $expected_accepted != any && "$accepted $duplicates $rejected" != "$expected_accepted $expected_duplicates 0" ]]; then
    echo "DIFFERS  expected $expected_accepted accepted, $expected_duplicates duplicates, 0 rejected"
    failures=$((failures + 1))
  fi
}

figures() {
  python3 tests/acceptance/cdnow_figures.py "$1" "$token" "${kpi[@]}" || failures=$((failures + 1))
}

recorded() {
  "${kpi[@]}" indicator series orders --by year --from 1997-01-01 --to 1999-01-01 -o csv | python3 -c '
import csv, sys
print(int(sum(float(row["value"] or 0) for row in csv.DictReader(sys.stdin))))'
}

lines=69659
for kind in "${databases[@]}"; do
  [[ $kind != postgresql ]] || start_postgres

  database=$(new_database "$kind" once)
  start_host "$database"
  export KPI_TENANT=cdnow
  new_tenant cdnow 90
  import $lines 0
  figures "$kind, once"
  import 0 $lines
  figures "$kind, twice"
  export KPI_TENANT=cdnow30
  new_tenant cdnow30 30
  import $lines 0
  figures "$kind, lapse 30 days"
  export KPI_TENANT=cdnow
  stop_host
  start_host "$database"
  token=
  figures "$kind, after a restart"
  stop_host

  start_host "$(new_database "$kind" shuffled)"
  new_tenant cdnow 90
  import $lines 0 --shuffle 42
  figures "$kind, in random order"
  stop_host

  database=$(new_database "$kind" killed)
  start_host "$database"
  new_tenant cdnow 90
  "${kpi[@]}" import "$file" --layout cdnow --retry-for 0 >/dev/null 2>&1 &
  importing=$!
  while (($(recorded) < 10000)); do :; done
  kill -9 "$host_pid"
  wait "$host_pid" 2>/dev/null || true
  wait "$importing" || true
  start_host "$database"
  left=$(recorded)
  echo "killed with $left recorded"
  ((left >= 10000 && left < lines)) || { echo "DIFFERS  the kill was to come in the middle"; failures=$((failures + 1)); }
  import $((lines - left)) "$left"
  figures "$kind, killed and resumed"
  stop_host
done

if ((failures)); then
  echo "$failures checks failed"
  exit 1
fi
echo "All figures are as expected."
