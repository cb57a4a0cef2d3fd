namespace KpiPlatform.Domain.Interactions;

/// <summary>The customer was heard somewhere.</summary>
public sealed record Mention : Facts
{
    /// <inheritdoc/>
    public override InteractionKind Kind => InteractionKind.Mention;

    /// <summary>At most 8,192 UTF-8 bytes; empty once the personal part is erased.</summary>
    public string Text { get; init; } = string.Empty;

    /// <summary>At most 16, as sent.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    internal override void Write(FieldWriter facts, FieldWriter personal)
    {
        personal.Text(1, Text);
        facts.Texts(2, Tags);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; what was personal is empty once erased.</summary>
    internal static Mention Read(ref FieldReader facts, ref FieldReader personal) => new()
    {
        Text = personal.Text(1),
        Tags = facts.Texts(2),
    };
}
