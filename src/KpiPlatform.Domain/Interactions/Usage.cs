namespace KpiPlatform.Domain.Interactions;

/// <summary>Metered usage.</summary>
public sealed record Usage : Facts
{
    /// <inheritdoc/>
    public override InteractionKind Kind => InteractionKind.Usage;

    /// <summary>What was metered.</summary>
    public required string Meter { get; init; }

    /// <summary>Finite, 0 or more.</summary>
    public double Quantity { get; init; }

    /// <summary>Unit of the quantity; may be empty.</summary>
    public string Unit { get; init; } = string.Empty;

    internal override void Write(FieldWriter facts, FieldWriter personal)
    {
        facts.Text(1, Meter);
        facts.Real(2, Quantity);
        facts.Text(3, Unit);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; what was personal is empty once erased.</summary>
    internal static Usage Read(ref FieldReader facts, ref FieldReader personal) => new()
    {
        Meter = facts.Text(1),
        Quantity = facts.Real(2),
        Unit = facts.Text(3),
    };
}
