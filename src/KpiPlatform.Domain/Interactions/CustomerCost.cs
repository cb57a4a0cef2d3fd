namespace KpiPlatform.Domain.Interactions;

/// <summary>What the customer cost the tenant, beside the goods.</summary>
public sealed record CustomerCost : Facts
{
    /// <inheritdoc/>
    public override InteractionKind Kind => InteractionKind.CustomerCost;

    /// <summary>0 or more.</summary>
    public long AmountMinor { get; init; }

    /// <summary>For example "delivery"; may be empty.</summary>
    public string CostKind { get; init; } = string.Empty;

    /// <summary>What was sent; null where the currency is the tenant's.</summary>
    public SentMoney? Sent { get; init; }

    internal override void Write(FieldWriter facts, FieldWriter personal)
    {
        facts.Number(1, AmountMinor);
        facts.Text(3, CostKind);
        SentMoney.Write(facts, 11, Sent);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; what was personal is empty once erased.</summary>
    internal static CustomerCost Read(ref FieldReader facts, ref FieldReader personal) => new()
    {
        AmountMinor = facts.Number(1),
        CostKind = facts.Text(3),
        Sent = SentMoney.Read(ref facts, 11),
    };
}
