"""The two bounds that nobody sees in good times, reached on purpose: what waits for one customer, and a host's memory.

Usage: limits.py PATH/KpiPlatform.Host.dll [--only mailbox|memory] [--provenance TEXT]

First a table is locked, so that nothing is committed, while 1,500 streams through three hosts send one and the same interaction of a customer eight times each: more
calls than may wait for a grain. Then hosts of every role get a small heap and more customers than it holds. Whoever sends must be told that it is too much for now, and when to come again,
and nothing that was acknowledged may be missing or counted twice.
"""

import argparse
import asyncio
import collections
import functools
import random
import subprocess
import sys
import threading
import time

arguments = argparse.ArgumentParser()
arguments.add_argument("host", help="KpiPlatform.Host.dll of a build with GrainRuntime=Orleans")
arguments.add_argument("--only", choices=["mailbox", "memory"], help="one of the two")
arguments.add_argument("--streams", type=int, default=1_500)
arguments.add_argument("--heap", type=int, default=256, help="MiB of heap for each host of the second part")
arguments.add_argument("--customers", type=int, default=60_000)
arguments.add_argument("--keep", choices=["yes", "no"], default="yes", help="whether to keep the result")
arguments.add_argument("--provenance", default="packages of the registry", help="where the cluster's packages came from")
arguments = arguments.parse_args()

import grpc.aio  # noqa: E402

import parts  # noqa: E402
from parts import PARENT, Host, Postgres, create_tenant, customers, customers_grpc, errors, grpc, interactions, finish, nodes, purchase, say, scratch, start_three, stop_all, told, until, verified  # noqa: E402

PATH = "/kpi.v1.InteractionService/RecordInteractions"
IN_FLIGHT = 8
MAILBOX = 10_000
LOCKED_SECONDS = 8
failures = []
check = functools.partial(parts.check, failures)


def never_internal(refused):
    wrong = [code for code in refused if any(word in code for word in ("INTERNAL", "UNKNOWN", "DATA_LOSS"))]
    check("nobody was told INTERNAL or UNKNOWN", not wrong, "; ".join(wrong)[:300])


def all_is_there(postgres, hosts, address, acknowledged):
    """What was acknowledged is counted by identities here."""
    rows, distinct = map(int, postgres.query("select count(*), count(distinct (source, identity_hash)) from journal").split("|"))
    check("the journal has what was acknowledged, once", rows == distinct == acknowledged, f"{rows:,} rows, {distinct:,} identities, {acknowledged:,} acknowledged")
    answer = verified(address, rows)
    check("the measures are what the journal says", answer.differences_count == 0 and answer.interactions == rows, f"{answer.interactions:,} interactions, {answer.numbers:,} numbers")
    for host in hosts.values():
        found = [line for line in errors(host) if "Unexpected error" in line or "OutOfMemory" in line]
        check(f"{host.name} runs, and nothing went wrong in it that nobody foresaw", host.process.poll() is None and not found, " | ".join(found)[:400])


class Streams:
    """Many streams from one thread: each records an interaction of its own of the customer "hot", and then one that all of them send. What is refused for now is sent again."""

    def __init__(self, addresses):
        self.addresses = addresses
        self.acknowledged, self.refused, self.lasting = 0, collections.Counter(), []
        self.flood, self.opened, self.times = asyncio.Event(), 0, {}

    async def run(self, streams):
        per_channel = 100
        channels = [grpc.aio.insecure_channel(self.addresses[one % len(self.addresses)], options=[("grpc.use_local_subchannel_pool", 1)]) for one in range(-(-streams // per_channel))]
        await asyncio.gather(*(self.stream(channels[one % len(channels)], one) for one in range(streams)))
        for channel in channels:
            await channel.close()

    async def stream(self, channel, number):
        waiting = collections.deque([f"h{number}-0"])
        sequence, pause = 0, 0.2
        while waiting or not self.flood.is_set():
            call = channel.stream_stream(PATH, request_serializer=interactions.RecordInteractionsRequest.SerializeToString, response_deserializer=interactions.RecordInteractionsResponse.FromString)()
            sent = collections.deque()
            try:
                while True:
                    while waiting and len(sent) < IN_FLIGHT:
                        sequence += 1
                        sent.append(waiting.popleft())
                        one = purchase("hot", sent[-1], 1)
                        one.occur_time.FromNanoseconds(self.times.setdefault(sent[-1], time.time_ns()))
                        await call.write(interactions.RecordInteractionsRequest(parent=PARENT, sequence=sequence, interactions=[one]))
                    if not sent:
                        if self.flood.is_set():
                            break
                        # Its first batch is acknowledged: the stream is open.
                        self.opened += 1
                        await self.flood.wait()
                        waiting.extend(["same"] * IN_FLIGHT)
                        continue
                    answer = await call.read()
                    if answer is grpc.aio.EOF:
                        raise EOFError(f"stream ended: {await call.code()}")
                    identity = sent.popleft()
                    if answer.HasField("error"):
                        self.refused[f"{grpc_name(answer.error.code)} {answer.error.reason}: {answer.error.message}"] += 1
                        if answer.error.retryable:
                            waiting.append(identity)
                            await asyncio.sleep(random.uniform(0, pause))
                            pause = min(2 * pause, 2)
                        else:
                            self.lasting.append(str(answer.error))
                    else:
                        self.lasting.extend(str(problem) for problem in answer.rejected)
                        self.acknowledged += answer.accepted_count + answer.duplicate_count
                await call.done_writing()
            except (grpc.RpcError, EOFError, asyncio.InvalidStateError):
                self.refused[f"stream: {(await call.code()).name} {await call.details()}"] += 1
                waiting.extend(sent)
                await asyncio.sleep(random.uniform(0, 1))


def grpc_name(number):
    return next((code.name for code in grpc.StatusCode if code.value[0] == number), str(number))


def read(address, customer):
    with grpc.insecure_channel(address) as channel:
        try:
            return customers_grpc.CustomerServiceStub(channel).GetCustomer(customers.GetCustomerRequest(name=f"{PARENT}/customers/{customer}"), timeout=20)
        except grpc.RpcError as error:
            return told(error)


def mailbox():
    say(f"--- a customer's mailbox: {arguments.streams:,} streams of {IN_FLIGHT} batches, at most {MAILBOX:,} calls may wait")
    postgres, hosts = Postgres(), {}
    try:
        start_three(arguments.host, postgres, hosts)
        addresses = [host.address for host in hosts.values()]
        loop = asyncio.new_event_loop()
        streams = Streams(addresses)
        done = threading.Thread(target=lambda: loop.run_until_complete(streams.run(arguments.streams)), daemon=True)
        done.start()
        check("all streams are open", until(lambda: streams.opened == arguments.streams, 120) is not None, f"{streams.opened:,}")
        lock = subprocess.Popen(["psql", "-h", postgres.directory, "-U", "postgres", "-d", "kpi", "-qc",
                                 f"begin; lock table journal in share row exclusive mode; select pg_sleep({LOCKED_SECONDS}); commit"], stdout=subprocess.DEVNULL)
        until(lambda: postgres.query("select count(*) from pg_locks where relation = 'journal'::regclass and mode = 'ShareRowExclusiveLock' and granted") == "1")
        loop.call_soon_threadsafe(streams.flood.set)
        seen = []

        def reader_refused():
            seen.append(read(addresses[0], "hot"))
            return isinstance(seen[-1], tuple)

        until(reader_refused, LOCKED_SECONDS + 5)
        lock.wait()
        check("a reader of that customer is told to come again, with a reason and a delay", seen and isinstance(seen[-1], tuple) and seen[-1][0] == grpc.StatusCode.RESOURCE_EXHAUSTED and seen[-1][1] == "OVERLOADED"
              and (seen[-1][2] or 0) > 0, str(seen[-1])[:160])
        other = read(addresses[1], "nobody")
        check("another customer is read meanwhile", not isinstance(other, tuple) or other[0] == grpc.StatusCode.NOT_FOUND, str(other)[:120])
        begin = time.monotonic()
        done.join(timeout=180)
        check("all streams have all acknowledged in the end", not done.is_alive() and streams.acknowledged == 9 * arguments.streams, f"{streams.acknowledged:,} after {time.monotonic() - begin:.1f} s more")
        for reason, count in streams.refused.most_common(6):
            say(f"  {count:,} times {reason[:200]}")
        check("some were refused for now", any("RESOURCE_EXHAUSTED" in reason and "OVERLOADED" in reason for reason in streams.refused))
        check("nothing was refused for good", not streams.lasting, "; ".join(streams.lasting[:2]))
        never_internal(streams.refused)
        answer = read(addresses[2], "hot")
        check("the customer has each of them once", not isinstance(answer, tuple) and answer.version == arguments.streams + 1, str(answer if isinstance(answer, tuple) else f"version {answer.version:,}"))
        all_is_there(postgres, hosts, addresses[0], arguments.streams + 1)
    finally:
        stop_all(hosts.values(), postgres)


class Filler(threading.Thread):
    """Sends each of its customers twice, 200 at a time, and again what is refused for now."""

    def __init__(self, number, address, first, count):
        super().__init__(daemon=True)
        self.number, self.address, self.first, self.count = number, address, first, count
        self.acknowledged, self.refused, self.lasting = 0, collections.Counter(), []

    def run(self):
        batches = collections.deque([purchase(f"m{one}", f"m{one}-{turn}", 1) for one in range(first, min(first + 200, self.first + self.count))]
                                    for turn in range(2) for first in range(self.first, self.first + self.count, 200))
        while batches:
            try:
                self.stream(batches)
            except grpc.RpcError as error:
                code, reason, delay = told(error)
                self.refused[f"stream: {code.name} {reason}, again in {delay} ms"] += 1
                time.sleep(0.2)

    def stream(self, batches):
        # What was under way may be recorded or not: sent again, it counts once.
        def requests():
            sequence = 0
            while batches:
                sequence += 1
                yield interactions.RecordInteractionsRequest(parent=PARENT, sequence=sequence, interactions=batches[0])
                answered.wait()
                answered.clear()

        answered = threading.Event()
        with grpc.insecure_channel(self.address) as channel:
            try:
                for answer in parts.interactions_grpc.InteractionServiceStub(channel).RecordInteractions(requests()):
                    if answer.HasField("error"):
                        self.refused[f"{grpc_name(answer.error.code)} {answer.error.reason}: {answer.error.message}"] += 1
                        if answer.error.retryable:
                            time.sleep(0.1)
                        else:
                            self.lasting.append(str(answer.error))
                            batches.popleft()
                    else:
                        self.lasting.extend(str(problem) for problem in answer.rejected)
                        self.acknowledged += answer.accepted_count + answer.duplicate_count
                        batches.popleft()
                    answered.set()
            finally:
                answered.set()


def memory():
    say(f"--- memory: three hosts that run grains, each with a heap of {arguments.heap} MiB, for {arguments.customers:,} customers (some 17,800 bytes each)")
    postgres, hosts = Postgres("memory"), {}
    small = {"DOTNET_GCHeapHardLimit": hex(arguments.heap << 20), "DOTNET_GCHeapCount": "2"}
    try:
        hosts["one"] = Host(arguments.host, "one", postgres.text, "--role", "silo", environment=small)
        hosts["two"] = Host(arguments.host, "two", postgres.text, "--role", "silo", environment=small)
        hosts["both"] = Host(arguments.host, "both", postgres.text, environment=small)
        for name in ("one", "two", "both"):
            hosts[name].wait_ready()
        hosts["gate"] = Host(arguments.host, "gate", postgres.text, "--role", "gateway")
        hosts["gate"].wait_ready()
        create_tenant(hosts["gate"].address)
        say("two silos, a host of role all and a gateway are ready")
        ways, share = ["gate", "both"], arguments.customers // 4
        fillers = [Filler(one, hosts[ways[one % 2]].address, one * share, share) for one in range(4)]
        most, least, begin = collections.Counter(), 0, time.monotonic()
        for filler in fillers:
            filler.start()
        while any(filler.is_alive() for filler in fillers) and time.monotonic() - begin < 240 and all(host.process.poll() is None for host in hosts.values()):
            try:
                for node in nodes(hosts["gate"].address):
                    active, name = sum(of.count for of in node.activations if of.type == "customer"), node.name[6:].rsplit("-", 1)[0]
                    if active < most[name]:
                        least = max(least, most[name] - active)
                    most[name] = max(most[name], active)
            except grpc.RpcError:
                pass
            time.sleep(1)
        took = time.monotonic() - begin
        acknowledged = sum(filler.acknowledged for filler in fillers)
        refused = sum((filler.refused for filler in fillers), collections.Counter())
        check("all was acknowledged in the end", not any(filler.is_alive() for filler in fillers) and acknowledged == 8 * share, f"{acknowledged:,} of {8 * share:,} in {took:.1f} s")
        say(f"most customers in memory of a host: {dict(most)}; most that made way at once: {least:,}")
        for reason, count in refused.most_common(6):
            say(f"  {count:,} times {reason[:200]}")
        check("customers made way for others", sum(most.values()) < 4 * share or least > 100)
        check("nothing was refused for good", not any(filler.lasting for filler in fillers), "; ".join(sum((filler.lasting for filler in fillers), [])[:2])[:300])
        never_internal(refused)
        answer = []
        took = until(lambda: answer.append(read(hosts["gate"].address, "m0")) or not isinstance(answer[-1], tuple))
        check("one that made way long ago is read again", took is not None and answer[-1].version == 2, str(answer[-1])[:100] if isinstance(answer[-1], tuple) else f"after {took or 0:.1f} s")
        all_is_there(postgres, hosts, hosts["gate"].address, acknowledged)
    finally:
        stop_all(hosts.values(), postgres)


def main():
    if arguments.only != "memory":
        mailbox()
    if arguments.only != "mailbox":
        memory()
    return finish("limits" if arguments.only is None else f"limits-{arguments.only}", failures, scratch, arguments)


if __name__ == "__main__":
    sys.exit(main())
