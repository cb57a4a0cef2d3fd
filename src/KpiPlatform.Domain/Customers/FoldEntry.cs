using KpiPlatform.Domain.Interactions;

namespace KpiPlatform.Domain.Customers;

/// <summary>An effective interaction in a customer's window: encoded, with its place in the fold.</summary>
internal readonly record struct FoldEntry(FoldKey Key, EncodedInteraction Interaction) : IComparable<FoldEntry>
{
    public static FoldEntry Of(EncodedInteraction interaction) =>
        new(new FoldKey(interaction.OccurredAt, interaction.Source, interaction.IdentityHash), interaction);

    /// <summary>Fold order. Of two interactions that happened at once in one source under one hash, the content decides.</summary>
    public int CompareTo(FoldEntry other)
    {
        var byKey = Key.CompareTo(other.Key);
        return byKey != 0 ? byKey : Interaction.ContentHash.CompareTo(other.Interaction.ContentHash);
    }

    /// <summary>Whether both are revisions of one interaction of one customer. Decodes both where the hashes agree, which they rarely do otherwise.</summary>
    public bool SameIdentity(EncodedInteraction other) =>
        Interaction.IdentityHash == other.IdentityHash
        && Interaction.Member == other.Member
        && string.Equals(Interaction.Source, other.Source, StringComparison.Ordinal)
        && string.Equals(InteractionCodec.Decode(Interaction).Id, InteractionCodec.Decode(other).Id, StringComparison.Ordinal);
}
