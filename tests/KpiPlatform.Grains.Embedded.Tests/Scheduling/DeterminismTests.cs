using FsCheck;
using FsCheck.Fluent;
using KpiPlatform.Grains.Embedded.Tests.Support;

namespace KpiPlatform.Grains.Embedded.Tests.Scheduling;

public sealed class DeterminismTests
{
    [Fact]
    public void Run_WithTheSameSeed_IsTheSame()
    {
        var seeds = Enumerable.Range(0, 12).ToArray();
        var first = Array.ConvertAll(seeds, TraceUnder);
        var second = Array.ConvertAll(seeds, TraceUnder);
        first.ShouldBe(second);
        first.Distinct().Count().ShouldBeGreaterThan(8, "different seeds explore different orders");
    }

    [Fact]
    public void AnySchedule_OfExclusiveRequests_LosesNoUpdateAndNoCall() =>
        Prop.ForAll<int, byte>((seed, load) =>
        {
            var calls = 1 + (load % 40);
            var runs = 0;
            Simulation.Run(
                async sim =>
                {
                    await Task.WhenAll(Enumerable.Range(0, calls).Select(i => sim.Get<IScriptGrain>($"{i % 3}").Run(async grain =>
                    {
                        var seen = grain.Value;
                        await Task.Yield();
                        await Task.Delay(TimeSpan.FromMilliseconds(i % 4), sim.Time);
                        grain.Value = seen + 1;
                        runs++;
                        if (i % 7 == 3)
                        {
                            grain.DeactivateOnIdle();
                        }

                        return null;
                    })));
                    runs.ShouldBe(calls);
                    var kept = 0;
                    for (var i = 0; i < 3; i++)
                    {
                        kept += (int)(await sim.Get<IScriptGrain>($"{i}").Run(Scripts.Get(g => g.Value)))!;
                    }

                    kept.ShouldBeLessThanOrEqualTo(calls);
                    if (calls <= 3)
                    {
                        kept.ShouldBe(calls);
                    }
                },
                seed);
            return true;
        }).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void AnySchedule_WithDeactivations_KeepsTheOrderOfEachCallersCalls() =>
        Prop.ForAll<int>(seed =>
        {
            var seen = new List<int>[3];
            Simulation.Run(
                async sim => await Task.WhenAll(Enumerable.Range(0, 3).Select(async caller =>
                {
                    seen[caller] = [];
                    var calls = new List<Task>();
                    for (var i = 0; i < 15; i++)
                    {
                        var number = i;
                        calls.Add(sim.Get<IScriptGrain>().Run(async grain =>
                        {
                            seen[caller].Add(number);
                            if (number % 4 == caller)
                            {
                                grain.DeactivateOnIdle();
                            }

                            await Task.Yield();
                            return null;
                        }));
                        await Task.Yield();
                    }

                    await Task.WhenAll(calls);
                })),
                seed);
            return seen.All(numbers => numbers.SequenceEqual(Enumerable.Range(0, 15)));
        }).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void AnySchedule_OfMixedRequests_KeepsTheRulesOfInterleaving() =>
        Prop.ForAll<int>(seed =>
        {
            var (exclusive, readers) = (0, 0);
            TimeProvider? time = null;
            Simulation.Run(
                async sim =>
                {
                    time = sim.Time;
                    var grain = sim.Get<IScriptGrain>();
                    await Task.WhenAll(Enumerable.Range(0, 30).Select(i => (i % 3) switch
                    {
                        0 => grain.Run(Exclusive),
                        1 => grain.RunReadOnly(Reader),
                        _ => grain.RunInterleaved(async _ =>
                        {
                            await Task.Yield();
                            return null;
                        }),
                    }));
                },
                seed);
            return true;

            async Task<object?> Exclusive(ScriptGrain grain)
            {
                exclusive++;
                (exclusive, readers).ShouldBe((1, 0));
                await Task.Yield();
                await Task.Delay(TimeSpan.FromMilliseconds(1), time!);
                (exclusive, readers).ShouldBe((1, 0));
                exclusive--;
                return null;
            }

            async Task<object?> Reader(ScriptGrain grain)
            {
                readers++;
                exclusive.ShouldBe(0);
                await Task.Delay(TimeSpan.FromMilliseconds(1), time!);
                await Task.Yield();
                exclusive.ShouldBe(0);
                readers--;
                return null;
            }
        }).Check(Config.QuickThrowOnFailure);

    private static string TraceUnder(int seed) => string.Join('\n', Simulation.Run(
        async sim =>
        {
            await sim.Get<IScriptGrain>("timer").Run(Scripts.Do(g => g.RegisterGrainTimer(
                () =>
                {
                    g.Journal.Add("tick");
                    return Task.CompletedTask;
                },
                TimeSpan.FromMilliseconds(3),
                TimeSpan.FromMilliseconds(3))));
            await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
            {
                await sim.Get<IScriptGrain>($"{i % 4}").Run(async g =>
                {
                    g.Journal.Add($"{i} starts at {sim.Time.GetTimestamp()}");
                    await g.GrainFactory.GetGrain<IScriptGrain>($"{10 + (i % 2)}").RunInterleaved(async h =>
                    {
                        h.Journal.Add($"{i} inner");
                        await Task.Yield();
                        h.Journal.Add($"{i} inner ends");
                        return null;
                    });
                    await Task.Delay(TimeSpan.FromMilliseconds(i % 3), sim.Time);
                    if (i % 5 == 0)
                    {
                        g.DeactivateOnIdle();
                    }

                    g.Journal.Add($"{i} ends");
                    return null;
                });
                sim.Journal.Add($"{i} answered");
            }));
        },
        seed).Journal.Entries);
}
