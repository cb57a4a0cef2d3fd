using NodaTime;

namespace KpiPlatform.Domain.Interactions;

/// <summary>
/// An interaction in the journal's versioned encoding: what crosses grain boundaries and what a journal row holds.
/// Equal content gives equal bytes (the encoding is canonical).
/// </summary>
/// <param name="Kind">Kind, also in the facts' envelope.</param>
/// <param name="OccurredAt">When, to the microsecond.</param>
/// <param name="Source">The system that sent it.</param>
/// <param name="IdentityHash"><see cref="InteractionIdentity.Hash"/> of source and id.</param>
/// <param name="Revision">From 0.</param>
/// <param name="ContentHash">First 8 bytes of SHA-256 over everything sent (header, facts, personal part); outlives erasure.</param>
/// <param name="Facts">Envelope and facts, see InteractionCodec; holds nothing that identifies or describes a person.</param>
/// <param name="Personal">What identifies or describes a person; empty if nothing does or once it is erased.</param>
public sealed record EncodedInteraction(
    InteractionKind Kind,
    Instant OccurredAt,
    string Source,
    ulong IdentityHash,
    int Revision,
    ulong ContentHash,
    ReadOnlyMemory<byte> Facts,
    ReadOnlyMemory<byte> Personal)
{
    /// <summary>
    /// Whose it is where several customers are folded as one: 0 the survivor's own, then a number of each folded one. Neither sent nor
    /// stored; it keeps the identities of different customers apart.
    /// </summary>
    public ushort Member { get; init; }
}
