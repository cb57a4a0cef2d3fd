"""Everything at once for one customer, through all of three hosts, beside others that send a little: what is refused, how long the others wait, how much memory it takes.

Usage: flood.py PATH/KpiPlatform.Host.dll [--seconds N] [--streams N] [--provenance TEXT]
"""

import argparse
import collections
import functools
import sys
import threading
import time

arguments = argparse.ArgumentParser()
arguments.add_argument("host", help="KpiPlatform.Host.dll of a build with GrainRuntime=Orleans")
arguments.add_argument("--seconds", type=int, default=30, help="how long to flood")
arguments.add_argument("--streams", type=int, default=48, help="streams of the flood, each with 8 batches of 20 under way")
arguments.add_argument("--keep", choices=["yes", "no"], default="yes", help="whether to keep the result")
arguments.add_argument("--provenance", default="packages of the registry", help="where the cluster's packages came from")
arguments = arguments.parse_args()

import parts  # noqa: E402
from parts import PARENT, Postgres, Sender, errors, grpc, interactions, finish, purchase, say, scratch, start_three, stop_all, until, verified  # noqa: E402

BATCH, IN_FLIGHT = 20, 8
ROOM_MIB = 600
failures = []
check = functools.partial(parts.check, failures)


class Flood(threading.Thread):
    """Sends batches of one customer, eight under way, and again what is answered with an error that passes."""

    def __init__(self, number, address):
        super().__init__(daemon=True)
        self.number, self.address = number, address
        self.acknowledged, self.refused, self.lasting, self.made, self.stopping = 0, collections.Counter(), [], 0, False
        self.again = collections.deque()

    def run(self):
        while not self.stopping or self.again:
            try:
                self.stream()
            except grpc.RpcError as error:
                self.refused[f"stream: {error.code().name}"] += 1
                time.sleep(0.2)

    def next_batch(self):
        if self.again:
            return self.again.popleft()
        self.made += 1
        batch = [purchase("hot", f"f{self.number}-{self.made}-{index}", 1) for index in range(BATCH)]
        for one in batch:
            one.occur_time.GetCurrentTime()
        return batch

    def stream(self):
        room, sent = threading.Semaphore(IN_FLIGHT), collections.deque()

        def requests():
            sequence = 0
            while not self.stopping or self.again:
                if not room.acquire(timeout=1):
                    continue
                sequence += 1
                sent.append(self.next_batch())
                yield interactions.RecordInteractionsRequest(parent=PARENT, sequence=sequence, interactions=sent[-1])

        with grpc.insecure_channel(self.address) as channel:
            call = channel.stream_stream("/kpi.v1.InteractionService/RecordInteractions", request_serializer=interactions.RecordInteractionsRequest.SerializeToString,
                                         response_deserializer=interactions.RecordInteractionsResponse.FromString)
            try:
                for answer in call(requests()):
                    batch = sent.popleft()
                    if answer.HasField("error"):
                        self.refused[f"{answer.error.reason}: {answer.error.message}"] += 1
                        if not answer.error.retryable:
                            self.lasting.append(str(answer.error))
                            continue
                        self.again.append(batch)
                        time.sleep(0.02)
                    else:
                        self.lasting.extend(str(problem) for problem in answer.rejected)
                        self.acknowledged += answer.accepted_count + answer.duplicate_count
                    room.release()
            finally:
                # What was under way may be recorded or not: sent again, it counts once.
                self.again.extend(sent)


def resident(host):
    with open(f"/proc/{host.process.pid}/status", encoding="utf-8") as file:
        return int(next(line for line in file if line.startswith("VmRSS")).split()[1]) >> 10


def main():
    postgres = Postgres()
    hosts = {}
    try:
        start_three(arguments.host, postgres, hosts)
        addresses = [host.address for host in hosts.values()]
        others = [Sender(number, addresses) for number in range(2)]
        for sender in others:
            sender.start()
        until(lambda: all(sender.batches > 4 for sender in others))
        before = {name: resident(host) for name, host in hosts.items()}
        most = dict(before)
        flood = [Flood(number, addresses[number % 3]) for number in range(arguments.streams)]
        begin = time.monotonic()
        for stream in flood:
            stream.start()
        while time.monotonic() - begin < arguments.seconds:
            most = {name: max(most[name], resident(host)) for name, host in hosts.items()}
            time.sleep(0.25)
        for stream in flood:
            stream.stopping = True
        for sender in others:
            sender.stopping = True
        for thread in flood + others:
            thread.join(timeout=120)
        check("everybody got an answer in the end", not any(thread.is_alive() for thread in flood + others))
        refused = sum((stream.refused for stream in flood), collections.Counter())
        taken, honest = sum(stream.acknowledged for stream in flood), sum(sender.acknowledged for sender in others)
        say(f"{arguments.streams} streams, up to {arguments.streams * BATCH * IN_FLIGHT:,} interactions of one customer under way: {taken:,} acknowledged, refused for now: {sum(refused.values()):,} batches")
        for text, count in refused.most_common(5):
            say(f"  {count:,} times {text[:200]}")
        check("nothing was refused for good", not any(stream.lasting for stream in flood), "; ".join(sum((stream.lasting for stream in flood), [])[:2]))
        worst = max(after - before for sender in others for before, after in zip(sender.times, sender.times[1:]))
        say(f"two senders of 200 at a time beside it: {honest:,} acknowledged, longest wait of one for a batch {worst:.2f} s")
        check("their reads with a token showed what they had been acknowledged", not any(sender.wrong_reads or sender.rejected for sender in others))
        check(f"memory stays bounded: less than {ROOM_MIB} MiB more on each host", all(most[name] - before[name] < ROOM_MIB for name in hosts), ", ".join(f"{name} {before[name]} > {most[name]} MiB" for name in hosts))
        rows, distinct = map(int, postgres.query("select count(*), count(distinct (source, identity_hash)) from journal").split("|"))
        check("the journal has what was acknowledged, once", rows == distinct == taken + honest, f"{rows:,} rows, {distinct:,} identities, {taken + honest:,} acknowledged")
        answer = verified(addresses[0], rows)
        check("the measures are what the journal says", answer.differences_count == 0 and answer.interactions == rows, f"{answer.interactions:,} interactions, {answer.numbers:,} numbers")
        for host in hosts.values():
            check(f"nothing went wrong inside {host.name} that nobody foresaw", not any("Unexpected error" in line for line in errors(host)), " | ".join(errors(host)[:2])[:300])
    finally:
        stop_all(hosts.values(), postgres)
    return finish("flood", failures, scratch, arguments)


if __name__ == "__main__":
    sys.exit(main())
