namespace KpiPlatform.Domain.Interactions;

/// <summary>Points were earned.</summary>
public sealed record LoyaltyPointsEarned : Facts
{
    /// <inheritdoc/>
    public override InteractionKind Kind => InteractionKind.LoyaltyPointsEarned;

    /// <summary>Programme id; may be empty where the tenant has one only.</summary>
    public string Programme { get; init; } = string.Empty;

    /// <summary>Greater than 0.</summary>
    public long Points { get; init; }

    internal override void Write(FieldWriter facts, FieldWriter personal)
    {
        facts.Text(1, Programme);
        facts.Number(2, Points);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; what was personal is empty once erased.</summary>
    internal static LoyaltyPointsEarned Read(ref FieldReader facts, ref FieldReader personal) => new()
    {
        Programme = facts.Text(1),
        Points = facts.Number(2),
    };
}
