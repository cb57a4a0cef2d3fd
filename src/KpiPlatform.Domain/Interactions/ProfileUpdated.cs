namespace KpiPlatform.Domain.Interactions;

/// <summary>Attributes changed; those not named stay.</summary>
public sealed record ProfileUpdated : Facts
{
    /// <inheritdoc/>
    public override InteractionKind Kind => InteractionKind.ProfileUpdated;

    /// <summary>Sorted ordinally by key, keys unique; an empty value removes the attribute. Once the personal part is erased: only those that the tenant's dimensions name.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Attributes { get; init; } = [];

    internal override void Write(FieldWriter facts, FieldWriter personal)
    {
        FieldWriter.Attributes(1, Attributes, facts, personal);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; what was personal is empty once erased.</summary>
    internal static ProfileUpdated Read(ref FieldReader facts, ref FieldReader personal) => new()
    {
        Attributes = FieldReader.Attributes(1, ref facts, ref personal),
    };
}
