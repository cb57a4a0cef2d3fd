"""Two hosts that only run grains and one that only serves clients, each a process: what clients are told through the gateway while silos die and come back.

Usage: roles.py PATH/KpiPlatform.Host.dll [--provenance TEXT]
"""

import argparse
import functools
import sys
import time

arguments = argparse.ArgumentParser()
arguments.add_argument("host", help="KpiPlatform.Host.dll of a build with GrainRuntime=Orleans")
arguments.add_argument("--keep", choices=["yes", "no"], default="yes", help="whether to keep the result")
arguments.add_argument("--provenance", default="packages of the registry", help="where the cluster's packages came from")
arguments = arguments.parse_args()

import parts  # noqa: E402
from parts import (  # noqa: E402
    PARENT, Host, Postgres, Sender, Watcher, cluster, create_tenant, customers, customers_grpc, errors, free_port, grpc, interactions, interactions_grpc, finish,
    longest_gap, nodes, purchase, say, scratch, stop_all, told, until, verified, year)
from health.v1 import health_pb2 as health  # noqa: E402
from health.v1 import health_pb2_grpc as health_grpc  # noqa: E402

NEW = 200
CALL_TIMEOUT_SECONDS = 30
failures = []
check = functools.partial(parts.check, failures)


def silo(postgres, hosts, name):
    """At one address each time, as a container or a machine comes back."""
    options = addresses.setdefault(name, ("--node-address", f"127.0.0.1:{free_port()}", "--node-gateway-port", str(free_port())))
    hosts[name] = Host(arguments.host, name, postgres.text, "--role", "silo", *options)
    return hosts[name]


addresses = {}


def serves(host):
    with grpc.insecure_channel(host.address) as channel:
        return health_grpc.HealthStub(channel).Check(health.HealthCheckRequest(), timeout=5).status == health.HealthCheckResponse.SERVING


def read(host, customer, timeout=20):
    """The customer, or the code, the reason and the delay that the caller is advised of."""
    with grpc.insecure_channel(host.address) as channel:
        try:
            return customers_grpc.CustomerServiceStub(channel).GetCustomer(customers.GetCustomerRequest(name=f"{PARENT}/customers/{customer}"), timeout=timeout)
        except grpc.RpcError as error:
            return told(error)


def starts_in_any_order(postgres, hosts):
    gateway = hosts["gate"] = Host(arguments.host, "gate", postgres.text, "--role", "gateway")
    time.sleep(8)
    check("a gateway that finds no silo waits", gateway.process.poll() is None and gateway.address is None, "after 8 s it runs and has not opened its ports")
    begin = time.monotonic()
    for name in ("one", "two"):
        silo(postgres, hosts, name)
    for name in ("one", "two"):
        hosts[name].wait_ready()
    gateway.wait_ready()
    check("it is ready once a silo is there", serves(gateway), f"{time.monotonic() - begin:.1f} s after the silos were started")
    create_tenant(gateway.address)


def says_who_does_what(hosts):
    def filled():
        return all(any(of.type == "customer" and of.count > 0 for of in node.activations) for node in nodes(hosts["gate"].address) if node.role == "silo")

    until(filled)
    found = {node.name[6:].rsplit("-", 1)[0]: node for node in nodes(hosts["gate"].address)}
    check("the list has each host's role", {name: node.role for name, node in found.items()} == {"gate": "gateway", "one": "silo", "two": "silo"})
    for node in found.values():
        customers_here = sum(of.count for of in node.activations if of.type == "customer")
        check(f"{node.name[6:]}: grains are on silos alone, an address is where clients are served alone", (node.role == "silo") == (customers_here > 0) and (node.role == "gateway") == bool(node.address),
              f"{node.role}, {customers_here:,} customers, {node.memory_bytes >> 20:,} MiB, {node.cpu_cores:.2f} cores, {node.interactions_per_second:,.0f} interactions/s")
    with grpc.insecure_channel(hosts["one"].address) as channel:
        try:
            next(interactions_grpc.InteractionServiceStub(channel).RecordInteractions(
                iter([interactions.RecordInteractionsRequest(parent=PARENT, sequence=1, interactions=[purchase("wrong", "wrong", 1)])]), timeout=20))
            code = "taken"
        except grpc.RpcError as error:
            code = error.code()
    check("a silo takes nothing from clients, and its health is served", code == grpc.StatusCode.UNIMPLEMENTED and serves(hosts["one"]), str(code))


def one_silo_dies(postgres, hosts, senders):
    dead = next(node.name for node in nodes(hosts["gate"].address) if node.name.startswith("nodes/one-"))
    before = {sender.number: sender.batches for sender in senders}
    killed = time.monotonic()
    hosts["one"].kill()
    took = until(lambda: any(node.name == dead and node.status == cluster.NODE_STATUS_DEAD for node in nodes(hosts["gate"].address)))
    check("a silo that was killed is declared dead by the one that is left", took is not None, f"after {took or 0:.1f} s")
    check("all senders go on with the other one", until(lambda: all(sender.batches > before[sender.number] + 1 for sender in senders)) is not None)
    times = [moment for sender in senders for moment in sender.times]
    say(f"longest time without any acknowledgement after the kill: {longest_gap(times, killed, time.monotonic()):.2f} s")
    waits = [longest_gap(sender.times, killed, time.monotonic()) for sender in senders]
    check(f"nobody waited for the call timeout of {CALL_TIMEOUT_SECONDS} s", max(waits) < CALL_TIMEOUT_SECONDS, "longest of each sender: " + ", ".join(f"{wait:.1f}" for wait in waits) + " s")
    check("the gateway was ready all the while", serves(hosts["gate"]))
    silo(postgres, hosts, "one").wait_ready()
    with grpc.insecure_channel(hosts["gate"].address) as channel:
        # Grains that are active stay where they are: it gets its share of those that are activated from now on.
        next(interactions_grpc.InteractionServiceStub(channel).RecordInteractions(iter([interactions.RecordInteractionsRequest(
            parent=PARENT, sequence=1, interactions=[purchase(f"new{number}", f"new-{number}", 1) for number in range(NEW)])]), timeout=60))
    took = until(lambda: any(node.name.startswith("nodes/one-") and node.status == cluster.NODE_STATUS_ACTIVE and sum(of.count for of in node.activations) > 0 for node in nodes(hosts["gate"].address)))
    check("the one that came back gets its share of new grains", took is not None)


def no_silo_is_there(postgres, hosts, senders):
    gateway = hosts["gate"]
    for name in ("one", "two"):
        hosts[name].kill()
    lost = time.monotonic()
    took = until(lambda: not gateway.is_ready(), 60)
    check("without a silo the gateway is not ready", took is not None and not serves(gateway), f"after {took or 0:.1f} s; gRPC health NOT_SERVING")
    begin = time.monotonic()
    answer = read(gateway, "private-0")
    check("a call is told UNAVAILABLE, and when to try again", isinstance(answer, tuple) and answer[0] == grpc.StatusCode.UNAVAILABLE and answer[2] is not None, f"{answer} after {time.monotonic() - begin:.2f} s")
    until(lambda: time.monotonic() - lost > 10 or gateway.is_ready() or gateway.process.poll() is not None)
    check("it lives, and stays not ready", gateway.process.poll() is None and not gateway.is_ready(), f"without a silo for {time.monotonic() - lost:.1f} s")
    back = time.monotonic()
    for name in ("one", "two"):
        silo(postgres, hosts, name)
    for name in ("one", "two"):
        hosts[name].wait_ready()
    ready = time.monotonic()
    took = until(gateway.is_ready, 60)
    check("with silos back it is ready again by itself", took is not None, f"{ready - back:.1f} s until the silos were ready, {took or 0:.1f} s more")
    before = sum(sender.batches for sender in senders)
    check("and senders go on", until(lambda: sum(sender.batches for sender in senders) > before + 10, 90) is not None, f"{time.monotonic() - back:.1f} s after the silos were started")


def errors_cross_between_hosts(postgres, hosts):
    """What a grain finds on its silo is told by the gateway as if both were one process."""
    with grpc.insecure_channel(hosts["gate"].address) as channel:
        next(interactions_grpc.InteractionServiceStub(channel).RecordInteractions(
            iter([interactions.RecordInteractionsRequest(parent=PARENT, sequence=1, interactions=[purchase("damaged", "damaged-1", 1)])]), timeout=20))
    row = "from customer c where c.external_id = 'damaged' and j.customer = c.customer"
    postgres.query(f"update journal j set checksum = j.checksum # 1 {row}")
    for name in ("one", "two"):
        hosts[name].kill()
        silo(postgres, hosts, name)
    for name in ("one", "two"):
        hosts[name].wait_ready()
    until(hosts["gate"].is_ready)
    seen = []

    def answered():
        seen.append(read(hosts["gate"], "damaged"))
        return not isinstance(seen[-1], tuple) or seen[-1][0] != grpc.StatusCode.UNAVAILABLE

    until(answered)
    check("a row that is damaged is told as DATA_LOSS through the gateway, too", isinstance(seen[-1], tuple) and seen[-1][0] == grpc.StatusCode.DATA_LOSS, str(seen[-1])[:120])
    postgres.query(f"update journal j set checksum = j.checksum # 1 {row}")
    check("mended, it is read", until(lambda: not isinstance(read(hosts["gate"], "damaged"), tuple)) is not None)


def main():
    postgres = Postgres()
    hosts = {}
    try:
        starts_in_any_order(postgres, hosts)
        gateway = hosts["gate"]
        senders = [Sender(number, [gateway.address]) for number in range(4)]
        for sender in senders:
            sender.start()
        until(lambda: all(sender.batches > 0 for sender in senders))
        watchers = [Watcher(f"private-{number}", [gateway.address]) for number in range(2)]
        for watcher in watchers:
            watcher.start()
        says_who_does_what(hosts)
        one_silo_dies(postgres, hosts, senders)
        no_silo_is_there(postgres, hosts, senders)
        for sender in senders:
            sender.stopping = True
        for sender in senders:
            sender.join(timeout=120)
            problems = sender.wrong_reads[:3] + [problem.reason for problem in sender.rejected[:3]]
            check(f"sender {sender.number}: every read with a token showed what it had been acknowledged", not sender.is_alive() and not problems and sender.reads > 0, "; ".join(problems) or f"{sender.reads} reads")
        for number, watcher in enumerate(watchers):
            took = until(lambda: watcher.version == senders[number].batches)
            watcher.stop()
            check(f"who watched {watcher.customer} saw its last version, and never an older one after a newer", took is not None and not watcher.went_back, f"{watcher.version}, stream broken {watcher.broken} times")
        sent, units = NEW + sum(sender.acknowledged for sender in senders), NEW + sum(sender.units for sender in senders)
        rows, distinct = map(int, postgres.query("select count(*), count(distinct (source, identity_hash)) from journal").split("|"))
        check("the journal has what was acknowledged, once", rows == distinct == sent, f"{rows:,} rows, {distinct:,} identities, {sent:,} acknowledged, {sum(sender.again for sender in senders):,} batches sent again")
        answer = verified(gateway.address, sent)
        check("the measures are what the journal says", answer.differences_count == 0 and answer.interactions == sent, f"{answer.interactions:,} interactions, {answer.numbers:,} numbers")
        took = until(lambda: year(gateway.address, "revenue") == units)
        check("the revenue is the senders' sum", took is not None, f"{units:,} EUR")
        errors_cross_between_hosts(postgres, hosts)
        for host in hosts.values():
            found = errors(host)
            if found:
                say(f"errors in the log of {host.name}: {' | '.join(found[:4])}")
            check(f"nothing went wrong inside {host.name} that nobody foresaw", not any("Unexpected error" in line for line in found))
    finally:
        stop_all(hosts.values(), postgres)
    return finish("roles", failures, scratch, arguments)


if __name__ == "__main__":
    sys.exit(main())
