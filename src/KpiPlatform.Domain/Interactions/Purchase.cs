namespace KpiPlatform.Domain.Interactions;

/// <summary>An order.</summary>
public sealed record Purchase : Facts
{
    /// <inheritdoc/>
    public override InteractionKind Kind => InteractionKind.Purchase;

    /// <summary>Order id; the interaction's id where none was sent.</summary>
    public required string OrderId { get; init; }

    /// <summary>Before discount, before tax; 0 or more.</summary>
    public long AmountMinor { get; init; }

    /// <summary>0 to <see cref="AmountMinor"/>.</summary>
    public long DiscountMinor { get; init; }

    /// <summary>0 or more.</summary>
    public long TaxMinor { get; init; }

    /// <summary>What the goods cost the tenant; 0 or more.</summary>
    public long CostMinor { get; init; }

    /// <summary>At most 200.</summary>
    public IReadOnlyList<OrderLine> Lines { get; init; } = [];

    /// <summary>Promotions used; at most 16, as sent.</summary>
    public IReadOnlyList<string> PromotionIds { get; init; } = [];

    /// <summary>Who sold it; may be empty.</summary>
    public string Salesperson { get; init; } = string.Empty;

    /// <summary>Made to the customer's own specification.</summary>
    public bool Customised { get; init; }

    /// <summary>What was sent; null where the currency is the tenant's.</summary>
    public SentMoney? Sent { get; init; }

    /// <summary>Amount less discount: what counts as revenue.</summary>
    public long RevenueMinor => AmountMinor - DiscountMinor;

    internal override void Write(FieldWriter facts, FieldWriter personal)
    {
        facts.TextOrId(1, OrderId);
        facts.Number(2, AmountMinor);
        facts.Number(3, DiscountMinor);
        facts.Number(4, TaxMinor);
        facts.Number(5, CostMinor);
        facts.List(7, Lines, OrderLine.Write);
        facts.Texts(8, PromotionIds);
        facts.Text(9, Salesperson);
        facts.Flag(10, Customised);
        SentMoney.Write(facts, 11, Sent);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; what was personal is empty once erased.</summary>
    internal static Purchase Read(ref FieldReader facts, ref FieldReader personal) => new()
    {
        OrderId = facts.TextOrId(1),
        AmountMinor = facts.Number(2),
        DiscountMinor = facts.Number(3),
        TaxMinor = facts.Number(4),
        CostMinor = facts.Number(5),
        Lines = facts.List(7, OrderLine.Read),
        PromotionIds = facts.Texts(8),
        Salesperson = facts.Text(9),
        Customised = facts.Flag(10),
        Sent = SentMoney.Read(ref facts, 11),
    };
}
