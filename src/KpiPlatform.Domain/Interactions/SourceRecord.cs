namespace KpiPlatform.Domain.Interactions;

/// <summary>What another system holds of this customer, to compare records between systems.</summary>
public sealed record SourceRecord : Facts
{
    /// <inheritdoc/>
    public override InteractionKind Kind => InteractionKind.SourceRecord;

    /// <summary>Name of that system.</summary>
    public required string System { get; init; }

    /// <summary>Id of the customer there; empty once the personal part is erased.</summary>
    public string ExternalId { get; init; } = string.Empty;

    /// <summary>Digest of the record's content; equal digests mean equal records.</summary>
    public string Digest { get; init; } = string.Empty;

    /// <summary><see cref="Pseudonym"/> of <see cref="ExternalId"/>; outlives erasure, 0 if none.</summary>
    public ulong ExternalIdHash
    {
        get => field != 0 ? field : field = Pseudonym.Of(ExternalId);
        init;
    }

    internal override void Write(FieldWriter facts, FieldWriter personal)
    {
        facts.Text(1, System);
        personal.Text(2, ExternalId);
        facts.Text(3, Digest);
        facts.Fixed(4, ExternalIdHash);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; what was personal is empty once erased.</summary>
    internal static SourceRecord Read(ref FieldReader facts, ref FieldReader personal) => new()
    {
        System = facts.Text(1),
        ExternalId = personal.Text(2),
        Digest = facts.Text(3),
        ExternalIdHash = facts.Fixed(4),
    };
}
