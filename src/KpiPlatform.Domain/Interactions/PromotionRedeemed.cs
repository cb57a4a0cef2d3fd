namespace KpiPlatform.Domain.Interactions;

/// <summary>A promotion was redeemed.</summary>
public sealed record PromotionRedeemed : Facts
{
    /// <inheritdoc/>
    public override InteractionKind Kind => InteractionKind.PromotionRedeemed;

    /// <summary>Promotion id.</summary>
    public required string Promotion { get; init; }

    internal override void Write(FieldWriter facts, FieldWriter personal)
    {
        facts.Text(1, Promotion);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; what was personal is empty once erased.</summary>
    internal static PromotionRedeemed Read(ref FieldReader facts, ref FieldReader personal) => new()
    {
        Promotion = facts.Text(1),
    };
}
