using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using NodaTime;

namespace KpiPlatform.Domain.Journal;

/// <summary>
/// The row that says how a customer stands to others from here on: no interaction, but a version of the customer's like any row. A
/// customer's last mark holds; without one it stands alone.
/// </summary>
/// <remarks>
/// Facts of the row: version (1 byte), 1 if folded, number of folded ones, then for each customer and survivor; all but the version
/// as varints. A <see cref="DefinitionMark"/> has no facts. By numbers, so that erasing a person leaves who counts with whom.
/// </remarks>
/// <param name="IsFolded">Folded into another: its rows count as the survivor's.</param>
/// <param name="Folded">All that are folded into this one, directly or over others, by number; empty if none are, or once it is folded itself.</param>
public sealed record LinkMark(bool IsFolded, IReadOnlyList<FoldedCustomer> Folded)
{
    private const byte EncodingVersion = 1;

    /// <summary>Folded into another.</summary>
    public static LinkMark OfFolded { get; } = new(true, []);

    /// <summary>Folded into nobody.</summary>
    public static LinkMark OfSurvivor(IReadOnlyList<FoldedCustomer> folded) => new(false, folded);

    /// <summary>The mark that a row holds; null if it is none.</summary>
    /// <exception cref="JournalDamagedException">It is one, and its bytes are not what was written.</exception>
    public static LinkMark? Of(EncodedInteraction row)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (row.Kind != InteractionKind.None || row.Facts.IsEmpty)
            return null;
        var bytes = row.Facts.Span;
        if (bytes[0] != EncodingVersion)
            throw new JournalDamagedException($"A mark of links has version {bytes[0]}; this program reads version {EncodingVersion}.");
        bytes = bytes[1..];
        try
        {
            var isFolded = Varint.Read(ref bytes) != 0;
            var count = Varint.Read(ref bytes);
            if (count > (ulong)bytes.Length)
                throw new JournalDamagedException($"A mark of links names {count} customers in {bytes.Length} bytes.");
            var folded = new FoldedCustomer[count];
            for (var i = 0; i < folded.Length; i++)
                folded[i] = new(new((long)Varint.Read(ref bytes)), new((long)Varint.Read(ref bytes)));
            return new(isFolded, folded);
        }
        catch (FormatException exception)
        {
            throw new JournalDamagedException($"A mark of links can't be read: {exception.Message}");
        }
    }

    /// <summary>The row.</summary>
    /// <param name="definition">Version of the newest definition that the customer counts under.</param>
    /// <param name="newestEventAt">When the customer's latest interaction occurred; null if there is none.</param>
    public JournalEntry ToEntry(int definition, Instant? newestEventAt)
    {
        var bytes = new byte[1 + ((2 + (2 * Folded.Count)) * Varint.MaxBytes)];
        bytes[0] = EncodingVersion;
        var at = 1;
        at += Varint.Write(bytes.AsSpan(at), IsFolded ? 1UL : 0);
        at += Varint.Write(bytes.AsSpan(at), (ulong)Folded.Count);
        foreach (var folded in Folded)
        {
            at += Varint.Write(bytes.AsSpan(at), (ulong)folded.Customer.Value);
            at += Varint.Write(bytes.AsSpan(at), (ulong)folded.Survivor.Value);
        }

        var mark = DefinitionMark.Of(definition, newestEventAt);
        return mark with { Interaction = mark.Interaction with { Facts = bytes.AsMemory(0, at) } };
    }
}
