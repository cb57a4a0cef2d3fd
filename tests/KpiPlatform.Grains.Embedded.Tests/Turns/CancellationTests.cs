using KpiPlatform.Grains.Embedded.Tests.Support;

namespace KpiPlatform.Grains.Embedded.Tests.Turns;

public sealed class CancellationTests
{
    [Fact]
    public void Token_OfTheCaller_ReachesTheGrain() => Simulation.Run(async sim =>
    {
        using var source = new CancellationTokenSource();
        var call = sim.Get<IScriptGrain>().RunCancellable(
            async (grain, token) =>
            {
                grain.Journal.Add("waiting");
                try
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, sim.Time, token);
                }
                finally
                {
                    grain.Touch();
                    grain.Journal.Add("cancelled inside");
                }

                return null;
            },
            source.Token);
        await sim.Journal.Reached("waiting");
        source.Cancel();
        (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call)).CancellationToken.ShouldBe(source.Token);
        call.IsCanceled.ShouldBeTrue();
        await sim.Get<IScriptGrain>().Run(Scripts.Do(_ => { }));
        sim.Journal.Count("cancelled inside").ShouldBe(1);
    });

    [Fact]
    public void Cancellation_OfACallThatIgnoresItsToken_StillAnswersTheCaller() => Simulation.Run(async sim =>
    {
        using var source = new CancellationTokenSource();
        var gate = Scripts.NewGate();
        var call = sim.Get<IScriptGrain>().RunCancellable((grain, _) => Scripts.WaitAt(gate)(grain), source.Token);
        await sim.Journal.Reached($"enter {gate}");
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Gates.Open(gate);
    });

    [Fact]
    public void Cancellation_OfACallThatWaits_TakesItOut() => Simulation.Run(async sim =>
    {
        using var source = new CancellationTokenSource();
        var gate = Scripts.NewGate();
        var running = sim.Get<IScriptGrain>().Run(Scripts.WaitAt(gate));
        var waiting = sim.Get<IScriptGrain>().RunCancellable((g, _) => Scripts.Do(x => x.Journal.Add("ran"))(g), source.Token);
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Gates.Open(gate);
        await running;
        await sim.Get<IScriptGrain>().Run(Scripts.Do(_ => { }));
        sim.Journal.Count("ran").ShouldBe(0);
    });

    [Fact]
    public void Call_WithACancelledToken_DoesNotEvenActivate() => Simulation.Run(async sim =>
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => sim.Get<IScriptGrain>().RunCancellable((_, _) => Task.FromResult<object?>(null), new CancellationToken(canceled: true)));
        sim.Journal.Entries.ShouldBeEmpty();
    });
}
