using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Tenants;

namespace KpiPlatform.Domain.Tests.Measures;

public sealed class MeasuresShardTests
{
    /// <summary>Stored cells rest on these: a change of the hash would take customers off shards that they never counted in.</summary>
    [Theory]
    [InlineData(1, 4, 44)]
    [InlineData(2, 7, 39)]
    [InlineData(3, 6, 14)]
    [InlineData(1_000, 1, 1)]
    [InlineData(1_001, 4, 44)]
    [InlineData(4_611_686_018_427_387_904, 0, 32)]
    [InlineData(long.MaxValue, 2, 42)]
    public void IndexOf_ACustomer_StaysWhereItIs(long customer, int ofEight, int ofSixtyFour)
    {
        MeasuresShard.IndexOf(new(customer), 1).ShouldBe(0);
        MeasuresShard.IndexOf(new(customer), 8).ShouldBe(ofEight);
        MeasuresShard.IndexOf(new(customer), 64).ShouldBe(ofSixtyFour);
    }

    [Theory]
    [InlineData(1L, 1L)]
    [InlineData(5_000_000_000L, 64L)]
    [InlineData(0x10_0000_0000L, 0x10_0000L)]
    public void IndexOf_NumbersAsTheyAreGiven_AreSpreadEvenly(long first, long step)
    {
        var counts = new int[64];
        for (var i = 0; i < 64_000; i++)
            counts[MeasuresShard.IndexOf(new(first + (i * step)), 64)]++;
        counts.ShouldAllBe(count => count > 850 && count < 1_150, "1,000 each, give or take five standard deviations");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(65)]
    [InlineData(128)]
    [InlineData(-2)]
    public void IndexOf_NoNumberOfShards_Throws(int shards)
    {
        MeasuresShard.IsCount(shards).ShouldBeFalse();
        Should.Throw<ArgumentOutOfRangeException>(() => MeasuresShard.IndexOf(new(1), shards));
    }

    [Fact]
    public void ShardOf_IsAmongTheShardsOfTheGeneration()
    {
        var definition = new TenantDefinition(new(1), 1, new() { MeasuresShards = 4 }) { Generation = 3 };
        definition.MeasuresShards.ShouldBe([192, 193, 194, 195]);
        Enumerable.Range(1, 100).Select(customer => definition.ShardOf(new CustomerNumber(customer))).Distinct().Order().ShouldBe(definition.MeasuresShards);
        new TenantDefinition(new(1), 1, new()) { Generation = 3 }.ShardOf(new(77)).ShouldBe(192);
    }
}
