using KpiPlatform.Domain.Interactions;

namespace KpiPlatform.Domain.Customers;

/// <summary>An effective interaction in a customer's window: encoded, with its place in the fold.</summary>
internal readonly record struct FoldEntry(FoldKey Key, EncodedInteraction Interaction)
{
    public static FoldEntry Of(EncodedInteraction interaction) =>
        new(new FoldKey(interaction.OccurredAt, interaction.Source, interaction.IdentityHash), interaction);

    /// <summary>Whether both are revisions of one interaction.</summary>
    public bool SameIdentity(EncodedInteraction other) =>
        Interaction.IdentityHash == other.IdentityHash && string.Equals(Interaction.Source, other.Source, StringComparison.Ordinal);
}
