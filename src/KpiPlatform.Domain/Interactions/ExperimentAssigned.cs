namespace KpiPlatform.Domain.Interactions;

/// <summary>The customer was assigned to an arm of an experiment.</summary>
public sealed record ExperimentAssigned : Facts
{
    /// <inheritdoc/>
    public override InteractionKind Kind => InteractionKind.ExperimentAssigned;

    /// <summary>Experiment id.</summary>
    public required string Experiment { get; init; }

    /// <summary>For example "control".</summary>
    public required string Arm { get; init; }

    internal override void Write(FieldWriter facts, FieldWriter personal)
    {
        facts.Text(1, Experiment);
        facts.Text(2, Arm);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; what was personal is empty once erased.</summary>
    internal static ExperimentAssigned Read(ref FieldReader facts, ref FieldReader personal) => new()
    {
        Experiment = facts.Text(1),
        Arm = facts.Text(2),
    };
}
