namespace KpiPlatform.Domain.Alerts;

/// <summary>How long nothing may come in.</summary>
public sealed record AlertSilence
{
    /// <summary>Of this source; empty for any.</summary>
    public string Source { get; init; } = string.Empty;

    /// <summary>Of this kind of interaction, by its name in the contract such as "purchase"; empty for any.</summary>
    public string Kind { get; init; } = string.Empty;

    /// <summary>After how many seconds without it is bad.</summary>
    public long AfterSeconds { get; init; }
}
