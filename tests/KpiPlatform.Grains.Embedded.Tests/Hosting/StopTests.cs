using KpiPlatform.Grains.Embedded.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace KpiPlatform.Grains.Embedded.Tests.Hosting;

public sealed class StopTests
{
    [Fact]
    public void Stop_WhileGrainsEnd_RefusesCallsFromOutsideButNotFromGrains() => Simulation.Run(async sim =>
    {
        var gate = Scripts.NewGate();
        await sim.Get<IScriptGrain>("a").Run(Scripts.Do(grain => grain.AtEnd = async (g, _) =>
        {
            g.Journal.Add("ending");
            await Gates.Wait(gate);
            await g.GrainFactory.GetGrain<IScriptGrain>("late").Run(Scripts.Do(h => h.Journal.Add("last words")));
        }));
        var stopping = sim.Test.Runtime.StopAsync(CancellationToken.None);
        await sim.Journal.Reached("ending");
        await Assert.ThrowsAsync<SiloUnavailableException>(() => sim.Get<IScriptGrain>("b").Run(Scripts.Do(_ => { })));
        await Assert.ThrowsAsync<SiloUnavailableException>(async () => await sim.Get<IScriptGrain>("b").Stream((_, _) => throw new InvalidOperationException()).GetAsyncEnumerator().MoveNextAsync());
        Gates.Open(gate);
        await stopping;
        sim.Journal.Entries.ShouldContain("last words");
        sim.Journal.Entries.ShouldContain("deactivate late ShuttingDown");
        sim.Test.Runtime.ActivationCount.ShouldBe(0);
        await Assert.ThrowsAsync<SiloUnavailableException>(() => sim.Get<IScriptGrain>("a").Run(Scripts.Do(_ => { })));
    });

    [Fact]
    public void Stop_WithARunningRequest_LetsItFinish() => Simulation.Run(async sim =>
    {
        var call = sim.Get<IScriptGrain>().Run(async g =>
        {
            g.Journal.Add("running");
            await Task.Delay(TimeSpan.FromSeconds(5), sim.Time);
            return "done";
        });
        await sim.Journal.Reached("running");
        await sim.Test.Runtime.StopAsync(CancellationToken.None);
        (await call).ShouldBe("done");
    });

    [Fact]
    public void Stop_WithRequestsThatWait_RunsThemAllFirst() => Simulation.Run(async sim =>
    {
        var calls = Enumerable.Range(0, 20).Select(i => sim.Get<IScriptGrain>($"{i % 2}").Run(async g =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1), sim.Time);
            return i;
        })).ToArray();
        await sim.Journal.Reached("activate 0");
        await sim.Test.Runtime.StopAsync(CancellationToken.None);
        (await Task.WhenAll(calls)).ShouldBe(Enumerable.Range(0, 20).Cast<object?>());
        sim.Journal.Count("activate 0").ShouldBe(1);
    });

    [Fact]
    public void Stop_WithACancelledRequestThatWaits_DoesNotWaitForIt() => Simulation.Run(async sim =>
    {
        using var source = new CancellationTokenSource();
        var running = sim.Get<IScriptGrain>().Run(async _ =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1), sim.Time);
            return null;
        });
        var waiting = sim.Get<IScriptGrain>().RunCancellable((_, _) => Task.FromResult<object?>(null), source.Token);
        await sim.Pass(TimeSpan.FromSeconds(0.5));
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        var start = sim.Time.GetUtcNow();
        await sim.Test.Runtime.StopAsync(CancellationToken.None);
        (sim.Time.GetUtcNow() - start).ShouldBe(TimeSpan.FromSeconds(0.5));
        await running;
    });

    [Fact]
    public void Stop_WithAGrainThatNeverEnds_TakesNoLongerThanItsLimit() => Simulation.Run(
        async sim =>
        {
            await sim.Get<IScriptGrain>().Run(Scripts.Do(grain => grain.AtEnd = (_, _) => new TaskCompletionSource().Task));
            var start = sim.Time.GetUtcNow();
            await sim.Test.Runtime.StopAsync(CancellationToken.None);
            (sim.Time.GetUtcNow() - start).ShouldBe(TimeSpan.FromSeconds(4));
            sim.Journal.Log.ShouldContain(l => l.StartsWith("6006", StringComparison.Ordinal));
        },
        configure: o => o.ShutdownTimeout = TimeSpan.FromSeconds(4));

    [Fact]
    public async Task Host_WhenItStops_StopsTheRuntime()
    {
        var journal = new Journal();
        using var host = new HostBuilder()
            .ConfigureServices(services => services
                .AddSingleton(journal)
                .AddEmbeddedGrains(o => o.AddGrain<ScriptGrain>()))
            .Build();
        await host.StartAsync();
        await host.Services.GetRequiredService<IGrainFactory>().GetGrain<IScriptGrain>("k").Run(Scripts.Do(_ => { }));
        await host.StopAsync();
        journal.Entries.ShouldBe(["activate k", "deactivate k ShuttingDown"]);
    }
}
