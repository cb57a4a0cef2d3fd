using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using NodaTime;

namespace KpiPlatform.Grains.Abstractions.Measures;

/// <summary>Between a plan and the messages that fetch what it needs.</summary>
public static class PlannedQuery
{
    /// <summary>The query that fetches a plan's sums.</summary>
    /// <param name="plan">What is needed.</param>
    /// <param name="token">Encoded PositionVector that must be covered; empty for none.</param>
    /// <param name="asOf">What was known at this instant; null for everything.</param>
    /// <param name="custom">The period, if it is of Granularity.Custom; any other, and null, ask for none.</param>
    /// <param name="wholeSpans">Answer all sums of every span: what comes later is going to be added to them.</param>
    public static MeasuresQuery Of(CellPlan plan, ReadOnlyMemory<byte> token, Instant? asOf, KpiPeriod? custom, bool wholeSpans = false)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var isCustom = custom?.Granularity == Granularity.Custom;
        return new(
            [.. plan.Ranges.Select(range => new SumRequest(range.Series.Packed, range.FromDay, range.ToDay))],
            token,
            asOf?.ToUnixTimeTicks(),
            isCustom ? custom!.FromDay : null,
            isCustom ? custom!.ToDay : null,
            [.. plan.Spans.Select(span => new SpanRequest(span.First.Packed, span.Last.Packed, span.FromDay, span.ToDay, wholeSpans ? SpanTake.All : span.Take))]);
    }

    /// <summary>A reader that answers from what was fetched.</summary>
    public static ICellReader Fill(this CellPlan plan, MeasuresAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(answer);
        return plan.Fill(answer.Sums, [.. (answer.Spans ?? []).Select(span => (IReadOnlyList<SeriesSum>)[.. span.Select(sum => new SeriesSum(new(sum.Series), sum.Sum))])]);
    }
}
