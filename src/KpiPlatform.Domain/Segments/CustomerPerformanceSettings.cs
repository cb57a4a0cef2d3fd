using static KpiPlatform.Domain.FieldChecks;

namespace KpiPlatform.Domain.Segments;

/// <summary>A tenant's weights and scales of the customer performance indicator of each customer. Looked at when a customer is read; changing them counts nothing anew.</summary>
public sealed record CustomerPerformanceSettings
{
    /// <summary>Greatest weight of a part: far from where sums of weighted scores would lose a customer's own.</summary>
    public const double MaxWeight = 1_000_000_000;

    /// <summary>
    /// The parts. Default, for none given: all five with weight 20; satisfaction from 1 to 5, loyalty from 0 to 10, retention from 0 to 100,
    /// complaints from 5 down to 0, value from 0 to 1,000 whole units of the currency.
    /// </summary>
    public IReadOnlyList<PerformancePartSettings> Parts { get; init; } =
    [
        new(PerformancePart.Satisfaction, 20, 1, 5),
        new(PerformancePart.Loyalty, 20, 0, 10),
        new(PerformancePart.Retention, 20, 0, 100),
        new(PerformancePart.Complaints, 20, 5, 0),
        new(PerformancePart.Value, 20, 0, 1_000),
    ];

    /// <summary>Checks settings, and takes the default for none.</summary>
    /// <param name="path">Path of the settings, for errors.</param>
    /// <exception cref="DomainException">INVALID_ARGUMENT, naming the first field that is wrong.</exception>
    public CustomerPerformanceSettings Complete(string path)
    {
        if (Parts.Count == 0)
            return new();
        var seen = new HashSet<PerformancePart>();
        for (var i = 0; i < Parts.Count; i++)
        {
            var (part, weight, worst, best) = Parts[i];
            var own = $"{path}.parts[{i}]";
            if (!Enum.IsDefined(part))
                throw Invalid("REQUIRED", "A part is satisfaction, loyalty, retention, complaints or value.", $"{own}.part");
            if (!seen.Add(part))
                throw Invalid("DUPLICATE_ID", $"The part {part} appears twice.", $"{own}.part");
            RequireFinite(weight, $"{own}.weight");
            RequireFinite(worst, $"{own}.worst");
            RequireFinite(best, $"{own}.best");
            if (weight is < 0 or > MaxWeight)
                throw Invalid("OUT_OF_RANGE", $"A weight is 0 to {MaxWeight:N0}, not {weight}.", $"{own}.weight");
            if (worst == best || !double.IsFinite(best - worst))
                throw Invalid("INVALID_SCORE_RANGE", $"Scores run from 0 at \"worst\" to 100 at \"best\", two values that differ; they are {worst} and {best}.", $"{own}.best");
        }

        if (Parts.All(part => part.Weight == 0))
            throw Invalid("OUT_OF_RANGE", "All weights are 0: give at least one part a weight.", $"{path}.parts[0].weight");
        return this;
    }
}
