using KpiPlatform.Domain;
using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Measures;
using KpiPlatform.Grains.Abstractions.Scorecards;
using KpiPlatform.Grains.Abstractions.Tenants;
using KpiPlatform.Testing.Journal;
using NodaTime;

namespace KpiPlatform.Grains.Tests;

/// <summary>Changing a tenant's definition, and what must hold at any moment of it.</summary>
internal static class BackfillSteps
{
    private const int MaxSteps = 100_000;

    public static async Task<TenantDocument> ChangeAsync(this GrainCluster cluster, TenantSettings settings) =>
        (await cluster.TenantGrain().Write(new(GrainJson.Write(settings), WriteMode.Update, null, string.Empty), default)).Require();

    /// <summary>Lets the clock run until counting anew is in a phase.</summary>
    public static Task<TenantDocument> WorkUntilAsync(this GrainCluster cluster, BackfillPhase phase) =>
        cluster.WorkUntilAsync(document => document.Backfill?.Phase == phase);

    /// <summary>Lets the clock run until nothing of a given-up generation is left.</summary>
    public static async Task WorkUntilTidyAsync(this GrainCluster cluster) =>
        await cluster.WorkUntilAsync(document => document.Next is null && cluster.Journal.Deltas.All(delta => MeasuresShard.GenerationOf(delta.Shard) == document.Active!.Generation));

    public static async Task<TenantDocument> WorkUntilAsync(this GrainCluster cluster, Func<TenantDocument, bool> reached)
    {
        for (var step = 0; step < MaxSteps; step++)
        {
            var document = (await cluster.TenantGrain().Get(default)).Require();
            if (reached(document))
                return document;
            cluster.Time.Advance(TimeSpan.FromMilliseconds(20));
            await Task.Yield();
        }

        throw new InvalidOperationException($"After {MaxSteps} steps: {(await cluster.TenantGrain().Get(default)).Require().Backfill}");
    }

    /// <summary>
    /// Lets the clock jump. What is about to be asked is active before it does: a jump over the time that a call may take ends an activation
    /// that is under way, and with it the call that waits for it.
    /// </summary>
    public static async Task JumpAsync(this GrainCluster cluster, TimeSpan time)
    {
        (await cluster.TenantGrain().Get(default)).Require();
        await (await cluster.ActiveMeasuresAsync()).CatchUpAsync(default);
        cluster.Time.Advance(time);
    }

    public static async Task<TenantDefinition> DefinitionAsync(this GrainCluster cluster)
    {
        cluster.Definitions.Forget(GrainCluster.Tenant);
        return (await cluster.Definitions.FindAsync(GrainCluster.Tenant, default))!;
    }

    public static async Task<long> SumAsync(
        this GrainCluster cluster, MeasureId measure, LocalDate from, LocalDate to, ReadOnlyMemory<byte> token = default, long? asOfTicks = null)
    {
        var measures = await cluster.ActiveMeasuresAsync();
        var series = SeriesKey.Of(measure, Granularity.None, DimensionValue.Whole).Packed;
        var range = new SumRequest(series, TenantCalendar.DayNumber(from), TenantCalendar.DayNumber(to));
        return (await measures.ReadAsync(new([range], token, asOfTicks, null, null), default)).Sums[0];
    }

    public static async Task<MeasuresReader> ActiveMeasuresAsync(this GrainCluster cluster) =>
        MeasuresReader.Of(cluster.Grains, GrainCluster.Tenant, await cluster.DefinitionAsync());

    /// <summary>
    /// The law: the cells that readers see are, cell by cell, those of folding all interactions from the beginning under the
    /// definition that readers see. Summed from the commit deltas, and asked of the grain.
    /// </summary>
    public static async Task ShouldHoldWhatTheJournalSaysAsync(this GrainCluster cluster)
    {
        // Readers may be switched, and the old cells tidied away, while this looks: then it looks at what readers see from then on.
        for (var attempt = 1; await SwitchedWhileLookingAsync(cluster); attempt++)
            attempt.ShouldBeLessThan(10);
    }

    private static async Task<bool> SwitchedWhileLookingAsync(GrainCluster cluster)
    {
        var definition = await cluster.DefinitionAsync();
        var expected = new CellDelta();
        foreach (var rows in LinkedHistories.Union(cluster.Journal.RowsById()).Values)
            new CustomerState(new FoldContext(definition)).Add(rows, expected);
        var held = new CellDelta();
        foreach (var delta in cluster.Journal.Deltas.Where(delta => definition.MeasuresShards.Contains(delta.Shard)))
            held.Add(delta.Delta);
        if (!held.SameAs(expected))
        {
            // What was counted under numbers that nobody reads any more is deleted.
            (await cluster.DefinitionAsync()).Generation.ShouldNotBe(definition.Generation, "the deltas are not what the journal says");
            return true;
        }

        // Of the same definition: a switch meanwhile leaves the old cells as they were.
        var measures = MeasuresReader.Of(cluster.Grains, GrainCluster.Tenant, definition);
        await measures.CatchUpAsync(default);
        var keys = expected.Changes.Where(cell => cell.Value != 0).Select(cell => cell.Key).ToList();
        var ranges = keys.Select(key => new SumRequest(key.Series.Packed, key.Day, key.Day + 1)).ToArray();
        MeasuresAnswer answer;
        try
        {
            answer = await measures.ReadAsync(new(ranges, default, null, null, null), default);
        }
        catch (DomainException exception) when (exception.Reason == "DEFINITION_CHANGED")
        {
            (await cluster.DefinitionAsync()).Generation.ShouldNotBe(definition.Generation);
            return true;
        }

        keys.Zip(answer.Sums).Where(cell => cell.Second != expected[cell.First]).ShouldBeEmpty();
        if (!measures.IsSpread)
            (await measures.CountLargestAsync(default)).ShouldBe(keys.Count);
        return false;
    }
}
