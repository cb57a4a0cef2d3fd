namespace KpiPlatform.Domain.Interactions;

/// <summary>A loyalty programme was joined.</summary>
public sealed record LoyaltyJoined : Facts
{
    /// <inheritdoc/>
    public override InteractionKind Kind => InteractionKind.LoyaltyJoined;

    /// <summary>Programme id; may be empty where the tenant has one only.</summary>
    public string Programme { get; init; } = string.Empty;

    internal override void Write(FieldWriter facts, FieldWriter personal)
    {
        facts.Text(1, Programme);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; what was personal is empty once erased.</summary>
    internal static LoyaltyJoined Read(ref FieldReader facts, ref FieldReader personal) => new()
    {
        Programme = facts.Text(1),
    };
}
