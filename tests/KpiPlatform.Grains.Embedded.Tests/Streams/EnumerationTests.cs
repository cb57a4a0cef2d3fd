using System.Runtime.CompilerServices;
using KpiPlatform.Grains.Embedded.Tests.Support;

namespace KpiPlatform.Grains.Embedded.Tests.Streams;

public sealed class EnumerationTests
{
    [Fact]
    public void Enumeration_OfItems_DeliversThemInOrderAndDisposesTheEnumerator() => Simulation.Run(async sim =>
    {
        var seen = new List<int>();
        await foreach (var item in sim.Get<IScriptGrain>().Stream((g, _) => Count(g, 5)))
        {
            seen.Add(item);
        }

        seen.ShouldBe([0, 1, 2, 3, 4]);
        sim.Journal.Count("enumerator disposed").ShouldBe(1);
    });

    [Fact]
    public void Enumeration_NotStarted_CallsNothing() => Simulation.Run(async sim =>
    {
        var stream = sim.Get<IScriptGrain>().Stream((g, _) => Count(g, 5));
        await stream.GetAsyncEnumerator().DisposeAsync();
        sim.Journal.Entries.ShouldBeEmpty();
    });

    [Fact]
    public void Enumeration_WhileWaitingForAnItem_LetsRequestsRun() => Simulation.Run(async sim =>
    {
        var gate = Scripts.NewGate();
        await using var enumerator = sim.Get<IScriptGrain>().Stream((g, _) => AfterGate(g, gate)).GetAsyncEnumerator();
        var step = enumerator.MoveNextAsync().AsTask();
        await sim.Journal.Reached($"waiting {gate}");
        await sim.Get<IScriptGrain>().Run(Scripts.Do(g => g.Value = 7));
        step.IsCompleted.ShouldBeFalse();
        Gates.Open(gate);
        (await step).ShouldBeTrue();
        enumerator.Current.ShouldBe(7);
    });

    [Fact]
    public void Enumeration_WaitingForHours_DoesNotTimeOutNorLetItsGrainGo() => Simulation.Run(async sim =>
    {
        await using var enumerator = sim.Get<IScriptGrain>().Stream((g, t) => AfterDelay(g, sim, TimeSpan.FromHours(5), t)).GetAsyncEnumerator();
        (await enumerator.MoveNextAsync()).ShouldBeTrue();
        sim.Journal.Entries.ShouldBe(["activate k"]);
    });

    [Fact]
    public void Break_OutOfAnEnumeration_DisposesTheGrainsEnumerator() => Simulation.Run(async sim =>
    {
        await foreach (var item in sim.Get<IScriptGrain>().Stream((g, _) => Count(g, int.MaxValue)))
        {
            if (item == 3)
            {
                break;
            }
        }

        sim.Journal.Count("enumerator disposed").ShouldBe(1);
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Cancellation_ByEitherToken_ReachesTheGrainsEnumerator(bool byArgument) => Simulation.Run(async sim =>
    {
        using var source = new CancellationTokenSource();
        var stream = sim.Get<IScriptGrain>().Stream((g, t) => Forever(g, sim, t), byArgument ? source.Token : default);
        await using (var enumerator = stream.GetAsyncEnumerator(byArgument ? default : source.Token))
        {
            var step = enumerator.MoveNextAsync().AsTask();
            await sim.Journal.Reached("waiting for ever");
            source.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => step);
        }

        await sim.Pass(TimeSpan.FromSeconds(1));
        sim.Journal.Count("enumerator disposed").ShouldBe(1);
    });

    [Fact]
    public void Failure_OfTheGrainsEnumerator_ReachesTheConsumer() => Simulation.Run(async sim =>
    {
        await using var enumerator = sim.Get<IScriptGrain>().Stream((_, _) => throw new InvalidOperationException("no stream")).GetAsyncEnumerator();
        (await Assert.ThrowsAsync<InvalidOperationException>(async () => await enumerator.MoveNextAsync())).Message.ShouldBe("no stream");
    });

    [Fact]
    public void Deactivation_EndsEnumerations_WithAClearException() => Simulation.Run(async sim =>
    {
        var waiting = sim.Get<IScriptGrain>().Stream((g, t) => Forever(g, sim, t)).GetAsyncEnumerator();
        var paused = sim.Get<IScriptGrain>().Stream((g, _) => Count(g, 100)).GetAsyncEnumerator();
        var step = waiting.MoveNextAsync().AsTask();
        await paused.MoveNextAsync();
        await sim.Journal.Reached("waiting for ever");
        await sim.Get<IScriptGrain>().Run(Scripts.Do(g => g.DeactivateOnIdle()));
        (await Assert.ThrowsAsync<EnumerationAbortedException>(() => step)).Message.ShouldContain("script/k");
        await Assert.ThrowsAsync<EnumerationAbortedException>(async () => await paused.MoveNextAsync());
        sim.Journal.Count("enumerator disposed").ShouldBe(2);
        sim.Journal.Entries.ShouldContain("deactivate k ApplicationRequested");
        await waiting.DisposeAsync();
        await paused.DisposeAsync();
    });

    [Fact]
    public void Consumer_ThatStopsAsking_LosesItsEnumerationAfterALimit() => Simulation.Run(async sim =>
    {
        var enumerator = sim.Get<IScriptGrain>().Stream((g, _) => Count(g, 100)).GetAsyncEnumerator();
        (await enumerator.MoveNextAsync()).ShouldBeTrue();
        await sim.Pass(TimeSpan.FromMinutes(1));
        (await enumerator.MoveNextAsync()).ShouldBeTrue();
        sim.Journal.Count("enumerator disposed").ShouldBe(0);
        await sim.Pass(TimeSpan.FromMinutes(4));
        sim.Journal.Count("enumerator disposed").ShouldBe(1);
        await Assert.ThrowsAsync<EnumerationAbortedException>(async () => await enumerator.MoveNextAsync());
        await sim.Pass(TimeSpan.FromMinutes(20));
        sim.Journal.Entries.ShouldContain("deactivate k ActivationIdle");
    });

    [Fact]
    public async Task Enumerations_OfManyConsumersOnThreads_NeverOverlapInTheGrain()
    {
        await using var test = new TestRuntime();
        await Parallel.ForAsync(0, 50, async (i, token) =>
        {
            var sum = 0;
            await foreach (var item in test.Get<IScriptGrain>().Stream((g, _) => Count(g, 100), token))
            {
                sum += item;
            }

            sum.ShouldBe(4950);
        });
        test.Journal.Count("enumerator disposed").ShouldBe(50);
    }

    private static async IAsyncEnumerable<int> Count(ScriptGrain grain, int count)
    {
        try
        {
            for (var i = 0; i < count; i++)
            {
                grain.Touch();
                if (i % 2 == 0)
                {
                    await Task.Yield();
                }

                grain.Touch();
                yield return i;
            }
        }
        finally
        {
            grain.Touch();
            grain.Journal.Add("enumerator disposed");
        }
    }

    private static async IAsyncEnumerable<int> AfterGate(ScriptGrain grain, string gate)
    {
        grain.Journal.Add($"waiting {gate}");
        await Gates.Wait(gate);
        yield return grain.Value;
    }

    private static async IAsyncEnumerable<int> AfterDelay(ScriptGrain grain, Simulation sim, TimeSpan delay, [EnumeratorCancellation] CancellationToken token)
    {
        await Task.Delay(delay, sim.Time, token);
        yield return grain.Value;
    }

    private static async IAsyncEnumerable<int> Forever(ScriptGrain grain, Simulation sim, [EnumeratorCancellation] CancellationToken token)
    {
        try
        {
            grain.Journal.Add("waiting for ever");
            await Task.Delay(Timeout.InfiniteTimeSpan, sim.Time, token);
            yield return 1;
        }
        finally
        {
            grain.Journal.Add("enumerator disposed");
        }
    }
}
