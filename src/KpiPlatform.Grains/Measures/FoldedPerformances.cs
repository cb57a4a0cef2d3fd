using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Segments;

namespace KpiPlatform.Grains.Measures;

/// <summary>Performances of customers, folded from the journal or being so.</summary>
/// <param name="Definition">Version of the tenant's definition.</param>
/// <param name="Settings">How performance is scored.</param>
/// <param name="Days">At the end of which days.</param>
/// <param name="AsOfTicks">Only what was recorded until then; null for everything.</param>
/// <param name="Vector">Where the shard stood then, and at least where those beside it did; null if what is committed later changes nothing.</param>
/// <param name="StartedAt">When the fold began.</param>
internal sealed record FoldedPerformances(
    int Definition, CustomerPerformanceSettings Settings, IReadOnlyList<int> Days, long? AsOfTicks, PositionVector? Vector, long StartedAt)
{
    /// <summary>The cells; set when the fold begins, at once.</summary>
    public Task<CellTable> Cells { get; set; } = Task.FromResult(new CellTable());

    /// <summary>How long the fold took; set before <see cref="Cells"/> completes, whoever still waits for them.</summary>
    public TimeSpan Took { get; set; }
}
