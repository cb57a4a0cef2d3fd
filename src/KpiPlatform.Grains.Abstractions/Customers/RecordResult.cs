namespace KpiPlatform.Grains.Abstractions.Customers;

/// <summary>What became of one interaction, and why.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Reason">UPPER_SNAKE; null if accepted or duplicate.</param>
/// <param name="Message">For a person; null if accepted or duplicate.</param>
/// <param name="Field">Field path within the interaction, e.g. "purchase.amount"; null if none.</param>
[GenerateSerializer]
[Immutable]
[Alias("kpi.RecordResult")]
public sealed record RecordResult(
    [property: Id(0)] RecordStatus Status,
    [property: Id(1)] string? Reason,
    [property: Id(2)] string? Message,
    [property: Id(3)] string? Field)
{
    /// <summary>Committed.</summary>
    public static RecordResult Accepted { get; } = new(RecordStatus.Accepted, null, null, null);

    /// <summary>Committed before.</summary>
    public static RecordResult Duplicate { get; } = new(RecordStatus.Duplicate, null, null, null);
}
