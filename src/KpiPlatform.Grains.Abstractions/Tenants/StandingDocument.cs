namespace KpiPlatform.Grains.Abstractions.Tenants;

/// <summary>Whether a tenant takes calls.</summary>
/// <param name="IsSuspended">Whether calls are refused until somebody resumes it.</param>
/// <param name="Reason">Why, for its users; may be empty.</param>
/// <param name="DeleteAtTicks">When everything of it is deleted, ticks of 100 ns since 1970; null if it is not to be.</param>
[GenerateSerializer]
[Immutable]
[Alias("kpi.StandingDocument")]
public sealed record StandingDocument(
    [property: Id(0)] bool IsSuspended,
    [property: Id(1)] string Reason,
    [property: Id(2)] long? DeleteAtTicks);
