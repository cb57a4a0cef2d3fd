"""What an admin sees of three hosts under load, and does: `kpi cluster list`, `watch` and `drain`, the dashboard's page of hosts, backup and restore.

Usage: admin.py PATH/KpiPlatform.Host.dll PATH/kpi.dll [--provenance TEXT]

Both of a build with GrainRuntime=Orleans. Each column must say something that can be true.
"""

import argparse
import csv
import functools
import html
import http.cookiejar
import io
import os
import re
import subprocess
import sys
import time
import urllib.parse
import urllib.request

arguments = argparse.ArgumentParser()
arguments.add_argument("host", help="KpiPlatform.Host.dll of a build with GrainRuntime=Orleans")
arguments.add_argument("cli", help="kpi.dll of the same build")
arguments.add_argument("--keep", choices=["yes", "no"], default="yes", help="whether to keep the result")
arguments.add_argument("--provenance", default="packages of the registry", help="where the cluster's packages came from")
arguments = arguments.parse_args()

import parts  # noqa: E402
from parts import (  # noqa: E402
    PARENT, Host, Postgres, Sender, errors, grpc, interactions, interactions_grpc, finish, longest_gap, purchase, say, scratch, start_three, stop_all, until, verified)

TOKEN = re.compile(r'__RequestVerificationToken" value="([^"]+)')
FACTS = re.compile(r"<dt>([^<]*)</dt>\s*<dd>([^<]*)</dd>")
NEW = 300
failures = []
check = functools.partial(parts.check, failures)


def run_kpi(*words, **environment):
    return subprocess.run(["dotnet", arguments.cli, *words], capture_output=True, text=True, check=False, timeout=240, env={**os.environ, **environment})


def kpi(host, *words):
    done = run_kpi(*words, KPI_ADDRESS=f"http://{host.address}")
    if done.returncode != 0:
        raise SystemExit(f"kpi {' '.join(words)}: exit code {done.returncode}: {done.stderr}")
    return done.stdout


def listed(host):
    """Rows of `kpi cluster list` by what a host was called, "a" for "a-0a1b2c3d"."""
    return {row["node"].rsplit("-", 1)[0]: row for row in csv.DictReader(io.StringIO(kpi(host, "cluster", "list", "-o", "csv")))}


class Browser:
    """Has one cookie for all hosts, as behind a load balancer; signs in where it is told to."""

    def __init__(self, host):
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        token = TOKEN.search(self.read(host, "/sign-in")).group(1)
        form = urllib.parse.urlencode({"__RequestVerificationToken": html.unescape(token), "key": "", "return": "/platform"}).encode()
        with self.opener.open(f"http://{host.web}/session/begin", form, timeout=60) as answer:
            self.landed = urllib.parse.urlsplit(answer.url).path

    def read(self, host, path):
        with self.opener.open(f"http://{host.web}{path}", timeout=60) as answer:
            return answer.read().decode()

    def hosts(self, host):
        """Name of each host on the page, with its facts, its status as a word and the types of its grains."""
        found = {}
        for name, section in re.findall(r'<section[^>]*aria-label="Host ([^"]*)"[^>]*>(.*?)</section>', self.read(host, "/platform"), re.S):
            header, _, rest = section.partition("</header>")
            words = re.sub(r"<[^>]*>", " ", header)
            found[name.rsplit("-", 1)[0]] = {**{html.unescape(key): html.unescape(value) for key, value in FACTS.findall(rest)},
                                             "name": name, "status": " ".join(words.split()), "grains": re.findall(r'<th scope="row">([^<]*)</th>', rest)}
        return found


def number(text):
    found = re.search(r"[0-9][0-9,]*(\.[0-9]+)?", text or "")
    return float(found.group(0).replace(",", "")) if found else None


def command_line_says_it_all(hosts):
    found = {}

    def filled():
        found.update(listed(hosts["a"]))
        return len(found) == 3 and all(float(row["interactions_per_second"] or 0) > 0 and row["commit_latency_ms"] and "customer " in row["activations"] for row in found.values())

    until(filled)
    for name, row in sorted(found.items()):
        memory, cores, rate, latency = (float(row[column] or 0) for column in ("memory_bytes", "cpu_cores", "interactions_per_second", "commit_latency_ms"))
        right = (row["role"] == "all" and row["status"] == "active" and row["address"].startswith("http") and row["version"] and row["start_time"] < row["seen_time"]
                 and "customer " in row["activations"] and 50e6 < memory < 4e9 and 0 < cores <= os.cpu_count() and 0 < rate < 1e6 and 0 < latency < 30_000
                 and row["measures_lag_ms"] != "" and 0 <= float(row["measures_lag_ms"]) < 60_000)
        check(f"kpi cluster list tells of {name} what can be true, in every column", right,
              f"{row['status']}, {row['activations']}, {memory / 2 ** 20:,.0f} MiB, {cores:.2f} cores, {rate:,.0f} interactions/s, commit {latency:.1f} ms, measures {row['measures_lag_ms']} ms behind")
    for line in kpi(hosts["b"], "cluster", "list").splitlines():
        if line.strip():
            say(f"  | {line.rstrip()}")


def page_says_it_all(hosts, browser):
    check("signed in at one host, the page of hosts follows", browser.landed == "/platform")
    for host in hosts.values():
        found = {}

        def filled():
            found.clear()
            found.update(browser.hosts(host))
            return len(found) == 3 and all((number(facts.get("Interactions a second")) or 0) > 0 and number(facts.get("Commit latency, mean")) for facts in found.values())

        until(filled)
        wrong = [f"{name}: {fact} is \"{facts.get(fact)}\"" for name, facts in found.items()
                 for fact in ("Interactions a second", "Commit latency, mean", "Measures behind by", "Memory", "Processors in use", "Up for") if number(facts.get(fact)) is None]
        wrong += [f"{name}: {facts}" for name, facts in found.items()
                  if facts.get("Role") != "all" or not facts.get("Version") or "active" not in facts["status"] or "customer" not in facts["grains"] or "http" not in facts.get("Serves clients at", "")]
        check(f"the page of hosts, read from {host.name} with the cookie of a, has all three with every fact", len(found) == 3 and not wrong, "; ".join(wrong)[:300])
    facts = found["a"]
    say("  | " + ", ".join(f"{name} {value}" for name, value in facts.items() if name not in ("Version", "name")))


def killed_and_another_comes(hosts, addresses, senders, browser):
    begin = time.monotonic()
    hosts["c"].kill()
    addresses.remove(hosts["c"].address)
    seen = []

    def dead():
        word = listed(hosts["a"])["c"]["status"]
        if not seen or seen[-1] != word:
            seen.append(word)
        return word == "dead"

    until(dead)
    took = time.monotonic() - begin
    table = next(line for line in kpi(hosts["b"], "cluster", "list").splitlines() if line.strip().startswith("c-"))
    check("a host that was killed (SIGKILL) is listed as dead, without figures as if of now", seen[-1] == "dead" and table.count("–") == 6, f"{' > '.join(seen)} after {took:.1f} s")
    say(f"  | {table.strip()}")
    facts = browser.hosts(hosts["b"])["c"]
    check("and by the page of hosts", "dead" in facts["status"] and "Interactions a second" not in facts and "Last heard of" in facts and not facts["grains"], f"{facts['status']}, last heard of {facts.get('Last heard of')}")
    moments = [moment for sender in senders for moment in sender.times]
    say(f"longest time without any acknowledgement after the kill: {longest_gap(moments, begin, time.monotonic()):.2f} s")
    drained = run_kpi("cluster", "drain", facts["name"], KPI_ADDRESS=f"http://{hosts['a'].address}")
    check("who asks it to drain is told that there is nothing to drain", drained.returncode != 0 and "does not run" in drained.stderr, drained.stderr.strip()[:160])

    begin = time.monotonic()
    hosts["d"] = Host(arguments.host, "d", postgres.text)
    hosts["d"].wait_ready()
    addresses.append(hosts["d"].address)
    with grpc.insecure_channel(hosts["d"].address) as channel:
        # Grains that are active stay where they are: it gets its share of those that are activated from now on.
        next(interactions_grpc.InteractionServiceStub(channel).RecordInteractions(iter([interactions.RecordInteractionsRequest(
            parent=PARENT, sequence=1, interactions=[purchase(f"new{one}", f"new-{one}", 1) for one in range(NEW)])]), timeout=60))
    took = until(lambda: listed(hosts["a"])["d"]["status"] == "active" and "customer " in listed(hosts["a"])["d"]["activations"] and "customer" in browser.hosts(hosts["d"])["d"]["grains"])
    check("a fourth is listed as active, with its customers, on both", took is not None, f"{time.monotonic() - begin:.1f} s after it was started; {listed(hosts['a'])['d']['activations']}")


def copies(hosts, senders):
    """A backup while hosts work; what is refused while they do; the backup as a database of its own."""
    acknowledged = NEW + sum(sender.acknowledged for sender in senders)
    file, text = os.path.join(scratch, "backup"), postgres.text
    begin = time.monotonic()
    done = run_kpi("backup", file, "--database", text)
    later = NEW + sum(sender.acknowledged for sender in senders) + 6 * parts.BATCH
    check("kpi backup beside the cluster", done.returncode == 0, f"{time.monotonic() - begin:.1f} s: {(done.stdout or done.stderr).strip().splitlines()[-1][:160]}")
    into = run_kpi("restore", file, "--database", text)
    check("kpi restore into the database at work is refused", into.returncode != 0 and "Unhandled" not in into.stderr, f"exit code {into.returncode}: {into.stderr.strip()[:250]}")
    moved = run_kpi("migrate", "--database", text, "--to", os.path.join(scratch, "moved.db"))
    check("kpi migrate from it is refused", moved.returncode != 0 and not os.path.exists(os.path.join(scratch, "moved.db")), f"exit code {moved.returncode}: {moved.stderr.strip()[:250]}")
    other = run_kpi("migrate", "--database", file, "--to", text)
    check("kpi migrate to it is refused", other.returncode != 0, f"exit code {other.returncode}: {other.stderr.strip()[:250]}")
    before = [sender.batches for sender in senders]
    check("senders go on meanwhile and after", until(lambda: all(sender.batches > was for sender, was in zip(senders, before))) is not None)

    postgres.query("create database copy", "postgres")
    done = run_kpi("restore", file, "--database", text.replace("Database=kpi", "Database=copy"))
    check("kpi restore into an empty database", done.returncode == 0, (done.stdout or done.stderr).strip().splitlines()[-1][:160])
    rows = int(postgres.query("select count(*) from journal", "copy"))
    check("it has all that was acknowledged when the backup began, and nothing that was sent later", acknowledged <= rows <= later, f"{acknowledged:,} <= {rows:,} <= {later:,}")
    hosts["copy"] = Host(arguments.host, "copy", text.replace("Database=kpi", "Database=copy"))
    hosts["copy"].wait_ready()
    answer = verified(hosts["copy"].address, rows)
    check("a host on it serves it, and its measures are what its journal says", answer.differences_count == 0 and answer.interactions == rows, f"{answer.interactions:,} interactions, {answer.numbers:,} numbers")
    names = sorted(row["node"] for row in csv.DictReader(io.StringIO(kpi(hosts["copy"], "cluster", "list", "-o", "csv"))) if row["status"] == "active")
    check("it does not take the hosts of the backup for its own", len(names) == 1 and names[0].startswith("copy-"), ", ".join(names))
    hosts["copy"].process.terminate()
    check("it stops in good order", hosts["copy"].process.wait(timeout=60) == 0)


def drain_is_followed(hosts, addresses, senders, browser):
    victim = listed(hosts["a"])["b"]["node"]
    addresses.remove(hosts["b"].address)
    watch = subprocess.Popen(["dotnet", arguments.cli, "cluster", "watch", "-o", "csv", "--address", f"http://{hosts['a'].address}"], stdout=subprocess.PIPE, text=True)
    watch.stdout.readline()
    begin = time.monotonic()
    say(f"kpi cluster drain: {kpi(hosts['d'], 'cluster', 'drain', victim).strip()}")
    code = hosts["b"].process.wait(timeout=120)
    took = time.monotonic() - begin
    left = until(lambda: listed(hosts["a"])["b"]["status"] == "left" and "left" in browser.hosts(hosts["d"])["b"]["status"])
    seen = []
    for line in watch.stdout:
        row = next(csv.reader([line]))
        if row[0] == victim and (not seen or seen[-1] != row[2]):
            seen.append(row[2])
            if row[2] == "left":
                break
    watch.terminate()
    watch.wait(timeout=30)
    check("the drain is followed by kpi cluster watch, and ends with exit code 0", seen == ["active", "draining", "left"] and code == 0, f"{' > '.join(seen)}; the process ended after {took:.1f} s with exit code {code}")
    check("it is listed as left, on both", left is not None)
    before = [sender.batches for sender in senders]
    check("senders go on with the two that are left", until(lambda: all(sender.batches > was for sender, was in zip(senders, before))) is not None)


def main():
    global postgres
    postgres = Postgres()
    hosts = {}
    try:
        start_three(arguments.host, postgres, hosts)
        addresses = [host.address for host in hosts.values()]
        # Some load, not all that the machine bears: an admin's commands are processes beside it.
        senders = [Sender(one, addresses, pause=0.3) for one in range(6)]
        for sender in senders:
            sender.start()
        command_line_says_it_all(hosts)
        browser = Browser(hosts["a"])
        page_says_it_all(hosts, browser)
        killed_and_another_comes(hosts, addresses, senders, browser)
        copies(hosts, senders)
        drain_is_followed(hosts, addresses, senders, browser)
        for sender in senders:
            sender.stopping = True
        for sender in senders:
            sender.join(timeout=120)
            problems = sender.wrong_reads[:3] + [problem.reason for problem in sender.rejected[:3]]
            check(f"sender {sender.number}: every read with a token showed what it had been acknowledged", not sender.is_alive() and not problems, "; ".join(problems) or f"{sender.reads} reads")
        sent = NEW + sum(sender.acknowledged for sender in senders)
        rows, distinct = map(int, postgres.query("select count(*), count(distinct (source, identity_hash)) from journal").split("|"))
        check("the journal has what was acknowledged, once", rows == distinct == sent, f"{rows:,} rows, {distinct:,} identities, {sent:,} acknowledged")
        answer = verified(hosts["a"].address, sent)
        check("the measures are what the journal says", answer.differences_count == 0 and answer.interactions == sent, f"{answer.interactions:,} interactions, {answer.numbers:,} numbers")
        took = until(lambda: all(float(row["measures_lag_ms"] or "nan") == 0 for row in listed(hosts["a"]).values() if row["status"] == "active"))
        check("with nothing behind, the lag of measures is said to be 0", took is not None, f"after {took or 0:.1f} s")
        for host in hosts.values():
            check(f"nothing went wrong inside {host.name} that nobody foresaw", not any("Unexpected error" in line for line in errors(host)))
    finally:
        stop_all(hosts.values(), postgres)
    return finish("admin", failures, scratch, arguments)


if __name__ == "__main__":
    sys.exit(main())
