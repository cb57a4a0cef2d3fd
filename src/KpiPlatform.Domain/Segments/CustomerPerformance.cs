namespace KpiPlatform.Domain.Segments;

/// <summary>The customer performance indicator of one customer: Σ weight × score / Σ weight over the parts present.</summary>
/// <param name="Value">0 to 100; null if no part with a weight has a value.</param>
/// <param name="Parts">All parts of the tenant's settings, in their order.</param>
public sealed record CustomerPerformance(double? Value, IReadOnlyList<ScoredPart> Parts)
{
    /// <summary>Local days that complaints and margin are looked at over.</summary>
    public const int WindowDays = 365;

    /// <summary>Computes it.</summary>
    /// <param name="settings">The tenant's.</param>
    /// <param name="valueOf">A part's value; null if the customer has none.</param>
    public static CustomerPerformance Of(CustomerPerformanceSettings settings, Func<PerformancePart, double?> valueOf)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(valueOf);
        var parts = new List<ScoredPart>(settings.Parts.Count);
        double sum = 0;
        double weights = 0;
        foreach (var part in settings.Parts)
        {
            var value = valueOf(part.Part);
            double? score = value is { } known ? part.Score(known) : null;
            parts.Add(new(part, value, score));
            if (score is not { } scored)
                continue;
            sum += part.Weight * scored;
            weights += part.Weight;
        }

        return new(weights > 0 ? sum / weights : null, parts);
    }

    /// <summary>The value of <see cref="PerformancePart.Retention"/>.</summary>
    /// <param name="daysSinceActivity">Local days since the last qualifying activity.</param>
    /// <param name="lapseDays">The tenant's lapse.</param>
    public static double Retention(int daysSinceActivity, int lapseDays) => 100 * Math.Clamp(1 - ((double)daysSinceActivity / lapseDays), 0, 1);
}
