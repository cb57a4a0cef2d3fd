namespace KpiPlatform.Domain.Interactions;

/// <summary>The customer entered a step of a journey.</summary>
public sealed record JourneyStep : Facts
{
    /// <inheritdoc/>
    public override InteractionKind Kind => InteractionKind.JourneyStep;

    /// <summary>Id of a journey declared in the tenant's settings.</summary>
    public required string Journey { get; init; }

    /// <summary>One passage through the journey; empty: the customer's only one.</summary>
    public string Instance { get; init; } = string.Empty;

    /// <summary>Id of a step declared in that journey.</summary>
    public required string Step { get; init; }

    internal override void Write(FieldWriter facts, FieldWriter personal)
    {
        facts.Text(1, Journey);
        facts.Text(2, Instance);
        facts.Text(3, Step);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; what was personal is empty once erased.</summary>
    internal static JourneyStep Read(ref FieldReader facts, ref FieldReader personal) => new()
    {
        Journey = facts.Text(1),
        Instance = facts.Text(2),
        Step = facts.Text(3),
    };
}
