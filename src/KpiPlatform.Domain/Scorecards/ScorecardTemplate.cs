using KpiPlatform.Domain.Periods;

namespace KpiPlatform.Domain.Scorecards;

/// <summary>A scorecard to start from: its parts, with goals and thresholds that a tenant changes afterwards. Immutable.</summary>
/// <param name="Id">1 to 64 characters of a-z, 0-9 and "-".</param>
/// <param name="Title">Title.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Perspectives">Its perspectives; weights as they are, goals without dates.</param>
public sealed record ScorecardTemplate(string Id, string Title, string Description, IReadOnlyList<PerspectiveDefinition> Perspectives)
{
    /// <summary>How long from its creation a scorecard's goals have.</summary>
    private const int DaysToDeadline = 365;

    /// <summary>Its indicators that there are not, each once.</summary>
    public IReadOnlyList<string> MissingIn(ScorecardEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return [.. Indicators().Where(id => environment.Find(id) is null)];
    }

    /// <summary>The ids of its indicators, each once, in order.</summary>
    public IEnumerable<string> Indicators() =>
        new ScorecardDefinition { Perspectives = Perspectives }.AllIndicators().Select(entry => entry.Indicator.Indicator).Distinct(StringComparer.Ordinal);

    /// <summary>A definition from it: goals begin today and end in a year.</summary>
    /// <param name="today">The tenant's local day.</param>
    public ScorecardDefinition At(int today) => new()
    {
        Title = Title,
        Description = Description,
        Perspectives =
        [
            .. Perspectives.Select(perspective => perspective with
            {
                Objectives =
                [
                    .. perspective.Objectives.Select(objective => objective with
                    {
                        Indicators = [.. objective.Indicators.Select(indicator => Dated(indicator, today))],
                    }),
                ],
            }),
        ],
    };

    /// <summary>A definition from it, for a tenant.</summary>
    /// <param name="environment">What the tenant has.</param>
    /// <param name="today">The tenant's local day.</param>
    /// <exception cref="DomainException">TEMPLATE_INCOMPLETE, naming the indicators that there are not.</exception>
    public ScorecardDefinition Instantiate(ScorecardEnvironment environment, int today)
    {
        var missing = MissingIn(environment);
        return missing.Count == 0
            ? At(today)
            : throw new DomainException(
                ErrorKind.FailedPrecondition,
                "TEMPLATE_INCOMPLETE",
                $"The template {Id} needs indicators that this server does not have: {string.Join(", ", missing)}. Update the server, or define a scorecard without them.",
                "template");
    }

    private static ScorecardIndicatorDefinition Dated(ScorecardIndicatorDefinition indicator, int today) => indicator with
    {
        BaselineDate = LocalDay.Format(today),
        Deadline = LocalDay.Format(today + DaysToDeadline),
    };
}
