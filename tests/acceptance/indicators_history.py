"""Writes a seeded history of the kinds that indicators count, and the mapping to import it.

Usage: indicators_history.py DIRECTORY [SEED [links]]; with "links" some customers turn out to be others.

Times lie from November 2023 to February 2026 (Europe/Berlin), now and then at midnight sharp; lines come in random order, some twice, some with revisions
of another day or amount. The order of the fold decides nothing else than what the SQL beside this file computes.
"""

import csv
import random
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

directory = Path(sys.argv[1])
rng = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 20250101)
links = "links" in sys.argv[3:]
berlin = ZoneInfo("Europe/Berlin")
first, last = datetime(2023, 11, 1), datetime(2026, 2, 25)
rows = []


def one_in(many):
    return rng.randrange(many) == 0


def utc(local):
    return local.replace(tzinfo=berlin).astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(start=first, end=last):
    day = start + timedelta(days=rng.randrange(max(1, (end - start).days)))
    day = day.replace(hour=0, minute=0, second=0)
    return day if one_in(12) else day + timedelta(seconds=rng.randrange(4 * 3600, 24 * 3600))


def later(at, days):
    """After a moment, never beyond the end: hours and days are of the clock on the wall."""
    return at + timedelta(seconds=rng.randrange(60, int(days * 86400)))


def cents(low, high):
    return 2 * rng.randrange(low, high)


def money(amount):
    return f"{amount // 100}.{amount % 100:02d}"


def add(customer, kind, at, channel=None, contact="", currency="EUR", **fields):
    row = {
        "customer": customer, "kind": kind, "time": utc(at), "source": rng.choice(["shop-eu", "shop-eu", "crm", "desk"]),
        "id": f"i-{len(rows):06d}", "revision": 0, "currency": currency, "contact": contact,
        "channel": rng.choice(["web", "store", "app", "fair", ""]) if channel is None else channel,
    }
    row.update({f"{kind}.{name}": value for name, value in fields.items()})
    rows.append(row)
    return row


def lines(fields):
    for i in range(rng.choice([0, 1, 1, 2])):
        tier = rng.randrange(0, 4)
        fields[f"lines[{i}].product"] = f"product-{rng.randrange(1, 7)}"
        fields[f"lines[{i}].family"] = f"family-{rng.randrange(1, 3)}" if tier else ""
        fields[f"lines[{i}].tier"] = tier or ""
        fields[f"lines[{i}].category"] = "" if one_in(5) else f"category-{rng.randrange(1, 6)}"
        fields[f"lines[{i}].quantity"] = rng.randrange(1, 5)
        fields[f"lines[{i}].unit_price"] = money(cents(100, 4000))
        fields[f"lines[{i}].tags"] = "sustainable" if one_in(4) else ""


def purchase(customer, at, orders):
    amount = 0 if one_in(20) else cents(200, 10000)
    foreign = one_in(7)
    order = f"o-{customer}-{len(orders)}"
    orders.append((order, at))
    fields = {
        "order_id": order, "amount": money(amount), "discount": money(2 * rng.randrange(amount // 4 + 1)) if one_in(3) else "",
        "cost": money(cents(50, 6000)) if one_in(2) else "", "promotion_ids": "spring" if one_in(4) else "",
        "customised": "true" if one_in(5) else "", "salesperson": rng.choice(["", "kim", "lee", "ada"]),
        "exchange_rate": "0.5" if foreign else "",
    }
    lines(fields)
    add(customer, "purchase", at, currency="USD" if foreign else "EUR", **fields)


def ticket(customer, number, at):
    name = f"t-{customer}-{number}"
    due = utc(later(at, 6)) if one_in(2) else ""
    add(customer, "ticket_opened", at, ticket=name, category=rng.choice(["billing", "delivery", "product"]), due_time=due)
    if not one_in(5):
        at = later(at, 2)
        add(customer, "ticket_message", at, ticket=name, author="agent")
    for _ in range(rng.choice([0, 1, 1, 1, 2])):
        at = later(at, 5)
        add(customer, "ticket_resolved", at, ticket=name)
        if one_in(3):
            at = later(at, 9)
            add(customer, "ticket_message", at, ticket=name, author=rng.choice(["customer", "agent"]))
        if one_in(3):
            at = later(at, 9)
            add(customer, "ticket_reopened", at, ticket=name)
        else:
            break


def subscription(customer, number):
    name = f"sub-{customer}-{number}"
    at = moment(end=last - timedelta(days=200))
    effective = later(at, 20) if one_in(2) else None
    interval = lambda: rng.choice(["week", "month", "quarter", "year"])
    add(customer, "subscription_started", at, subscription=name, recurring_amount=money(cents(500, 9000)), interval=interval(),
        effective_time=utc(effective) if effective else "")
    for _ in range(rng.randrange(3)):
        at = later(max(at, effective or at), 90)
        effective = None
        add(customer, "subscription_changed", at, subscription=name, recurring_amount=money(cents(500, 9000)), interval=interval())
    if one_in(2):
        at = later(max(at, effective or at), 120)
        add(customer, "subscription_cancelled", at, subscription=name, effective_time=utc(later(at, 15)) if one_in(2) else "")


def call(customer, number, at):
    outcome = rng.choice(["contained", "abandoned_ivr", "abandoned_queue", "answered", "answered", "answered"])
    answered = outcome == "answered"
    name = f"c-{customer}-{number}"
    add(customer, "call", at, call=name, outcome=outcome, ivr_duration=rng.choice([0, 0, 15, 40]),
        queue_duration=rng.choice([5, 12, 20, 21, 45]) if answered or outcome == "abandoned_queue" else "",
        talk_duration=60 * rng.randrange(1, 20) if answered else "", hold_duration=60 if answered and one_in(3) else "",
        wrap_up_duration=30 if answered else "", transferred="true" if answered and one_in(4) else "")
    if answered and one_in(3):
        add(customer, "contact_time", later(at, 0.05), duration=60 * rng.randrange(1, 30), staff="kim", call=name)


def about(orders, tickets):
    """A ticket or order, perhaps of later or of nobody, or a channel; most often nothing."""
    of = rng.choice(["", "", "ticket", "order_id", "channel"])
    if of == "ticket" and tickets:
        return {of: rng.choice(tickets)}
    if of == "order_id" and orders:
        return {of: rng.choice(orders)[0]}
    return {of: rng.choice(["web", "store", "fair"])} if of == "channel" else {}


def journeys(customer):
    for journey, names, instances in (("signup", ("visit", "register", "pay"), [""]), ("claim", ("report", "check", "settle", "close"), ["a", "b"])):
        for instance in instances:
            at = moment(end=last - timedelta(days=60))
            for step in names:
                if one_in(5):
                    continue
                for _ in range(rng.choice([1, 1, 1, 2])):
                    add(customer, "journey_step", at, journey=journey, instance=instance, step=step)
                    at = later(at, rng.choice([2, 12]))
                if one_in(6):
                    break


def answers(customer, orders, tickets):
    for survey, low, high in (("csat", 1, 5), ("grades", 1, 6), ("nps", 0, 10), ("ces", 1, 7)):
        at = moment(end=first + timedelta(days=500))
        for _ in range(rng.randrange(9)):
            contact = rng.choice(["", "", "anna", "bo"])
            add(customer, "survey_invited", at, contact=contact, survey=survey)
            if not one_in(3):
                answered = later(at, 20)
                for _ in range(rng.choice([1, 1, 1, 2])):
                    add(customer, "survey_answered", answered, contact=contact, survey=survey, value=rng.randrange(low, high + 1),
                        item=rng.choice(["", "", "", "enthusiasm", "emotional_connection"]), **about(orders, tickets))
                    answered = later(answered, 4)
            at = min(later(at, 90), last)


for number in range(300):
    customer = f"k-{number:03d}"
    if not one_in(6):
        region = rng.choice(["north", "south", "west", ""])
        add(customer, "customer_registered", moment(), medium=rng.choice(["search", "radio"]), referrer="k-000" if one_in(3) else "",
            salesperson=rng.choice(["", "kim", "lee"]), **{"attributes.region": region})
    if one_in(4):
        add(customer, "profile_updated", moment(), **{"attributes.region": rng.choice(["north", "south"])})
    orders = []
    start = moment(end=last - timedelta(days=30))
    for _ in range(rng.choice([0, 1, 1, 2, 4, 8, 14])):
        purchase(customer, moment(start, min(last, start + timedelta(days=rng.choice([40, 200, 700])))), orders)
    for order, at in orders:
        if one_in(6):
            add(customer, "refund", min(later(at, 60), last), order_id="" if one_in(4) else order, amount=money(cents(50, 2000)))
    if one_in(4):
        for i in range(rng.randrange(1, 3)):
            subscription(customer, i)
    for i in range(rng.choice([0, 0, 1, 3])):
        ticket(customer, i, moment(end=last - timedelta(days=70)))
    for i in range(rng.choice([0, 1, 4])):
        call(customer, i, moment())
    if one_in(2):
        answers(customer, orders, [row["ticket_opened.ticket"] for row in rows if row["customer"] == customer and row["kind"] == "ticket_opened"])
    if one_in(2):
        journeys(customer)
    for i in range(rng.choice([0, 2, 8])):
        session = f"s-{rng.randrange(4)}" if one_in(2) else ""
        add(customer, "visit", moment(), session=session, duration=rng.randrange(1, 2000), place=rng.choice(["online", "online", "store"]))
    for kind, fields in (
        ("complaint", {"category": "delivery"}),
        ("promotion_offered", {"promotion": "spring"}),
        ("promotion_redeemed", {"promotion": "spring"}),
        ("contact_time", {"duration": 600, "staff": "lee"}),
        ("loyalty_points_earned", {"points": 120}),
        ("loyalty_points_redeemed", {"points": 30}),
        ("mention", {"text": "heard"}),
        ("customer_cost", {"amount": "4.20", "cost_kind": "delivery"}),
        ("usage", {"meter": "storage", "quantity": 3}),
    ):
        for _ in range(rng.choice([0, 0, 1, 2])):
            add(customer, kind, moment(), **fields)
    for programme in ("gold", "blue"):
        at = moment(end=last - timedelta(days=300))
        if one_in(3):
            add(customer, "loyalty_joined", at, programme=programme)
            if one_in(3):
                add(customer, "loyalty_left", later(at, 200), programme=programme)
    for system in ("crm", "erp", "shop"):
        for _ in range(rng.choice([0, 0, 1, 2])):
            add(customer, "source_record", moment(), system=system, external_id=f"x-{number}", digest=rng.choice(["a", "b"]))
    if one_in(3):
        add(customer, "experiment_assigned", moment(), experiment="layout", arm=rng.choice(["control", "new"]))
    if links and number > 280 and one_in(2):
        add(customer, "identity_linked", moment(), survivor=f"k-{rng.randrange(100):03d}")

# Facts of the tenant. Rates are of whole days.
for category in ("marketing", "sales", "service", "retention"):
    for _ in range(25):
        at = moment()
        start = at.replace(hour=0, minute=0, second=0)
        add("", "spend", at, category=category, amount=money(cents(5000, 900000)), medium=rng.choice(["", "search", "radio"]),
            start_time=utc(start), end_time=utc(start + timedelta(days=rng.randrange(1, 120))))
for day, minute, opened in ((first, "0.80", "6.00"), (datetime(2025, 2, 11), "1.00", "7.50"), (datetime(2025, 8, 3), "0.90", "5.00")):
    add("", "service_rate", day, unit="contact_minute", rate=minute)
    add("", "service_rate", day, unit="ticket", rate=opened)
for indicator in ("salespeople", "techniques_utilized", "study_duration", "staff_fraction", "best_practices_ratio", "niche_markets_found"):
    for _ in range(6):
        add("", "observation", moment(datetime(2024, 11, 1), datetime(2025, 12, 1)), indicator=indicator, value=rng.randrange(1, 20))

# Corrections of the day or of the whole, each a higher revision; gaps are fine.
for row in rng.sample([r for r in rows if r["customer"]], len(rows) // 15):
    if row["kind"] not in ("purchase", "visit", "complaint", "call", "refund", "survey_answered", "loyalty_points_earned"):
        continue
    correction = dict(row, revision=row["revision"] + rng.randrange(1, 4))
    if row["kind"] == "complaint" and one_in(2):
        correction = {key: value for key, value in correction.items() if "." not in key}
        correction.update({"kind": "mention", "mention.text": "no complaint after all"})
    else:
        correction["time"] = utc(moment())
        if row["kind"] == "purchase":
            correction.update({"purchase.amount": money(cents(4000, 9000)), "purchase.discount": ""})
    rows.append(correction)
rows += rng.sample(rows, len(rows) // 20)
rng.shuffle(rows)

own = ["customer", "kind", "time", "source", "id", "revision", "currency", "contact", "channel"]
paths = sorted({key for row in rows for key in row} - set(own))
with open(directory / "history.csv", "w", newline="", encoding="utf-8") as file:
    writer = csv.DictWriter(file, own + paths, restval="")
    writer.writeheader()
    writer.writerows(rows)
with open(directory / "mapping.yaml", "w", encoding="utf-8") as file:
    print('source: "{source}"\nid: "{id}"\ncustomer: "{customer}"\nrevision: "{revision}"\ncurrency: "{currency}"', file=file)
    print('kind:\n  column: kind\noccur_time: "{time}"\nfields:\n  contact: contact\n  channel: channel', file=file)
    for path in paths:
        split = ', split: ";"' if path.endswith((".tags", ".promotion_ids")) else ""
        print(f'  "{path}": {{field: "{path}", skip_if_empty: true{split}}}', file=file)
print(f"{len(rows)} lines")
