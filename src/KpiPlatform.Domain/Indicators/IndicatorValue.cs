using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Statistics;
using NodaTime;

namespace KpiPlatform.Domain.Indicators;

/// <summary>An indicator's value for one period, with everything needed to judge it. Unrounded. Immutable.</summary>
public sealed record IndicatorValue
{
    /// <summary>Catalogue id.</summary>
    public required string Indicator { get; init; }

    /// <summary>Null means "no value", which is never 0; then <see cref="NoValueReason"/> says why.</summary>
    public double? Value { get; init; }

    /// <summary>As clients see it: one of <see cref="IndicatorUnits"/>, a currency's code for money.</summary>
    public required string Unit { get; init; }

    /// <summary>The catalogue's direction.</summary>
    public Direction Direction { get; init; }

    /// <summary>Null for a customer's own indicators, which are of its whole history.</summary>
    public KpiPeriod? Period { get; init; }

    /// <summary>The value is what was known at this instant.</summary>
    public Instant AsOf { get; init; }

    /// <summary>Latest occurrence among the interactions known; null if there are none.</summary>
    public Instant? NewestEventAt { get; init; }

    /// <summary>Local day of the observation that the value is, 1970-01-01 = 0; null for what is counted.</summary>
    public int? ObservedDay { get; init; }

    /// <summary>Version of the tenant's definition that it was computed under, from 1.</summary>
    public long DefinitionVersion { get; init; }

    /// <summary>When what the tenant counts last changed, if that was after <see cref="AsOf"/>: the value is counted as it counts today. Else null.</summary>
    public Instant? CountingChangedAt { get; init; }

    /// <summary>Numerator, where the value is a ratio of two; in whole units for money, hours for times.</summary>
    public double? Numerator { get; init; }

    /// <summary>Denominator, where the value is a ratio of two.</summary>
    public double? Denominator { get; init; }

    /// <summary>Number of observations that the value rests on.</summary>
    public long SampleSize { get; init; }

    /// <summary>Null where no interval is defined.</summary>
    public ConfidenceInterval? Interval { get; init; }

    /// <summary>The period is not over at <see cref="AsOf"/>.</summary>
    public bool Partial { get; init; }

    /// <summary>The period, or what the value looks back to besides, begins before the day from which on the tenant's facts are kept: what is left was counted.</summary>
    public bool BeforeCoverage { get; init; }

    /// <summary>Interactions arrived after the period was closed.</summary>
    public bool Late { get; init; }

    /// <summary>A person replaced the value.</summary>
    public bool Overridden { get; init; }

    /// <summary>Fitted by a model rather than counted.</summary>
    public bool Modelled { get; init; }

    /// <summary>Parts of the value, in the indicator's order; empty where it has none.</summary>
    public IReadOnlyList<IndicatorComponent> Components { get; init; } = [];

    /// <summary>One of <see cref="Indicators.NoValueReason"/>; empty if there is a value.</summary>
    public string NoValueReason { get; init; } = string.Empty;

    /// <summary>The value of one part in place of the whole.</summary>
    /// <param name="id">Id of the component; one that this period does not have gives no value.</param>
    public IndicatorValue OfComponent(string id)
    {
        var component = Components.FirstOrDefault(part => string.Equals(part.Id, id, StringComparison.Ordinal));
        var reason = component is not null ? string.Empty : NoValueReason.Length > 0 ? NoValueReason : Indicators.NoValueReason.ComponentAbsent;
        return this with
        {
            Value = component?.Value,
            Numerator = null,
            Denominator = null,
            Interval = null,
            Components = component is null ? [] : [component],
            NoValueReason = reason,
        };
    }

    /// <summary>
    /// Whether another says the same, apart from how recent it is: <see cref="AsOf"/> and <see cref="NewestEventAt"/> move with
    /// every evaluation, and a watcher is told of them once for the whole scorecard.
    /// </summary>
    public bool SaysSameAs(IndicatorValue other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Components.SequenceEqual(other.Components)
            && this with { AsOf = default, NewestEventAt = null, Components = [] } == other with { AsOf = default, NewestEventAt = null, Components = [] };
    }
}
