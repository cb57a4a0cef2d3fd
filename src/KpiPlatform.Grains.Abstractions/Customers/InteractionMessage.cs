using KpiPlatform.Domain.Interactions;
using NodaTime;

namespace KpiPlatform.Grains.Abstractions.Customers;

/// <summary>An <see cref="EncodedInteraction"/> on its way to a grain.</summary>
/// <param name="Kind">Kind.</param>
/// <param name="OccurredAtTicks">When, in ticks of 100 ns since 1970 (a multiple of 10).</param>
/// <param name="Source">Source.</param>
/// <param name="IdentityHash">Hash of source and id.</param>
/// <param name="Revision">Revision.</param>
/// <param name="ContentHash">Hash of the content.</param>
/// <param name="Facts">The journal's encoding of the facts.</param>
/// <param name="Personal">The journal's encoding of the personal part; empty if there is none.</param>
[GenerateSerializer]
[Immutable]
[Alias("kpi.InteractionMessage")]
public sealed record InteractionMessage(
    [property: Id(0)] byte Kind,
    [property: Id(1)] long OccurredAtTicks,
    [property: Id(2)] string Source,
    [property: Id(3)] ulong IdentityHash,
    [property: Id(4)] int Revision,
    [property: Id(5)] ulong ContentHash,
    [property: Id(6)] ReadOnlyMemory<byte> Facts,
    [property: Id(7)] ReadOnlyMemory<byte> Personal)
{
    /// <summary>The message of an encoded interaction.</summary>
    public static InteractionMessage Of(EncodedInteraction interaction)
    {
        ArgumentNullException.ThrowIfNull(interaction);
        return new(
            (byte)interaction.Kind,
            interaction.OccurredAt.ToUnixTimeTicks(),
            interaction.Source,
            interaction.IdentityHash,
            interaction.Revision,
            interaction.ContentHash,
            interaction.Facts,
            interaction.Personal);
    }

    /// <summary>The encoded interaction of the message.</summary>
    public EncodedInteraction ToEncoded() =>
        new((InteractionKind)Kind, Instant.FromUnixTimeTicks(OccurredAtTicks), Source, IdentityHash, Revision, ContentHash, Facts, Personal);
}
