using System.Buffers.Binary;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Testing.Interactions;
using NodaTime;

namespace KpiPlatform.Domain.Tests.Interactions;

public sealed class InteractionCodecDamageTests
{
    private static readonly IReadOnlySet<string> FactAttributes = InteractionGenerator.Definition.FactAttributes;

    public static TheoryData<InteractionKind> Kinds => [.. InteractionKinds.All];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Decode_AnyBitFlipped_Throws(InteractionKind kind)
    {
        var encoded = InteractionCodec.Encode(PinnedInteractions.Of(kind), FactAttributes);

        foreach (var flipped in Flips(encoded.Facts))
            Should.Throw<JournalDamagedException>(() => InteractionCodec.Decode(encoded with { Facts = flipped }));
        foreach (var flipped in Flips(encoded.Personal))
            Should.Throw<JournalDamagedException>(() => InteractionCodec.Decode(encoded with { Personal = flipped }));
    }

    [Fact]
    public void Decode_CutOffAnywhere_Throws()
    {
        var encoded = InteractionCodec.Encode(PinnedInteractions.Of(InteractionKind.Purchase), FactAttributes);

        for (var length = 0; length < encoded.Facts.Length; length++)
            Should.Throw<JournalDamagedException>(() => InteractionCodec.Decode(encoded with { Facts = encoded.Facts[..length] }));
        for (var length = 1; length < encoded.Personal.Length; length++)
            Should.Throw<JournalDamagedException>(() => InteractionCodec.Decode(encoded with { Personal = encoded.Personal[..length] }));
    }

    [Fact]
    public void Decode_ColumnOfTheRowChanged_Throws()
    {
        var encoded = InteractionCodec.Encode(PinnedInteractions.Of(InteractionKind.Purchase), FactAttributes);
        EncodedInteraction[] changed =
        [
            encoded with { Kind = InteractionKind.Refund },
            encoded with { OccurredAt = encoded.OccurredAt + Duration.FromTicks(10) },
            encoded with { Source = "shop-us" },
            encoded with { IdentityHash = encoded.IdentityHash ^ 1 },
            encoded with { Revision = 4 },
            encoded with { ContentHash = encoded.ContentHash ^ 1 },
        ];

        foreach (var row in changed)
            Should.Throw<JournalDamagedException>(() => InteractionCodec.Decode(row));
    }

    [Fact]
    public void Decode_PersonalPartOfAnotherRow_Throws()
    {
        var one = InteractionCodec.Encode(PinnedInteractions.Of(InteractionKind.Mention), FactAttributes);
        var other = InteractionCodec.Encode(PinnedInteractions.Of(InteractionKind.Observation), FactAttributes);

        Should.Throw<JournalDamagedException>(() => InteractionCodec.Decode(one with { Personal = other.Personal }))
            .Message.ShouldContain("personal part");
    }

    [Fact]
    public void Decode_UnknownVersion_SaysWhichItReads()
    {
        var encoded = InteractionCodec.Encode(PinnedInteractions.Of(InteractionKind.Mention), FactAttributes);
        var bytes = encoded.Facts.ToArray();
        bytes[0] = 9;

        Should.Throw<JournalDamagedException>(() => InteractionCodec.Decode(encoded with { Facts = bytes }))
            .Message.ShouldBe("The envelope has version 9; this program reads version 1.");
    }

    [Fact]
    public void Decode_FieldsOfANewerVersion_AreSkipped()
    {
        var interaction = PinnedInteractions.Of(InteractionKind.TicketMessage);
        var encoded = InteractionCodec.Encode(interaction, FactAttributes);
        var newer = new FieldWriter();
        newer.Reset(string.Empty, default, null);
        newer.Text(30, "a text");
        newer.Number(31, 1L << 40);
        newer.Fixed(32, 7);
        newer.Pairs(200, [new("k", "v")]);
        var envelope = encoded.Facts.ToArray().Concat(newer.Written.ToArray()).ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(
            envelope.AsSpan(1),
            InteractionCodec.FactsChecksum(encoded.Kind, encoded.OccurredAt, encoded.Revision, encoded.IdentityHash, envelope));

        var decoded = InteractionCodec.Decode(encoded with { Facts = envelope });

        ContentText.Of(decoded).ShouldBe(ContentText.Of(interaction));
    }

    [Fact]
    public void Reader_UnknownFieldsBetweenKnownOnes_AreSkipped()
    {
        var writer = new FieldWriter();
        writer.Reset(string.Empty, default, null);
        writer.Number(1, 11);
        writer.Text(2, "unknown");
        writer.Number(3, 33);
        writer.Fixed(4, 44);
        writer.EndSection();
        writer.Number(5, 55);

        var reader = new FieldReader(writer.Written, string.Empty, default);

        reader.Number(1).ShouldBe(11);
        reader.Number(3).ShouldBe(33);
        reader.NextSection();
        reader.Number(5).ShouldBe(55);
        reader.Number(6).ShouldBe(0);
    }

    [Fact]
    public void Writer_FieldsOutOfOrder_Throws()
    {
        var writer = new FieldWriter();
        writer.Reset(string.Empty, default, null);
        writer.List(5, ["x"], static (item, value) => item.Text(9, value));

        Should.Throw<InvalidOperationException>(() => writer.Number(4, 1));
    }

    private static IEnumerable<byte[]> Flips(ReadOnlyMemory<byte> bytes)
    {
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var copy = bytes.ToArray();
            copy[bit / 8] ^= (byte)(1 << (bit % 8));
            yield return copy;
        }
    }
}
