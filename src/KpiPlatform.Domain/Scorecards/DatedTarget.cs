namespace KpiPlatform.Domain.Scorecards;

/// <summary>Another goal for some time, from 00:00 of a local day. What is left open stays as it is in the indicator's own goal.</summary>
public sealed record DatedTarget : IDated
{
    /// <inheritdoc/>
    public string From { get; init; } = string.Empty;

    /// <inheritdoc/>
    public string To { get; init; } = string.Empty;

    /// <summary>Where it starts.</summary>
    public double? Baseline { get; init; }

    /// <summary>Local date of the baseline.</summary>
    public string BaselineDate { get; init; } = string.Empty;

    /// <summary>Where it is to be.</summary>
    public double? Target { get; init; }

    /// <summary>"+50 %" of the baseline, in place of <see cref="Target"/>.</summary>
    public string RelativeTarget { get; init; } = string.Empty;

    /// <summary>Local date by which.</summary>
    public string Deadline { get; init; } = string.Empty;

    /// <summary>Value of performance 0.</summary>
    public double? ScoreMin { get; init; }

    /// <summary>Value of performance 100.</summary>
    public double? ScoreMax { get; init; }

    /// <summary>Value of performance 100/3.</summary>
    public double? RedFlag { get; init; }

    /// <summary>Value of performance 200/3.</summary>
    public double? Goal { get; init; }

    /// <summary>Lower end of the band.</summary>
    public double? BandLow { get; init; }

    /// <summary>Upper end of the band.</summary>
    public double? BandHigh { get; init; }
}
