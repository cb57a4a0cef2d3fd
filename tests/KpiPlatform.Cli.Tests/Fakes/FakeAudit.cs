using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Tests.Fakes;

public sealed class FakeAudit : AuditService.AuditServiceBase
{
    public List<ListAuditEventsRequest> Lists { get; } = [];

    public VerifyAuditLogRequest? LastVerify { get; private set; }

    public VerifyAuditLogResponse Verification { get; set; } = new() { EventsCount = 2, HeadSequence = 2, HeadDigest = ByteString.CopyFrom(new byte[32]) };

    public override Task<ListAuditEventsResponse> ListAuditEvents(ListAuditEventsRequest request, ServerCallContext context)
    {
        Lists.Add(request);
        var isFirst = request.PageToken.Length == 0;
        return Task.FromResult(new ListAuditEventsResponse
        {
            Events =
            {
                new AuditEvent
                {
                    Sequence = isFirst ? 1 : 2,
                    Time = new Timestamp { Seconds = 1_750_000_000 },
                    Principal = "key:abc",
                    Method = "/kpi.v1.CustomerService/GetCustomer",
                    Resource = "tenants/acme/customers/-",
                    Allowed = isFirst,
                    Reason = isFirst ? "" : "ROLE_MISSING",
                    Source = "127.0.0.1",
                    Count = 1,
                    Digest = ByteString.CopyFrom(new byte[32]),
                },
            },
            NextPageToken = isFirst ? "more" : "",
        });
    }

    public override Task<VerifyAuditLogResponse> VerifyAuditLog(VerifyAuditLogRequest request, ServerCallContext context)
    {
        LastVerify = request;
        return Task.FromResult(Verification);
    }
}
