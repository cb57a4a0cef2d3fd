"""A cluster that is upgraded host by host, while clients stream to all of them: hosts of two versions side by side.

Usage: versions.py PATH-OF-OLD/KpiPlatform.Host.dll PATH-OF-NEW/KpiPlatform.Host.dll [--seconds N] [--provenance TEXT]

Both are builds with GrainRuntime=Orleans, the first of an earlier commit. Three hosts of the old version; a new one is started and an old one drained, three
times. Between, one of the old ones is killed and started again, on the schema that the new version has brought. Ends with exit code 0 if every number is right.
"""

import argparse
import functools
import sys
import time

arguments = argparse.ArgumentParser()
arguments.add_argument("old", help="KpiPlatform.Host.dll of the version before")
arguments.add_argument("new", help="KpiPlatform.Host.dll of the version after")
arguments.add_argument("--seconds", type=int, default=60, help="how long to send, about")
arguments.add_argument("--keep", choices=["yes", "no"], default="yes", help="whether to keep the result")
arguments.add_argument("--provenance", default="packages of the registry", help="where the cluster's packages came from")
arguments = arguments.parse_args()

import parts  # noqa: E402
from parts import Host, Postgres, Sender, Watcher, cluster, cluster_grpc, errors, grpc, finish, longest_gap, nodes, say, scratch, start_three, stop_all, until, verified, year  # noqa: E402

failures = []
STARTS = 4
check = functools.partial(parts.check, failures)


def versions_of(address):
    """The hosts that are there, by version, as the host at this address sees them."""
    found = {}
    for node in nodes(address):
        if node.status == cluster.NODE_STATUS_ACTIVE:
            found.setdefault(node.version.split("+")[-1][:7], []).append(node.name[6])
    return {version: "".join(sorted(names)) for version, names in found.items()}


def everybody_reads(live, senders, when):
    """Each host, of either version, shows at least what a sender was acknowledged before, and agrees about who is there."""
    wrong = []
    for host in live:
        sender = senders[len(wrong) % len(senders)]
        token, units = sender.token, sender.units

        def shown():
            return (value := year(host.address, "revenue", token)) >= units or wrong.append(f"{host.name} shows {value:,.0f} of {units:,}") is None

        if until(shown) is None:
            wrong.append(f"{host.name} does not answer")
    seen = {host.name: versions_of(host.address) for host in live}
    check(f"{when}: every host's scorecard numbers hold what was acknowledged, by a token", not wrong, "; ".join(wrong) or f"{len(live)} hosts")
    check(f"{when}: all of them list the same hosts", len({str(sorted(one.items())) for one in seen.values()}) == 1, str(next(iter(seen.values()))))


def drain(victim, through):
    begin = time.monotonic()
    with grpc.insecure_channel(through.address) as channel:
        name = next(node.name for node in nodes(through.address) if node.name.startswith(f"nodes/{victim.name}-") and node.status == cluster.NODE_STATUS_ACTIVE)
        cluster_grpc.ClusterServiceStub(channel).DrainNode(cluster.DrainNodeRequest(node=name), timeout=20)
    code = victim.process.wait(timeout=120)
    check(f"{victim.name} is drained, asked through {through.name}", code == 0, f"{time.monotonic() - begin:.1f} s, exit code {code}")


def schema(postgres):
    return f"{postgres.query('select max(version) from schema_version')} and {postgres.query('select max(version) from cluster_schema_version')}"


def upgrade(postgres, hosts, senders, addresses, moments):
    step = arguments.seconds / 8
    for old, new in zip("abc", "def"):
        before = schema(postgres)
        begin = time.monotonic()
        start(postgres, hosts, new, arguments.new)
        addresses.append(hosts[new].address)
        say(f"started {new} of the new version in {time.monotonic() - begin:.1f} s; schema {before} before, {schema(postgres)} after")
        time.sleep(step)
        live = [host for host in hosts.values() if host.process.poll() is None]
        everybody_reads(live, senders, f"with {new}")
        if old == "a":
            restart_old(postgres, hosts, addresses)
            time.sleep(step)

        # Through a new one, and through an old one as long as there is one beside it.
        addresses.remove(hosts[old].address)
        drain(hosts[old], hosts["c"] if old == "b" else hosts[new])
        time.sleep(step)
        moments.append(time.monotonic())


def restart_old(postgres, hosts, addresses):
    """One of the old version dies in the middle of it, and its supervisor starts it again as it was."""
    addresses.remove(hosts["c"].address)
    hosts["c"].kill()
    before = schema(postgres)
    start(postgres, hosts, "c", arguments.old)
    addresses.append(hosts["c"].address)
    newer = "upgraded by a newer program" in hosts["c"].said()
    say(f"killed c, of the old version, and started it again on schema {before}{'; it says that it knows an older one, which goes with it' if newer else ''}")


def start(postgres, hosts, name, program):
    """As a supervisor does: what ends is started again. On a machine without processor time to spare a host may be taken for dead while it joins."""
    for _ in range(STARTS):
        hosts[name] = Host(program, name, postgres.text)
        try:
            hosts[name].wait_ready()
            return
        except SystemExit as problem:
            if hosts[name].process.poll() != 1:
                raise
            say(f"{name} is started again: {str(problem)[:160]}")
    raise SystemExit(f"{name} ended {STARTS} times")


def main():
    postgres = Postgres()
    hosts = {}
    try:
        start_three(arguments.old, postgres, hosts)
        addresses = [host.address for host in hosts.values()]
        senders = [Sender(number, addresses) for number in range(6)]
        for sender in senders:
            sender.start()
        until(lambda: all(sender.batches > 0 for sender in senders))
        watchers = [Watcher(f"private-{number}", addresses) for number in range(4)]
        for watcher in watchers:
            watcher.start()
        time.sleep(arguments.seconds / 8)
        begin = time.monotonic()
        moments = [begin]
        upgrade(postgres, hosts, senders, addresses, moments)
        for sender in senders:
            sender.stopping = True
        for sender in senders:
            sender.join(timeout=120)
            check(f"sender {sender.number} has got its last acknowledgement", not sender.is_alive())
        times = [moment for sender in senders for moment in sender.times]
        say(f"longest time without any acknowledgement during the upgrade: {longest_gap(times, begin, moments[-1]):.2f} s")
        compare(postgres, [hosts[name] for name in "def"], senders, watchers)
        for host in hosts.values():
            found = errors(host)
            if found:
                say(f"errors in the log of {host.name}: {' | '.join(found[:4])}")
            check(f"nothing went wrong inside {host.name} that nobody foresaw", not any("Unexpected error" in line for line in found))
    finally:
        stop_all(hosts.values(), postgres)
    return finish("versions", failures, scratch, arguments)


def compare(postgres, live, senders, watchers):
    sent, units = sum(sender.acknowledged for sender in senders), sum(sender.units for sender in senders)
    say(f"senders: {sent:,} acknowledged, {sum(sender.again for sender in senders):,} batches sent again, {sum(sender.reads for sender in senders):,} reads with a token")
    for sender in senders:
        problems = sender.wrong_reads[:3] + [problem.reason for problem in sender.rejected[:3]]
        check(f"sender {sender.number}: every read with a token showed what it had been acknowledged, nothing was rejected", not problems, "; ".join(problems))
    rows, distinct = map(int, postgres.query("select count(*), count(distinct (source, identity_hash)) from journal").split("|"))
    check("the journal has what was acknowledged, once", rows == distinct == sent, f"{rows:,} rows, {distinct:,} identities, {sent:,} acknowledged")
    for watcher in watchers:
        last = senders[int(watcher.customer.split("-")[1])].batches
        took = until(lambda: watcher.version == last)
        watcher.stop()
        check(f"who watched {watcher.customer} saw its last version, and never an older one after a newer", took is not None and not watcher.went_back,
              f"{watcher.version} of {last}, stream broken {watcher.broken} times; {'; '.join(watcher.went_back)}")
    for host in live:
        answer = verified(host.address, sent)
        shown = year(host.address, "revenue", senders[0].token)
        check(f"{host.name}: the measures are what the journal says", answer.differences_count == 0 and answer.interactions == sent, f"{answer.interactions:,} interactions, {answer.numbers:,} numbers")
        took = until(lambda: year(host.address, "revenue") == units)
        check(f"{host.name}: the revenue is the senders' sum", took is not None, f"{shown:,.0f} EUR of {units:,}")


if __name__ == "__main__":
    sys.exit(main())
