namespace KpiPlatform.Domain.Interactions;

/// <summary>Money given back; counts on its own date, also without its order.</summary>
public sealed record Refund : Facts
{
    /// <inheritdoc/>
    public override InteractionKind Kind => InteractionKind.Refund;

    /// <summary>The order that it belongs to; may be empty.</summary>
    public string OrderId { get; init; } = string.Empty;

    /// <summary>Before tax; 0 or more.</summary>
    public long AmountMinor { get; init; }

    /// <summary>At most 200.</summary>
    public IReadOnlyList<OrderLine> Lines { get; init; } = [];

    /// <summary>What was sent; null where the currency is the tenant's.</summary>
    public SentMoney? Sent { get; init; }

    internal override void Write(FieldWriter facts, FieldWriter personal)
    {
        facts.Text(1, OrderId);
        facts.Number(2, AmountMinor);
        facts.List(4, Lines, OrderLine.Write);
        SentMoney.Write(facts, 11, Sent);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; what was personal is empty once erased.</summary>
    internal static Refund Read(ref FieldReader facts, ref FieldReader personal) => new()
    {
        OrderId = facts.Text(1),
        AmountMinor = facts.Number(2),
        Lines = facts.List(4, OrderLine.Read),
        Sent = SentMoney.Read(ref facts, 11),
    };
}
