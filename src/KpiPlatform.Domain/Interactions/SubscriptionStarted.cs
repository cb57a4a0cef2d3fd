using NodaTime;

namespace KpiPlatform.Domain.Interactions;

/// <summary>A subscription started.</summary>
public sealed record SubscriptionStarted : Facts
{
    /// <inheritdoc/>
    public override InteractionKind Kind => InteractionKind.SubscriptionStarted;

    /// <summary>Subscription id, at most 64 UTF-8 bytes.</summary>
    public required string Subscription { get; init; }

    /// <summary>Charged per <see cref="Interval"/>; 0 or more.</summary>
    public long RecurringMinor { get; init; }

    /// <summary>How often it is charged.</summary>
    public required BillingInterval Interval { get; init; }

    /// <summary>When it takes effect; may lie in the future. The time of the interaction where none was sent.</summary>
    public required Instant EffectiveAt { get; init; }

    /// <summary>What was sent; null where the currency is the tenant's.</summary>
    public SentMoney? Sent { get; init; }

    internal override void Write(FieldWriter facts, FieldWriter personal)
    {
        facts.Text(1, Subscription);
        facts.Number(2, RecurringMinor);
        facts.Number(4, (byte)Interval);
        facts.TimeOrOccurred(5, EffectiveAt);
        SentMoney.Write(facts, 11, Sent);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; what was personal is empty once erased.</summary>
    internal static SubscriptionStarted Read(ref FieldReader facts, ref FieldReader personal) => new()
    {
        Subscription = facts.Text(1),
        RecurringMinor = facts.Number(2),
        Interval = (BillingInterval)facts.Byte(4),
        EffectiveAt = facts.TimeOrOccurred(5),
        Sent = SentMoney.Read(ref facts, 11),
    };
}
