using KpiPlatform.Domain.Periods;
using NodaTime;

namespace KpiPlatform.Domain.Scorecards;

/// <summary>A person's number in place of what was counted: for one indicator and period, until it expires. Immutable.</summary>
public sealed record ScorecardOverride
{
    /// <summary>Made by the server; unique in the scorecard.</summary>
    public string Id { get; init; } = string.Empty;

    /// <summary>Path of the indicator, "perspective/objective/indicator".</summary>
    public string Indicator { get; init; } = string.Empty;

    /// <summary>The period's label.</summary>
    public string Period { get; init; } = string.Empty;

    /// <summary>First day of the period.</summary>
    public int FromDay { get; init; }

    /// <summary>Day after the period's last.</summary>
    public int ToDay { get; init; }

    /// <summary>In place of the value; null if the performance is replaced.</summary>
    public double? Value { get; init; }

    /// <summary>In place of the performance, 0 to 100; null if the value is replaced.</summary>
    public double? Performance { get; init; }

    /// <summary>Who says so; 1 to 200 bytes.</summary>
    public string Author { get; init; } = string.Empty;

    /// <summary>Why; 1 to 4,000 bytes.</summary>
    public string Reason { get; init; } = string.Empty;

    /// <summary>Request that made it; empty if none was given.</summary>
    public string RequestId { get; init; } = string.Empty;

    /// <summary>It holds from here.</summary>
    public Instant CreatedAt { get; init; }

    /// <summary>It holds no more from here, by itself.</summary>
    public Instant ExpiresAt { get; init; }

    /// <summary>When it was taken back before it expired; null if it was not.</summary>
    public Instant? WithdrawnAt { get; init; }

    /// <summary>First instant at which it holds no more.</summary>
    public Instant EndsAt() => WithdrawnAt is { } withdrawn ? Instant.Min(withdrawn, ExpiresAt) : ExpiresAt;

    /// <summary>Whether it holds at an instant.</summary>
    public bool IsInForce(Instant instant) => CreatedAt <= instant && instant < EndsAt();

    /// <summary>Whether it is of a period.</summary>
    public bool IsOf(KpiPeriod period)
    {
        ArgumentNullException.ThrowIfNull(period);
        return FromDay == period.FromDay && ToDay == period.ToDay;
    }
}
