namespace KpiPlatform.Domain.Tenants;

/// <summary>A declared journey.</summary>
/// <param name="Id">Id.</param>
/// <param name="Steps">At least 2, in order.</param>
/// <param name="WindowDays">Days from entering a step to completing it.</param>
public sealed record JourneyDefinition(string Id, IReadOnlyList<string> Steps, int WindowDays);
