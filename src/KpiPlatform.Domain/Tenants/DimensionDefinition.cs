namespace KpiPlatform.Domain.Tenants;

/// <summary>A declared breakdown.</summary>
/// <param name="Id">Id, 1 to 64 characters of a-z, 0-9, "-" and "_".</param>
/// <param name="Source">"channel", "label:KEY" or "attribute:KEY".</param>
/// <param name="Values">1 to 1,000 declared values; anything else counts under "other".</param>
public sealed record DimensionDefinition(string Id, string Source, IReadOnlyList<string> Values);
