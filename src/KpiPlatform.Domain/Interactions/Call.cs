namespace KpiPlatform.Domain.Interactions;

/// <summary>A telephone call; durations are 0 or more and at most 7 days each, to the microsecond.</summary>
public sealed record Call : Facts
{
    /// <inheritdoc/>
    public override InteractionKind Kind => InteractionKind.Call;

    /// <summary>Id of the call, at most 64 UTF-8 bytes.</summary>
    public required string CallId { get; init; }

    /// <summary>In the voice menu.</summary>
    public TimeSpan Ivr { get; init; }

    /// <summary>Waiting for an agent.</summary>
    public TimeSpan Queue { get; init; }

    /// <summary>Talking to an agent.</summary>
    public TimeSpan Talk { get; init; }

    /// <summary>On hold.</summary>
    public TimeSpan Hold { get; init; }

    /// <summary>The agent's work after the call.</summary>
    public TimeSpan WrapUp { get; init; }

    /// <summary>How it ended.</summary>
    public required CallOutcome Outcome { get; init; }

    /// <summary>Whether it was passed on to another agent.</summary>
    public bool Transferred { get; init; }

    /// <summary>The ticket it was about; may be empty.</summary>
    public string Ticket { get; init; } = string.Empty;

    internal override void Write(FieldWriter facts, FieldWriter personal)
    {
        facts.Text(1, CallId);
        facts.Span(2, Ivr);
        facts.Span(3, Queue);
        facts.Span(4, Talk);
        facts.Span(5, Hold);
        facts.Span(6, WrapUp);
        facts.Number(7, (byte)Outcome);
        facts.Flag(8, Transferred);
        facts.Text(9, Ticket);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; what was personal is empty once erased.</summary>
    internal static Call Read(ref FieldReader facts, ref FieldReader personal) => new()
    {
        CallId = facts.Text(1),
        Ivr = facts.Span(2),
        Queue = facts.Span(3),
        Talk = facts.Span(4),
        Hold = facts.Span(5),
        WrapUp = facts.Span(6),
        Outcome = (CallOutcome)facts.Byte(7),
        Transferred = facts.Flag(8),
        Ticket = facts.Text(9),
    };
}
