namespace KpiPlatform.Domain.Interactions;

/// <summary>The customer became known.</summary>
public sealed record CustomerRegistered : Facts
{
    /// <inheritdoc/>
    public override InteractionKind Kind => InteractionKind.CustomerRegistered;

    /// <summary>Sorted ordinally by key, keys unique. Once the personal part is erased: only those that the tenant's dimensions name.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Attributes { get; init; } = [];

    /// <summary>Id of the customer who referred this one; empty if none, and once the personal part is erased.</summary>
    public string Referrer { get; init; } = string.Empty;

    /// <summary>Marketing medium that brought the customer; may be empty.</summary>
    public string Medium { get; init; } = string.Empty;

    /// <summary>Marketing campaign that brought the customer; may be empty.</summary>
    public string Campaign { get; init; } = string.Empty;

    /// <summary>Who won the customer; may be empty.</summary>
    public string Salesperson { get; init; } = string.Empty;

    /// <summary>Whether there was a referrer; outlives erasure.</summary>
    public bool HasReferrer
    {
        get => field || Referrer.Length > 0;
        init;
    }

    internal override void Write(FieldWriter facts, FieldWriter personal)
    {
        FieldWriter.Attributes(1, Attributes, facts, personal);
        personal.Text(2, Referrer);
        facts.Text(3, Medium);
        facts.Text(4, Campaign);
        facts.Text(5, Salesperson);
        facts.Flag(6, HasReferrer);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; what was personal is empty once erased.</summary>
    internal static CustomerRegistered Read(ref FieldReader facts, ref FieldReader personal) => new()
    {
        Attributes = FieldReader.Attributes(1, ref facts, ref personal),
        Referrer = personal.Text(2),
        Medium = facts.Text(3),
        Campaign = facts.Text(4),
        Salesperson = facts.Text(5),
        HasReferrer = facts.Flag(6),
    };
}
