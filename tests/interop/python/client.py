"""Scenarios against a running host, with a client that shares no code with it. Usage: client.py ADDRESS KEY SCENARIO"""

import queue
import sys
import traceback
import uuid

import grpc
from google.protobuf.timestamp_pb2 import Timestamp

from health.v1 import health_pb2, health_pb2_grpc
from kpi.v1 import common_pb2, customer_service_pb2, customer_service_pb2_grpc, interaction_pb2, interaction_service_pb2
from kpi.v1 import interaction_service_pb2_grpc, tenant_service_pb2, tenant_service_pb2_grpc
from reflection.v1 import reflection_pb2, reflection_pb2_grpc
from reflection.v1alpha import reflection_pb2 as alpha_pb2
from reflection.v1alpha import reflection_pb2_grpc as alpha_pb2_grpc
from rpc import error_details_pb2, status_pb2

ADDRESS, KEY, SCENARIO = (sys.argv + ["", "", ""])[1:4]
METADATA = [("authorization", f"Bearer {KEY}")] if KEY else []
TIMEOUT = 30


class Clients:
    def __init__(self, **options):
        self.channel = grpc.insecure_channel(ADDRESS, **options)
        self.tenants = tenant_service_pb2_grpc.TenantServiceStub(self.channel)
        self.interactions = interaction_service_pb2_grpc.InteractionServiceStub(self.channel)
        self.customers = customer_service_pb2_grpc.CustomerServiceStub(self.channel)
        self.health = health_pb2_grpc.HealthStub(self.channel)

    def new_tenant(self):
        tenant_id = f"python-{uuid.uuid4().hex[:8]}"
        tenant = tenant_service_pb2.Tenant(display_name="Interop", currency_code="EUR")
        request = tenant_service_pb2.CreateTenantRequest(tenant_id=tenant_id, tenant=tenant)
        created = self.tenants.CreateTenant(request, metadata=METADATA, timeout=TIMEOUT)
        equal(created.name, f"tenants/{tenant_id}")
        return created.name

    def record(self, parent, interaction, return_customer=False):
        request = interaction_service_pb2.RecordInteractionRequest(
            parent=parent, interaction=interaction, return_customer=return_customer)
        return self.interactions.RecordInteraction(request, metadata=METADATA, timeout=TIMEOUT)

    def customer(self, name, token=""):
        request = customer_service_pb2.GetCustomerRequest(name=name, token=token)
        return self.customers.GetCustomer(request, metadata=METADATA, timeout=TIMEOUT)

    def list_customers(self, **fields):
        request = customer_service_pb2.ListCustomersRequest(page_size=1000, **fields)
        return self.customers.ListCustomers(request, metadata=METADATA, timeout=TIMEOUT)

    def watch(self, name, timeout=TIMEOUT, token=""):
        request = customer_service_pb2.WatchCustomerRequest(name=name, token=token)
        return self.customers.WatchCustomer(request, metadata=METADATA, timeout=timeout)


def purchase(customer, interaction_id, units, **fields):
    return interaction_pb2.Interaction(
        customer=customer,
        source="interop-python",
        id=interaction_id,
        occur_time=Timestamp(seconds=1767614400),
        purchase=interaction_pb2.Purchase(amount=common_pb2.Money(currency_code="EUR", units=units), **fields),
    )


def batch(sequence, interactions, parent=""):
    return interaction_service_pb2.RecordInteractionsRequest(parent=parent, sequence=sequence, interactions=interactions)


def indicator(customer, name):
    return next(value.value for value in customer.indicators if value.indicator == name)


def equal(actual, expected):
    if actual != expected:
        raise AssertionError(f"expected {expected!r}, got {actual!r}")


def failure(action):
    try:
        action()
    except grpc.RpcError as error:
        return error
    raise AssertionError("the call succeeded")


def details_of(error):
    trailer = next(value for key, value in error.trailing_metadata() if key == "grpc-status-details-bin")
    status = status_pb2.Status.FromString(trailer)
    equal(status.code, error.code().value[0])
    found = {}
    for detail in status.details:
        for message in (error_details_pb2.ErrorInfo, error_details_pb2.BadRequest, error_details_pb2.RetryInfo):
            if detail.type_url.endswith("/" + message.DESCRIPTOR.full_name):
                found[message] = message.FromString(detail.value)
    return found


def unary():
    clients = Clients()
    tenant = clients.new_tenant()
    answer = clients.record(tenant, purchase("ann/1", "o-1", 40), return_customer=True)
    equal(answer.outcome, interaction_service_pb2.RECORD_OUTCOME_ACCEPTED)
    equal(indicator(answer.customer, "revenue"), 40)
    read = clients.customer(answer.customer.name, answer.token)
    equal(read.customer_id, "ann/1")
    equal(indicator(read, "orders"), 1)
    again = clients.record(tenant, purchase("ann/1", "o-1", 40))
    equal(again.outcome, interaction_service_pb2.RECORD_OUTCOME_DUPLICATE)


def server_stream():
    clients = Clients()
    tenant = clients.new_tenant()
    token = clients.record(tenant, purchase("ann", "o-1", 1)).token
    watch = clients.watch(f"{tenant}/customers/ann", token=token)
    first = next(watch)
    equal(first.sequence, 1)
    equal(indicator(first.customer, "orders"), 1)
    clients.record(tenant, purchase("ann", "o-2", 2))
    second = next(watch)
    equal(second.sequence, 2)
    equal(indicator(second.customer, "revenue"), 3)
    watch.cancel()


def bidirectional_stream():
    clients = Clients()
    tenant = clients.new_tenant()
    batches, size = 20, 50
    requests = queue.Queue()
    stream = clients.interactions.RecordInteractions(iter(requests.get, None), metadata=METADATA, timeout=60)
    for number in range(1, batches + 1):
        interactions = [purchase(f"c-{i}", f"b{number}-{i}", 1) for i in range(size)]
        requests.put(batch(number, interactions, tenant if number == 1 else ""))
    # The batch once more: every interaction is known by then.
    requests.put(batch(batches + 1, [purchase(f"c-{i}", f"b1-{i}", 1) for i in range(size)]))
    token = ""
    for number in range(1, batches + 1):
        answer = next(stream)
        equal((answer.sequence, answer.accepted_count, len(answer.rejected)), (number, size, 0))
        token = answer.token
    equal(next(stream).duplicate_count, size)
    requests.put(None)
    equal(list(stream), [])
    equal(len(clients.list_customers(parent=tenant, token=token, filter=f"orders = {batches}").customers), size)


def deadline():
    clients = Clients()
    tenant = clients.new_tenant()
    clients.record(tenant, purchase("ann", "o-1", 1))
    error = failure(lambda: list(clients.watch(f"{tenant}/customers/ann", timeout=0.5)))
    equal(error.code(), grpc.StatusCode.DEADLINE_EXCEEDED)


def cancellation():
    clients = Clients()
    tenant = clients.new_tenant()
    clients.record(tenant, purchase("ann", "o-1", 1))
    watch = clients.watch(f"{tenant}/customers/ann")
    next(watch)
    watch.cancel()
    equal(failure(lambda: next(watch)).code(), grpc.StatusCode.CANCELLED)
    equal(clients.customer(f"{tenant}/customers/ann").customer_id, "ann")


def error_details():
    clients = Clients()
    tenant = clients.new_tenant()
    error = failure(lambda: clients.record(tenant, purchase("ann", "o-1", 5, discount=common_pb2.Money(units=9))))
    equal(error.code(), grpc.StatusCode.INVALID_ARGUMENT)
    details = details_of(error)
    equal(details[error_details_pb2.ErrorInfo].domain, "kpi")
    equal(details[error_details_pb2.BadRequest].field_violations[0].field, "interaction.purchase.discount")
    missing = failure(lambda: clients.customer(f"{tenant}/customers/nobody"))
    equal(missing.code(), grpc.StatusCode.NOT_FOUND)


def gzip():
    clients = Clients(compression=grpc.Compression.Gzip)
    tenant = clients.new_tenant()
    interactions = [purchase(f"customer-with-a-long-name-{i}", f"order-{i}", 1) for i in range(1000)]
    (answer,) = clients.interactions.RecordInteractions(iter([batch(1, interactions, tenant)]), metadata=METADATA, timeout=60)
    equal(answer.accepted_count, 1000)
    equal(len(clients.list_customers(parent=tenant, token=answer.token).customers), 1000)


def message_over_the_limit():
    clients = Clients()
    tenant = clients.new_tenant()
    huge = purchase("ann", "o-1", 1)
    huge.labels["filler"] = "x" * (8 * 1024 * 1024)
    equal(failure(lambda: clients.record(tenant, huge)).code(), grpc.StatusCode.RESOURCE_EXHAUSTED)
    equal(clients.record(tenant, purchase("ann", "o-1", 1)).outcome, interaction_service_pb2.RECORD_OUTCOME_ACCEPTED)


def health():
    clients = Clients()
    serving = health_pb2.HealthCheckResponse.SERVING
    for service in ("", "kpi.v1.InteractionService"):
        request = health_pb2.HealthCheckRequest(service=service)
        equal(clients.health.Check(request, metadata=METADATA, timeout=TIMEOUT).status, serving)
    unknown = health_pb2.HealthCheckRequest(service="kpi.v1.Nothing")
    equal(failure(lambda: clients.health.Check(unknown, metadata=METADATA, timeout=TIMEOUT)).code(), grpc.StatusCode.NOT_FOUND)
    watch = clients.health.Watch(health_pb2.HealthCheckRequest(), metadata=METADATA, timeout=TIMEOUT)
    equal(next(watch).status, serving)
    watch.cancel()


def reflection():
    clients = Clients()
    for messages, services in ((reflection_pb2, reflection_pb2_grpc), (alpha_pb2, alpha_pb2_grpc)):
        request = messages.ServerReflectionRequest
        requests = iter([
            request(list_services=""),
            request(file_containing_symbol="kpi.v1.InteractionService"),
            request(file_containing_symbol="kpi.v1.Nothing"),
        ])
        stub = services.ServerReflectionStub(clients.channel)
        listed, found, missing = stub.ServerReflectionInfo(requests, metadata=METADATA, timeout=TIMEOUT)
        names = {service.name for service in listed.list_services_response.service}
        expected = {f"kpi.v1.{name}Service" for name in ("Interaction", "Customer", "Scorecard", "Tenant")}
        equal(expected - names, set())
        assert found.file_descriptor_response.file_descriptor_proto
        equal(missing.error_response.error_code, grpc.StatusCode.NOT_FOUND.value[0])


SCENARIOS = {
    scenario.__name__: scenario
    for scenario in (unary, server_stream, bidirectional_stream, deadline, cancellation, error_details, gzip,
                     message_over_the_limit, health, reflection)
}

if SCENARIO not in SCENARIOS:
    sys.exit(f"Usage: client.py ADDRESS KEY {'|'.join(SCENARIOS)}")
try:
    SCENARIOS[SCENARIO]()
except Exception:  # whatever it is, the test that runs this shows it
    traceback.print_exc()
    sys.exit(1)
print("ok")
