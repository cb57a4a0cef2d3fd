namespace KpiPlatform.Domain.Interactions;

/// <summary>A number that is entered rather than computed.</summary>
public sealed record Observation : Facts
{
    /// <inheritdoc/>
    public override InteractionKind Kind => InteractionKind.Observation;

    /// <summary>Id of the indicator or measure that it feeds.</summary>
    public required string Indicator { get; init; }

    /// <summary>Finite.</summary>
    public double Value { get; init; }

    /// <summary>At most 8,192 UTF-8 bytes; empty if none, and once the personal part is erased.</summary>
    public string Comment { get; init; } = string.Empty;

    internal override void Write(FieldWriter facts, FieldWriter personal)
    {
        facts.Text(1, Indicator);
        facts.Real(2, Value);
        personal.Text(3, Comment);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; what was personal is empty once erased.</summary>
    internal static Observation Read(ref FieldReader facts, ref FieldReader personal) => new()
    {
        Indicator = facts.Text(1),
        Value = facts.Real(2),
        Comment = personal.Text(3),
    };
}
