using KpiPlatform.Domain.Journal;

namespace KpiPlatform.Persistence.Databases;

/// <summary>Unsigned and composed numbers as the databases' signed 64-bit integers hold them.</summary>
internal static class StoredBits
{
    /// <summary>Bits of a row number within a position; the writer stands above them.</summary>
    public const int SeqBits = 40;

    /// <summary>Greatest number of a writer: with <see cref="SeqBits"/> it fills a positive 64-bit integer.</summary>
    public const long MaxWriter = (1L << (63 - SeqBits)) - 1;

    private const ulong TopBit = 1UL << 63;

    /// <summary>A hash that rows are ordered by: the top bit flipped, so that signed order is the order of the unsigned numbers.</summary>
    public static long Ordered(ulong hash) => unchecked((long)(hash ^ TopBit));

    /// <summary>Reverses <see cref="Ordered"/>.</summary>
    public static ulong FromOrdered(long stored) => unchecked((ulong)stored) ^ TopBit;

    /// <summary>The same bits.</summary>
    public static long Raw(ulong bits) => unchecked((long)bits);

    /// <summary>The same bits.</summary>
    public static ulong FromRaw(long stored) => unchecked((ulong)stored);

    /// <summary>A position as one number, ordered by writer, then row.</summary>
    public static long Of(JournalPosition position) => Position(position.Writer, position.Seq);

    /// <inheritdoc cref="Of(JournalPosition)"/>
    public static long Position(long writer, long seq) => (writer << SeqBits) | seq;

    /// <summary>Reverses <see cref="Of(JournalPosition)"/>.</summary>
    public static JournalPosition ToPosition(long stored) => new(stored >> SeqBits, stored & ((1L << SeqBits) - 1));
}
