"""A tenant whose totals are spread over four grains, on three hosts: made so under load, customers linked across the grains, one host killed, all set back to one.

Usage: shards.py PATH/KpiPlatform.Host.dll [--provenance TEXT]

Revenue, orders and the number of active customers must be the senders' own at every step, whichever host is asked, and the measures of each grain a fold of the journal.
"""

import argparse
import functools
import sys
import threading
import time

arguments = argparse.ArgumentParser()
arguments.add_argument("host", help="KpiPlatform.Host.dll of a build with GrainRuntime=Orleans")
arguments.add_argument("--shards", type=int, default=4)
arguments.add_argument("--keep", choices=["yes", "no"], default="yes", help="whether to keep the result")
arguments.add_argument("--provenance", default="packages of the registry", help="where the cluster's packages came from")
arguments = arguments.parse_args()

import parts  # noqa: E402
from google.protobuf.field_mask_pb2 import FieldMask  # noqa: E402
from parts import (  # noqa: E402
    PARENT, RETRYABLE, Postgres, Sender, cluster, errors, grpc, interactions, interactions_grpc, finish, kinds, longest_gap, nodes, purchase, say, scratch, start_three, stop_all,
    tenants, tenants_grpc, until, verified, year)

PAIRS_AT_ONCE = 20
failures = []
check = functools.partial(parts.check, failures)


class Linker(threading.Thread):
    """Records pairs of customers, links one to the other, and takes every third link back; each batch until it is acknowledged."""

    def __init__(self, addresses):
        super().__init__(daemon=True)
        self.addresses = addresses
        self.acknowledged, self.pairs, self.linked, self.stopping, self.problems = 0, 0, 0, False, []

    def run(self):
        while not self.stopping:
            first, self.pairs = self.pairs, self.pairs + PAIRS_AT_ONCE
            numbers = range(first, self.pairs)
            self.record([purchase(f"{side}{one}", f"pair-{side}{one}", 1) for one in numbers for side in ("left", "right")])
            self.record([self.link(one, "link", 1, identity_linked=kinds.IdentityLinked(survivor=f"right{one}")) for one in numbers])
            self.record([self.link(one, "unlink", 2, identity_unlinked=kinds.IdentityUnlinked(survivor=f"right{one}")) for one in numbers if one % 3 == 0])
            self.linked += sum(one % 3 != 0 for one in numbers)
            time.sleep(0.2)

    @staticmethod
    def link(one, word, minute, **kind):
        return kinds.Interaction(customer=f"left{one}", source="rig", id=f"{word}-{one}", occur_time=parts.Timestamp(seconds=1_767_614_400 + 60 * minute), **kind)

    def record(self, several):
        turn = 0
        while True:
            turn += 1
            try:
                with grpc.insecure_channel(self.addresses[turn % len(self.addresses)]) as channel:
                    answer = next(interactions_grpc.InteractionServiceStub(channel).RecordInteractions(
                        iter([interactions.RecordInteractionsRequest(parent=PARENT, sequence=1, interactions=several)]), timeout=60))
            except (grpc.RpcError, StopIteration) as error:
                if isinstance(error, grpc.RpcError) and error.code() not in RETRYABLE:
                    self.problems.append(f"{error.code()}: {error.details()}")
                    return
                time.sleep(0.1)
                continue
            if answer.HasField("error") and answer.error.retryable:
                time.sleep(0.1)
                continue
            self.problems.extend(f"{one.reason}: {one.message}" for one in answer.rejected)
            if answer.HasField("error"):
                self.problems.append(answer.error.message)
            self.acknowledged += len(several)
            return


def spread(address, shards):
    """Has the totals spread over so many grains, and waits until values are those of them."""
    begin = time.monotonic()
    with grpc.insecure_channel(address) as channel:
        stub = tenants_grpc.TenantServiceStub(channel)
        stub.UpdateTenant(tenants.UpdateTenantRequest(tenant=tenants.Tenant(name=PARENT, measures_shards=shards), update_mask=FieldMask(paths=["measures_shards"])), timeout=60)
        answer = []

        def done():
            answer[:] = [stub.GetTenant(tenants.GetTenantRequest(name=PARENT), timeout=30)]
            return answer[0].measures_shards == shards and answer[0].backfill.state == tenants.Backfill.STATE_DONE

        took = until(done, 150)
    check(f"totals are spread over {shards} under load" if shards > 1 else "totals are one grain's again", took is not None, f"{time.monotonic() - begin:.1f} s, {answer[0].backfill.customers_total:,} customers counted anew {answer[0].backfill.problem}")


def grains_of_measures(address):
    return {node.name[6:].rsplit("-", 1)[0]: sum(of.count for of in node.activations if of.type == "measures") for node in nodes(address) if node.status == cluster.NODE_STATUS_ACTIVE}


def everything_agrees(postgres, hosts, senders, linker, when):
    """With nobody sending: what hosts show is what senders were acknowledged. Rows of kind 0 are the marks that counting anew leaves."""
    units = sum(sender.units for sender in senders) + 2 * linker.pairs
    orders = sum(sender.acknowledged for sender in senders) + 2 * linker.pairs
    sent = sum(sender.acknowledged for sender in senders) + linker.acknowledged
    rows, distinct = map(int, postgres.query("select count(*), count(distinct (source, identity_hash)) from journal where kind <> 0").split("|"))
    check(f"{when}: the journal has what was acknowledged, once", rows == distinct == sent, f"{rows:,} rows, {distinct:,} identities, {sent:,} acknowledged")
    active = int(postgres.query("select count(distinct customer) from journal where kind <> 0")) - linker.linked
    expected = {"revenue": units, "orders": orders, "active_customers": active}
    for host in hosts:
        shown = {}

        def right():
            shown.update({name: year(host.address, name) for name in expected})
            return shown == expected

        until(right, 30)
        check(f"{when}: {host.name} shows the senders' own numbers, {linker.linked:,} customers linked to others", shown == expected, ", ".join(f"{name} {value:,.0f} of {expected[name]:,}" for name, value in shown.items()))
    answer = verified(hosts[-1].address, sent)
    check(f"{when}: the measures of every grain are what the journal says", answer.differences_count == 0 and answer.interactions == sent, f"{answer.interactions:,} interactions, {answer.numbers:,} numbers")


def quiet(senders, linker):
    for one in (*senders, linker):
        one.stopping = True
    for one in (*senders, linker):
        one.join(timeout=120)
    problems = sum((sender.wrong_reads[:2] + [problem.reason for problem in sender.rejected[:2]] for sender in senders), []) + linker.problems[:2]
    check("every read with a token showed what its sender had been acknowledged, and nothing was refused", not problems and not any(one.is_alive() for one in (*senders, linker)),
          "; ".join(problems) or f"{sum(sender.reads for sender in senders):,} reads")


def main():
    postgres = Postgres()
    hosts = {}
    try:
        start_three(arguments.host, postgres, hosts)
        addresses = [host.address for host in hosts.values()]
        senders, linker = [Sender(one, addresses, pause=0.1, marks=True) for one in range(3)], Linker(addresses)
        for one in (*senders, linker):
            one.start()
        until(lambda: all(sender.batches > 4 for sender in senders) and linker.linked > 0)
        spread(addresses[0], arguments.shards)
        before = [sender.batches for sender in senders]
        until(lambda: all(sender.batches > was + 4 for sender, was in zip(senders, before)))
        found = {}

        def active():
            found.update(grains_of_measures(addresses[0]))
            return sum(found.values()) >= arguments.shards and sum(count > 0 for count in found.values()) > 1

        check("they are active on more than one host", until(active) is not None, ", ".join(f"{name} {count}" for name, count in sorted(found.items())))

        # The one that has most of them.
        victim = hosts[max(found, key=found.get)]
        begin = time.monotonic()
        victim.kill()
        addresses.remove(victim.address)
        left = [host for host in hosts.values() if host is not victim]
        before = [sender.batches for sender in senders]
        took = until(lambda: all(sender.batches > was + 2 for sender, was in zip(senders, before)))
        moments = [moment for sender in senders for moment in sender.times]
        check(f"killed {victim.name} (SIGKILL), which had most: senders go on", took is not None, f"longest time without any acknowledgement {longest_gap(moments, begin, time.monotonic()):.2f} s")
        until(lambda: sum(sender.batches for sender in senders) > sum(before) + 30)
        quiet(senders, linker)
        everything_agrees(postgres, left, senders, linker, f"with {arguments.shards}, one host killed")
        say("measures grains: " + ", ".join(f"{name} {count}" for name, count in sorted(grains_of_measures(left[0].address).items())))

        again, more = [Sender(10 + one, addresses, pause=0.1, marks=True) for one in range(2)], Linker(addresses)
        more.pairs = linker.pairs
        for one in again:
            one.start()
        until(lambda: all(sender.batches > 2 for sender in again))
        spread(left[0].address, 1)
        more.stopping = True
        more.start()
        quiet(again, more)
        more.linked, more.acknowledged = more.linked + linker.linked, more.acknowledged + linker.acknowledged
        everything_agrees(postgres, left, senders + again, more, "with 1 again")
        for host in hosts.values():
            check(f"nothing went wrong inside {host.name} that nobody foresaw", not any("Unexpected error" in line for line in errors(host)), " | ".join(errors(host)[:2])[:300])
    finally:
        stop_all(hosts.values(), postgres)
    return finish("shards", failures, scratch, arguments)


if __name__ == "__main__":
    sys.exit(main())
