namespace KpiPlatform.Domain.Scorecards;

/// <summary>A weight for some time, from 00:00 of a local day; outside of all of them the plain weight holds.</summary>
public sealed record DatedWeight : IDated
{
    /// <inheritdoc/>
    public string From { get; init; } = string.Empty;

    /// <inheritdoc/>
    public string To { get; init; } = string.Empty;

    /// <summary>0 or more.</summary>
    public double Weight { get; init; }
}
