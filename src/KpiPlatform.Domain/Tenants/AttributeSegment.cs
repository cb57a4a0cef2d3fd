namespace KpiPlatform.Domain.Tenants;

/// <summary>Customers whose attribute has one of some values.</summary>
/// <param name="Attribute">Key of the attribute.</param>
/// <param name="Values">Values, compared ordinally; at least one.</param>
public sealed record AttributeSegment(string Attribute, IReadOnlyList<string> Values)
{
    /// <summary>Whether a value is one of them.</summary>
    public bool Holds(string? value) => value is not null && Values.Contains(value, StringComparer.Ordinal);
}
