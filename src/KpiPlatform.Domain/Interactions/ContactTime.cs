namespace KpiPlatform.Domain.Interactions;

/// <summary>Time that staff spent with the customer.</summary>
public sealed record ContactTime : Facts
{
    /// <inheritdoc/>
    public override InteractionKind Kind => InteractionKind.ContactTime;

    /// <summary>Greater than 0, at most 7 days, to the microsecond.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Who; may be empty.</summary>
    public string Staff { get; init; } = string.Empty;

    /// <summary>The call that it was; empty if it was none.</summary>
    public string CallId { get; init; } = string.Empty;

    internal override void Write(FieldWriter facts, FieldWriter personal)
    {
        facts.Span(1, Duration);
        facts.Text(2, Staff);
        facts.Text(3, CallId);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; what was personal is empty once erased.</summary>
    internal static ContactTime Read(ref FieldReader facts, ref FieldReader personal) => new()
    {
        Duration = facts.Span(1),
        Staff = facts.Text(2),
        CallId = facts.Text(3),
    };
}
