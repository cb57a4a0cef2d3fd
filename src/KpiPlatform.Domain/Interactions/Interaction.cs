using NodaTime;

namespace KpiPlatform.Domain.Interactions;

/// <summary>
/// Something that happened between a tenant and one customer. Immutable; equality by reference
/// (content is compared by <see cref="EncodedInteraction.ContentHash"/>).
/// </summary>
public sealed class Interaction
{
    /// <summary>The system that sent it; 1 to 64 UTF-8 bytes.</summary>
    public required string Source { get; init; }

    /// <summary>Id within the source; 1 to 64 UTF-8 bytes.</summary>
    public required string Id { get; init; }

    /// <summary>0 for the first version; a higher one replaces a lower one entirely.</summary>
    public int Revision { get; init; }

    /// <summary>When it happened, to the microsecond.</summary>
    public required Instant OccurredAt { get; init; }

    /// <summary>Where it happened; empty if unknown.</summary>
    public string Channel { get; init; } = string.Empty;

    /// <summary>Free labels, sorted ordinally by key, keys unique; empty if none.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Labels { get; init; } = [];

    /// <summary>Who of the customer; empty for the customer itself, and once the personal part is erased.</summary>
    public string Contact { get; init; } = string.Empty;

    /// <summary>Pseudonym of <see cref="Contact"/> that outlives erasure; 0 for the customer itself.</summary>
    public ulong ContactHash
    {
        get => field != 0 ? field : field = Pseudonym.Of(Contact);
        init;
    }

    /// <summary>What happened.</summary>
    public required Facts Facts { get; init; }

    /// <summary><see cref="InteractionIdentity.Hash"/> of source and id, computed once.</summary>
    /// <remarks>Two threads that compute it at once write the same number; 0 means not computed.</remarks>
    public ulong IdentityHash
    {
        get => field != 0 ? field : field = InteractionIdentity.Hash(Source, Id);
        internal init;
    }

    /// <summary>Place in the order of the fold.</summary>
    public FoldKey FoldKey => new(OccurredAt, Source, IdentityHash);

    /// <summary>The value of a label, or null.</summary>
    /// <param name="key">Key, compared ordinally.</param>
    public string? Label(string key)
    {
        foreach (var label in Labels)
        {
            if (string.Equals(label.Key, key, StringComparison.Ordinal))
                return label.Value;
        }

        return null;
    }
}
