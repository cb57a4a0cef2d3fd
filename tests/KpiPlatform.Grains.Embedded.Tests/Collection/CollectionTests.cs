using KpiPlatform.Grains.Embedded.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace KpiPlatform.Grains.Embedded.Tests.Collection;

public sealed class CollectionTests
{
    [Fact]
    public void Idle_ForTheCollectionAge_IsDeactivatedAndReactivatedOnDemand() => Simulation.Run(async sim =>
    {
        await sim.Get<IScriptGrain>().Run(Scripts.Do(g => g.Value = 1));
        await sim.Pass(TimeSpan.FromMinutes(14));
        sim.Test.Runtime.ActivationCount.ShouldBe(1);
        await sim.Pass(TimeSpan.FromMinutes(3));
        sim.Test.Runtime.ActivationCount.ShouldBe(0);
        sim.Journal.Entries.ShouldContain("deactivate k ActivationIdle");
        (await sim.Get<IScriptGrain>().Run(Scripts.Get(g => g.Value))).ShouldBe(0);
    });

    [Fact]
    public void Used_NowAndThen_IsKept() => Simulation.Run(async sim =>
    {
        for (var i = 0; i < 10; i++)
        {
            await sim.Get<IScriptGrain>().Run(Scripts.Do(_ => { }));
            await sim.Pass(TimeSpan.FromMinutes(10));
        }

        sim.Journal.Count("activate k").ShouldBe(1);
    });

    [Fact]
    public void Running_Request_KeepsItsGrain() => Simulation.Run(
        async sim =>
        {
            await sim.Get<IScriptGrain>().Run(async _ =>
            {
                await Task.Delay(TimeSpan.FromHours(1), sim.Time);
                return null;
            });
            sim.Journal.Entries.ShouldBe(["activate k"]);
        },
        configure: o => o.CallTimeout = TimeSpan.FromHours(2));

    [Fact]
    public void DelayDeactivation_KeepsAnIdleGrainUntilThen() => Simulation.Run(async sim =>
    {
        await sim.Get<IScriptGrain>().Run(Scripts.Do(g => g.DelayDeactivation(TimeSpan.FromHours(1))));
        await sim.Pass(TimeSpan.FromMinutes(58));
        sim.Test.Runtime.ActivationCount.ShouldBe(1);
        await sim.Pass(TimeSpan.FromMinutes(4));
        sim.Test.Runtime.ActivationCount.ShouldBe(0);
    });

    [Fact]
    public void Budget_Exceeded_DeactivatesThoseUsedLeastRecently() => Simulation.Run(
        async sim =>
        {
            for (var i = 0; i < 10; i++)
            {
                await sim.Get<IScriptGrain>($"{i}").Run(Scripts.Do(g => g.Value = 100));
                await sim.Pass(TimeSpan.FromSeconds(1));
            }

            sim.Test.Runtime.ResidentBytes.ShouldBe(1000);
            await sim.Get<IScriptGrain>("0").Run(Scripts.Do(_ => { }));
            await sim.Pass(TimeSpan.FromSeconds(1));
            await sim.Get<IScriptGrain>("new").Run(Scripts.Do(g => g.Value = 200));
            await sim.Pass(TimeSpan.FromSeconds(1));
            sim.Journal.Entries.Where(e => e.StartsWith("deactivate", StringComparison.Ordinal)).ShouldBe(
                ["deactivate 1 HighMemoryPressure", "deactivate 2 HighMemoryPressure", "deactivate 3 HighMemoryPressure"],
                ignoreOrder: true);
            sim.Test.Runtime.ResidentBytes.ShouldBe(900);
        },
        configure: o => o.MemoryBudgetBytes = 1000,
        register: s => s.AddSingleton<IActivationSizer, ScriptSizer>());

    [Fact]
    public void Budget_Exceeded_NeverTakesAGrainThatRuns() => Simulation.Run(
        async sim =>
        {
            var gate = Scripts.NewGate();
            var running = sim.Get<IScriptGrain>("busy").Run(async g =>
            {
                g.Value = 5000;
                return await Scripts.WaitAt(gate)(g);
            });
            await sim.Get<IScriptGrain>("idle").Run(Scripts.Do(g => g.Value = 100));
            await sim.Pass(TimeSpan.FromSeconds(1));
            sim.Journal.Entries.ShouldContain("deactivate idle HighMemoryPressure");
            Gates.Open(gate);
            await running;
            sim.Journal.Entries.ShouldNotContain("deactivate busy HighMemoryPressure");
        },
        configure: o => o.MemoryBudgetBytes = 1000,
        register: s => s.AddSingleton<IActivationSizer, ScriptSizer>());

    [Fact]
    public void Budget_ExceededByBusyGrains_IsMetWhenTheyBecomeIdle() => Simulation.Run(
        async sim =>
        {
            var gate = Scripts.NewGate();
            var busy = Enumerable.Range(0, 5).Select(i => sim.Get<IScriptGrain>($"{i}").Run(async g =>
            {
                g.Value = 500;
                return await Scripts.WaitAt(gate)(g);
            })).ToArray();
            await sim.Pass(TimeSpan.FromSeconds(5));
            sim.Test.Runtime.ResidentBytes.ShouldBe(2500);
            Gates.Open(gate);
            await Task.WhenAll(busy);
            await sim.Pass(TimeSpan.FromSeconds(1));
            sim.Test.Runtime.ResidentBytes.ShouldBeLessThanOrEqualTo(1000);
        },
        configure: o => o.MemoryBudgetBytes = 1000,
        register: s => s.AddSingleton<IActivationSizer, ScriptSizer>());

    [Fact]
    public async Task Budget_UnderLoad_HoldsApproximately()
    {
        await using var test = new TestRuntime(
            o => o.MemoryBudgetBytes = 100_000,
            s => s.AddSingleton<IActivationSizer, ScriptSizer>());
        for (var round = 0; round < 20; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 500).Select(i => test.Get<IScriptGrain>($"{round}-{i}").Run(Scripts.Do(g => g.Value = 100))));
        }

        // What is deactivated has to pass through its last turn first: each of these waits for one.
        while (test.Runtime.ResidentBytes > 100_000)
        {
            await test.Get<IScriptGrain>("more").Run(Scripts.Do(g => g.Value++));
        }

        test.Runtime.ActivationCount.ShouldBeLessThan(1100);
    }

    private sealed class ScriptSizer : IActivationSizer
    {
        public long EstimateBytes(object grain) => ((ScriptGrain)grain).Value;
    }
}
