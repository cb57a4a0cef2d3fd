"""What the sizing guide of deploy/ rests on: memory of a customer, bytes of a row, failover with a synchronous standby.

Usage: sizing.py PATH/KpiPlatform.Host.dll [--customers N] [--each N] [--provenance TEXT]

The host may be of either build; the standby is tried with the same one.
"""

import argparse
import os
import subprocess
import sys
import time

arguments = argparse.ArgumentParser()
arguments.add_argument("host", help="KpiPlatform.Host.dll")
arguments.add_argument("--customers", type=int, default=50_000)
arguments.add_argument("--each", type=int, default=4, help="interactions of each customer")
arguments.add_argument("--provenance", default="packages of the registry", help="where the cluster's packages came from")
arguments = arguments.parse_args()

from parts import PARENT, Host, Postgres, Sender, cluster, cluster_grpc, create_tenant, free_port, grpc, interactions, interactions_grpc, keep, longest_gap, purchase, say, scratch, stop_all  # noqa: E402

BATCH = 1_000
ROWS = 100_000_000


def node(host):
    with grpc.insecure_channel(host.address) as channel:
        return cluster_grpc.ClusterServiceStub(channel).ListNodes(cluster.ListNodesRequest(), timeout=20).nodes[0]


def fill(host):
    """Every customer an interaction, then another, …: customers' rows lie apart, as they do in life."""
    def requests():
        sequence = 0
        for turn in range(arguments.each):
            for first in range(0, arguments.customers, BATCH):
                sequence += 1
                several = [purchase(f"customer-{number}", f"order-{turn}-{number}", 1 + number % 90, turn * arguments.customers + number) for number in range(first, min(first + BATCH, arguments.customers))]
                yield interactions.RecordInteractionsRequest(parent=PARENT, sequence=sequence, interactions=several)

    with grpc.insecure_channel(host.address) as channel:
        accepted = 0
        for answer in interactions_grpc.InteractionServiceStub(channel).RecordInteractions(requests()):
            if answer.HasField("error"):
                raise SystemExit(str(answer.error))
            accepted += answer.accepted_count
        return accepted


def memory_and_bytes(postgres):
    host = Host(arguments.host, "memory", postgres.text)
    try:
        host.wait_ready()
        create_tenant(host.address)
        time.sleep(5)
        empty = node(host).memory_bytes
        rows = fill(host)
        time.sleep(5)
        full = node(host)
        active = {of.type: of.count for of in full.activations}
        say(f"{rows:,} interactions of {arguments.customers:,} customers; active: {active}")
        say(f"memory of the process: {empty >> 20:,} MiB before, {full.memory_bytes >> 20:,} MiB after: {(full.memory_bytes - empty) / max(active.get('customer', 0), 1):,.0f} bytes a customer, garbage not yet collected included")
    finally:
        stop_host(host)
    sizes = {}
    for table in ("journal", "journal_personal", "customer", "customer_index", "customer_snapshot", "segment_customer", "commit_delta", "measure_cell"):
        sizes[table] = int(postgres.query(f"select pg_total_relation_size('{table}')"))
        indexes, count = int(postgres.query(f"select pg_indexes_size('{table}')")), int(postgres.query(f"select count(*) from {table}"))
        each = f": {(sizes[table] - indexes) / count:,.0f} + {indexes / count:,.0f} bytes each" if count else ""
        say(f"table {table}: {sizes[table]:,} bytes, {indexes:,} of them in its indexes, {count:,} rows{each}")
    row = (sizes["journal"] + sizes["journal_personal"] + sizes["commit_delta"]) / rows
    customer = sum(sizes[table] for table in ("customer", "customer_index", "customer_snapshot", "segment_customer")) / arguments.customers
    say(f"measured: {row:,.0f} bytes a row of the journal with its commit deltas, {customer:,.0f} bytes a customer")
    say(f"calculated: {ROWS:,} rows of 5,000,000 customers: {(row * ROWS + customer * 5_000_000) / 2**30:,.0f} GiB")


def stop_host(host):
    host.process.terminate()
    host.process.wait(timeout=60)


class Standby:
    """Two servers on ports of this machine: every commit waits for the second one's disk."""

    def __init__(self, postgres):
        self.bin, self.prefix = postgres.bin, postgres.prefix
        self.ports = [free_port(), free_port()]
        self.directories = [os.path.join(postgres.directory, name) for name in ("one", "two")]
        self.processes = []
        self.run("initdb", "-D", self.directories[0], "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C")
        self.start(0)
        self.run("pg_basebackup", "-h", "127.0.0.1", "-p", str(self.ports[0]), "-U", "postgres", "-D", self.directories[1], "-R", "-X", "stream", "-C", "-S", "two")
        self.start(1)
        self.query(0, "alter system set synchronous_standby_names = '*'")
        self.query(0, "select pg_reload_conf()")
        for _ in range(150):
            if self.query(0, "select count(*) from pg_stat_replication where sync_state = 'sync'") == "1":
                break
            time.sleep(0.2)
        else:
            raise SystemExit("The standby did not become synchronous.")
        self.query(0, "create database kpi")
        self.text = f"Host=127.0.0.1:{self.ports[0]},127.0.0.1:{self.ports[1]};Username=postgres;Database=kpi;Target Session Attributes=primary"

    def run(self, program, *options):
        subprocess.run([*self.prefix, os.path.join(self.bin, program), *options], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def start(self, number):
        log = open(os.path.join(scratch, f"standby{number}.log"), "w", encoding="utf-8")
        self.processes.append(subprocess.Popen(
            [*self.prefix, os.path.join(self.bin, "postgres"), "-D", self.directories[number], "-p", str(self.ports[number]), "-c", "listen_addresses=127.0.0.1",
             "-k", os.path.dirname(self.directories[number])], stdout=log, stderr=log))
        for _ in range(150):
            if self.query(number, "select 1", "postgres") == "1":
                return
            time.sleep(0.2)
        raise SystemExit(f"PostgreSQL did not start; see {log.name}")

    def query(self, number, sql, database="postgres"):
        return subprocess.run(["psql", "-h", "127.0.0.1", "-p", str(self.ports[number]), "-U", "postgres", "-d", database, "-Atc", sql],
                              check=False, capture_output=True, text=True).stdout.strip()

    def fail_over(self):
        with open(os.path.join(self.directories[0], "postmaster.pid"), encoding="utf-8") as file:
            subprocess.run([*self.prefix, "kill", "-QUIT", file.readline().strip()], check=True)
        self.processes[0].wait(timeout=60)
        self.query(1, "alter system set synchronous_standby_names = ''")
        self.run("pg_ctl", "promote", "-D", self.directories[1], "-w")

    def stop(self):
        for number, process in enumerate(self.processes):
            if process.poll() is None:
                self.run("pg_ctl", "stop", "-D", self.directories[number], "-m", "fast", "-s")
                process.wait(timeout=60)


def failover(postgres):
    standby = Standby(postgres)
    host = Host(arguments.host, "failover", standby.text)
    try:
        host.wait_ready()
        create_tenant(host.address)
        senders = [Sender(number, [host.address]) for number in range(3)]
        for sender in senders:
            sender.start()
        time.sleep(10)
        say(f"with a synchronous standby: {sum(sender.acknowledged for sender in senders) / 10:,.0f} interactions/s of three senders that wait for each batch of 200")
        begin = time.monotonic()
        standby.fail_over()
        promoted = time.monotonic() - begin
        time.sleep(20)
        end = time.monotonic()
        for sender in senders:
            sender.stopping = True
        for sender in senders:
            sender.join(timeout=120)
            if sender.is_alive():
                raise SystemExit("A sender never got its last acknowledgement.")
        moments = [moment for sender in senders for moment in sender.times]
        sent = sum(sender.acknowledged for sender in senders)
        rows, distinct = standby.query(1, "select count(*), count(distinct (source, identity_hash)) from journal", "kpi").split("|")
        say(f"primary ended, standby promoted in {promoted:.1f} s; longest time without any acknowledgement: {longest_gap(moments, begin, end):.1f} s")
        say(f"{sent:,} acknowledged, {int(rows):,} rows, {int(distinct):,} identities on the promoted standby")
        return [] if sent == int(rows) == int(distinct) else ["rows and acknowledgements differ"]
    finally:
        stop_host(host)
        standby.stop()


def main():
    postgres = Postgres()
    try:
        memory_and_bytes(postgres)
        wrong = failover(postgres)
    finally:
        stop_all([], postgres)
    keep("sizing", "right" if not wrong else "; ".join(wrong), arguments.provenance)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
