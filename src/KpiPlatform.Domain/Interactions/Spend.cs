using NodaTime;

namespace KpiPlatform.Domain.Interactions;

/// <summary>The tenant's own spending, spread evenly over the local days of [start, end), the remainder last.</summary>
public sealed record Spend : Facts
{
    /// <inheritdoc/>
    public override InteractionKind Kind => InteractionKind.Spend;

    /// <summary>What for.</summary>
    public required SpendCategory Category { get; init; }

    /// <summary>0 or more.</summary>
    public long AmountMinor { get; init; }

    /// <summary>Marketing medium; may be empty.</summary>
    public string Medium { get; init; } = string.Empty;

    /// <summary>Marketing campaign; may be empty.</summary>
    public string Campaign { get; init; } = string.Empty;

    /// <summary>First instant of the span.</summary>
    public required Instant Start { get; init; }

    /// <summary>First instant after the span; after <see cref="Start"/>.</summary>
    public required Instant End { get; init; }

    /// <summary>What was sent; null where the currency is the tenant's.</summary>
    public SentMoney? Sent { get; init; }

    internal override void Write(FieldWriter facts, FieldWriter personal)
    {
        facts.Number(1, (byte)Category);
        facts.Number(2, AmountMinor);
        facts.Text(4, Medium);
        facts.Text(5, Campaign);
        facts.Time(6, Start);
        facts.Time(7, End);
        SentMoney.Write(facts, 11, Sent);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; what was personal is empty once erased.</summary>
    internal static Spend Read(ref FieldReader facts, ref FieldReader personal) => new()
    {
        Category = (SpendCategory)facts.Byte(1),
        AmountMinor = facts.Number(2),
        Medium = facts.Text(4),
        Campaign = facts.Text(5),
        Start = facts.Time(6),
        End = facts.Time(7),
        Sent = SentMoney.Read(ref facts, 11),
    };
}
