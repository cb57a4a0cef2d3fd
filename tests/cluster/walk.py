"""Walks through what admins of a cluster rely on, on three hosts: what the nodes say of themselves, each customer active once, the drain as it is watched,
alerts told once though any host may look, and a host that was stopped long enough to be taken for dead.

Usage: walk.py PATH/KpiPlatform.Host.dll [--provenance TEXT]
"""

import argparse
import functools
import signal
import sys
import threading
import time

arguments = argparse.ArgumentParser()
arguments.add_argument("host", help="KpiPlatform.Host.dll of a build with GrainRuntime=Orleans")
arguments.add_argument("--keep", choices=["yes", "no"], default="yes", help="whether to keep the result")
arguments.add_argument("--provenance", default="packages of the registry", help="where the cluster's packages came from")
arguments = arguments.parse_args()

import parts  # noqa: E402
from parts import (  # noqa: E402
    PARENT, Postgres, Sender, cluster, cluster_grpc, grpc, interactions, interactions_grpc, finish, nodes, purchase, say, scratch, start_three, stop_all, until, verified)
from kpi.v1 import alert_service_pb2 as alerts  # noqa: E402
from kpi.v1 import alert_service_pb2_grpc as alerts_grpc  # noqa: E402

failures = []
check = functools.partial(parts.check, failures)


def status(address, name):
    return next(node.status for node in nodes(address) if node.name.startswith(f"nodes/{name}-"))


def record(address, customer, identity, units):
    with grpc.insecure_channel(address) as channel:
        call = interactions_grpc.InteractionServiceStub(channel).RecordInteractions(
            iter([interactions.RecordInteractionsRequest(parent=PARENT, sequence=1, interactions=[purchase(customer, identity, units)])]), timeout=30)
        return next(call).accepted_count == 1


def nodes_say_what_they_are(hosts, senders):
    one = hosts["a"].address
    until(lambda: all(any(of.type == "customer" and of.count > 0 for of in node.activations) and node.HasField("commit_latency") for node in nodes(one)))
    seen = {name: nodes(host.address) for name, host in hosts.items()}
    check("every host lists the same three nodes", all(sorted(node.name for node in listed) == sorted(node.name for node in seen["a"]) and len(listed) == 3 for listed in seen.values()))
    for node in seen["a"]:
        customers = sum(of.count for of in node.activations if of.type == "customer")
        check(f"{node.name[6:]} says what it is",
              node.status == cluster.NODE_STATUS_ACTIVE and node.version and node.uptime.seconds >= 0 and node.address and node.memory_bytes > 0
              and node.cpu_cores > 0 and node.interactions_per_second > 0 and customers > 0,
              f"version {node.version}, {customers:,} customers, {node.memory_bytes >> 20:,} MiB, {node.cpu_cores:.2f} cores, {node.interactions_per_second:,.0f} interactions/s, "
              f"commit {node.commit_latency.nanos / 1e6:.1f} ms, measures {node.measures_lag.ToMilliseconds()} ms behind")


def each_customer_is_active_once(hosts, postgres):
    customers = int(postgres.query("select count(*) from customer"))
    active = []

    def counted():
        active[:] = [sum(of.count for of in node.activations if of.type == "customer") for node in nodes(hosts["a"].address)]
        return sum(active) == customers

    took = until(counted)
    check("customers are active once in the whole cluster", took is not None, f"{customers:,} customers, active {' + '.join(map(str, active))}")
    check("placement spreads them", min(active) > customers / 10, f"{min(active) / customers:.0%} to {max(active) / customers:.0%} on a host")


def alerts_are_told_once(hosts, postgres):
    address = hosts["a"].address
    with grpc.insecure_channel(address) as channel:
        alerts_grpc.AlertServiceStub(channel).CreateAlertRule(alerts.CreateAlertRuleRequest(
            parent=PARENT, alert_rule_id="many", alert_rule=alerts.AlertRule(
                indicator=alerts.AlertIndicator(indicator="orders", period="2026"),
                condition=alerts.AlertCondition(kind=alerts.AlertCondition.KIND_VALUE, comparison=alerts.AlertCondition.COMPARISON_ABOVE, threshold=1))), timeout=30)
    took = until(lambda: postgres.query("select count(*) from alert_action") == "1")
    check("an alert opens one action", took is not None, f"after {took or 0:.1f} s, events {postgres.query('select count(*) from alert_event')}")
    owner = postgres.query("select owner from alert_log where owner <> ''")
    check("one host alone has the lease", len(owner.splitlines()) == 1)


def events(postgres):
    return int(postgres.query("select count(*) from alert_event"))


def alerts_are_taken_over(hosts, postgres):
    """The lease of a host that is gone ends, another takes it, and what happens then is told once."""
    postgres.query("update alert_log set owner = 'gone', owned_until = now() + interval '10 seconds'")
    begin = time.monotonic()
    before = events(postgres)
    with grpc.insecure_channel(hosts["a"].address) as channel:
        alerts_grpc.AlertServiceStub(channel).CreateAlertRule(alerts.CreateAlertRuleRequest(
            parent=PARENT, alert_rule_id="more", alert_rule=alerts.AlertRule(
                indicator=alerts.AlertIndicator(indicator="revenue", period="2026"),
                condition=alerts.AlertCondition(kind=alerts.AlertCondition.KIND_VALUE, comparison=alerts.AlertCondition.COMPARISON_ABOVE, threshold=1))), timeout=30)
    until(lambda: events(postgres) > before)
    took = time.monotonic() - begin
    time.sleep(3)  # What would be told twice is told by then: hosts look once a second.
    owner = postgres.query("select owner from alert_log where owner <> ''")
    check("the lease of a host that is gone is taken over once it ends, and what comes is told once",
          events(postgres) == before + 1 and owner not in ("", "gone") and took > 9, f"{events(postgres) - before} event after {took:.1f} s")


def drain_is_watched(hosts):
    seen = []
    name = next(node.name for node in nodes(hosts["c"].address) if node.name.startswith("nodes/b-"))
    channel = grpc.insecure_channel(hosts["c"].address)
    stub = cluster_grpc.ClusterServiceStub(channel)
    watch = stub.WatchNodes(cluster.WatchNodesRequest(), timeout=120)

    def read():
        try:
            for answer in watch:
                for node in answer.nodes:
                    if node.name == name and (not seen or seen[-1] != node.status):
                        seen.append(node.status)
        except grpc.RpcError:
            pass

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    until(lambda: seen)
    begin = time.monotonic()
    stub.DrainNode(cluster.DrainNodeRequest(node=name), timeout=20)
    code = hosts["b"].process.wait(timeout=90)
    took = time.monotonic() - begin
    until(lambda: seen[-1] == cluster.NODE_STATUS_LEFT, 20)
    watch.cancel()
    channel.close()
    names = [cluster.NodeStatus.Name(one)[12:].lower() for one in seen]
    check("a drain is seen as it happens", names == ["active", "draining", "left"] and code == 0, f"{' > '.join(names)} in {took:.1f} s, exit code {code}")


def stopped_host_is_fenced(hosts, postgres):
    """As a machine that hangs: the others declare it dead, and when it comes back it must acknowledge nothing any more and end."""
    victim, other = hosts["c"], hosts["a"]
    victim.process.send_signal(signal.SIGSTOP)
    took = until(lambda: status(other.address, "c") == cluster.NODE_STATUS_DEAD)
    check("a host that hangs is declared dead", took is not None, f"after {took or 0:.1f} s")
    taken = until(lambda: record(other.address, "after", "after-1", 5))
    check("its customers are served by the others", taken is not None, f"after {taken or 0:.1f} s more")
    rows = int(postgres.query("select count(*) from journal"))
    victim.process.send_signal(signal.SIGCONT)
    acknowledged = 0
    for number in range(20):
        try:
            acknowledged += record(victim.address, f"late{number}", f"late-{number}", 1)
        except (grpc.RpcError, StopIteration):
            pass
    code = None
    try:
        code = victim.process.wait(timeout=60)
    except Exception as error:  # noqa: BLE001
        say(str(error))
    stored = int(postgres.query("select count(*) from journal")) - rows
    check("when it comes back it ends", code == 1, f"exit code {code}")
    check("what it acknowledged is in the journal, no more and no less", stored == acknowledged, f"{acknowledged} acknowledged, {stored} stored")


def main():
    postgres = Postgres()
    hosts = {}
    try:
        start_three(arguments.host, postgres, hosts)
        senders = [Sender(number, [host.address for host in hosts.values()]) for number in range(6)]
        for sender in senders:
            sender.start()
        nodes_say_what_they_are(hosts, senders)
        for sender in senders:
            sender.stopping = True
        for sender in senders:
            sender.join(timeout=60)
        each_customer_is_active_once(hosts, postgres)
        alerts_are_told_once(hosts, postgres)
        alerts_are_taken_over(hosts, postgres)
        drain_is_watched(hosts)
        stopped_host_is_fenced(hosts, postgres)
        answer = verified(hosts["a"].address, int(postgres.query("select count(*) from journal")))
        check("the measures are what the journal says", answer.differences_count == 0, f"{answer.interactions:,} interactions, {answer.numbers:,} numbers")
    finally:
        for host in hosts.values():
            if host.process.poll() is None:
                host.process.send_signal(signal.SIGCONT)
        stop_all(hosts.values(), postgres)
    return finish("walk", failures, scratch, arguments)


if __name__ == "__main__":
    sys.exit(main())
