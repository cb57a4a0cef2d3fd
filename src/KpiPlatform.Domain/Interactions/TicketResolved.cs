namespace KpiPlatform.Domain.Interactions;

/// <summary>A ticket was resolved.</summary>
public sealed record TicketResolved : Facts
{
    /// <inheritdoc/>
    public override InteractionKind Kind => InteractionKind.TicketResolved;

    /// <summary>Ticket id, at most 64 UTF-8 bytes.</summary>
    public required string Ticket { get; init; }

    internal override void Write(FieldWriter facts, FieldWriter personal)
    {
        facts.Text(1, Ticket);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; what was personal is empty once erased.</summary>
    internal static TicketResolved Read(ref FieldReader facts, ref FieldReader personal) => new()
    {
        Ticket = facts.Text(1),
    };
}
