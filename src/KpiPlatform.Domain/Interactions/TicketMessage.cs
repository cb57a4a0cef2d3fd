namespace KpiPlatform.Domain.Interactions;

/// <summary>A message in a ticket.</summary>
public sealed record TicketMessage : Facts
{
    /// <inheritdoc/>
    public override InteractionKind Kind => InteractionKind.TicketMessage;

    /// <summary>Ticket id, at most 64 UTF-8 bytes.</summary>
    public required string Ticket { get; init; }

    /// <summary>Who wrote it.</summary>
    public required MessageAuthor Author { get; init; }

    internal override void Write(FieldWriter facts, FieldWriter personal)
    {
        facts.Text(1, Ticket);
        facts.Number(2, (byte)Author);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; what was personal is empty once erased.</summary>
    internal static TicketMessage Read(ref FieldReader facts, ref FieldReader personal) => new()
    {
        Ticket = facts.Text(1),
        Author = (MessageAuthor)facts.Byte(2),
    };
}
