"""Three hosts on one PostgreSQL database, clients that stream to all of them; one host is killed, a fourth started, one drained.

Usage: rig.py PATH/KpiPlatform.Host.dll [--seconds N] [--provenance TEXT]

See README.md. Ends with exit code 0 if every number is right.
"""

import argparse
import shutil
import signal
import sys
import time

arguments = argparse.ArgumentParser()
arguments.add_argument("host", help="KpiPlatform.Host.dll of a build with GrainRuntime=Orleans")
arguments.add_argument("--seconds", type=int, default=60, help="how long to send")
arguments.add_argument("--keep", choices=["yes", "no"], default="yes", help="whether to keep the result")
arguments.add_argument("--provenance", default="packages of the registry", help="where the cluster's packages came from")
arguments = arguments.parse_args()

from parts import (  # noqa: E402  (the client is generated on import: not for --help)
    Host, Postgres, Sender, cluster, cluster_grpc, grpc, keep, longest_gap, nodes, say, scratch, start_three, stop_all, verified, year)


def main():
    postgres = Postgres()
    failures = []
    hosts = {}
    try:
        start_three(arguments.host, postgres, hosts)
        addresses = [host.address for host in hosts.values()]
        senders = [Sender(number, addresses) for number in range(6)]
        for sender in senders:
            sender.start()
        quarter = arguments.seconds / 4
        time.sleep(quarter)

        before_kill = sum(sender.acknowledged for sender in senders)
        say(f"{before_kill:,} acknowledged, {before_kill / quarter:,.0f}/s with three hosts")
        killed = time.monotonic()
        hosts["b"].process.send_signal(signal.SIGKILL)
        hosts["b"].process.wait()
        addresses.remove(hosts["b"].address)
        say("killed b (SIGKILL)")
        time.sleep(quarter)
        after_kill = time.monotonic()
        moments = [moment for sender in senders for moment in sender.times]
        say(f"longest time without any acknowledgement after the kill: {longest_gap(moments, killed, after_kill):.2f} s")
        say("longest of each sender: " + ", ".join(f"{longest_gap(sender.times, killed, after_kill):.2f}" for sender in senders) + " s")

        hosts["d"] = Host(arguments.host, "d", postgres.text)
        hosts["d"].wait_ready()
        addresses.append(hosts["d"].address)
        say("started d")
        time.sleep(quarter)

        drained = time.monotonic()
        name = next(node.name for node in nodes(hosts["c"].address) if node.name.startswith("nodes/a-"))
        with grpc.insecure_channel(hosts["c"].address) as channel:
            cluster_grpc.ClusterServiceStub(channel).DrainNode(cluster.DrainNodeRequest(node=name), timeout=20)
        code = hosts["a"].process.wait(timeout=90)
        addresses.remove(hosts["a"].address)
        say(f"drained a in {time.monotonic() - drained:.1f} s, exit code {code}")
        if code != 0:
            failures.append("the drained host did not end with exit code 0")
        time.sleep(quarter)
        moments = [moment for sender in senders for moment in sender.times]
        say(f"longest time without any acknowledgement while draining and after: {longest_gap(moments, drained, time.monotonic()):.2f} s")
        for sender in senders:
            sender.stopping = True
        for sender in senders:
            sender.join(timeout=120)
            if sender.is_alive():
                failures.append(f"sender {sender.number} never got its last acknowledgement")

        sent = sum(sender.acknowledged for sender in senders)
        units = sum(sender.units for sender in senders)
        say(f"senders: {sent:,} acknowledged of {sum(sender.batches for sender in senders):,} batches, {sum(sender.again for sender in senders):,} sent again; "
            f"{sum(sender.reads for sender in senders):,} reads with a token")
        for sender in senders:
            failures.extend(f"sender {sender.number}: {problem}" for problem in sender.wrong_reads[:3])
            failures.extend(f"sender {sender.number}: rejected {problem.reason}" for problem in sender.rejected[:3])

        rows = int(postgres.query("select count(*) from journal"))
        distinct = int(postgres.query("select count(distinct (source, identity_hash)) from journal"))
        say(f"journal: {rows:,} rows, {distinct:,} distinct identities")
        if rows != sent or distinct != sent:
            failures.append(f"the journal has {rows} rows of {distinct} identities, the senders were acknowledged {sent}")
        for name in ("c", "d"):
            answer = verified(hosts[name].address, sent)
            say(f"host {name}: {answer.interactions:,} interactions folded, {answer.differences_count} of {answer.numbers:,} numbers differ")
            if answer.differences_count or answer.interactions != sent:
                failures.append(f"host {name}: the measures differ from the journal's replay")
        for node in nodes(hosts["d"].address):
            say(f"node {node.name}: {cluster.NodeStatus.Name(node.status)}")
        total = units
        say(f"senders' sum of amounts: {total:,} EUR")
        for name in ("c", "d"):
            shown = year(hosts[name].address, "revenue")
            say(f"host {name}: revenue {shown:,.0f} EUR")
            if shown != total:
                failures.append(f"host {name} shows a revenue of {shown}, the senders' sum is {total}")
    finally:
        stop_all(hosts.values(), postgres)
    for failure in failures:
        say(f"WRONG: {failure}")
    say("all numbers are right" if not failures else f"{len(failures)} numbers are wrong")
    if arguments.keep == "yes":
        keep("rig", "wrong" if failures else "right", arguments.provenance)
    if not failures:
        shutil.rmtree(scratch, ignore_errors=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
