using KpiPlatform.Domain.Quality;

namespace KpiPlatform.Domain.Measures;

/// <summary>
/// Measures that no cells hold: operational counters of what came in, by the day on which it came. They count at least once, beside the
/// journal, and are outside its laws: not counted anew, not known as of an instant, not explained.
/// </summary>
public static class OperationalMeasures
{
    /// <summary>Interactions received.</summary>
    public static MeasureId Received => new(3_000);

    /// <summary>Of those, recorded.</summary>
    public static MeasureId Accepted => new(3_001);

    /// <summary>Of those, recorded before.</summary>
    public static MeasureId Duplicates => new(3_002);

    /// <summary>Whether a measure is one of these.</summary>
    public static bool Holds(MeasureId measure) => measure == Received || measure == Accepted || measure == Duplicates;

    /// <summary>The sum of a measure over counts.</summary>
    /// <param name="measure">One of these.</param>
    /// <param name="counts">Counts of the days wanted.</param>
    public static long Sum(MeasureId measure, IEnumerable<IntakeCount> counts)
    {
        var outcome = measure == Received ? IntakeOutcome.Received : measure == Accepted ? IntakeOutcome.Accepted : IntakeOutcome.Duplicate;
        return counts.Where(count => count.Outcome == outcome).Sum(count => count.Count);
    }
}
