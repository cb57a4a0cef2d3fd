namespace KpiPlatform.Domain.Interactions;

/// <summary>A visit, online or in a store.</summary>
public sealed record Visit : Facts
{
    /// <inheritdoc/>
    public override InteractionKind Kind => InteractionKind.Visit;

    /// <summary>Session id; the interaction's id where none was sent.</summary>
    public required string Session { get; init; }

    /// <summary>0 or more, at most 7 days, to the microsecond.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Pages seen, 0 or more.</summary>
    public int Pages { get; init; }

    /// <summary>Where.</summary>
    public required VisitPlace Place { get; init; }

    internal override void Write(FieldWriter facts, FieldWriter personal)
    {
        facts.TextOrId(1, Session);
        facts.Span(2, Duration);
        facts.Number(3, Pages);
        facts.Number(4, (byte)Place);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; what was personal is empty once erased.</summary>
    internal static Visit Read(ref FieldReader facts, ref FieldReader personal) => new()
    {
        Session = facts.TextOrId(1),
        Duration = facts.Span(2),
        Pages = facts.Int32(3),
        Place = (VisitPlace)facts.Byte(4),
    };
}
