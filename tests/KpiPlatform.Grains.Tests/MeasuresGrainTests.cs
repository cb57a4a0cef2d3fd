using KpiPlatform.Domain;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Grains.Abstractions.Measures;
using KpiPlatform.Testing.InMemory;
using NodaTime;
using static KpiPlatform.Grains.Tests.GrainCluster;

namespace KpiPlatform.Grains.Tests;

public sealed class MeasuresGrainTests
{
    private static readonly SumRequest AllOrders = new(SeriesKey.Of(BuiltInMeasures.Orders, Granularity.None, DimensionValue.Whole).Packed, CellKey.MinDay, CellKey.MaxDay);

    [Fact]
    public async Task Read_WithTheTokenOfAnAcknowledgement_SeesIt()
    {
        await using var cluster = await StartAsync();
        for (var i = 1; i <= 20; i++)
        {
            var reply = await cluster.RecordAsync($"c{i}", Purchase($"o{i}", At(2026, 1, 2)));
            (await SumAsync(cluster, AllOrders, reply.Positions)).ShouldBe(i);
        }
    }

    [Fact]
    public async Task Read_WhenNothingIsPushed_ReadsTheJournalForATokenAndAtTheSweep()
    {
        await using var cluster = await StartAsync(publish: false);
        var reply = await cluster.RecordAsync("c1", Purchase("o1", At(2026, 1, 2)));
        (await SumAsync(cluster, AllOrders, reply.Positions)).ShouldBe(1);
        await cluster.RecordAsync("c1", Purchase("o2", At(2026, 1, 3)));
        await cluster.Measures().CatchUp(default);
        (await SumAsync(cluster, AllOrders)).ShouldBe(2);
    }

    [Fact]
    public async Task Push_WithAGap_IsFilledFromTheJournalAndCountedOnce()
    {
        await using var cluster = await StartAsync(publish: false);
        for (var i = 1; i <= 3; i++)
            await cluster.RecordAsync("c1", Purchase($"o{i}", At(2026, 1, 1 + i)));
        var delta = new CellDelta();
        delta.Add(CellKey.Of(BuiltInMeasures.Orders, Granularity.None, DimensionValue.Whole, 0), 1);
        await cluster.Measures().Push(new(1, PreviousSeq: 2, Seq: 3, 0, delta.Encode()));
        await cluster.Measures().Push(new(1, PreviousSeq: 2, Seq: 3, 0, delta.Encode()));
        (await SumAsync(cluster, AllOrders)).ShouldBe(3);
    }

    [Fact]
    public async Task Read_WithATokenOfAnotherDatabase_SaysSo()
    {
        await using var cluster = await StartAsync();
        var reply = await cluster.Measures().Read(new([AllOrders], PositionVector.Of(new(99, 1)).Encode(), null, null, null), default);
        reply.Error!.Reason.ShouldBe("TOKEN_NOT_REACHED");
        reply.Error.Kind.ShouldBe(ErrorKind.InvalidArgument);
    }

    [Fact]
    public async Task Read_AsOfAnInstant_LeavesOutWhatWasRecordedLater()
    {
        await using var cluster = await StartAsync();
        await cluster.RecordAsync("c1", Purchase("o1", At(2026, 1, 2)));
        var between = Instant.FromDateTimeOffset(cluster.Time.GetUtcNow()).ToUnixTimeTicks();
        cluster.Time.Advance(TimeSpan.FromSeconds(1));
        var reply = await cluster.RecordAsync("c1", Purchase("late", At(2025, 12, 2)));
        (await SumAsync(cluster, AllOrders, reply.Positions)).ShouldBe(2);
        (await SumAsync(cluster, AllOrders, reply.Positions, between)).ShouldBe(1);
    }

    [Fact]
    public async Task Read_OfACustomPeriod_FoldsTheJournal()
    {
        await using var cluster = await StartAsync();
        await cluster.RecordAsync("c1", Purchase("o1", At(2026, 1, 2)), Purchase("o2", At(2026, 1, 5)));
        await cluster.RecordAsync("c2", Purchase("o3", At(2026, 1, 6)));
        var reply = await cluster.RecordAsync("c3", Purchase("o4", At(2026, 1, 9)));
        var from = TenantCalendar.DayNumber(new LocalDate(2026, 1, 4));
        var buyers = new SumRequest(SeriesKey.Of(BuiltInMeasures.Buyers, Granularity.Custom, DimensionValue.Whole).Packed, from, from + 4);
        var answer = (await cluster.Measures().Read(new([buyers], reply.Positions, null, from, from + 4), default)).Require();
        answer.Sums.ShouldBe([2]);
    }

    [Fact]
    public async Task Activate_AfterACheckpoint_GoesOnFromItAndFoldsTheRest()
    {
        var storage = new MemoryGrainStorage();
        var measures = new InMemoryMeasuresStore();
        InMemoryJournal journal;
        await using (var first = await StartAsync(measures: measures, storage: storage))
        {
            journal = first.Journal;
            var reply = await first.RecordAsync("c1", Purchase("o1", At(2026, 1, 2)));
            (await SumAsync(first, AllOrders, reply.Positions)).ShouldBe(1);
        }

        (await measures.LoadAsync(new(1), 0, default)).Generation.ShouldBe(1);
        await using var second = await StartAsync(journal: journal, measures: measures, storage: storage, publish: false, create: false);
        await second.RecordAsync("c1", Purchase("o2", At(2026, 1, 3)));
        (await SumAsync(second, AllOrders)).ShouldBe(2);
    }

    private static async Task<long> SumAsync(GrainCluster cluster, SumRequest request, ReadOnlyMemory<byte> token = default, long? asOfTicks = null) =>
        (await cluster.Measures().Read(new([request], token, asOfTicks, null, null), default)).Require().Sums[0];
}
