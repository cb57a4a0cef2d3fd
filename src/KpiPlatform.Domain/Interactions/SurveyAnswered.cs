namespace KpiPlatform.Domain.Interactions;

/// <summary>An answer to one item of a survey.</summary>
public sealed record SurveyAnswered : Facts
{
    /// <inheritdoc/>
    public override InteractionKind Kind => InteractionKind.SurveyAnswered;

    /// <summary>Id of a survey declared in the tenant's settings.</summary>
    public required string Survey { get; init; }

    /// <summary>Item within the survey; empty for its main question.</summary>
    public string Item { get; init; } = string.Empty;

    /// <summary>Within the survey's declared scale, as sent (a reversed scale is not turned).</summary>
    public double Value { get; init; }

    /// <summary>What it is about: a ticket, an order, a channel, or nothing.</summary>
    public About About { get; init; } = About.Nothing;

    /// <summary>At most 32.</summary>
    public IReadOnlyList<SurveyFactor> Factors { get; init; } = [];

    /// <summary>In the customer's words, at most 8,192 UTF-8 bytes; empty if none, and once the personal part is erased.</summary>
    public string Comment { get; init; } = string.Empty;

    internal override void Write(FieldWriter facts, FieldWriter personal)
    {
        facts.Text(1, Survey);
        facts.Text(2, Item);
        facts.Real(3, Value);
        facts.About(4, About);
        facts.List(7, Factors, SurveyFactor.Write);
        personal.Text(8, Comment);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; what was personal is empty once erased.</summary>
    internal static SurveyAnswered Read(ref FieldReader facts, ref FieldReader personal) => new()
    {
        Survey = facts.Text(1),
        Item = facts.Text(2),
        Value = facts.Real(3),
        About = facts.About(4),
        Factors = facts.List(7, SurveyFactor.Read),
        Comment = personal.Text(8),
    };
}
