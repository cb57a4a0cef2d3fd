using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Attack.Fuzz;

/// <summary>Gives a tenant data that bears its markers.</summary>
internal static class FuzzPlant
{
    private const int Customers = 5;

    /// <summary>Customers, interactions, a scorecard, a segment, keys of each role.</summary>
    public static async Task FillAsync(CallInvoker platform, FuzzTenant tenant, CancellationToken cancellationToken)
    {
        await new TenantService.TenantServiceClient(platform).CreateTenantAsync(
            new() { TenantId = tenant.Id, Tenant = new() { CurrencyCode = "EUR", TimeZone = "UTC", DisplayName = tenant.Secret } }, cancellationToken: cancellationToken);
        var batch = new RecordInteractionsRequest { Parent = tenant.Name, Sequence = 1 };
        for (var i = 0; i < Customers; i++)
        {
            for (var j = 0; j < 3; j++)
                batch.Interactions.Add(Purchase(tenant, $"c{i}-{tenant.Mark}", $"{i}-{j}-{tenant.Secret}"));
            batch.Interactions.Add(Purchase(tenant, $"h{i}-{tenant.Secret}", $"h{i}-{tenant.Secret}"));
        }

        using (var call = new InteractionService.InteractionServiceClient(platform).RecordInteractions(cancellationToken: cancellationToken))
        {
            await call.RequestStream.WriteAsync(batch, cancellationToken);
            await call.RequestStream.CompleteAsync();
            if (!await call.ResponseStream.MoveNext(cancellationToken) || call.ResponseStream.Current.AcceptedCount != batch.Interactions.Count)
                throw new InvalidOperationException($"What the tenants are told apart by was not taken: {call.ResponseStream.Current}");
        }

        var objective = new Objective { Id = "o", Title = tenant.Secret };
        objective.Indicators.Add(new ScorecardIndicator { Indicator = "revenue", Direction = Direction.Increase, Baseline = 0, Target = tenant.Amount, BaselineDate = "2024-01-01", Deadline = "2030-12-31" });
        await new ScorecardService.ScorecardServiceClient(platform).UpdateScorecardAsync(
            new()
            {
                AllowMissing = true,
                Scorecard = new() { Name = $"{tenant.Name}/scorecards/card-{tenant.Mark}", Title = tenant.Secret, Perspectives = { new Perspective { Id = "p", Objectives = { objective } } } },
            },
            cancellationToken: cancellationToken);
        await new SegmentService.SegmentServiceClient(platform).CreateSegmentAsync(
            new() { Parent = tenant.Name, SegmentId = $"seg-{tenant.Mark}", Segment = new() { Filter = "lifecycle = \"active\"" } }, cancellationToken: cancellationToken);
        var access = new AccessService.AccessServiceClient(platform);
        foreach (var role in new[] { Role.TenantAdmin, Role.TenantAdmin, Role.TenantAdmin, Role.Editor, Role.Viewer, Role.Ingest })
        {
            var key = new Key { Principal = $"{tenant.Secret}-{tenant.Keys.Count}", Roles = { role } };
            tenant.Keys.Add((await access.CreateKeyAsync(new() { Parent = tenant.Name, Key = key }, cancellationToken: cancellationToken)).Secret);
        }
    }

    private static Interaction Purchase(FuzzTenant tenant, string customer, string id) => new()
    {
        Customer = customer,
        Source = tenant.Secret,
        Id = id,
        OccurTime = Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow() - TimeSpan.FromDays(1)),
        Labels = { ["note"] = tenant.Secret },
        Purchase = new() { Amount = new() { CurrencyCode = "EUR", Units = tenant.Amount } },
    };
}
