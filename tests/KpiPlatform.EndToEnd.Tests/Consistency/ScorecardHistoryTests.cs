using KpiPlatform.EndToEnd.Tests.Support;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.EndToEnd.Tests.Consistency;

/// <summary>What a scorecard says of its past: closed periods, versions, and why it changed. Each order is a point of a hundred.</summary>
[Collection(SharedHostsCollection.Name)]
public class ScorecardHistoryTests(SharedHosts hosts)
{
    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task ClosedPeriod_LateArrivals_ShowBesideIt(DatabaseKind kind)
    {
        var (tenant, name) = await StartAsync(kind);
        await tenant.RecordAsync(Make.Purchase("ann", "2025-03-01", 40), Make.Purchase("bob", "2025-03-02", 10));
        await GetAsync(tenant, name);
        var closed = await tenant.Client.Scorecards.ClosePeriodAsync(new ClosePeriodRequest { Name = name, Period = "2025-03", ClosedBy = "Kim" });
        closed.Period.Label.ShouldBe("2025-03");
        await tenant.RecordAsync(Make.Purchase("cem", "2025-03-05", 100));

        var card = await GetAsync(tenant, name);
        (card.Performance, card.LatePerformanceAdjustment, card.CloseTime).ShouldBe((2, 1, closed.CloseTime));
        (card.Perspectives[0].Objectives[0].Indicators[0].LateAdjustment, card.Perspectives[0].Objectives[0].Indicators[0].Value.Late).ShouldBe((1, true));
        var restated = await tenant.Client.Scorecards.GetScorecardAsync(new GetScorecardRequest { Name = name, Period = "2025-03", Token = tenant.Token, Restated = true });
        (restated.Performance, restated.Restated).ShouldBe((3, true));
        (await tenant.Client.Scorecards.ClosePeriodAsync(new ClosePeriodRequest { Name = name, Period = "2025-03", ClosedBy = "Sam" })).ShouldBe(closed);

        var comment = new CreateCommentRequest { Parent = name, Comment = new Comment { Indicator = "p/o/orders", Period = "2025-03", Author = "Kim", Text = "late" } };
        var refused = await Should.ThrowAsync<Grpc.Core.RpcException>(async () => await tenant.Client.Scorecards.CreateCommentAsync(comment));
        refused.StatusCode.ShouldBe(Grpc.Core.StatusCode.FailedPrecondition);
        comment.Comment.Period = "2025-04";
        await tenant.Client.Scorecards.CreateCommentAsync(comment);
        (await tenant.Client.Scorecards.ListCommentsAsync(new ListCommentsRequest { Parent = name, Period = "2025-04" })).Comments.Single().Text.ShouldBe("late");
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task ClosedPeriod_CountedAnew_KeepsItsValuesAndRefusesDecisions(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind);
        var name = $"{tenant.Name}/scorecards/history";
        await tenant.Client.Scorecards.UpdateScorecardAsync(new UpdateScorecardRequest { AllowMissing = true, Scorecard = Scorecards.Of(name, "customer_retention_rate") });

        // Both are in the base on 1 March with a lapse of 90 days, ann only until 15 March: 1 of 2 retained. With 30 days nobody is.
        await tenant.RecordAsync(Make.Purchase("ann", "2024-12-15", 40), Make.Purchase("bob", "2024-12-15", 10), Make.Purchase("bob", "2025-03-10", 10, id: "b-2"));
        (await GetAsync(tenant, name)).Performance.ShouldBe(50);
        await tenant.Client.Scorecards.ClosePeriodAsync(new ClosePeriodRequest { Name = name, Period = "2025-03", ClosedBy = "Kim" });
        await tenant.Client.Tenants.UpdateTenantAsync(new UpdateTenantRequest { Tenant = new Tenant { Name = tenant.Name, LapseDays = 30 }, UpdateMask = new() { Paths = { "lapse_days" } } });
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((await tenant.Client.Tenants.GetTenantAsync(new GetTenantRequest { Name = tenant.Name }, cancellationToken: patience.Token)).DefinitionVersion < 2)
        {
        }

        var card = await GetAsync(tenant, name);
        var value = card.Perspectives[0].Objectives[0].Indicators[0].Value;
        (card.Performance, card.HasLatePerformanceAdjustment, value.Numerator, value.Denominator, value.DefinitionVersion).ShouldBe((50, false, 1, 2, 1));
        card.CountingChangeTime.ShouldNotBeNull().ShouldBeGreaterThan(card.CloseTime);
        var restated = await tenant.Client.Scorecards.GetScorecardAsync(new GetScorecardRequest { Name = name, Period = "2025-03", Restated = true });
        (restated.HasPerformance, restated.CountingChangeTime).ShouldBe((false, null));

        var correction = Make.Purchase("bob", "2025-03-11", 11, id: "b-2", revision: 1);
        var batch = await tenant.RecordAsync(correction, Make.Purchase("cem", "2025-03-12", 10));
        (batch.AcceptedCount, batch.Rejected.Single().Reason, batch.Rejected.Single().Field).ShouldBe((1, "PERIOD_CLOSED", "interactions[0].occur_time"));
        var refused = await Should.ThrowAsync<Grpc.Core.RpcException>(async () =>
            await tenant.Client.Interactions.RecordInteractionAsync(new RecordInteractionRequest { Parent = tenant.Name, Interaction = correction }));
        (refused.StatusCode, Details.FieldOf(refused)).ShouldBe((Grpc.Core.StatusCode.FailedPrecondition, "interaction.occur_time"));
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Explain_BetweenTokens_NamesIndicatorCustomerAndInteraction(DatabaseKind kind)
    {
        var (tenant, name) = await StartAsync(kind);
        await tenant.RecordAsync(Make.Purchase("ann", "2025-03-01", 40));
        var before = tenant.Token;
        await tenant.RecordAsync(Make.Purchase("bob", "2025-03-02", 10, id: "b-1"), Make.Purchase("cem", "2025-03-02", 10, id: "c-1"), Make.Purchase("cem", "2025-03-03", 10, id: "c-2"));
        await GetAsync(tenant, name);

        var explained = await tenant.Client.Scorecards.ExplainScorecardAsync(new ExplainScorecardRequest { Name = name, Period = "2025-03", FromToken = before, ToToken = tenant.Token });
        (explained.ScoreBefore, explained.ScoreAfter).ShouldBe((1, 4));
        explained.Steps.Sum(step => step.Change).ShouldBe(3, 1e-9);
        explained.ByIndicator.Select(share => (share.Indicator, share.Change)).ShouldBe([("p/o/orders", 3)]);
        explained.ByCustomer.Select(share => (share.Customer, Math.Round(share.Change, 9))).ShouldBe([("cem", 2), ("bob", 1)]);
        explained.ByInteraction.Select(share => share.Interaction).Order(StringComparer.Ordinal).ShouldBe(["b-1", "c-1", "c-2"]);
        explained.Unattributed.ShouldBe(0);
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Versions_AreKept_AndAsOfReadsUseThem(DatabaseKind kind)
    {
        var (tenant, name) = await StartAsync(kind);
        await tenant.RecordAsync(Make.Purchase("ann", "2025-03-01", 40));
        var asOf = (await GetAsync(tenant, name)).AsOfTime;
        var changed = Scorecards.Of(name, "orders");
        changed.Perspectives[0].Objectives[0].Indicators[0].Target = 10;
        await tenant.Client.Scorecards.UpdateScorecardAsync(new UpdateScorecardRequest { Scorecard = changed });

        (await GetAsync(tenant, name)).Performance.ShouldBe(10);
        var then = await tenant.Client.Scorecards.GetScorecardAsync(new GetScorecardRequest { Name = name, Period = "2025-03", AsOfTime = asOf });
        (then.Performance, then.DefinitionVersion).ShouldBe((1, 1));
        (await tenant.Client.Scorecards.GetScorecardDefinitionAsync(new GetScorecardDefinitionRequest { Name = name, Version = 1 })).Perspectives[0].Objectives[0].Indicators[0].Target.ShouldBe(100);
        (await tenant.Client.Scorecards.ListScorecardVersionsAsync(new ListScorecardVersionsRequest { Name = name })).Versions.Select(version => version.Version).ShouldBe([2, 1]);
    }

    private static async Task<Scorecard> GetAsync(TestTenant tenant, string name) =>
        await tenant.Client.Scorecards.GetScorecardAsync(new GetScorecardRequest { Name = name, Period = "2025-03", Token = tenant.Token });

    private async Task<(TestTenant Tenant, string Name)> StartAsync(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind);
        var name = $"{tenant.Name}/scorecards/history";
        await tenant.Client.Scorecards.UpdateScorecardAsync(new UpdateScorecardRequest { AllowMissing = true, Scorecard = Scorecards.Of(name, "orders") });
        return (tenant, name);
    }
}
