using NodaTime;

namespace KpiPlatform.Domain.Interactions;

/// <summary>A subscription was cancelled.</summary>
public sealed record SubscriptionCancelled : Facts
{
    /// <inheritdoc/>
    public override InteractionKind Kind => InteractionKind.SubscriptionCancelled;

    /// <summary>Subscription id, at most 64 UTF-8 bytes.</summary>
    public required string Subscription { get; init; }

    /// <summary>When it takes effect; may lie in the future. The time of the interaction where none was sent.</summary>
    public required Instant EffectiveAt { get; init; }

    internal override void Write(FieldWriter facts, FieldWriter personal)
    {
        facts.Text(1, Subscription);
        facts.TimeOrOccurred(2, EffectiveAt);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; what was personal is empty once erased.</summary>
    internal static SubscriptionCancelled Read(ref FieldReader facts, ref FieldReader personal) => new()
    {
        Subscription = facts.Text(1),
        EffectiveAt = facts.TimeOrOccurred(2),
    };
}
