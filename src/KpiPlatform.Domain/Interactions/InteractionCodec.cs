using System.Buffers.Binary;
using NodaTime;

namespace KpiPlatform.Domain.Interactions;

/// <summary>Turns interactions into the journal's encoding and back. Thread-safe; equal content gives equal bytes.</summary>
/// <remarks>
/// Facts: version (1 byte), CRC-32C (4, little-endian) over kind, time, revision and identity hash of the row, the version and
/// everything after the checksum, content hash (8, big-endian), kind (1), header fields, 0, fields of the kind.
/// <para>
/// Personal, empty if nothing is: version (1), CRC-32C (4) over the content hash, the version and everything after the checksum,
/// fields of the kind that identify or describe a person, under numbers that the facts do not use.
/// </para>
/// <para>
/// The content hash is over kind, header, time and all fields, personal ones included, and does not depend on which attributes
/// are personal. A field added later is left out where it has its default, so that what is sent again still has its hash.
/// </para>
/// </remarks>
public static partial class InteractionCodec
{
    /// <summary>Version that is written; readers accept just this one, because new fields need no new version.</summary>
    public const byte Version = 1;

    private const int ChecksumAt = 1;
    private const int ContentHashAt = 5;
    private const int KindAt = 13;
    private const int FieldsAt = 14;
    private const int PersonalFieldsAt = 5;
    private const int MaxBytesKept = 128 * 1024;

    [ThreadStatic]
    private static FieldWriter? _factsWriter;

    [ThreadStatic]
    private static FieldWriter? _personalWriter;

    /// <summary>Encodes an interaction.</summary>
    /// <param name="interaction">A checked interaction; times are whole microseconds.</param>
    /// <param name="factAttributes">Attributes that stay with the facts when a person is erased, see TenantDefinition.FactAttributes.</param>
    /// <exception cref="ArgumentException">A time or duration is finer than a microsecond.</exception>
    public static EncodedInteraction Encode(Interaction interaction, IReadOnlySet<string> factAttributes)
    {
        var facts = _factsWriter ??= new FieldWriter();
        var personal = _personalWriter ??= new FieldWriter();
        WriteAll(interaction, factAttributes: null, facts, personal);
        var contentHash = ContentHash(interaction, facts, personal);
        if (interaction.Facts is CustomerRegistered or ProfileUpdated)
            WriteAll(interaction, factAttributes, facts, personal);

        var identityHash = interaction.IdentityHash;
        var envelope = facts.Written;
        envelope[0] = Version;
        BinaryPrimitives.WriteUInt64BigEndian(envelope[ContentHashAt..], contentHash);
        BinaryPrimitives.WriteUInt32LittleEndian(
            envelope[ChecksumAt..],
            FactsChecksum(interaction.Facts.Kind, interaction.OccurredAt, interaction.Revision, identityHash, envelope));

        byte[] personalBytes = [];
        if (personal.Length > PersonalFieldsAt)
        {
            personal.Written[0] = Version;
            BinaryPrimitives.WriteUInt32LittleEndian(personal.Written[ChecksumAt..], PersonalChecksum(contentHash, personal.Written));
            personalBytes = personal.Written.ToArray();
        }

        var encoded = new EncodedInteraction(
            interaction.Facts.Kind, interaction.OccurredAt, interaction.Source, identityHash, interaction.Revision, contentHash, envelope.ToArray(), personalBytes);
        if (facts.Capacity > MaxBytesKept || personal.Capacity > MaxBytesKept)
            (_factsWriter, _personalWriter) = (null, null);
        return encoded;
    }

    /// <summary>Decodes an interaction, with its personal part or, where that is empty, without.</summary>
    /// <exception cref="JournalDamagedException">The bytes are not what was written; the message says what is wrong.</exception>
    public static Interaction Decode(EncodedInteraction encoded)
    {
        var envelope = encoded.Facts.Span;
        var personalBytes = encoded.Personal.Span;
        Verify(encoded, envelope, personalBytes);

        var facts = new FieldReader(envelope[FieldsAt..], string.Empty, encoded.OccurredAt);
        var source = facts.Text(HeaderField.Source, encoded.Source);
        var id = facts.Text(HeaderField.Id);
        var revision = facts.Int32(HeaderField.Revision);
        var channel = facts.Text(HeaderField.Channel);
        var labels = facts.Pairs(HeaderField.Labels);
        var contactHash = facts.Fixed(HeaderField.ContactHash);
        facts.NextSection();
        facts.Id = id;

        var personal = new FieldReader(personalBytes.IsEmpty ? [] : personalBytes[PersonalFieldsAt..], id, encoded.OccurredAt);
        var contact = personal.Text(HeaderField.PersonalContact);
        if (!personalBytes.IsEmpty)
            personal.NextSection();

        if (!string.Equals(source, encoded.Source, StringComparison.Ordinal) || revision != encoded.Revision)
            throw new JournalDamagedException($"The row says source \"{encoded.Source}\" and revision {encoded.Revision}, its envelope \"{source}\" and {revision}.");

        return new Interaction
        {
            Source = source,
            Id = id,
            IdentityHash = encoded.IdentityHash,
            Revision = revision,
            OccurredAt = encoded.OccurredAt,
            Channel = channel,
            Labels = labels,
            Contact = contact,
            ContactHash = contactHash,
            Facts = ReadFacts(encoded.Kind, ref facts, ref personal),
        };
    }

    /// <summary>A personal part as it is written for an interaction of a given content; empty stays empty.</summary>
    internal static ReadOnlyMemory<byte> SealPersonal(ReadOnlyMemory<byte> personal, ulong contentHash)
    {
        if (personal.IsEmpty)
            return personal;
        var bytes = personal.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(ChecksumAt), PersonalChecksum(contentHash, bytes));
        return bytes;
    }

    private static void Verify(EncodedInteraction encoded, ReadOnlySpan<byte> envelope, ReadOnlySpan<byte> personal)
    {
        if (envelope.Length <= FieldsAt)
            throw new JournalDamagedException($"The envelope has {envelope.Length} bytes, fewer than any has.");
        if (envelope[0] != Version)
            throw new JournalDamagedException($"The envelope has version {envelope[0]}; this program reads version {Version}.");
        var stored = BinaryPrimitives.ReadUInt32LittleEndian(envelope[ChecksumAt..]);
        var computed = FactsChecksum(encoded.Kind, encoded.OccurredAt, encoded.Revision, encoded.IdentityHash, envelope);
        if (stored != computed)
            throw new JournalDamagedException($"The envelope's checksum is {computed:x8}, stored is {stored:x8}: the row or its bytes were changed.");
        if (envelope[KindAt] != (byte)encoded.Kind)
            throw new JournalDamagedException($"The row says kind {encoded.Kind}, its envelope {(InteractionKind)envelope[KindAt]}.");
        var contentHash = BinaryPrimitives.ReadUInt64BigEndian(envelope[ContentHashAt..]);
        if (contentHash != encoded.ContentHash)
            throw new JournalDamagedException($"The row says content hash {encoded.ContentHash:x16}, its envelope {contentHash:x16}.");
        if (personal.IsEmpty)
            return;
        if (personal.Length <= PersonalFieldsAt)
            throw new JournalDamagedException($"The personal part has {personal.Length} bytes, fewer than any has.");
        if (personal[0] != Version)
            throw new JournalDamagedException($"The personal part has version {personal[0]}; this program reads version {Version}.");
        stored = BinaryPrimitives.ReadUInt32LittleEndian(personal[ChecksumAt..]);
        computed = PersonalChecksum(contentHash, personal);
        if (stored != computed)
            throw new JournalDamagedException($"The personal part's checksum is {computed:x8}, stored is {stored:x8}: it was changed, or is another row's.");
    }

    /// <summary>Writes both parts, the space of their envelopes left free.</summary>
    private static void WriteAll(Interaction interaction, IReadOnlySet<string>? factAttributes, FieldWriter facts, FieldWriter personal)
    {
        facts.Reset(interaction.Id, interaction.OccurredAt, factAttributes);
        facts.Reserve(FieldsAt);
        facts.Written[KindAt] = (byte)interaction.Facts.Kind;
        facts.Text(HeaderField.Source, interaction.Source);
        facts.Text(HeaderField.Id, interaction.Id);
        facts.Number(HeaderField.Revision, interaction.Revision);
        facts.Text(HeaderField.Channel, interaction.Channel);
        facts.Pairs(HeaderField.Labels, interaction.Labels);
        facts.Fixed(HeaderField.ContactHash, interaction.ContactHash);
        facts.EndSection();

        personal.Reset(interaction.Id, interaction.OccurredAt, factAttributes);
        personal.Reserve(PersonalFieldsAt);
        personal.Text(HeaderField.PersonalContact, interaction.Contact);
        personal.EndSection();
        interaction.Facts.Write(facts, personal);
        if (personal.Length == PersonalFieldsAt + 1)
            personal.Truncate(PersonalFieldsAt);
    }

    private static ulong ContentHash(Interaction interaction, FieldWriter facts, FieldWriter personal)
    {
        // One stretch of memory, because hashing in one go costs less than in pieces.
        var length = facts.Length;
        Span<byte> time = stackalloc byte[1 + sizeof(long)];
        time[0] = 0;
        BinaryPrimitives.WriteInt64LittleEndian(time[1..], Micros(interaction.OccurredAt));
        facts.Raw(time);
        facts.Raw(personal.Written[PersonalFieldsAt..]);
        var hash = ShortDigest.Of(facts.Written[KindAt..]);
        facts.Truncate(length);
        return hash;
    }

    private static long Micros(Instant instant)
    {
        var ticks = instant.ToUnixTimeTicks();
        return ticks % TimeSpan.TicksPerMicrosecond == 0
            ? ticks / TimeSpan.TicksPerMicrosecond
            : throw new ArgumentException($"The time {instant} is finer than a microsecond.", nameof(instant));
    }

    /// <summary>Checksum of the columns of a row and of its envelope, which is complete but for the checksum.</summary>
    internal static uint FactsChecksum(InteractionKind kind, Instant occurredAt, int revision, ulong identityHash, ReadOnlySpan<byte> envelope)
    {
        var checksum = Checksum.Start;
        checksum = Checksum.Add(checksum, ((ulong)(byte)kind << 40) | ((ulong)envelope[0] << 32) | (uint)revision);
        checksum = Checksum.Add(checksum, (ulong)occurredAt.ToUnixTimeTicks());
        checksum = Checksum.Add(checksum, identityHash);
        return Checksum.Finish(Checksum.Add(checksum, envelope[ContentHashAt..]));
    }

    private static uint PersonalChecksum(ulong contentHash, ReadOnlySpan<byte> personal)
    {
        var checksum = Checksum.Add(Checksum.Start, contentHash ^ personal[0]);
        return Checksum.Finish(Checksum.Add(checksum, personal[PersonalFieldsAt..]));
    }
}
