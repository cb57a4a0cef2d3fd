using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Tests.Customers;

namespace KpiPlatform.Domain.Tests.Measures;

public sealed class CellDeltaTests
{
    [Fact]
    public void Decode_OfEncode_IsTheSameDeltaInTheSameBytes() => Seeds.Check(500, seed =>
    {
        var delta = Any(new Random(seed));
        var bytes = delta.Encode();
        var decoded = CellDelta.Decode(bytes);
        decoded.SameAs(delta).ShouldBeTrue();
        delta.SameAs(decoded).ShouldBeTrue();
        decoded.Encode().ShouldBe(bytes);
    });

    [Fact]
    public void Add_DeltasInAnyOrderAndGrouping_GivesTheSameBytes() => Seeds.Check(300, seed =>
    {
        var random = new Random(seed);
        var deltas = Enumerable.Range(0, random.Next(1, 6)).Select(_ => Any(random)).ToArray();
        var left = new CellDelta();
        foreach (var delta in deltas)
            left.Add(delta);
        random.Shuffle(deltas);
        var half = deltas.Length / 2;
        var right = new CellDelta();
        right.Add(Sum(deltas[half..]));
        right.Add(Sum(deltas[..half]));
        right.Encode().ShouldBe(left.Encode());
    });

    [Fact]
    public void Add_ADeltaAndItsOpposite_ChangesNothing() => Seeds.Check(300, seed =>
    {
        var random = new Random(seed);
        var (delta, other) = (Any(random), Any(random));
        var bytes = delta.Encode();
        delta.Add(other);
        delta.Add(other, -1);
        delta.Encode().ShouldBe(bytes);
        delta.Add(CellDelta.Decode(bytes), -1);
        delta.Encode().ShouldBe(new CellDelta().Encode());
        delta.SameAs(new CellDelta()).ShouldBeTrue();
    });

    [Fact]
    public void Encode_TwoCells_HasTheFormThatIsStored()
    {
        // Measure 1 at day 0 whole: key = 1 × 2^48 + 2^19 = 281474977234944, amount 3 → zigzag 6. Next day: step 1, amount −1 → zigzag 1.
        var delta = new CellDelta();
        delta.Add(CellKey.Of(new MeasureId(1), Granularity.None, DimensionValue.Whole, 1), -1);
        delta.Add(CellKey.Of(new MeasureId(1), Granularity.None, DimensionValue.Whole, 0), 3);
        delta.Add(CellKey.Of(new MeasureId(2), Granularity.None, DimensionValue.Whole, 0), 0);
        Convert.ToHexString(delta.Encode()).ShouldBe("01" + "02" + "8080A080808040" + "06" + "01" + "01");
    }

    [Fact]
    public void Add_BeyondTheRange_WrapsSoThatNoOrderFails()
    {
        var key = CellKey.Of(new MeasureId(1), Granularity.None, DimensionValue.Whole, 0);
        var delta = new CellDelta();
        delta.Add(key, long.MaxValue);
        delta.Add(key, 1);
        delta[key].ShouldBe(long.MinValue);
        CellDelta.Decode(delta.Encode())[key].ShouldBe(long.MinValue);
        delta.Add(key, -1);
        delta[key].ShouldBe(long.MaxValue);
    }

    [Fact]
    public void Decode_CutOrExtended_IsRefused() => Seeds.Check(50, seed =>
    {
        var bytes = Any(new Random(seed)).Encode();
        for (var length = 0; length < bytes.Length; length++)
            Should.Throw<FormatException>(() => CellDelta.Decode(bytes.AsSpan(0, length)), $"{length} of {bytes.Length} bytes");
        Should.Throw<FormatException>(() => CellDelta.Decode([.. bytes, 0]));
    });

    [Theory]
    [InlineData("", "nothing at all")]
    [InlineData("0200", "another version")]
    [InlineData("0102050200", "the last amount missing, then a key step of 0")]
    [InlineData("01020502" + "0002", "the same key twice")]
    [InlineData("010205" + "02FFFFFFFFFFFFFFFFFF0102", "keys that run over")]
    [InlineData("01FFFFFFFFFF3F0502", "more cells than bytes")]
    public void Decode_WrongBytes_IsRefused(string hex, string why) =>
        Should.Throw<FormatException>(() => CellDelta.Decode(Convert.FromHexString(hex)), why);

    [Fact]
    public void Decode_AnyBytes_IsRefusedOrADelta() => Seeds.Check(3_000, seed =>
    {
        var random = new Random(seed);
        var bytes = Any(random).Encode();
        for (var change = random.Next(1, 4); change > 0; change--)
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        try
        {
            var delta = CellDelta.Decode(bytes);
            CellDelta.Decode(delta.Encode()).SameAs(delta).ShouldBeTrue();
        }
        catch (FormatException)
        {
            // Refused in the one way that callers expect.
        }
    });

    private static CellDelta Sum(IEnumerable<CellDelta> deltas)
    {
        var sum = new CellDelta();
        foreach (var delta in deltas)
            sum.Add(delta);
        return sum;
    }

    private static CellDelta Any(Random random)
    {
        var delta = new CellDelta();
        for (var i = random.Next(random.Next(3) == 0 ? 150 : 12); i > 0; i--)
        {
            var dimension = random.Next(3) switch
            {
                0 => DimensionValue.Whole,
                1 => DimensionValue.Of(random.Next(8), random.Next(4)),
                _ => DimensionValue.Cohort(random.Next(1000)),
            };
            var day = random.Next(5) == 0 ? random.Next(2) == 0 ? CellKey.MinDay : CellKey.MaxDay : random.Next(20_000, 20_010);
            var amount = random.Next(6) == 0 ? random.NextInt64(long.MinValue, long.MaxValue) : random.Next(-2, 3);
            delta.Add(CellKey.Of(new MeasureId((ushort)random.Next(1, 60)), (Granularity)random.Next(6), dimension, day), amount);
        }

        return delta;
    }
}
