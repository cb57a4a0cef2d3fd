"""Compares each view of schema i (see indicators.sql) with what the platform answers. Usage: indicators_compare.py TOKEN KPI..."""

import csv
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

token, kpi = sys.argv[1], sys.argv[2:]
# Days compared, and whether an indicator may be without a value in all of them: not everything happens in every history.
first, end, sparse = os.environ.get("KPI_FROM", "2025-01-01"), os.environ.get("KPI_TO", "2026-01-01"), "KPI_SPARSE" in os.environ
only = {name for name in sys.argv[2:] if name.startswith("+")}
kpi = [word for word in kpi if word not in only]
# Medians are answered out of a sketch, within 1 %.
TOLERANCE = {"response_time": 0.0101}


def psql(query):
    done = subprocess.run(["psql", "--csv", "-t", "-v", "ON_ERROR_STOP=1", "-c", query], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return list(csv.reader(done.stdout.splitlines()))


def computed(indicator):
    rows = psql(f'select label, component, value from i."{indicator}" order by 1, 2')
    return {(label, component): float(value) if value else None for label, component, value in rows}


def answered(indicator):
    cells = {}
    for granularity in ("month", "quarter", "year"):
        command = [*kpi, "indicator", "series", indicator, "--by", granularity, "--from", first, "--to", end, "--token", token, "-o", "json"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr)
        for series in json.loads(done.stdout):
            for value in series["values"]:
                label = value["period"]["label"]
                cells[label, ""] = value.get("value")
                cells.update({(label, part["id"]): part.get("value", 0) for part in value.get("components", [])})
    return cells


def same(indicator, expected, actual):
    if expected is None or actual is None:
        return expected is actual
    return abs(expected - actual) <= TOLERANCE.get(indicator, 1e-9) * max(1, abs(expected))


def compare(indicator):
    try:
        expected, actual = computed(indicator), answered(indicator)
    except RuntimeError as error:
        return indicator, 0, [str(error).strip()]
    values = {label for label, _ in actual}
    # A group without rows has no value; a part that the platform leaves out has none either.
    keys = {(label, part) for label in values for part in {part for _, part in expected} | {""}}
    differing = [f"{label} {part or 'value'}: SQL {expected.get((label, part))}, platform {actual.get((label, part))}"
                 for label, part in sorted(keys) if not same(indicator, expected.get((label, part)), actual.get((label, part)))]
    if not sparse and not any(value is not None for value in expected.values()):
        differing.append("no cell has a value, so nothing was compared")
    return indicator, len(keys), differing


indicators = [name for (name,) in psql("select table_name from information_schema.views where table_schema = 'i' order by 1")]
if only:
    indicators = [name for name in indicators if "+" + name in only]
failures = cells = 0
with ThreadPoolExecutor(2) as pool:
    for indicator, count, differing in pool.map(compare, indicators):
        cells += count
        failures += bool(differing)
        print(f"DIFFERS  {indicator}: {len(differing)} of {count} cells" if differing else f"ok       {indicator}: {count} cells", flush=True)
        for line in differing:
            print(f"         {line}")
listed = subprocess.run([*kpi, "indicator", "list", "-o", "json"], capture_output=True, text=True, check=True)
names = [entry.get("indicator") or entry.get("id") or entry["name"].rsplit("/", 1)[-1] for entry in json.loads(listed.stdout)]
print("not computed in SQL:", ", ".join(sorted(set(names) - set(indicators))))
print(f"{len(indicators)} indicators, {cells} cells, {failures} indicators differ")
sys.exit(1 if failures else 0)
