using NodaTime;

namespace KpiPlatform.Domain.Interactions;

/// <summary>A ticket was opened.</summary>
public sealed record TicketOpened : Facts
{
    /// <inheritdoc/>
    public override InteractionKind Kind => InteractionKind.TicketOpened;

    /// <summary>Ticket id, at most 64 UTF-8 bytes.</summary>
    public required string Ticket { get; init; }

    /// <summary>Category; may be empty.</summary>
    public string Category { get; init; } = string.Empty;

    /// <summary>How urgent.</summary>
    public TicketPriority Priority { get; init; }

    /// <summary>When it is to be resolved by; null if nothing was promised.</summary>
    public Instant? DueAt { get; init; }

    internal override void Write(FieldWriter facts, FieldWriter personal)
    {
        facts.Text(1, Ticket);
        facts.Text(2, Category);
        facts.Number(3, (byte)Priority);
        facts.OptionalTime(4, DueAt);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; what was personal is empty once erased.</summary>
    internal static TicketOpened Read(ref FieldReader facts, ref FieldReader personal) => new()
    {
        Ticket = facts.Text(1),
        Category = facts.Text(2),
        Priority = (TicketPriority)facts.Byte(3),
        DueAt = facts.OptionalTime(4),
    };
}
