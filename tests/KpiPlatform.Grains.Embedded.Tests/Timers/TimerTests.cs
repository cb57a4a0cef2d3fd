using KpiPlatform.Grains.Embedded.Tests.Support;

namespace KpiPlatform.Grains.Embedded.Tests.Timers;

public sealed class TimerTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Timer_Ticks_AsTurnsAtItsTimes() => Simulation.Run(async sim =>
    {
        var start = sim.Time.GetUtcNow();
        await sim.Get<IScriptGrain>().Run(Scripts.Do(grain => grain.RegisterGrainTimer(
            g =>
            {
                g.Touch();
                g.Journal.Add($"tick {(sim.Time.GetUtcNow() - start).TotalSeconds} {TaskScheduler.Current.GetType().Name}");
                return Task.CompletedTask;
            },
            grain,
            new GrainTimerCreationOptions(2 * Second, 3 * Second))));
        await sim.Pass(9 * Second);
        sim.Journal.Entries.Where(e => e.StartsWith("tick", StringComparison.Ordinal))
            .ShouldBe(["tick 2 Activation", "tick 5 Activation", "tick 8 Activation"]);
    });

    [Fact]
    public void Timer_WithSlowTicks_NeverOverlapsItselfAndCountsItsPeriodFromTheEnd() => Simulation.Run(async sim =>
    {
        var start = sim.Time.GetUtcNow();
        await sim.Get<IScriptGrain>().Run(Scripts.Do(grain => grain.RegisterGrainTimer(
            async (g, token) =>
            {
                g.Value++;
                g.Value.ShouldBe(1);
                g.Journal.Add($"tick {(sim.Time.GetUtcNow() - start).TotalSeconds}");
                await Task.Delay(5 * Second, sim.Time, token);
                g.Value--;
            },
            grain,
            new GrainTimerCreationOptions { DueTime = Second, Period = 2 * Second, Interleave = true })));
        await sim.Pass(20 * Second);
        sim.Journal.Entries.Where(e => e.StartsWith("tick", StringComparison.Ordinal)).ShouldBe(["tick 1", "tick 8", "tick 15"]);
    });

    [Fact]
    public void Timer_NotInterleaving_WaitsForTheRunningRequest() => Simulation.Run(async sim =>
    {
        await sim.Get<IScriptGrain>().Run(Scripts.Do(grain => grain.RegisterGrainTimer(
            () =>
            {
                grain.Journal.Add("tick");
                return Task.CompletedTask;
            },
            Second,
            Timeout.InfiniteTimeSpan)));
        await sim.Get<IScriptGrain>().Run(async grain =>
        {
            await Task.Delay(3 * Second, sim.Time);
            grain.Journal.Add("request ends");
            return null;
        });
        await sim.Pass(Second);
        sim.Journal.Entries.Where(e => e is "tick" or "request ends").ShouldBe(["request ends", "tick"]);
    });

    [Fact]
    public void Timer_Interleaving_TicksWhileARequestWaits() => Simulation.Run(async sim =>
    {
        await sim.Get<IScriptGrain>().Run(async grain =>
        {
            grain.RegisterGrainTimer(
                _ =>
                {
                    grain.Journal.Add("tick");
                    return Task.CompletedTask;
                },
                new GrainTimerCreationOptions { DueTime = Second, Period = Second, Interleave = true });
            await Task.Delay(TimeSpan.FromSeconds(3.5), sim.Time);
            grain.Journal.Add("request ends");
            return null;
        });
        sim.Journal.Entries.Where(e => e is "tick" or "request ends").ShouldBe(["tick", "tick", "tick", "request ends"]);
    });

    [Fact]
    public void Timer_ThatFails_IsLoggedAndGoesOn() => Simulation.Run(async sim =>
    {
        await sim.Get<IScriptGrain>().Run(Scripts.Do(grain => grain.RegisterGrainTimer(
            () =>
            {
                grain.Value++;
                throw new InvalidOperationException("tick failed");
            },
            Second,
            Second)));
        await sim.Pass(TimeSpan.FromSeconds(3.5));
        (await sim.Get<IScriptGrain>().Run(Scripts.Get(g => g.Value))).ShouldBe(3);
        sim.Journal.Log.Count(l => l.StartsWith("6005", StringComparison.Ordinal)).ShouldBe(3);
    });

    [Fact]
    public void Dispose_OfATimer_CancelsItsTickAndStopsIt() => Simulation.Run(async sim =>
    {
        IGrainTimer? timer = null;
        await sim.Get<IScriptGrain>().Run(Scripts.Do(grain => timer = grain.RegisterGrainTimer(
            async token =>
            {
                grain.Value++;
                grain.Journal.Add("tick");
                await Task.Delay(Timeout.InfiniteTimeSpan, sim.Time, token);
            },
            new GrainTimerCreationOptions { DueTime = Second, Period = Second, Interleave = true })));
        await sim.Journal.Reached("tick");
        await sim.Get<IScriptGrain>().RunInterleaved(Scripts.Do(_ => timer!.Dispose()));
        await sim.Pass(10 * Second);
        (await sim.Get<IScriptGrain>().Run(Scripts.Get(g => g.Value))).ShouldBe(1);
        sim.Journal.Log.ShouldNotContain(l => l.StartsWith("6005", StringComparison.Ordinal));
    });

    [Fact]
    public void Change_DuringATick_TakesEffectAtItsEnd() => Simulation.Run(async sim =>
    {
        var start = sim.Time.GetUtcNow();
        IGrainTimer? timer = null;
        await sim.Get<IScriptGrain>().Run(Scripts.Do(grain => timer = grain.RegisterGrainTimer(
            () =>
            {
                grain.Journal.Add($"tick {(sim.Time.GetUtcNow() - start).TotalSeconds}");
                if (grain.Value++ == 0)
                {
                    timer!.Change(4 * Second, 10 * Second);
                }

                return Task.CompletedTask;
            },
            Second,
            Second)));
        await sim.Pass(20 * Second);
        sim.Journal.Entries.Where(e => e.StartsWith("tick", StringComparison.Ordinal)).ShouldBe(["tick 1", "tick 5", "tick 15"]);
    });

    [Fact]
    public void Timer_EndsWithItsActivation() => Simulation.Run(async sim =>
    {
        await sim.Get<IScriptGrain>().Run(Scripts.Do(grain =>
        {
            grain.RegisterGrainTimer(
                () =>
                {
                    grain.Journal.Add("tick");
                    return Task.CompletedTask;
                },
                Second,
                Second);
            grain.DeactivateOnIdle();
        }));
        await sim.Pass(10 * Second);
        sim.Journal.Count("tick").ShouldBe(0);
    });

    [Fact]
    public void KeepAlive_Timer_AloneKeepsTheActivation() => Simulation.Run(
        async sim =>
        {
            await sim.Get<IScriptGrain>("kept").Run(Scripts.Do(g => g.RegisterGrainTimer(
                () => Task.CompletedTask, new GrainTimerCreationOptions { DueTime = Second, Period = 60 * Second, KeepAlive = true })));
            await sim.Get<IScriptGrain>("left").Run(Scripts.Do(g => g.RegisterGrainTimer(
                () => Task.CompletedTask, new GrainTimerCreationOptions { DueTime = Second, Period = 60 * Second })));
            await sim.Pass(TimeSpan.FromMinutes(30));
            sim.Journal.Entries.ShouldContain("deactivate left ActivationIdle");
            sim.Journal.Entries.ShouldNotContain("deactivate kept ActivationIdle");
        },
        configure: o => o.CollectionAge = TimeSpan.FromMinutes(5));
}
