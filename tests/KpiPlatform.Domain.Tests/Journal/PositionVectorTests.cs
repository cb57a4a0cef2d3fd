using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Tests.Customers;

namespace KpiPlatform.Domain.Tests.Journal;

public sealed class PositionVectorTests
{
    [Fact]
    public void Merge_AnyVectors_IsTheLeastThatCoversBoth() => Seeds.Check(1_000, seed =>
    {
        var random = new Random(seed);
        var (a, b, c) = (Any(random), Any(random), Any(random));
        var merged = a.Merge(b);
        merged.Covers(a).ShouldBeTrue();
        merged.Covers(b).ShouldBeTrue();
        merged.ShouldBe(b.Merge(a));
        merged.GetHashCode().ShouldBe(b.Merge(a).GetHashCode());
        merged.Merge(c).ShouldBe(a.Merge(b.Merge(c)));
        a.Merge(a).ShouldBe(a);
        a.Merge(PositionVector.Empty).ShouldBe(a);
        if (c.Covers(a) && c.Covers(b))
            c.Covers(merged).ShouldBeTrue();
        if (a.Covers(b))
            merged.ShouldBe(a);
        if (a.Covers(b) && b.Covers(a))
            a.ShouldBe(b);
    });

    [Fact]
    public void Meet_AnyVectors_IsTheMostThatBothCover() => Seeds.Check(1_000, seed =>
    {
        var random = new Random(seed);
        var (a, b, c) = (Any(random), Any(random), Any(random));
        var met = a.Meet(b);
        a.Covers(met).ShouldBeTrue();
        b.Covers(met).ShouldBeTrue();
        met.ShouldBe(b.Meet(a));
        a.Meet(a).ShouldBe(a);
        a.Meet(PositionVector.Empty).ShouldBe(PositionVector.Empty);
        PositionVector.Decode(met.Encode()).ShouldBe(met);
        if (a.Covers(c) && b.Covers(c))
            met.Covers(c).ShouldBeTrue();
        foreach (var (writer, seq) in a.SeqByWriter.Concat(b.SeqByWriter))
            met.SeqOf(writer).ShouldBe(Math.Min(a.SeqOf(writer), b.SeqOf(writer)), $"{writer}:{seq}");
    });

    [Fact]
    public void Covers_APosition_EqualsTheModelOfAllRowsSeen() => Seeds.Check(500, seed =>
    {
        var random = new Random(seed);
        var vector = PositionVector.Empty;
        var seen = new HashSet<(long Writer, long Seq)>();
        for (var step = 0; step < 15; step++)
        {
            if (random.Next(6) == 0)
            {
                var lowWater = random.Next(0, 6);
                vector = vector.WithLowWater(lowWater);
                for (var writer = 1; writer < lowWater; writer++)
                {
                    for (var seq = 1; seq <= 12; seq++)
                        seen.Add((writer, seq));
                }
            }
            else
            {
                var position = new JournalPosition(random.Next(1, 7), random.Next(1, 10));
                vector = vector.With(position);
                for (var seq = 1; seq <= position.Seq; seq++)
                    seen.Add((position.Writer, seq));
            }

            for (var writer = 1; writer < 7; writer++)
            {
                for (var seq = 1; seq <= 12; seq++)
                    vector.Covers(new JournalPosition(writer, seq)).ShouldBe(seen.Contains((writer, seq)), $"{writer}:{seq} in {vector}");
            }
        }
    });

    [Fact]
    public void Decode_OfEncode_IsTheSameVectorInTheSameBytes() => Seeds.Check(500, seed =>
    {
        var vector = Any(new Random(seed));
        var decoded = PositionVector.Decode(vector.Encode());
        decoded.ShouldBe(vector);
        decoded.Encode().ShouldBe(vector.Encode());
        decoded.IsEmpty.ShouldBe(vector.IsEmpty);
    });

    [Fact]
    public void Decode_Nothing_IsEmpty()
    {
        PositionVector.Decode([]).ShouldBe(PositionVector.Empty);
        PositionVector.Decode(PositionVector.Empty.Encode()).IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void Encode_LowWaterAndTwoWriters_HasTheFormThatIsStored() =>
        // Version 1, low water 3, two writers: 3 up to row 5, 4 up to row 300 = 0x12C → AC 02.
        Convert.ToHexString(PositionVector.Of(new(4, 300)).With(new(3, 5)).WithLowWater(3).Encode()).ShouldBe("0103020305" + "04AC02");

    [Fact]
    public void WithLowWater_WritersBelow_AreSeenEntirelyAndNotNamed()
    {
        var vector = PositionVector.Of(new(1, 7)).With(new(2, 9)).With(new(3, 4)).WithLowWater(3);
        vector.SeqByWriter.ShouldBe([new(3, 4)]);
        vector.SeqOf(2).ShouldBe(long.MaxValue);
        vector.Covers(new JournalPosition(2, 1_000_000)).ShouldBeTrue();
        vector.Covers(PositionVector.Of(new(2, 1_000_000))).ShouldBeTrue();
        PositionVector.Of(new(3, 4)).Covers(vector).ShouldBeFalse();
        vector.With(new(2, 5)).ShouldBe(vector);
        vector.WithLowWater(1).ShouldBe(vector);
    }

    [Theory]
    [InlineData("0200", "another version")]
    [InlineData("01", "nothing after the version")]
    [InlineData("0100", "no count")]
    [InlineData("01000105", "a writer without a row")]
    [InlineData("010001050700", "bytes after the end")]
    [InlineData("0100020507" + "0507", "the same writer twice")]
    [InlineData("0100020507" + "0407", "writers that do not ascend")]
    [InlineData("0100010500", "row 0")]
    [InlineData("0100010005", "writer 0")]
    [InlineData("0103010205", "a writer below the low water")]
    [InlineData("0100" + "FFFFFFFF0F" + "0507", "more writers than bytes")]
    [InlineData("01FFFFFFFFFFFFFFFFFF0100", "a negative low water")]
    public void Decode_WrongBytes_IsRefused(string hex, string why) =>
        Should.Throw<FormatException>(() => PositionVector.Decode(Convert.FromHexString(hex)), why);

    [Fact]
    public void Decode_AnyBytes_IsRefusedOrThatVector() => Seeds.Check(3_000, seed =>
    {
        var random = new Random(seed);
        var bytes = Any(random).Encode();
        for (var change = random.Next(1, 4); change > 0; change--)
            bytes[random.Next(bytes.Length)] = (byte)random.Next(random.Next(2) == 0 ? 12 : 256);
        try
        {
            var vector = PositionVector.Decode(bytes);
            PositionVector.Decode(vector.Encode()).ShouldBe(vector);
        }
        catch (FormatException)
        {
            // Refused in the one way that callers expect.
        }
    });

    private static PositionVector Any(Random random)
    {
        var vector = PositionVector.Empty;
        for (var i = random.Next(6); i > 0; i--)
            vector = vector.With(new(random.Next(1, 6), random.Next(4) == 0 ? random.NextInt64(1, 1L << 40) : random.Next(1, 6)));
        return random.Next(3) == 0 ? vector.WithLowWater(random.Next(0, 6)) : vector;
    }
}
