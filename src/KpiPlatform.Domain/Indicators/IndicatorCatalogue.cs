using System.Collections.Frozen;
using KpiPlatform.Domain.Identity;

namespace KpiPlatform.Domain.Indicators;

/// <summary>The indicators that are built in.</summary>
public static class IndicatorCatalogue
{
    private static readonly FrozenDictionary<string, Indicator> ById =
        new[] { SalesIndicators.All, BaseIndicators.All, SurveyIndicators.All, ServiceIndicators.All, CallIndicators.All, GrowthIndicators.All, ValueIndicators.All, SpendIndicators.All, ObservedIndicators.All, ReachIndicators.All, PlannedIndicators.All }
            .SelectMany(indicators => indicators)
            .ToFrozenDictionary(indicator => indicator.Id, StringComparer.Ordinal);

    /// <summary>All of them, by id.</summary>
    public static IReadOnlyList<Indicator> All { get; } = [.. ById.Values.OrderBy(indicator => indicator.Id, StringComparer.Ordinal)];

    /// <summary>The indicator of an id, or null.</summary>
    public static Indicator? Find(string? id) => id is null ? null : ById.GetValueOrDefault(id);

    /// <summary>The indicator of an id.</summary>
    /// <param name="id">Catalogue id.</param>
    /// <param name="field">Field path to name in the error.</param>
    /// <exception cref="DomainException">UNKNOWN_INDICATOR, naming the field.</exception>
    public static Indicator Get(string? id, string field = "indicator") =>
        Find(id) ?? throw new DomainException(
            ErrorKind.InvalidArgument,
            "UNKNOWN_INDICATOR",
            $"\"{DisplayText.Of(id)}\" is not an indicator; list the indicators for those there are.",
            field);
}
