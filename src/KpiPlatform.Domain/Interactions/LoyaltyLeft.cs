namespace KpiPlatform.Domain.Interactions;

/// <summary>A loyalty programme was left.</summary>
public sealed record LoyaltyLeft : Facts
{
    /// <inheritdoc/>
    public override InteractionKind Kind => InteractionKind.LoyaltyLeft;

    /// <summary>Programme id; may be empty where the tenant has one only.</summary>
    public string Programme { get; init; } = string.Empty;

    internal override void Write(FieldWriter facts, FieldWriter personal)
    {
        facts.Text(1, Programme);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; what was personal is empty once erased.</summary>
    internal static LoyaltyLeft Read(ref FieldReader facts, ref FieldReader personal) => new()
    {
        Programme = facts.Text(1),
    };
}
