using KpiPlatform.Host.Runtime.Orleans;
using KpiPlatform.Testing.Time;
using Microsoft.Extensions.Logging.Abstractions;

namespace KpiPlatform.Host.Tests.Cluster;

/// <summary>A host that refuses work for want of memory, and whether it takes work again.</summary>
public sealed class MemoryReliefTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public void Look_OverTheLimitForSeconds_CollectsOnce()
    {
        var heap = new Heap { Share = 0.95, ShareAfter = 0.5 };
        using var relief = Relief(heap);

        Look(relief, 30);

        heap.Collections.ShouldBe(1);
    }

    [Fact]
    public void Look_OverTheLimitForAMoment_LeavesItToTheCollector()
    {
        var heap = new Heap();
        using var relief = Relief(heap);
        foreach (var share in new[] { 0.95, 0.95, 0.6, 0.95, 0.95, 0.6, 0.95, 0.95 })
        {
            heap.Share = share;
            Look(relief, 1);
        }

        heap.Collections.ShouldBe(0);
    }

    [Fact]
    public void Look_CollectionsThatDoNotHelp_BecomeRare()
    {
        var heap = new Heap { Share = 0.95, ShareAfter = 0.95 };
        using var relief = Relief(heap);

        Look(relief, 600);

        // After 5, 15, 35 and 75 s, then every minute.
        heap.Collections.ShouldBe(12);
    }

    private void Look(MemoryRelief relief, int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            relief.Look();
            _clock.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private MemoryRelief Relief(Heap heap) => new(heap, _clock, NullLogger<MemoryRelief>.Instance);

    private sealed class Heap : IHeap
    {
        public double Share { get; set; }

        public double ShareAfter { get; init; }

        public int Collections { get; private set; }

        public void Collect()
        {
            Collections++;
            Share = ShareAfter;
        }
    }
}
