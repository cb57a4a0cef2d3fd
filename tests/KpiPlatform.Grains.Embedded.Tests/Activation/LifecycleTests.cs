using KpiPlatform.Grains.Embedded.Tests.Support;

namespace KpiPlatform.Grains.Embedded.Tests.Activation;

public sealed class LifecycleTests
{
    [Fact]
    public async Task OnActivate_Failing_FailsAllThatWaitAndTheNextCallTriesAnew()
    {
        await using var test = new TestRuntime();
        var gate = Scripts.NewGate();
        FragileGrain.Activating = async key =>
        {
            test.Journal.Add($"try {key}");
            await Gates.Wait(gate);
        };
        var calls = Enumerable.Range(0, 3).Select(_ => test.Get<IFragileGrain>(gate).Ask()).ToArray();
        await test.Journal.Reached($"try {gate}");
        Gates.Fail(gate, new InvalidOperationException("not today"));
        foreach (var call in calls)
        {
            (await Assert.ThrowsAsync<InvalidOperationException>(() => call)).Message.ShouldBe("not today");
        }

        test.Journal.Count($"try {gate}").ShouldBe(1);
        FragileGrain.Activating = _ => Task.CompletedTask;
        (await test.Get<IFragileGrain>(gate).Ask()).ShouldBe("fine");
        test.Runtime.ActivationCount.ShouldBe(1);
    }

    [Fact]
    public async Task Deactivation_WhileARequestRuns_WaitsForIt()
    {
        await using var test = new TestRuntime();
        var gate = Scripts.NewGate();
        var running = test.Get<IScriptGrain>().Run(async grain =>
        {
            grain.DeactivateOnIdle();
            return await Scripts.WaitAt(gate)(grain);
        });
        await test.Journal.Reached($"enter {gate}");
        var arriving = test.Get<IScriptGrain>().Run(Scripts.Do(g => g.Journal.Add("arrived")));
        Gates.Open(gate);
        await running;
        await arriving;
        test.Journal.Entries.ShouldBe([
            "activate k", $"enter {gate}", $"leave {gate}", "deactivate k ApplicationRequested", "activate k", "arrived",
        ]);
    }

    [Fact]
    public async Task Calls_ArrivingDuringOnDeactivate_RunInOrderOnANewActivation()
    {
        await using var test = new TestRuntime();
        var gate = Scripts.NewGate();
        await test.Get<IScriptGrain>().Run(Scripts.Do(grain =>
        {
            grain.AtEnd = async (g, _) =>
            {
                g.Journal.Add("ending");
                await Gates.Wait(gate);
            };
            grain.DeactivateOnIdle();
        }));
        await test.Journal.Reached("ending");
        var calls = Enumerable.Range(0, 10).Select(i => test.Get<IScriptGrain>().Run(Scripts.Get(g => g.Value = (g.Value * 10) + i))).ToArray();
        test.Journal.Count("activate k").ShouldBe(1);
        Gates.Open(gate);
        await Task.WhenAll(calls);
        (await calls[3]).ShouldBe(123);
        test.Journal.Count("activate k").ShouldBe(2);
    }

    [Fact]
    public async Task Calls_AgainstAGrainThatKeepsDeactivating_AreNeitherLostNorRunTwice()
    {
        await using var test = new TestRuntime();
        var runs = 0;
        await Parallel.ForAsync(0, 2000, async (i, _) => await test.Get<IScriptGrain>($"{i % 3}").Run(async grain =>
        {
            grain.Touch();
            Interlocked.Increment(ref runs);
            if (i % 17 == 0)
            {
                grain.DeactivateOnIdle();
            }

            if (i % 2 == 0)
            {
                await Task.Yield();
            }

            return null;
        }));
        runs.ShouldBe(2000);
        var activations = test.Journal.Entries.Count(e => e.StartsWith("activate", StringComparison.Ordinal));
        activations.ShouldBeGreaterThan(3);
    }

    [Fact]
    public void Deactivation_ThatNeverEnds_IsGivenUpAfterItsLimit() => Simulation.Run(
        async sim =>
        {
            await sim.Get<IScriptGrain>().Run(Scripts.Do(grain =>
            {
                grain.AtEnd = async (g, token) =>
                {
                    token.Register(() => g.Journal.Add("hurry"));
                    await new TaskCompletionSource().Task;
                };
                grain.DeactivateOnIdle();
            }));
            var start = sim.Time.GetUtcNow();
            (await sim.Get<IScriptGrain>().Run(Scripts.Get(_ => "served"))).ShouldBe("served");
            (sim.Time.GetUtcNow() - start).ShouldBe(TimeSpan.FromSeconds(3));
            sim.Journal.Entries.ShouldContain("hurry");
            sim.Journal.Log.ShouldContain(l => l.StartsWith("6003", StringComparison.Ordinal));
        },
        configure: o => o.DeactivationTimeout = TimeSpan.FromSeconds(3));

    [Fact]
    public void Deactivation_ThatEndsInTheVeryTurnInWhichItsTimeIsOver_Ends() => Simulation.Run(
        async sim =>
        {
            await sim.Get<IScriptGrain>().Run(Scripts.Do(grain =>
            {
                grain.AtEnd = async (_, token) =>
                {
                    // All that is due at that moment fires before the next turn, as after a pause of the whole process.
                    var hurried = new TaskCompletionSource();
                    token.Register(() =>
                    {
                        hurried.SetResult();
                        sim.Time.Advance(TimeSpan.Zero);
                    });
                    await hurried.Task;
                };
                grain.DeactivateOnIdle();
            }));
            (await sim.Get<IScriptGrain>().Run(Scripts.Get(_ => "served"))).ShouldBe("served");
        },
        configure: o => o.DeactivationTimeout = TimeSpan.FromSeconds(3));

    [Fact]
    public void Deactivation_OfAGrainWhoseRequestNeverEnds_GoesOnWithoutIt() => Simulation.Run(
        async sim =>
        {
            var stuck = sim.Get<IScriptGrain>().Run(grain =>
            {
                grain.DeactivateOnIdle();
                return new TaskCompletionSource<object?>().Task;
            });
            var start = sim.Time.GetUtcNow();
            (await sim.Get<IScriptGrain>().Run(Scripts.Get(_ => "served"))).ShouldBe("served");
            (sim.Time.GetUtcNow() - start).ShouldBe(TimeSpan.FromSeconds(3));
            await Assert.ThrowsAsync<TimeoutException>(() => stuck);
        },
        configure: o => o.DeactivationTimeout = TimeSpan.FromSeconds(3));

    [Fact]
    public async Task Activation_ThatAlwaysAsksToEnd_RejectsItsCallsInsteadOfLoopingForEver()
    {
        await using var test = new TestRuntime();
        await Assert.ThrowsAsync<OrleansMessageRejectionException>(() => test.Get<IRestlessGrain>().Ask());
    }

    [Fact]
    public async Task Activation_OfAnother_MayCallBackByInterleaving()
    {
        await using var test = new TestRuntime();
        FragileGrain.Activating = _ => Task.CompletedTask;
        (await test.Get<IScriptGrain>().Run(async g => await g.GrainFactory.GetGrain<IFragileGrain>("back").AskBack(g.AsReference<IScriptGrain>())))
            .ShouldBe("back and forth");
    }

    [Fact]
    public async Task Dependencies_OfAGrain_ComeFromItsOwnScopeAndEndWithIt()
    {
        await using var test = new TestRuntime(register: services => Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions.AddScoped<ScopedThing>(services));
        var first = await test.Get<IScopedGrain>("1").Thing();
        var second = await test.Get<IScopedGrain>("2").Thing();
        first.ShouldNotBeSameAs(second);
        first.IsDisposed.ShouldBeFalse();
        await test.Runtime.StopAsync(CancellationToken.None);
        first.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public async Task PocoGrain_WithItsContextInjected_IsServed()
    {
        await using var test = new TestRuntime();
        (await test.Get<IPocoGrain>("p").Identity()).ShouldBe("named-poco/p");
    }

    [Fact]
    public async Task Context_OfTheFirstCaller_DoesNotFlowIntoTheActivation()
    {
        await using var test = new TestRuntime();
        var local = new AsyncLocal<string?> { Value = "the caller's" };
        string? seen = "not run";
        FragileGrain.Activating = _ =>
        {
            seen = local.Value;
            return Task.CompletedTask;
        };
        await test.Get<IFragileGrain>("flow").Ask();
        seen.ShouldBeNull();
    }
}
