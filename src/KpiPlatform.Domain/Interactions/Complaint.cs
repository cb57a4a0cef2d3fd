namespace KpiPlatform.Domain.Interactions;

/// <summary>A complaint.</summary>
public sealed record Complaint : Facts
{
    /// <inheritdoc/>
    public override InteractionKind Kind => InteractionKind.Complaint;

    /// <summary>Category; may be empty.</summary>
    public string Category { get; init; } = string.Empty;

    /// <summary>What it is about: a ticket, an order, a product, or nothing.</summary>
    public About About { get; init; } = About.Nothing;

    internal override void Write(FieldWriter facts, FieldWriter personal)
    {
        facts.Text(1, Category);
        facts.About(2, About);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; what was personal is empty once erased.</summary>
    internal static Complaint Read(ref FieldReader facts, ref FieldReader personal) => new()
    {
        Category = facts.Text(1),
        About = facts.About(2),
    };
}
