namespace KpiPlatform.Domain.Interactions;

/// <summary>The customer turned out to be the same as another: its history counts as the survivor's.</summary>
public sealed record IdentityLinked : Facts
{
    /// <inheritdoc/>
    public override InteractionKind Kind => InteractionKind.IdentityLinked;

    /// <summary>Id of the surviving customer; empty once the personal part is erased.</summary>
    public string Survivor { get; init; } = string.Empty;

    /// <summary><see cref="Pseudonym"/> of <see cref="Survivor"/>: a link and its unlink have the same, also after erasure.</summary>
    public ulong SurvivorHash
    {
        get => field != 0 ? field : field = Pseudonym.Of(Survivor);
        init;
    }

    internal override void Write(FieldWriter facts, FieldWriter personal)
    {
        personal.Text(1, Survivor);
        facts.Fixed(2, SurvivorHash);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; what was personal is empty once erased.</summary>
    internal static IdentityLinked Read(ref FieldReader facts, ref FieldReader personal) => new()
    {
        Survivor = personal.Text(1),
        SurvivorHash = facts.Fixed(2),
    };
}
