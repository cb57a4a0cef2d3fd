using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Scorecards;

namespace KpiPlatform.Spreadsheets.Model;

/// <summary>An indicator of a scorecard with what a sheet says about it. Immutable.</summary>
public sealed record ExportedIndicator
{
    /// <summary>Where it stands.</summary>
    public required IndicatorPath Path { get; init; }

    /// <summary>Its value and how it stands.</summary>
    public required IndicatorResult Result { get; init; }

    /// <summary>Its definition as it held on the day that the values are judged by: the dated goal of that day in place of its own.</summary>
    public required ScorecardIndicatorDefinition Definition { get; init; }

    /// <summary>Its goal as it held on the day that the values are judged by; null for one taken over from another scorecard, or whose indicator is gone.</summary>
    public IndicatorGoal? Goal { get; init; }

    /// <summary>What the catalogue says of it; null if it is gone.</summary>
    public Indicator? Catalogue { get; init; }

    /// <summary>The unit as the tenant's people see it.</summary>
    public required string Unit { get; init; }

    /// <summary>The status was decided by what the value comes to at this pace by the end of the period.</summary>
    public bool IsJudgedAtPace { get; init; }

    /// <summary>Its values by the periods of the export; null where there is none. Empty if it has no series of its own.</summary>
    public IReadOnlyList<double?> Series { get; init; } = [];

    /// <summary>What to call it; never empty.</summary>
    public string Title => Result.Title.Length > 0 ? Result.Title : Formatting.Words.Title(Path.Indicator);

    /// <summary>The indicators of a scorecard.</summary>
    /// <param name="definition">The definition that the values were made under.</param>
    /// <param name="values">The values.</param>
    /// <param name="environment">What the definition's names mean.</param>
    /// <param name="calendar">The tenant's calendar.</param>
    /// <param name="currency">The tenant's currency.</param>
    /// <param name="seriesOf">Values of an indicator by the periods of the export; not asked for one that is taken over.</param>
    public static IReadOnlyList<ExportedIndicator> Of(
        ScorecardDefinition definition,
        EvaluatedScorecard values,
        ScorecardEnvironment environment,
        TenantCalendar calendar,
        Currency currency,
        Func<ScorecardIndicatorDefinition, IReadOnlyList<double?>> seriesOf)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(seriesOf);
        var window = EvaluationWindow.Of(calendar, values.Period, values.AsOf);
        var indicators = new List<ExportedIndicator>();
        foreach (var ((path, stated), (_, result)) in definition.AllIndicators().Zip(values.AllIndicators()))
        {
            var isOwn = stated.Source.Length == 0;
            var catalogue = environment.Find(isOwn ? stated.Indicator : result.Value.Indicator);
            var goal = isOwn && catalogue is not null ? IndicatorGoal.Of(stated, environment, window.JudgedDay, definition.StatusRules) : null;
            indicators.Add(new()
            {
                Path = path,
                Result = result,
                Definition = stated.On(window.JudgedDay),
                Goal = goal,
                Catalogue = catalogue,
                Unit = result.Value.Unit.Length > 0 || catalogue is null ? result.Value.Unit : IndicatorUnits.In(catalogue.Unit, currency),
                IsJudgedAtPace = goal is not null && result.Value.Value is { } value && window.HasBegun && goal.ValueForStatus(value, window) != value,
                Series = goal is null ? [] : seriesOf(stated),
            });
        }

        return indicators;
    }
}
