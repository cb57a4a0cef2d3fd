using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Grpc.Net.Client;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.EndToEnd.Tests.Interop;

/// <summary>The C# example of the root README, between the marks, as it stands there.</summary>
internal static class Quickstart
{
    public static async Task RunAsync(string address, TextWriter console)
    {
        // <readme>
        using var channel = GrpcChannel.ForAddress(address);
        var tenants = new TenantService.TenantServiceClient(channel);
        var interactions = new InteractionService.InteractionServiceClient(channel);
        var scorecards = new ScorecardService.ScorecardServiceClient(channel);

        const string parent = "tenants/shop-csharp";
        await tenants.CreateTenantAsync(new CreateTenantRequest
        {
            TenantId = "shop-csharp",
            Tenant = new Tenant { CurrencyCode = "EUR", TimeZone = "Europe/Berlin" },
            RequestId = "shop-csharp",
        });

        // A stream of batches; each acknowledgement means committed. Sending the same again is counted once.
        using var stream = interactions.RecordInteractions();
        await stream.RequestStream.WriteAsync(new RecordInteractionsRequest
        {
            Parent = parent,
            Sequence = 1,
            Interactions =
            {
                Purchase("ann", "order-1", 40, "2026-03-02T09:00:00Z"),
                Purchase("ann", "order-2", 25, "2026-03-09T17:30:00Z"),
                Purchase("bob", "order-3", 10, "2026-03-11T12:00:00Z"),
            },
        });
        await stream.RequestStream.CompleteAsync();
        await stream.ResponseStream.MoveNext(CancellationToken.None);
        var acknowledgement = stream.ResponseStream.Current;
        await console.WriteLineAsync($"accepted {acknowledgement.AcceptedCount}, duplicates {acknowledgement.DuplicateCount}");

        var goal = new ScorecardIndicator { Indicator = "revenue", Baseline = 50, Target = 100, Deadline = "2026-12-31", BaselineDate = "2026-01-01" };
        await scorecards.UpdateScorecardAsync(new UpdateScorecardRequest
        {
            AllowMissing = true,
            Scorecard = new ScorecardDefinition
            {
                Name = $"{parent}/scorecards/sales",
                Perspectives = { new Perspective { Id = "customer", Objectives = { new Objective { Id = "grow", Indicators = { goal } } } } },
            },
        });

        // The token makes the read see what was acknowledged.
        var scorecard = await scorecards.GetScorecardAsync(new GetScorecardRequest
        {
            Name = $"{parent}/scorecards/sales",
            Period = "2026-03",
            Token = acknowledgement.Token,
        });
        var revenue = scorecard.Perspectives[0].Objectives[0].Indicators[0];
        await console.WriteLineAsync($"revenue {revenue.Value.Value} {revenue.Value.Unit}, performance {revenue.Performance}, {revenue.Status}");

        static Interaction Purchase(string customer, string id, long euros, string time) => new()
        {
            Customer = customer,
            Source = "shop",
            Id = id,
            OccurTime = Timestamp.FromDateTimeOffset(DateTimeOffset.Parse(time, CultureInfo.InvariantCulture)),
            Purchase = new Purchase { Amount = new Money { Units = euros } },
        };
        // </readme>
    }
}
