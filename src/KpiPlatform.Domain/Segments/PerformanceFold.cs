using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Tenants;
using NodaTime;

namespace KpiPlatform.Domain.Segments;

/// <summary>
/// How well it went with a customer at the end of some days, as cells of <see cref="PerformanceMeasures"/>: what a look at the customer in the
/// last instant of the day would have said, of the customers in the base at its end. Immutable, thread-safe.
/// </summary>
/// <remarks>
/// Who is in the base is decided by all that is known, because a subscription may begin before it is told of; the performance by what happened up
/// to the day.
/// </remarks>
public sealed class PerformanceFold
{
    private readonly IReadOnlyList<int> _days;
    private readonly FactsMoment[] _moments;
    private readonly FoldContext _context;

    /// <summary>Creates one.</summary>
    /// <param name="definition">The tenant's definition.</param>
    /// <param name="days">Local days, ascending.</param>
    public PerformanceFold(TenantDefinition definition, IReadOnlyList<int> days)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(days);
        _days = days;
        _context = new(definition);
        _moments = [.. days.Select(day => new FactsMoment(definition, definition.Calendar.StartOf(day + 1) - Duration.Epsilon))];
    }

    /// <summary>Adds a customer's cells.</summary>
    /// <param name="history">Its effective interactions, in the order of the fold.</param>
    /// <param name="cells">Where to.</param>
    public void Add(IReadOnlyList<EncodedInteraction> history, CellDelta cells)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(cells);
        if (_days.Count == 0)
            return;
        var fold = new CustomerFold();
        var known = new CustomerPerformance?[_days.Count];
        var next = 0;
        for (var i = 0; i < known.Length; i++)
        {
            for (; next < history.Count && _context.Calendar.DayOf(history[next].OccurredAt) <= _days[i]; next++)
                Apply(fold, history[next]);
            if (next > 0)
                known[i] = _moments[i].PerformanceOf(FactsOf(fold));
        }

        for (; next < history.Count; next++)
            Apply(fold, history[next]);
        for (var i = 0; i < known.Length; i++)
        {
            if (known[i] is { Value: { } value } performance && fold.Base.IsInAt(_days[i] + 1))
                Emit(_days[i], value, performance, cells);
        }
    }

    private static void Emit(int day, double value, CustomerPerformance performance, CellDelta cells)
    {
        Emit(day, null, value, cells);
        foreach (var part in performance.Parts)
        {
            if (part.Score is { } score)
                Emit(day, part.Settings.Part, score, cells);
        }
    }

    private static void Emit(int day, PerformancePart? part, double points, CellDelta cells)
    {
        cells.Add(PerformanceMeasures.Cell(PerformanceMeasures.Sum(part), day), (long)Math.Round(points * PerformanceMeasures.PerPoint, MidpointRounding.AwayFromZero));
        cells.Add(PerformanceMeasures.Cell(PerformanceMeasures.Customers(part), day), 1);
    }

    private void Apply(CustomerFold fold, EncodedInteraction interaction) => fold.Apply(InteractionCodec.Decode(interaction), _context, ContributionSink.Nothing);

    /// <summary>What performance looks at.</summary>
    private CustomerFacts FactsOf(CustomerFold fold) => new()
    {
        CustomerId = string.Empty,
        Version = 0,
        Csat = fold.Surveys?.LatestCsat,
        Nps = fold.Surveys?.LatestNps,
        LastActivityAt = fold.Base.LastActivityAt,
        BaseUntil = fold.Base.BaseUntil(_context) is { } until ? Instant.Min(until, Journal.CustomerIndexEntry.Forever) : null,
        LatestYear = fold.LatestDays(CustomerPerformance.WindowDays, _context, static day => new CustomerYearDay(day.Day, day.Complaints, day.MarginMinor)),
    };
}
