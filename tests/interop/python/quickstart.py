"""Sends interactions of two customers, then reads an indicator and a scorecard. Usage: quickstart.py [ADDRESS [KEY]]"""

import sys
from datetime import datetime

import grpc
from kpi.v1 import common_pb2 as common
from kpi.v1 import interaction_pb2 as kinds
from kpi.v1 import interaction_service_pb2 as interactions
from kpi.v1 import interaction_service_pb2_grpc as interactions_grpc
from kpi.v1 import scorecard_service_pb2 as scorecards
from kpi.v1 import scorecard_service_pb2_grpc as scorecards_grpc
from kpi.v1 import tenant_service_pb2 as tenants
from kpi.v1 import tenant_service_pb2_grpc as tenants_grpc

address = sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1:5080"
metadata = [("authorization", f"Bearer {sys.argv[2]}")] if len(sys.argv) > 2 else []
channel = grpc.insecure_channel(address)

parent = "tenants/shop-python"
tenants_grpc.TenantServiceStub(channel).CreateTenant(
    tenants.CreateTenantRequest(
        tenant_id="shop-python",
        tenant=tenants.Tenant(currency_code="EUR", time_zone="Europe/Berlin"),
        request_id="shop-python",
    ),
    metadata=metadata,
)


def purchase(customer, interaction_id, euros, day):
    interaction = kinds.Interaction(customer=customer, source="shop", id=interaction_id)
    interaction.occur_time.FromDatetime(datetime.fromisoformat(day))
    interaction.purchase.amount.CopyFrom(common.Money(units=euros))
    return interaction


# A stream of batches; each acknowledgement means committed. Sending the same again is counted once.
batch = interactions.RecordInteractionsRequest(parent=parent, sequence=1, interactions=[
    purchase("ann", "order-1", 40, "2026-03-02T09:00:00"),
    purchase("ann", "order-2", 25, "2026-03-09T17:30:00"),
    purchase("bob", "order-3", 10, "2026-03-11T12:00:00"),
])
stub = interactions_grpc.InteractionServiceStub(channel)
for acknowledgement in stub.RecordInteractions(iter([batch]), metadata=metadata):
    print(f"accepted {acknowledgement.accepted_count}, duplicates {acknowledgement.duplicate_count}")

sales = scorecards.ScorecardDefinition(name=f"{parent}/scorecards/sales")
objective = sales.perspectives.add(id="customer").objectives.add(id="grow")
objective.indicators.add(
    indicator="revenue", baseline=50, target=100, deadline="2026-12-31", baseline_date="2026-01-01")
stub = scorecards_grpc.ScorecardServiceStub(channel)
stub.UpdateScorecard(scorecards.UpdateScorecardRequest(scorecard=sales, allow_missing=True), metadata=metadata)

# The token makes the read see what was acknowledged.
scorecard = stub.GetScorecard(
    scorecards.GetScorecardRequest(name=sales.name, period="2026-03", token=acknowledgement.token), metadata=metadata)
revenue = scorecard.perspectives[0].objectives[0].indicators[0]
print(f"revenue {revenue.value.value:g} {revenue.value.unit}, performance {revenue.performance:g}, "
      f"{scorecards.Status.Name(revenue.status)}")
