using KpiPlatform.EndToEnd.Tests.Support;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.EndToEnd.Tests.Consistency;

/// <summary>A read with the token of an acknowledgement sees what it acknowledged, at once and every time.</summary>
[Collection(SharedHostsCollection.Name)]
public class TokenTests(SharedHosts hosts)
{
    private const int Rounds = 25;

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Reads_WithTheToken_SeeTheWriteAtOnce(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind);
        var scorecard = $"{tenant.Name}/scorecards/sales";
        await tenant.Client.Scorecards.UpdateScorecardAsync(new UpdateScorecardRequest { AllowMissing = true, Scorecard = Scorecards.Of(scorecard, "orders") });

        for (var round = 1; round <= Rounds; round++)
        {
            await tenant.RecordAsync(Make.Purchase($"c-{round % 5}", "2025-03-01", 1));
            var token = tenant.Token;

            (await tenant.GetCustomerAsync($"c-{round % 5}")).Version.ShouldBe((round / 5) + (round % 5 == 0 ? 0 : 1));

            var customers = await tenant.Client.Customers.ListCustomersAsync(new ListCustomersRequest { Parent = tenant.Name, PageSize = 100, Token = token });
            customers.Customers.Sum(customer => customer.Version).ShouldBe(round);

            (await tenant.SeriesAsync("orders", Granularity.Month, "2025-03-01", "2025-04-01"))[0].Value.ShouldBe(round);

            var evaluated = await tenant.Client.Scorecards.GetScorecardAsync(new GetScorecardRequest { Name = scorecard, Period = "2025-03", Token = token });
            evaluated.Perspectives[0].Objectives[0].Indicators[0].Value.Value.ShouldBe(round);

            var listed = await tenant.Client.Interactions.ListInteractionsAsync(new ListInteractionsRequest { Parent = tenant.Name, PageSize = 1000, Token = token });
            listed.Interactions.Count.ShouldBe(round);
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Reads_WithTheToken_SeeTheWriteWhileMeasuresAreSpreadOverShards(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind);
        var scorecard = $"{tenant.Name}/scorecards/sales";
        await tenant.Client.Scorecards.UpdateScorecardAsync(new UpdateScorecardRequest { AllowMissing = true, Scorecard = Scorecards.Of(scorecard, "orders") });
        await tenant.RecordAsync([.. Enumerable.Range(1, 40).Select(i => Make.Purchase($"before-{i}", "2025-03-01", 1))]);
        var changed = await tenant.Client.Tenants.UpdateTenantAsync(
            new UpdateTenantRequest { Tenant = new() { Name = tenant.Name, MeasuresShards = 8 }, UpdateMask = new() { Paths = { "measures_shards" } } });
        (changed.MeasuresShards, changed.Backfill.TargetVersion).ShouldBe((8, 2));

        var orders = 40;
        var afterwards = 0;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(180));
        while (afterwards < Rounds / 3)
        {
            await tenant.RecordAsync(Make.Purchase($"c-{orders % 15}", "2025-03-02", 1));
            orders++;
            (await tenant.SeriesAsync("orders", Granularity.Month, "2025-03-01", "2025-04-01"))[0].Value.ShouldBe(orders);
            (await tenant.SeriesAsync("orders", Granularity.Custom, "2025-02-20", "2025-03-20"))[0].Value.ShouldBe(orders);
            var evaluated = await tenant.Client.Scorecards.GetScorecardAsync(new GetScorecardRequest { Name = scorecard, Period = "2025-03", Token = tenant.Token });
            evaluated.Perspectives[0].Objectives[0].Indicators[0].Value.Value.ShouldBe(orders);

            // What the answer's own token stands for is at least as much.
            evaluated = await tenant.Client.Scorecards.GetScorecardAsync(new GetScorecardRequest { Name = scorecard, Period = "2025-03", Token = evaluated.Token });
            evaluated.Perspectives[0].Objectives[0].Indicators[0].Value.Value.ShouldBe(orders);
            var now = await tenant.Client.Tenants.GetTenantAsync(new GetTenantRequest { Name = tenant.Name }, cancellationToken: patience.Token);
            afterwards += now.DefinitionVersion == 2 ? 1 : 0;
        }

        var explained = await tenant.Client.Scorecards.ExplainScorecardAsync(new ExplainScorecardRequest { Name = scorecard, Period = "2025-03", FromTime = changed.CreateTime });
        explained.Unattributed.ShouldBe(0, 1e-9);
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Reads_WithTheTokenOfADuplicate_SeeTheOriginal(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind);
        var purchase = Make.Purchase("ann", "2025-03-01", 40);
        var writing = Enumerable.Range(0, 20).Select(_ => tenant.RecordAsync(purchase)).ToList();
        var responses = await Task.WhenAll(writing);

        responses.Sum(response => response.AcceptedCount).ShouldBe(1);
        responses.Sum(response => response.DuplicateCount).ShouldBe(19);
        foreach (var response in responses)
        {
            var page = await tenant.Client.Customers.ListCustomersAsync(new ListCustomersRequest { Parent = tenant.Name, Token = response.Token });
            page.Customers.ShouldHaveSingleItem().Version.ShouldBe(1);
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Indicator_AsOfAnInstant_IsWhatWasKnownThen(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind);
        await tenant.RecordAsync(Make.Purchase("ann", "2025-03-01", 40, id: "o-1"), Make.Purchase("bob", "2025-03-02", 10));
        var before = (await tenant.Client.Interactions.ListInteractionsAsync(new ListInteractionsRequest { Parent = tenant.Name, Token = tenant.Token }))
            .Interactions.Max(row => row.RecordTime.ToDateTimeOffset());
        await tenant.RecordAsync(
            Make.Purchase("ann", "2025-03-01", 25, id: "o-1", revision: 1),
            Make.Purchase("cem", "2025-02-03", 5),
            Make.Purchase("bob", "2025-03-05", 100));

        foreach (var granularity in new[] { Granularity.Quarter, Granularity.Custom })
        {
            (await tenant.SeriesAsync("revenue", granularity, "2025-01-01", "2025-04-01", before))[0].Value.ShouldBe(50);
            (await tenant.SeriesAsync("revenue", granularity, "2025-01-01", "2025-04-01"))[0].Value.ShouldBe(140);
            (await tenant.SeriesAsync("new_customers", granularity, "2025-01-01", "2025-04-01", before))[0].Value.ShouldBe(2);
            (await tenant.SeriesAsync("new_customers", granularity, "2025-01-01", "2025-04-01"))[0].Value.ShouldBe(3);
            (await tenant.SeriesAsync("repeat_customer_rate", granularity, "2025-01-01", "2025-04-01", before))[0].Value.ShouldBe(0);
            (await tenant.SeriesAsync("repeat_customer_rate", granularity, "2025-01-01", "2025-04-01"))[0].Value.ShouldBe(100.0 / 3, 1e-9);
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Interactions_Listed_AreByTimeAndByCustomerAndSource(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind);
        var other = Make.At("ann", "2025-03-03", source: "other");
        other.Visit = new Visit { Place = VisitPlace.Store };
        await tenant.RecordAsync(Make.Purchase("ann", "2025-03-05", 1, id: "c"), Make.Purchase("bob", "2025-03-04", 1, id: "b"), other, Make.Purchase("ann", "2025-03-01", 1, id: "a"));

        (await List(new())).ShouldBe(["a", other.Id, "b", "c"]);
        (await List(new() { Parent = tenant.Customer("ann") })).ShouldBe(["a", other.Id, "c"]);
        (await List(new() { Source = "other" })).ShouldBe([other.Id]);
        (await List(new() { StartTime = Make.Time("2025-03-03"), EndTime = Make.Time("2025-03-05") })).ShouldBe([other.Id, "b"]);

        // One a page gives the same.
        (await List(new() { PageSize = 1 })).ShouldBe(["a", other.Id, "b", "c"]);

        async Task<List<string>> List(ListInteractionsRequest request)
        {
            var ids = new List<string>();
            if (request.Parent.Length == 0)
                request.Parent = tenant.Name;
            request.Token = tenant.Token;
            do
            {
                var page = await tenant.Client.Interactions.ListInteractionsAsync(request);
                ids.AddRange(page.Interactions.Select(row => row.Interaction.Id));
                request.PageToken = page.NextPageToken;
            }
            while (request.PageToken.Length > 0);
            return ids;
        }
    }
}
