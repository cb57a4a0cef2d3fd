using KpiPlatform.Grains.Embedded.Tests.Support;

namespace KpiPlatform.Grains.Embedded.Tests.Activation;

public sealed class ActivationTests
{
    [Fact]
    public async Task GetGrain_BeforeAnyCall_ActivatesNothing()
    {
        await using var test = new TestRuntime();
        _ = test.Get<ICounterGrain>();
        test.Journal.Entries.ShouldBeEmpty();
        test.Runtime.ActivationCount.ShouldBe(0);
    }

    [Fact]
    public async Task Call_Repeated_ReachesOneActivation()
    {
        await using var test = new TestRuntime();
        (await test.Get<ICounterGrain>().Add(2)).ShouldBe(2);
        (await test.Get<ICounterGrain>().Add(3)).ShouldBe(5);
        (await test.Get<ICounterGrain>("other").Add(1)).ShouldBe(1);
        test.Journal.Count("activate k").ShouldBe(1);
        test.Runtime.ActivationCount.ShouldBe(2);
    }

    [Fact]
    public async Task Call_ConcurrentFirstCalls_ShareOneActivation()
    {
        await using var test = new TestRuntime();
        await Parallel.ForAsync(0, 200, async (_, _) => await test.Get<ICounterGrain>().Add(1));
        (await test.Get<ICounterGrain>().Add(0)).ShouldBe(200);
        test.Journal.Count("activate k").ShouldBe(1);
    }

    [Fact]
    public async Task Call_WhileAnotherRuns_StartsAfterItsTaskCompleted()
    {
        await using var test = new TestRuntime();
        var gate = Guid.NewGuid().ToString();
        var first = test.Get<ICounterGrain>().AddSlowly(10, gate).AsTask();
        await test.Journal.Reached($"enter {gate}");
        var second = test.Get<ICounterGrain>().Add(1);
        second.IsCompleted.ShouldBeFalse();
        Gates.Open(gate);
        (await first).ShouldBe(10);
        (await second).ShouldBe(11);
    }

    [Fact]
    public async Task DeactivateOnIdle_ThenCall_MakesNewActivation()
    {
        await using var test = new TestRuntime();
        await test.Get<ICounterGrain>().Add(5);
        await test.Get<ICounterGrain>().End();
        (await test.Get<ICounterGrain>().Add(1)).ShouldBe(1);
        test.Journal.Entries.ShouldBe(["activate k", "deactivate k ApplicationRequested", "activate k"]);
    }

    [Fact]
    public async Task Identity_SeenByTheGrain_IsTypeAndKey()
    {
        await using var test = new TestRuntime();
        (await test.Get<ICounterGrain>("a/b").Describe())
            .ShouldBe($"counter/a/b {typeof(ICounterGrain).FullName}:counter/a/b a/b");
    }

    [Fact]
    public async Task StopAsync_WithActiveGrains_DeactivatesThemAndRefusesCalls()
    {
        var test = new TestRuntime();
        await test.Get<ICounterGrain>().Add(5);
        await test.Runtime.StopAsync(CancellationToken.None);
        test.Journal.Entries.ShouldContain("deactivate k ShuttingDown");
        await Assert.ThrowsAsync<SiloUnavailableException>(() => test.Get<ICounterGrain>().Add(1));
        await test.DisposeAsync();
    }
}
