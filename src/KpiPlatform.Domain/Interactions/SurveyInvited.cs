namespace KpiPlatform.Domain.Interactions;

/// <summary>A survey was sent out.</summary>
public sealed record SurveyInvited : Facts
{
    /// <inheritdoc/>
    public override InteractionKind Kind => InteractionKind.SurveyInvited;

    /// <summary>Id of a survey declared in the tenant's settings.</summary>
    public required string Survey { get; init; }

    internal override void Write(FieldWriter facts, FieldWriter personal)
    {
        facts.Text(1, Survey);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; what was personal is empty once erased.</summary>
    internal static SurveyInvited Read(ref FieldReader facts, ref FieldReader personal) => new()
    {
        Survey = facts.Text(1),
    };
}
