namespace KpiPlatform.Domain.Interactions;

/// <summary>What a unit of service costs from the time of the interaction on.</summary>
public sealed record ServiceRate : Facts
{
    /// <inheritdoc/>
    public override InteractionKind Kind => InteractionKind.ServiceRate;

    /// <summary>The unit.</summary>
    public required ServiceRateUnit Unit { get; init; }

    /// <summary>Per unit; 0 or more.</summary>
    public long RateMinor { get; init; }

    /// <summary>What was sent; null where the currency is the tenant's.</summary>
    public SentMoney? Sent { get; init; }

    internal override void Write(FieldWriter facts, FieldWriter personal)
    {
        facts.Number(1, (byte)Unit);
        facts.Number(2, RateMinor);
        SentMoney.Write(facts, 11, Sent);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; what was personal is empty once erased.</summary>
    internal static ServiceRate Read(ref FieldReader facts, ref FieldReader personal) => new()
    {
        Unit = (ServiceRateUnit)facts.Byte(1),
        RateMinor = facts.Number(2),
        Sent = SentMoney.Read(ref facts, 11),
    };
}
