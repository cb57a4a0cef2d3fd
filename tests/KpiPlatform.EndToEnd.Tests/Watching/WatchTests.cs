using Grpc.Core;
using KpiPlatform.EndToEnd.Tests.Support;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.EndToEnd.Tests.Watching;

/// <summary>Watchers see a snapshot, then what changes.</summary>
[Collection(SharedHostsCollection.Name)]
public class WatchTests(SharedHosts hosts)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task WatchScorecard_WhileInteractionsArrive_SendsASnapshotThenDifferences(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind);
        var name = $"{tenant.Name}/scorecards/sales";
        await tenant.RecordAsync(Make.Purchase("ann", "2025-03-01", 40));
        await tenant.Client.Scorecards.UpdateScorecardAsync(
            new UpdateScorecardRequest { AllowMissing = true, Scorecard = Scorecards.Of(name, "orders", "revenue", "csat") });
        using var timeout = new CancellationTokenSource(Patience);
        using var call = tenant.Client.Scorecards.WatchScorecard(
            new WatchScorecardRequest { Name = name, Period = "2025-03", Token = tenant.Token }, cancellationToken: timeout.Token);

        var first = await NextAsync(call.ResponseStream, timeout.Token);
        first.Snapshot.ShouldNotBeNull();
        Value(first.Snapshot.Perspectives, "orders").ShouldBe(1);
        Value(first.Snapshot.Perspectives, "revenue").ShouldBe(40);
        first.ResumeToken.ShouldNotBeEmpty();

        await tenant.RecordAsync(Make.Purchase("bob", "2025-03-02", 2));
        var second = await NextAsync(call.ResponseStream, timeout.Token);
        second.Sequence.ShouldBeGreaterThan(first.Sequence);
        second.Difference.ShouldNotBeNull();
        Value(second.Difference.Perspectives, "orders").ShouldBe(2);
        Value(second.Difference.Perspectives, "revenue").ShouldBe(42);

        // What did not change is left out.
        second.Difference.Perspectives[0].Objectives[0].Indicators.ShouldNotContain(indicator => indicator.Value.Indicator == "csat");
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task WatchScorecard_Resumed_CatchesUpWithWhatWasMissed(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind);
        var name = $"{tenant.Name}/scorecards/sales";
        await tenant.RecordAsync(Make.Purchase("ann", "2025-03-01", 40));
        await tenant.Client.Scorecards.UpdateScorecardAsync(new UpdateScorecardRequest { AllowMissing = true, Scorecard = Scorecards.Of(name, "orders") });
        using var timeout = new CancellationTokenSource(Patience);
        string resumeToken;
        using (var call = tenant.Client.Scorecards.WatchScorecard(new WatchScorecardRequest { Name = name, Period = "2025-03", Token = tenant.Token }, cancellationToken: timeout.Token))
            resumeToken = (await NextAsync(call.ResponseStream, timeout.Token)).ResumeToken;
        await tenant.RecordAsync(Make.Purchase("bob", "2025-03-02", 2));

        using var resumed = tenant.Client.Scorecards.WatchScorecard(
            new WatchScorecardRequest { Name = name, Period = "2025-03", Token = tenant.Token, ResumeToken = resumeToken }, cancellationToken: timeout.Token);
        double orders;
        do
        {
            var update = await NextAsync(resumed.ResponseStream, timeout.Token);
            orders = Value(update.Snapshot?.Perspectives ?? update.Difference.Perspectives, "orders");
        }
        while (orders < 2);
        orders.ShouldBe(2);
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task WatchCustomer_WhileInteractionsArrive_EndsWithTheLatestState(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind);
        await tenant.RecordAsync(Make.Purchase("ann", "2025-03-01", 1));
        using var timeout = new CancellationTokenSource(Patience);
        using var call = tenant.Client.Customers.WatchCustomer(
            new WatchCustomerRequest { Name = tenant.Customer("ann"), Token = tenant.Token }, cancellationToken: timeout.Token);
        (await call.ResponseStream.MoveNext(timeout.Token)).ShouldBeTrue();
        call.ResponseStream.Current.Sequence.ShouldBe(1);
        call.ResponseStream.Current.Customer.Version.ShouldBe(1);

        for (var i = 0; i < 20; i++)
            await tenant.RecordAsync(Make.Purchase("ann", "2025-03-02", 1));

        var sequence = 1L;
        var version = 1L;
        while (version < 21)
        {
            (await call.ResponseStream.MoveNext(timeout.Token)).ShouldBeTrue();
            call.ResponseStream.Current.Sequence.ShouldBe(++sequence);
            call.ResponseStream.Current.Customer.Version.ShouldBeGreaterThan(version);
            version = call.ResponseStream.Current.Customer.Version;
        }

        version.ShouldBe(21);
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Watch_OfWhatDoesNotExist_IsNotFound(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind);
        using var customer = tenant.Client.Customers.WatchCustomer(new WatchCustomerRequest { Name = tenant.Customer("nobody") });
        using var scorecard = tenant.Client.Scorecards.WatchScorecard(new WatchScorecardRequest { Name = $"{tenant.Name}/scorecards/none" });

        (await Should.ThrowAsync<RpcException>(() => customer.ResponseStream.MoveNext(CancellationToken.None))).StatusCode.ShouldBe(StatusCode.NotFound);
        (await Should.ThrowAsync<RpcException>(() => scorecard.ResponseStream.MoveNext(CancellationToken.None))).StatusCode.ShouldBe(StatusCode.NotFound);
    }

    private static async Task<WatchScorecardResponse> NextAsync(IAsyncStreamReader<WatchScorecardResponse> stream, CancellationToken cancellationToken)
    {
        (await stream.MoveNext(cancellationToken)).ShouldBeTrue();
        return stream.Current;
    }

    private static double Value(IEnumerable<PerspectiveResult> perspectives, string indicator) =>
        perspectives.SelectMany(perspective => perspective.Objectives).SelectMany(objective => objective.Indicators)
            .Single(result => result.Value.Indicator == indicator).Value.Value;
}
