"""What the scripts beside this one share: a PostgreSQL of its own, hosts, senders, and the generated client."""

import datetime
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
BATCH = 200
CUSTOMERS = 2_000
TENANT = "rig"
PARENT = f"tenants/{TENANT}"

scratch = tempfile.mkdtemp(prefix="kpi-rig-")
os.chmod(scratch, 0o755)
modules = os.path.join(scratch, "modules")
subprocess.run(["bash", os.path.join(ROOT, "tests/interop/python/generate.sh"), modules], check=True, stderr=subprocess.DEVNULL)
sys.path.insert(0, modules)

import grpc  # noqa: E402
from google.protobuf.timestamp_pb2 import Timestamp  # noqa: E402
from kpi.v1 import cluster_service_pb2 as cluster  # noqa: E402
from kpi.v1 import cluster_service_pb2_grpc as cluster_grpc  # noqa: E402
from kpi.v1 import common_pb2 as common  # noqa: E402
from kpi.v1 import customer_service_pb2 as customers  # noqa: E402
from kpi.v1 import customer_service_pb2_grpc as customers_grpc  # noqa: E402
from kpi.v1 import interaction_pb2 as kinds  # noqa: E402
from kpi.v1 import interaction_service_pb2 as interactions  # noqa: E402
from kpi.v1 import interaction_service_pb2_grpc as interactions_grpc  # noqa: E402
from kpi.v1 import scorecard_service_pb2 as scorecards  # noqa: E402
from kpi.v1 import scorecard_service_pb2_grpc as scorecards_grpc  # noqa: E402
from kpi.v1 import tenant_service_pb2 as tenants  # noqa: E402
from kpi.v1 import tenant_service_pb2_grpc as tenants_grpc  # noqa: E402
from rpc import error_details_pb2 as details  # noqa: E402
from rpc import status_pb2 as statuses  # noqa: E402

SERVED = re.compile(r"gRPC on http://([0-9.:]+), dashboard and health on http://([0-9.:]+),")
RETRYABLE = {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.CANCELLED, grpc.StatusCode.RESOURCE_EXHAUSTED}
started = time.monotonic()
lines = []


def say(text):
    line = f"{time.monotonic() - started:7.2f} s  {text}"
    lines.append(line)
    print(line, flush=True)


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def until(condition, patience=60):
    """Looks until it holds; how long that took, or None. An answer that does not come is one more look."""
    begin = time.monotonic()
    while time.monotonic() - begin < patience:
        try:
            if condition():
                return time.monotonic() - begin
        except (grpc.RpcError, OSError, StopIteration):
            pass
        time.sleep(0.2)
    return None


def check(failures, what, right, told=""):
    say(f"{'right' if right else 'WRONG'}: {what}{f' ({told})' if told else ''}")
    if not right:
        failures.append(what)


class Postgres:
    """A server of its own under the scratch directory."""

    def __init__(self, name="pg"):
        found = shutil.which("initdb")
        if not found:
            versions = [os.path.join(path, "bin", "initdb") for path in sorted(os.listdir("/usr/lib/postgresql"), key=int)]
            found = os.path.join("/usr/lib/postgresql", versions[-1])
        self.bin = os.path.dirname(os.path.realpath(found))
        # initdb refuses to run as root.
        self.prefix = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        self.directory = os.path.join(scratch, name)
        os.mkdir(self.directory)
        if self.prefix:
            shutil.chown(self.directory, "postgres")
        data = os.path.join(self.directory, "data")
        subprocess.run(self.prefix + [f"{self.bin}/initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C"],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.log = open(os.path.join(scratch, f"postgres-{name}.log"), "w", encoding="utf-8")
        self.process = subprocess.Popen(self.prefix + [f"{self.bin}/postgres", "-D", data, "-k", self.directory, "-c", "listen_addresses=", "-c", "max_connections=400"],
                                        stdout=self.log, stderr=self.log)
        for _ in range(100):
            if self.query("select 1", "postgres", check=False) == "1":
                break
            time.sleep(0.2)
        self.query("create database kpi", "postgres")
        self.text = f"Host={self.directory};Username=postgres;Database=kpi"

    def query(self, sql, database="kpi", check=True):
        done = subprocess.run(["psql", "-h", self.directory, "-U", "postgres", "-d", database, "-Atc", sql], check=check, capture_output=True, text=True)
        return done.stdout.strip()

    def stop(self):
        subprocess.run(self.prefix + [f"{self.bin}/pg_ctl", "stop", "-D", os.path.join(self.directory, "data"), "-m", "fast", "-s"], check=False)
        self.process.wait()


class Host:
    """One process. It takes free ports by itself, and says which in its log: `address` and `web` are known once it is ready."""

    def __init__(self, program, name, database, *options, environment=None):
        self.name, self.address, self.web = name, None, None
        self.log = open(os.path.join(scratch, f"{name}-{len(os.listdir(scratch))}.log"), "w", encoding="utf-8")
        self.process = subprocess.Popen(
            ["dotnet", program, "--database", database, "--anonymous", "--address", "http://127.0.0.1:0", "--web-address", "http://127.0.0.1:0",
             "--node-name", name, *options],
            stdout=self.log, stderr=self.log, cwd=scratch, env={**os.environ, **(environment or {})})

    def said(self):
        with open(self.log.name, encoding="utf-8") as log:
            return log.read()

    def wait_ready(self, patience=120):
        until = time.monotonic() + patience
        while self.address is None:
            served = SERVED.search(self.said())
            if served:
                self.address, self.web = served.groups()
            elif self.process.poll() is not None or time.monotonic() > until:
                raise SystemExit(f"Host {self.name} did not start: {' / '.join(self.said().splitlines()[-3:])}")
            else:
                time.sleep(0.1)
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() > until:
                raise SystemExit(f"Host {self.name} was not ready; see {self.log.name}")
            time.sleep(0.1)

    def is_ready(self):
        try:
            urllib.request.urlopen(f"http://{self.web}/health/ready", timeout=2)
            return True
        except OSError:
            return False

    def kill(self):
        self.process.kill()
        self.process.wait()


class Sender(threading.Thread):
    """Streams batches to one host, goes to another when its stream breaks, and sends again until each batch is acknowledged."""

    def __init__(self, number, addresses, pause=0, marks=False):
        super().__init__(daemon=True)
        # With marks, counting anew adds to versions of customers.
        self.number, self.pause, self.marks = number, pause, marks
        self.addresses = addresses
        self.address = addresses[number % len(addresses)]
        self.random = random.Random(number)
        self.acknowledged = 0
        self.units = 0
        self.batches = 0
        self.again = 0
        self.reads = 0
        self.wrong_reads = []
        self.rejected = []
        self.times = []
        self.stopping = False
        self.token = ""
        self.sequence = 0

    def make(self, batch):
        made = [purchase(f"private-{self.number}", f"p{self.number}-{batch}", 1)]
        for index in range(BATCH - 1):
            made.append(purchase(f"c{self.random.randrange(CUSTOMERS)}", f"s{self.number}-{batch}-{index}", self.random.randrange(1, 100)))
        return made

    def run(self):
        batch = 0
        while not self.stopping:
            made = self.make(batch)
            while not self.send(made):
                self.again += 1
            batch += 1
            self.batches = batch
            self.acknowledged += len(made)
            self.units += sum(one.purchase.amount.units for one in made)
            self.times.append(time.monotonic())
            if batch % 10 == 0:
                self.read(batch)
            time.sleep(self.pause)
        self.close()

    def send(self, made):
        """One batch over the open stream; true once it is acknowledged as a whole."""
        try:
            if not getattr(self, "stream", None):
                self.open()
            self.sequence += 1
            self.queue.append(interactions.RecordInteractionsRequest(parent=PARENT, sequence=self.sequence, interactions=made, token=self.token if self.fresh else ""))
            self.fresh = False
            self.ready.release()
            answer = next(self.stream)
        except (grpc.RpcError, StopIteration):
            self.move()
            return False
        if answer.rejected:
            self.rejected.extend(answer.rejected)
            return True
        if answer.HasField("error"):
            if not answer.error.retryable:
                self.rejected.append(answer.error)
                return True
            time.sleep(0.05)
            return False
        self.token = answer.token
        return True

    def open(self):
        self.channel = grpc.insecure_channel(self.address)
        self.queue, self.ready, self.fresh = [], threading.Semaphore(0), True
        queue, ready = self.queue, self.ready

        def requests():
            while True:
                ready.acquire()
                if not queue:
                    return
                yield queue.pop(0)

        self.stream = interactions_grpc.InteractionServiceStub(self.channel).RecordInteractions(requests(), wait_for_ready=False)

    def move(self):
        self.close()
        others = [address for address in self.addresses if address != self.address]
        self.address = self.random.choice(others or self.addresses)
        time.sleep(0.05)

    def close(self):
        if getattr(self, "stream", None):
            self.stream.cancel()
            self.ready.release()
            self.channel.close()
            self.stream = None

    def read(self, batch):
        """Any host must show what this sender has been acknowledged, no matter which host recorded it."""
        for _ in range(400):
            with grpc.insecure_channel(self.random.choice(self.addresses)) as channel:
                try:
                    customer = customers_grpc.CustomerServiceStub(channel).GetCustomer(
                        customers.GetCustomerRequest(name=f"{PARENT}/customers/private-{self.number}", token=self.token), timeout=20)
                except grpc.RpcError as error:
                    if error.code() not in RETRYABLE:
                        self.wrong_reads.append(f"{error.code()}: {error.details()}")
                        return
                    time.sleep(0.05)
                    continue
            self.reads += 1
            if customer.version < batch or (customer.version != batch and not self.marks):
                self.wrong_reads.append(f"after {batch} interactions the customer shows {customer.version}")
            return
        self.wrong_reads.append("no host answered")


def purchase(customer, identity, units, minute=0):
    """A purchase of a customer, so many minutes after the beginning of 5 January 2026 (UTC)."""
    return kinds.Interaction(
        customer=customer, source="rig", id=identity, occur_time=Timestamp(seconds=1_767_614_400 + 60 * minute),
        purchase=kinds.Purchase(amount=common.Money(currency_code="EUR", units=units)))


class Watcher(threading.Thread):
    """Watches a customer, through another host once the stream breaks. What it is shown must never go back."""

    def __init__(self, customer, addresses):
        super().__init__(daemon=True)
        self.customer, self.addresses = customer, addresses
        self.version, self.broken, self.went_back, self.stopping = 0, 0, [], False

    def run(self):
        while not self.stopping:
            try:
                with grpc.insecure_channel(random.choice(self.addresses)) as channel:
                    self.call = customers_grpc.CustomerServiceStub(channel).WatchCustomer(customers.WatchCustomerRequest(name=f"{PARENT}/customers/{self.customer}"))
                    for answer in self.call:
                        if answer.HasField("customer"):
                            if answer.customer.version < self.version:
                                self.went_back.append(f"from {self.version} to {answer.customer.version}")
                            self.version = max(self.version, answer.customer.version)
            except grpc.RpcError:
                self.broken += 1
                time.sleep(0.1)

    def stop(self):
        self.stopping = True
        self.call.cancel()


def year(address, indicator, token=""):
    """An indicator of the tenant's, over the year that senders send for."""
    with grpc.insecure_channel(address) as channel:
        answer = scorecards_grpc.ScorecardServiceStub(channel).QueryIndicator(
            scorecards.QueryIndicatorRequest(parent=PARENT, indicator=indicator, granularity=common.GRANULARITY_YEAR, start_date="2026-01-01", end_date="2027-01-01", token=token), timeout=30)
    return answer.series[0].values[0].value


def verified(address, sent):
    """What a comparison of the measures with the journal says, once it covers everything sent: it looks at what is some seconds old."""
    found = []

    def covers():
        with grpc.insecure_channel(address) as channel:
            found[:] = [tenants_grpc.TenantServiceStub(channel).VerifyTenant(tenants.VerifyTenantRequest(name=PARENT), timeout=300)]
        return found[0].interactions >= sent

    until(covers)
    return found[0]


def errors(host):
    """What a host logged as an error, each kind once, with the time left out."""
    found = {}
    for line in host.said().splitlines():
        for level in ("fail: ", "crit: "):
            if level in line:
                text = line[line.index(level):]
                found.setdefault(re.sub(r"[0-9a-f]{6,}|[0-9]+", "#", text)[:120], text[:300])
    return list(found.values())


def told(error):
    """The code, the reason and the delay in ms that the caller is advised of."""
    reason, delay = "", None
    for key, value in error.trailing_metadata() or []:
        if key == "grpc-status-details-bin":
            for packed in statuses.Status.FromString(value).details:
                info, retry = details.ErrorInfo(), details.RetryInfo()
                if packed.Unpack(info):
                    reason = info.reason
                elif packed.Unpack(retry):
                    delay = retry.retry_delay.ToMilliseconds()
    return error.code(), reason, delay


def longest_gap(times, begin, end):
    inside = [begin] + sorted(moment for moment in times if begin <= moment <= end) + [end]
    return max(after - before for before, after in zip(inside, inside[1:]))


def create_tenant(address):
    with grpc.insecure_channel(address) as channel:
        tenants_grpc.TenantServiceStub(channel).CreateTenant(
            tenants.CreateTenantRequest(tenant_id=TENANT, tenant=tenants.Tenant(currency_code="EUR")), timeout=60)


def start_three(program, postgres, hosts):
    """Adds hosts a, b and c, and the tenant. They are in `hosts` from their start on, so that they are stopped whatever comes."""
    for name in ("a", "b", "c"):
        hosts[name] = Host(program, name, postgres.text)
    for host in hosts.values():
        host.wait_ready()
    say("three hosts are ready")
    create_tenant(hosts["a"].address)


def nodes(address):
    with grpc.insecure_channel(address) as channel:
        return cluster_grpc.ClusterServiceStub(channel).ListNodes(cluster.ListNodesRequest(), timeout=20).nodes


def keep(name, outcome, provenance):
    """Writes what was said to results/, with date, commit and where the cluster's packages came from."""
    commit = subprocess.run(["git", "-C", ROOT, "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False).stdout.strip()
    date = datetime.datetime.now(datetime.timezone.utc)
    os.makedirs(os.path.join(HERE, "results"), exist_ok=True)
    path = os.path.join(HERE, "results", f"{date:%Y-%m-%d}-{commit}-{name}.txt")
    with open(path, "w", encoding="utf-8") as out:
        out.write(f"date: {date:%Y-%m-%d %H:%M} UTC\ncommit: {commit}\npackage provenance: {provenance}\n")
        out.write(f"machine: {os.cpu_count()} processors, hosts, database and clients together\n")
        out.write(f"outcome: {outcome}\n\n")
        out.write("\n".join(lines) + "\n")


def finish(name, failures, logs, arguments):
    """Keeps what was said if that is asked for, and the logs if something was wrong. Returns the code that the script ends with."""
    if arguments.keep == "yes":
        keep(name, "right" if not failures else f"{len(failures)} wrong", arguments.provenance)
    if failures:
        say(f"logs are in {logs}")
        return 1
    shutil.rmtree(logs, ignore_errors=True)
    return 0


def stop_all(hosts, postgres):
    """Ends what was started here, gracefully where it listens."""
    for host in hosts:
        if host.process.poll() is None:
            host.process.terminate()
    for host in hosts:
        try:
            host.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            host.process.kill()
    postgres.stop()
