using KpiPlatform.Grains.Embedded.Tests.Support;

namespace KpiPlatform.Grains.Embedded.Tests.Turns;

public sealed class TimeoutTests
{
    [Fact]
    public void Cycle_OfExclusiveCalls_TimesOutNamingGrainAndMethod() => Simulation.Run(async sim =>
    {
        var start = sim.Time.GetUtcNow();
        var exception = await Assert.ThrowsAsync<TimeoutException>(() => sim.Get<IScriptGrain>("a").Run(
            grain => grain.GrainFactory.GetGrain<IScriptGrain>("b").Run(
                other => other.GrainFactory.GetGrain<IScriptGrain>("a").Run(Scripts.Do(_ => { })))));
        exception.Message.ShouldContain("script/a");
        exception.Message.ShouldContain("IScriptGrain.Run");
        (sim.Time.GetUtcNow() - start).ShouldBeInRange(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30.1));
    });

    [Fact]
    public void CallTimeout_Option_IsObserved() => Simulation.Run(
        async sim =>
        {
            var start = sim.Time.GetUtcNow();
            await Assert.ThrowsAsync<TimeoutException>(() => sim.Get<IScriptGrain>().Run(_ => new TaskCompletionSource<object?>().Task));
            (sim.Time.GetUtcNow() - start).ShouldBeInRange(TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(7.1));
        },
        configure: o => o.CallTimeout = TimeSpan.FromSeconds(7));

    [Fact]
    public void ResponseTimeout_OnAMethod_ReplacesTheDefault() => Simulation.Run(async sim =>
    {
        var gate = Scripts.NewGate();
        var patient = sim.Get<IScriptGrain>("other").Run(Scripts.WaitAt(gate));
        var start = sim.Time.GetUtcNow();
        await Assert.ThrowsAsync<TimeoutException>(() => sim.Get<IScriptGrain>().RunImpatient(Scripts.WaitAt(gate)));
        (sim.Time.GetUtcNow() - start).ShouldBeInRange(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5.1));
        patient.IsCompleted.ShouldBeFalse();
        Gates.Open(gate);
        await patient;
    });

    [Fact]
    public void Call_ThatTimedOutBeforeItStarted_NeverRuns() => Simulation.Run(async sim =>
    {
        var gate = Scripts.NewGate();
        var running = sim.Get<IScriptGrain>().Run(Scripts.WaitAt(gate));
        await Assert.ThrowsAsync<TimeoutException>(() => sim.Get<IScriptGrain>().RunImpatient(Scripts.Do(g => g.Journal.Add("ran"))));
        Gates.Open(gate);
        await running;
        await sim.Get<IScriptGrain>().Run(Scripts.Do(_ => { }));
        sim.Journal.Count("ran").ShouldBe(0);
    });

    [Fact]
    public void Timeouts_OfManyCalls_EachFireAtTheirOwnTime() => Simulation.Run(async sim =>
    {
        var start = sim.Time.GetUtcNow();
        var durations = new List<TimeSpan>();
        var calls = new List<Task>();
        for (var i = 0; i < 20; i++)
        {
            var began = sim.Time.GetUtcNow();
            calls.Add(Observe(sim.Get<IScriptGrain>($"{i}").Run(_ => i % 3 == 0 ? Task.FromResult<object?>(null) : new TaskCompletionSource<object?>().Task), began));
            await sim.Pass(TimeSpan.FromSeconds(1));
        }

        await Task.WhenAll(calls);
        durations.Count.ShouldBe(13);
        durations.ShouldAllBe(d => d >= TimeSpan.FromSeconds(30) && d < TimeSpan.FromSeconds(30.1));

        async Task Observe(Task call, DateTimeOffset began)
        {
            try
            {
                await call;
            }
            catch (TimeoutException)
            {
                durations.Add(sim.Time.GetUtcNow() - began);
            }
        }
    });
}
