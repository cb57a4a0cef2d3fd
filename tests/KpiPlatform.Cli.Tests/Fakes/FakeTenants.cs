using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using KpiPlatform.Protocol.V1;
using Status = Grpc.Core.Status;

namespace KpiPlatform.Cli.Tests.Fakes;

public sealed class FakeTenants : TenantService.TenantServiceBase
{
    public ConcurrentDictionary<string, Tenant> Tenants { get; } = new()
    {
        ["tenants/acme"] = new Tenant
        {
            Name = "tenants/acme", DisplayName = "Acme", TimeZone = "Europe/Berlin", CurrencyCode = "EUR", LapseDays = 90, FiscalYearStartMonth = 1,
        },
        ["tenants/cdnow"] = new Tenant { Name = "tenants/cdnow", TimeZone = "America/New_York", CurrencyCode = "USD" },
    };

    public string? LastAuthorization { get; private set; }

    public UpdateTenantRequest? LastUpdate { get; private set; }

    public override Task<Tenant> GetTenant(GetTenantRequest request, ServerCallContext context)
    {
        LastAuthorization = context.RequestHeaders.GetValue("authorization");
        if (Tenants.TryGetValue(request.Name, out var known) && Backfills.Count > 0)
            known.Backfill = Backfills.Count > 1 ? Backfills.Dequeue() : Backfills.Peek();
        return Tenants.TryGetValue(request.Name, out var tenant)
            ? Task.FromResult(tenant)
            : throw new RpcException(new Status(StatusCode.NotFound, $"{request.Name} does not exist"));
    }

    public override Task<Tenant> CreateTenant(CreateTenantRequest request, ServerCallContext context)
    {
        if (request.Tenant.TimeZone == "Nowhere/Land")
            throw BadField("tenant.time_zone", "is no time zone");
        var tenant = request.Tenant.Clone();
        tenant.Name = "tenants/" + request.TenantId;
        Tenants[tenant.Name] = tenant;
        return Task.FromResult(tenant);
    }

    /// <summary>What GetTenant tells of counting anew, one after the other; the last one stays.</summary>
    public Queue<Backfill> Backfills { get; } = new();

    public VerifyTenantResponse Verification { get; set; } = new();

    public override Task<Tenant> RecountTenant(RecountTenantRequest request, ServerCallContext context) =>
        GetTenant(new GetTenantRequest { Name = request.Name }, context);

    public override Task<VerifyTenantResponse> VerifyTenant(VerifyTenantRequest request, ServerCallContext context) => Task.FromResult(Verification);

    public DeleteFactsRequest? LastDeletion { get; private set; }

    public DeleteFactsResponse Deletion { get; set; } = new();

    public override Task<DeleteFactsResponse> DeleteFacts(DeleteFactsRequest request, ServerCallContext context)
    {
        LastDeletion = request;
        return Task.FromResult(Deletion);
    }

    public UpdateTenantQuotaRequest? LastQuota { get; private set; }

    public override Task<TenantQuota> GetTenantQuota(GetTenantQuotaRequest request, ServerCallContext context) =>
        Task.FromResult(new TenantQuota { Name = request.Name, InteractionsPerSecond = 50_000, Customers = 1_000 });

    public override Task<TenantQuota> UpdateTenantQuota(UpdateTenantQuotaRequest request, ServerCallContext context)
    {
        LastQuota = request;
        return Task.FromResult(request.Quota);
    }

    public override Task<Tenant> UpdateTenant(UpdateTenantRequest request, ServerCallContext context)
    {
        LastUpdate = request;
        return Task.FromResult(request.Tenant);
    }

    /// <summary>Two on each page, whatever is asked for.</summary>
    public override Task<ListTenantsResponse> ListTenants(ListTenantsRequest request, ServerCallContext context)
    {
        var skip = request.PageToken.Length == 0 ? 0 : int.Parse(request.PageToken, System.Globalization.CultureInfo.InvariantCulture);
        var all = Tenants.Values.OrderBy(t => t.Name, StringComparer.Ordinal).ToList();
        var response = new ListTenantsResponse { Tenants = { all.Skip(skip).Take(2) } };
        if (skip + 2 < all.Count)
            response.NextPageToken = (skip + 2).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Task.FromResult(response);
    }

    private static RpcException BadField(string field, string description)
    {
        var status = new Google.Rpc.Status
        {
            Code = (int)StatusCode.InvalidArgument,
            Message = "the tenant is not valid",
            Details =
            {
                Any.Pack(new BadRequest { FieldViolations = { new BadRequest.Types.FieldViolation { Field = field, Description = description } } }),
                Any.Pack(new ErrorInfo { Type = "BAD_TIME_ZONE", Domain = "kpi" }),
            },
        };
        return new RpcException(
            new Status(StatusCode.InvalidArgument, status.Message), new Metadata { { "grpc-status-details-bin", status.ToByteArray() } });
    }
}
