using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Measures;
using NodaTime;

namespace KpiPlatform.Grains.Measures;

/// <content>Counting, comparing and leaving a generation of cells.</content>
public sealed partial class MeasuresGrain
{
    private const int DifferencesShown = 100;

    /// <inheritdoc/>
    public async Task<long> Count(CancellationToken cancellationToken)
    {
        await CatchUp(cancellationToken);
        return _cells.Count;
    }

    /// <inheritdoc/>
    public Task Retire() => TellSubscribersAsync();

    /// <inheritdoc/>
    public Task<Reply<MeasuresComparison>> Verify(CancellationToken cancellationToken) => ReplyFactory.Try(async () =>
    {
        var definition = await OwnDefinitionAsync(cancellationToken);

        // Not before the cells' own beginning: there the journal would be compared with itself.
        var now = Instant.FromDateTimeOffset(_time.GetUtcNow());
        var asOf = now - Duration.FromTimeSpan(_options.VerifyDelay);
        if (definition.CompleteFrom is { } beginning && asOf < beginning)
        {
            await Task.Delay((beginning - asOf).ToTimeSpan(), _time, cancellationToken);
            asOf = beginning;
        }

        var comparison = await CompareAsync(definition, asOf, cancellationToken);
        if (comparison.DifferentCells == 0 || definition.Settings.CoverageFromDay is null)
            return comparison;

        // Facts deleted since then are gone from the journal as of then, and not from the cells of then. So once more, as of when it was asked.
        await Task.Delay(_options.VerifyDelay, _time, cancellationToken);
        return await CompareAsync(await OwnDefinitionAsync(cancellationToken), now, cancellationToken);
    });

    private async Task<MeasuresComparison> CompareAsync(TenantDefinition definition, Instant asOf, CancellationToken cancellationToken)
    {
        var (folded, interactions) = await _journalMeasures.ComputeAsync(definition, FoldPeriods.ForCalendar(definition.Calendar), asOf, cancellationToken, _shard);
        var later = await RecordedAfterAsync(asOf, cancellationToken);

        // No await from here on: the cells and what is taken off belong together.
        var held = new CellDelta();
        foreach (var (key, value) in _cells.Cells())
            held.Add(key, value);
        foreach (var (key, value) in later.Cells())
            held.Add(key, -value);
        var keys = held.Changes.Concat(folded.Changes)
            .Where(cell => cell.Value != 0 && CatalogueHistory.Counts(definition.CatalogueVersion, cell.Key.Measure))
            .Select(cell => cell.Key)
            .ToHashSet();
        var different = keys.Where(key => held[key] != folded[key]).ToList();
        different.Sort();
        return new MeasuresComparison(
            asOf.ToUnixTimeTicks(),
            definition.Version,
            interactions,
            keys.Count,
            different.Count,
            [.. different.Take(DifferencesShown).Select(key => new CellDifference(key.Packed, held[key], folded[key]))]);
    }
}
