"""Compares the figures known of the CDNOW data with what a server answers.

Usage: cdnow_figures.py SCENARIO TOKEN KPI...   (KPI: the command that runs the tool; KPI_ADDRESS and KPI_TENANT say where)
Prints a line for each figure and exits with 1 if one differs. The tenant named with "30" has a lapse of 30 days, all others 90.

Counts and sums are properties of the file (awk over CDNOW_master.txt gives them). Retention: S and E are the customers with a purchase in
the lapse before the start and the end of the period, counted from the file in the same way.
"""

import csv
import io
import json
import os
import subprocess
import sys

SCENARIO, TOKEN, *KPI = sys.argv[1:]


def run(*arguments):
    done = subprocess.run([*KPI, *arguments, "--token", TOKEN], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"kpi {' '.join(arguments)} ended with {done.returncode}: {done.stderr}")
    return done.stdout


def series(indicator, by, start, end):
    document = json.loads(run("indicator", "series", indicator, "--by", by, "--from", start, "--to", end, "-o", "json"))
    found = document["series"] if isinstance(document, dict) else document
    return found[0]["values"] if "values" in found[0] else found


def value(indicator, by, start, end):
    return series(indicator, by, start, end)[0]


def rows(*arguments):
    return list(csv.DictReader(io.StringIO(run(*arguments, "--limit", "0", "-o", "csv"))))


def cohorts(*arguments):
    text = run("analysis", "cohorts", "--from", "1997-01-01", "--to", "1997-04-01", *arguments, "-o", "csv")
    return list(csv.DictReader(io.StringIO(text)))


def part(found, name):
    return next(component["value"] for component in found["components"] if component["id"] == name)


def lapse_90():
    whole = ("custom", "1997-01-01", "1998-07-01")
    yield "orders", 69_659, value("orders", *whole)["value"]
    yield "orders by month, summed", 69_659, sum(month["value"] for month in series("orders", "month", *whole[1:]))
    yield "revenue", 2_500_315.63, value("revenue", *whole)["value"]
    yield "revenue by quarter, summed", 2_500_315.63, sum(quarter["value"] for quarter in series("revenue", "quarter", *whole[1:]))
    customers = rows("customer", "list")
    yield "customers", 23_570, len(customers)
    yield "orders of all customers", 69_659, sum(int(float(customer["orders"])) for customer in customers)
    yield "revenue of all customers", 2_500_315.63, sum(float(customer["revenue"]) for customer in customers)
    yield "customers with 2 purchases or more", 11_662, len(rows("customer", "list", "--filter", "orders >= 2"))
    purchases = rows("interactions", "list")
    yield "purchases listed", 69_659, len(purchases)
    amounts = [json.loads(purchase["facts"])["amount"] for purchase in purchases]
    yield "purchases of amount 0", 80, sum(int(amount["units"]) == 0 and amount["nanos"] == 0 for amount in amounts)

    # January starts the data, so that month's customers are its cohort.
    new_by_month = series("new_customers", "month", "1997-01-01", "1997-07-01")
    for month, expected in zip(("1997-01", "1997-02", "1997-03", "1997-04"), (7_846, 8_476, 7_248, 0)):
        yield f"first purchase in {month}", expected, new_by_month[int(month[-2:]) - 1]["value"]
    active = series("active_customers", "month", "1997-01-01", "1998-07-01")
    for month, expected in (("1997-01", 7_846), ("1997-04", 2_822), ("1997-12", 1_864), ("1998-06", 1_506)):
        yield f"active in {month}", expected, active[(int(month[3]) - 7) * 12 + int(month[-2:]) - 1]["value"]
    yield "revenue of 1997-03", 393_155.27, value("revenue", "month", "1997-03-01", "1997-04-01")["value"]
    yield "revenue of 1998-06", 76_109.30, value("revenue", "month", "1998-06-01", "1998-07-01")["value"]

    for label, start, end, retained, base, rate in (
        ("Q3 1997", "1997-07-01", "1997-10-01", 2_239, 5_322, 42.07),
        ("Q1 1998", "1998-01-01", "1998-04-01", 1_938, 4_176, 46.41),
        ("Q2 1998", "1998-04-01", "1998-07-01", 1_754, 3_817, 45.95),
    ):
        for by in ("quarter", "custom"):
            found = value("customer_retention_rate", by, start, end)
            yield f"retained in {label} ({by})", retained, found["numerator"]
            yield f"base at start of {label} ({by})", base, found["denominator"]
            yield f"retention of {label} ({by}), %", rate, round(found["value"], 2)
        yield f"churn of {label}, %", round(100 - 100 * retained / base, 6), round(value("churn_rate", "quarter", start, end)["value"], 6)
    movement = value("base_movement", "quarter", "1997-07-01", "1997-10-01")
    for name, expected in (("start", 5_322), ("end", 4_195), ("returned", 1_956), ("lost", 3_083), ("new_in_base", 0)):
        yield f"base movement of Q3 1997: {name}", expected, part(movement, name)
    yield "base at end of Q1 1998", 3_817, part(value("base_movement", "quarter", "1998-01-01", "1998-04-01"), "end")

    often = value("buying_frequency_increase_share", "quarter", "1998-01-01", "1998-04-01")
    yield "buying more often in Q1 1998", 2_422, often["numerator"]
    yield "customers to compare in Q1 1998", 6_055, often["denominator"]
    yield "buying more often, %", 40.0, round(often["value"], 2)

    ever = value("repeat_customer_rate", "month", "1998-06-01", "1998-07-01")
    yield "repeat customers ever", 11_662, ever["numerator"]
    yield "repeat customers ever, %", 49.48, round(ever["value"], 2)
    june = value("repeat_in_period_rate", "month", "1998-06-01", "1998-07-01")
    yield "payers in June 1998", 1_506, june["denominator"]
    yield "of them with 2 orders or more", 323, june["numerator"]
    back = value("return_after_first_purchase", "month", "1998-06-01", "1998-07-01")
    yield "first-time buyers, 90 days over", 23_570, back["denominator"]
    yield "back within 90 days of the first", 7_079, back["numerator"]

    # Rolling cohorts: steps of 90 days from each customer's own first purchase, of those for whom they are over by July 1998.
    rolling = cohorts("--days", "90")
    yield "rolling cohorts: customers", 23_570, sum(int(row["cohort_customers"]) for row in rolling if row["step"] == "0")
    yield "rolling cohorts: 90 days over", 23_570, sum(int(row["matured_customers"]) for row in rolling if row["step"] == "0")
    yield "rolling cohorts: back within 90 days", 7_079, sum(int(row["customers"]) for row in rolling if row["step"] == "0")
    calendar = {(row["cohort"], row["step"]): int(row["customers"]) for row in cohorts()}
    for label, size in (("1997-01", 7_846), ("1997-02", 8_476), ("1997-03", 7_248)):
        yield f"calendar cohorts: {label}", size, calendar[label, "0"]
    acquired = {(row["cohort"], row["step"]): int(row["customers"]) for row in cohorts("--by", "acquisition")}
    yield "cells in which cohorts by first purchase and by acquisition differ", 0, sum(acquired.get(key) != calendar.get(key) for key in acquired.keys() | calendar.keys())


def lapse_30():
    period = ("custom", "1997-03-01", "1997-06-01")
    retention = value("customer_retention_rate", *period)
    yield "lapse 30: retained Mar-May 1997", 1_081, retention["numerator"]
    yield "lapse 30: base at start", 10_157, retention["denominator"]
    yield "lapse 30: retention, %", 10.64, round(retention["value"], 2)
    movement = value("base_movement", *period)
    for name, expected in (("start", 10_157), ("end", 2_157), ("new_in_base", 736), ("returned", 340), ("lost", 10_157 - 1_081)):
        yield f"lapse 30: {name}", expected, part(movement, name)


different = 0
checked = 0
for name, expected, actual in (lapse_30 if "30" in os.environ["KPI_TENANT"] else lapse_90)():
    # Money is exact in cents; a sum of doubles is not in its last digits.
    same = abs(float(actual) - expected) < 1e-6
    different += not same
    checked += 1
    print(f"{'ok' if same else 'DIFFERS':8} {SCENARIO:34} {name:42} {expected:>14,} {float(actual):>16,.2f}")
print(f"{SCENARIO}: {checked - different} of {checked} figures are as expected", flush=True)
sys.exit(1 if different else 0)
