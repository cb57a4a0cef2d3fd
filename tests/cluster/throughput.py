"""How fast one host records embedded and on Orleans, and one, two and three hosts of a cluster, in rounds that take turns on one machine.

Usage: throughput.py PATH-OF-EMBEDDED/KpiPlatform.Host.dll PATH-OF-ORLEANS/KpiPlatform.Host.dll [--count N] [--rounds N] [--provenance TEXT]

Beside the rate it prints the processor time of the hosts for each interaction, which says more on a machine that hosts, database and sender share,
and from both runtimes' the share that calls between grains cost on Orleans. Fails if anything acknowledged is not in the journal exactly once.
"""

import argparse
import os
import statistics
import sys
import threading
import time

arguments = argparse.ArgumentParser()
arguments.add_argument("embedded", help="KpiPlatform.Host.dll of the default build")
arguments.add_argument("orleans", help="KpiPlatform.Host.dll of a build with GrainRuntime=Orleans")
arguments.add_argument("--count", type=int, default=100_000, help="interactions measured in each run")
arguments.add_argument("--rounds", type=int, default=3)
arguments.add_argument("--provenance", default="packages of the registry", help="where the cluster's packages came from")
arguments = arguments.parse_args()

from parts import PARENT, Host, Postgres, create_tenant, grpc, interactions, keep, purchase, say, stop_all  # noqa: E402

BATCH = 500
STREAMS = 6
IN_FLIGHT = 4
WARM_UP = 30_000
CUSTOMERS = 20_000
CONTESTANTS = [("embedded, 1 host", arguments.embedded, 1), ("Orleans, 1 host", arguments.orleans, 1), ("Orleans, 2 hosts", arguments.orleans, 2), ("Orleans, 3 hosts", arguments.orleans, 3)]


def batches(begin, count):
    """Requests as bytes, so that the sender costs little while it is measured. One purchase a minute, as time goes on."""
    made = []
    for first in range(begin, begin + count, BATCH):
        several = [purchase(f"c{number * 7919 % CUSTOMERS}", f"p{number}", 1 + number % 90, number) for number in range(first, min(first + BATCH, begin + count))]
        made.append(interactions.RecordInteractionsRequest(parent=PARENT, sequence=1 + first // BATCH, interactions=several).SerializeToString())
    return made


class Stream(threading.Thread):
    """Sends its batches over one stream, several under way, and again what is answered with a retryable error."""

    def __init__(self, address, todo):
        super().__init__(daemon=True)
        self.address, self.todo = address, list(todo)
        self.acknowledged, self.again, self.problem = 0, 0, None

    def run(self):
        try:
            while self.todo:
                self.todo = self.send(self.todo)
        except grpc.RpcError as error:
            self.problem = f"{error.code()}: {error.details()}"

    def send(self, todo):
        room, failed = threading.Semaphore(IN_FLIGHT), []

        def requests():
            for one in todo:
                room.acquire()
                yield one

        with grpc.insecure_channel(self.address) as channel:
            call = channel.stream_stream("/kpi.v1.InteractionService/RecordInteractions", request_serializer=None,
                                         response_deserializer=interactions.RecordInteractionsResponse.FromString)
            for number, answer in enumerate(call(requests())):
                room.release()
                if answer.HasField("error"):
                    if not answer.error.retryable:
                        self.problem = str(answer.error)
                        return []
                    failed.append(todo[number])
                self.acknowledged += answer.accepted_count + answer.duplicate_count
        self.again += len(failed)
        return failed


def send(hosts, requests):
    streams = [Stream(hosts[number % len(hosts)].address, requests[number::STREAMS]) for number in range(STREAMS)]
    begin = time.monotonic()
    for stream in streams:
        stream.start()
    for stream in streams:
        stream.join()
    took = time.monotonic() - begin
    for stream in streams:
        if stream.problem:
            raise SystemExit(f"A stream failed: {stream.problem}")
    return took, sum(stream.acknowledged for stream in streams), sum(stream.again for stream in streams)


def processor_seconds(hosts):
    total = 0.0
    for host in hosts:
        with open(f"/proc/{host.process.pid}/stat", encoding="utf-8") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


def run(postgres, number, program, count, warm_up, measured):
    name = f"run{number}"
    postgres.query(f"create database {name}", "postgres")
    text = postgres.text.replace("Database=kpi", f"Database={name}")
    hosts = [Host(program, f"{name}-{one}", text) for one in range(count)]
    try:
        for host in hosts:
            host.wait_ready()
        create_tenant(hosts[0].address)
        send(hosts, warm_up)
        before = processor_seconds(hosts)
        took, acknowledged, again = send(hosts, measured)
        used = processor_seconds(hosts) - before
        rows = int(postgres.query("select count(*) from journal", name))
        distinct = int(postgres.query("select count(distinct (source, identity_hash)) from journal", name))
        if not (acknowledged == arguments.count and rows == distinct == arguments.count + WARM_UP):
            raise SystemExit(f"{acknowledged} acknowledged, {rows} rows, {distinct} identities: something was lost or counted twice")
        return acknowledged / took, used / acknowledged * 1e6, again
    finally:
        for host in hosts:
            host.process.terminate()
        for host in hosts:
            host.process.wait(timeout=60)
        postgres.query(f"drop database {name} with (force)", "postgres", check=False)


def main():
    postgres = Postgres()
    rates, costs = {}, {}
    try:
        warm_up, measured = batches(0, WARM_UP), batches(WARM_UP, arguments.count)
        say(f"{arguments.count:,} interactions of {CUSTOMERS:,} customers in batches of {BATCH}, {STREAMS} streams, {IN_FLIGHT} batches under way on each; {WARM_UP:,} before as warm-up")
        number = 0
        for round_number in range(1, arguments.rounds + 1):
            for name, program, count in CONTESTANTS:
                number += 1
                rate, cost, again = run(postgres, number, program, count, warm_up, measured)
                rates.setdefault(name, []).append(rate)
                costs.setdefault(name, []).append(cost)
                say(f"round {round_number}, {name}: {rate:,.0f} interactions/s, {cost:.0f} us of the hosts' processor time each, {again} batches sent again, load {os.getloadavg()[0]:.1f}")
    finally:
        stop_all([], postgres)
    say("medians:")
    for name, _, _ in CONTESTANTS:
        say(f"  {name}: {statistics.median(rates[name]):,.0f} interactions/s (lowest {min(rates[name]):,.0f}, highest {max(rates[name]):,.0f}), {statistics.median(costs[name]):.0f} us")
    embedded, *clusters = [statistics.median(costs[name]) for name, _, _ in CONTESTANTS]
    for (name, _, _), cost in zip(CONTESTANTS[1:], clusters):
        say(f"share of calls between grains and hosts, {name}: {(cost - embedded) / cost:.0%} of the hosts' processor time")
    keep("throughput", "every interaction acknowledged is in the journal once", arguments.provenance)
    return 0


if __name__ == "__main__":
    sys.exit(main())
