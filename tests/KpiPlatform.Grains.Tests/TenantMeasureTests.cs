using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions.Tenants;
using NodaTime;
using static KpiPlatform.Grains.Tests.GrainCluster;

namespace KpiPlatform.Grains.Tests;

/// <summary>Measures and indicators that a tenant defines after it has interactions.</summary>
public sealed class TenantMeasureTests
{
    private static readonly CustomMeasureDefinition Big = new()
    {
        Id = "big", Aggregation = CustomMeasureAggregation.Count, Kinds = [InteractionKind.Purchase], Conditions = ["purchase.amount >= 100"],
    };

    private static readonly CustomMeasureDefinition Buyers = new() { Id = "big_buyers", Aggregation = CustomMeasureAggregation.DistinctCustomers, Kinds = [InteractionKind.Purchase], Conditions = ["purchase.amount >= 100"] };

    private static readonly TenantIndicatorDefinition Share = new() { Id = "share", Formula = "percent(big, orders)" };

    private static TenantSettings Settings => CustomMeasureSet.Put(CustomMeasureSet.Put(new(), Big), Buyers);

    [Fact]
    public async Task Update_WithMeasures_CountsThePast()
    {
        await using var cluster = await StartAsync();
        await cluster.RecordAsync("c1", Purchase("o1", At(2025, 6, 1), 10_000), Purchase("o2", At(2025, 6, 2), 9_999), Purchase("o3", At(2025, 7, 2), 20_000));
        await cluster.RecordAsync("c2", Purchase("o4", At(2025, 6, 3), 30_000));
        var document = await cluster.ChangeAsync(Settings with { Indicators = [Share] });
        document.Next!.Version.ShouldBe(2);

        // Recorded while it is counted: counted once.
        await cluster.Customer("c1").Adopt(2, default);
        await cluster.RecordAsync("c1", Purchase("o5", At(2025, 6, 20), 50_000));
        await cluster.WorkUntilAsync(BackfillPhase.Done);
        await cluster.ShouldHoldWhatTheJournalSaysAsync();
        (await cluster.SumAsync(new(10_000), new LocalDate(2025, 6, 1), new LocalDate(2025, 7, 1))).ShouldBe(3);

        var tenant = await cluster.DefinitionAsync();
        tenant.Indicators.Get("share").ShouldBeOfType<FormulaIndicator>();
        var plan = new CellPlan();
        var context = IndicatorContext.Of(tenant, PeriodParser.Parse("2025-06", tenant.Calendar, 0), At(2025, 12, 1));
        tenant.Indicators.Get("share").Evaluate(context, plan);
        plan.Ranges.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Update_WithIndicatorsAlone_CountsNothingAnew()
    {
        await using var cluster = await StartAsync();
        await cluster.RecordAsync("c1", Purchase("o1", At(2025, 6, 1)));
        var document = await cluster.ChangeAsync(new TenantSettings { Indicators = [new() { Id = "aov", Formula = "revenue / orders" }] });
        (document.Next, document.DefinitionVersion).ShouldBe((null, 1));
        (await cluster.DefinitionAsync()).Indicators.Get("aov").Unit.ShouldBe("money/count");
    }

    [Fact]
    public async Task Update_WithAnIndicatorWhileMeasuresAreCounted_IsThereAtOnceAndHasAValueOnceTheyAre()
    {
        await using var cluster = await StartAsync();
        await cluster.RecordAsync("c1", Purchase("o1", At(2025, 6, 1), 20_000));
        await cluster.ChangeAsync(Settings);
        var document = await cluster.ChangeAsync(Settings with { Indicators = [Share, new() { Id = "aov", Formula = "revenue / orders" }] });
        document.Next.ShouldNotBeNull();
        var meanwhile = (await cluster.DefinitionAsync()).Indicators;
        meanwhile.Get("aov").ShouldBeOfType<FormulaIndicator>();
        meanwhile.Get("share").ShouldNotBeOfType<FormulaIndicator>();
        await cluster.WorkUntilAsync(BackfillPhase.Done);
        (await cluster.DefinitionAsync()).Indicators.Get("share").ShouldBeOfType<FormulaIndicator>();
    }

    [Fact]
    public async Task Update_ChangedAndDeletedMeasure_CountsUnderNewNumbers()
    {
        await using var cluster = await StartAsync();
        await cluster.RecordAsync("c1", Purchase("o1", At(2025, 6, 1), 20_000), Purchase("o2", At(2025, 6, 2), 5_000));
        await cluster.ChangeAsync(Settings);
        await cluster.WorkUntilTidyAsync();
        var changed = CustomMeasureSet.Put(Settings, Big with { Conditions = ["purchase.amount >= 50"] });
        await cluster.ChangeAsync(CustomMeasureSet.Remove(changed, "big_buyers"));
        await cluster.WorkUntilTidyAsync();
        await cluster.ShouldHoldWhatTheJournalSaysAsync();
        (await cluster.SumAsync(new(10_001), new LocalDate(2025, 6, 1), new LocalDate(2025, 7, 1))).ShouldBe(2);
        (await cluster.SumAsync(new(10_000), new LocalDate(2025, 6, 1), new LocalDate(2025, 7, 1))).ShouldBe(0);
    }
}
