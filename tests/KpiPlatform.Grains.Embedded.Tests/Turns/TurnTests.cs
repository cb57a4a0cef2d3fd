using KpiPlatform.Grains.Embedded.Tests.Support;

namespace KpiPlatform.Grains.Embedded.Tests.Turns;

public sealed class TurnTests
{
    [Fact]
    public async Task Turns_OfInterleavingCallsFromManyThreads_NeverOverlap()
    {
        await using var test = new TestRuntime();
        await Parallel.ForAsync(0, 2000, async (i, _) =>
        {
            await test.Get<IReentrantScriptGrain>().Run(async grain =>
            {
                for (var step = 0; step < 5; step++)
                {
                    grain.Touch();
                    grain.Value++;
                    if (i % 3 == 0)
                    {
                        await Task.Run(() => { }, CancellationToken.None);
                    }
                    else
                    {
                        await Task.Yield();
                    }
                }

                return null;
            });
        });
        (await test.Get<IReentrantScriptGrain>().Run(Scripts.Get(g => g.Value))).ShouldBe(10_000);
    }

    [Fact]
    public async Task Exclusive_ReadAwaitWrite_LosesNoUpdate()
    {
        await using var test = new TestRuntime();
        await Parallel.ForAsync(0, 1000, async (_, _) => await test.Get<IScriptGrain>().Run(async grain =>
        {
            var seen = grain.Value;
            await Task.Yield();
            grain.Value = seen + 1;
            return null;
        }));
        (await test.Get<IScriptGrain>().Run(Scripts.Get(g => g.Value))).ShouldBe(1000);
    }

    [Fact]
    public async Task Await_OfAnything_ResumesOnTheGrainsScheduler()
    {
        await using var test = new TestRuntime();
        var seen = (TaskScheduler[])(await test.Get<IScriptGrain>().Run(async _ =>
        {
            var first = TaskScheduler.Current;
            await Task.Run(() => { });
            var second = TaskScheduler.Current;
            await Task.Yield();
            var third = TaskScheduler.Current;
            var fourth = await Task.Factory.StartNew(
                () => TaskScheduler.Current,
                CancellationToken.None,
                TaskCreationOptions.None,
                TaskScheduler.Current);
            return new[] { first, second, third, fourth };
        }))!;
        seen[0].ShouldNotBe(TaskScheduler.Default);
        seen.Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task InlineCall_FromThreadWithSynchronizationContext_HidesItFromTheGrain()
    {
        await using var test = new TestRuntime();
        await test.Get<IScriptGrain>().Run(Scripts.Do(_ => { }));
        var context = new SynchronizationContext();
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(context);
        var call = test.Get<IScriptGrain>().Run(Scripts.Get(_ => SynchronizationContext.Current));
        var after = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(before);
        after.ShouldBeSameAs(context);
        (await call).ShouldBeNull();
    }

    [Fact]
    public async Task Completion_OfACall_DoesNotRunItsCallersContinuationInsideTheTurn()
    {
        await using var test = new TestRuntime();
        var gate = Scripts.NewGate();
        var first = test.Get<IScriptGrain>().Run(Scripts.WaitAt(gate));
        var blocked = first.ContinueWith(
            _ => test.Get<IScriptGrain>().Run(Scripts.Get(g => g.Key)).Wait(TimeSpan.FromSeconds(10)),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        Gates.Open(gate);
        (await blocked).ShouldBeTrue("a caller that blocks after its answer must not hold the grain's turn");
    }

    [Fact]
    public async Task AlwaysInterleave_WhileExclusiveWaits_RunsAtOnce()
    {
        await using var test = new TestRuntime();
        var gate = Scripts.NewGate();
        var exclusive = test.Get<IScriptGrain>().Run(Scripts.WaitAt(gate));
        await test.Journal.Reached($"enter {gate}");
        await test.Get<IScriptGrain>().RunInterleaved(Scripts.Do(g => g.Journal.Add("interleaved")));
        exclusive.IsCompleted.ShouldBeFalse();
        Gates.Open(gate);
        await exclusive;
    }

    [Fact]
    public async Task AlwaysInterleave_BehindABusyLoopOfAwaits_GetsItsTurn()
    {
        await using var test = new TestRuntime();
        var loop = test.Get<IScriptGrain>().Run(async grain =>
        {
            while (grain.Value == 0)
            {
                await Task.Yield();
            }

            return null;
        });
        await test.Get<IScriptGrain>().RunInterleaved(Scripts.Do(g => g.Value = 1));
        await loop.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task ReadOnly_Calls_InterleaveWithEachOtherButNotWithExclusive()
    {
        await using var test = new TestRuntime();
        var grain = test.Get<IScriptGrain>();
        var (one, two, writing, late) = (Scripts.NewGate(), Scripts.NewGate(), Scripts.NewGate(), Scripts.NewGate());
        var readers = Task.WhenAll(grain.RunReadOnly(Scripts.WaitAt(one)), grain.RunReadOnly(Scripts.WaitAt(two)));
        await test.Journal.Reached($"enter {one}");
        await test.Journal.Reached($"enter {two}");
        var writer = grain.Run(Scripts.WaitAt(writing));
        Gates.Open(one);
        await test.Journal.Reached($"leave {one}");
        test.Journal.Count($"enter {writing}").ShouldBe(0, "one reader still runs");
        Gates.Open(two);
        await readers;
        await test.Journal.Reached($"enter {writing}");
        var lateReader = grain.RunReadOnly(Scripts.WaitAt(late));
        await grain.RunInterleaved(Scripts.Do(_ => { }));
        test.Journal.Count($"enter {late}").ShouldBe(0, "the writer still runs");
        Gates.Open(writing);
        Gates.Open(late);
        await Task.WhenAll(writer, lateReader);
    }

    [Fact]
    public async Task ReadOnly_WhileReadersRunAndAWriterWaits_PassesTheWriter()
    {
        await using var test = new TestRuntime();
        var grain = test.Get<IScriptGrain>();
        var (reading, writing) = (Scripts.NewGate(), Scripts.NewGate());
        var reader = grain.RunReadOnly(Scripts.WaitAt(reading));
        await test.Journal.Reached($"enter {reading}");
        var writer = grain.Run(Scripts.WaitAt(writing));
        await grain.RunReadOnly(Scripts.Do(_ => { })).WaitAsync(TimeSpan.FromSeconds(20));
        test.Journal.Count($"enter {writing}").ShouldBe(0);
        Gates.Open(reading);
        Gates.Open(writing);
        await Task.WhenAll(reader, writer);
    }

    [Fact]
    public async Task Reentrant_Class_InterleavesAllCalls()
    {
        await using var test = new TestRuntime();
        var gate = Scripts.NewGate();
        var first = test.Get<IReentrantScriptGrain>().Run(Scripts.WaitAt(gate));
        await test.Journal.Reached($"enter {gate}");
        await test.Get<IReentrantScriptGrain>().Run(Scripts.Do(_ => { }));
        first.IsCompleted.ShouldBeFalse();
        Gates.Open(gate);
        await first;
    }

    [Fact]
    public async Task OneWay_Call_ReturnsAtOnceAndLogsItsFailure()
    {
        await using var test = new TestRuntime();
        var gate = Scripts.NewGate();
        var call = test.Get<IScriptGrain>().RunOneWay(async grain =>
        {
            await Gates.Wait(gate);
            throw new InvalidOperationException("lost on its caller");
        });
        call.IsCompletedSuccessfully.ShouldBeTrue();
        Gates.Open(gate);
        await test.Journal.Reached("log 6004");
        test.Journal.Log.ShouldContain(entry => entry.Contains("RunOneWay", StringComparison.Ordinal) && entry.Contains("lost on its caller", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Exception_OfAGrain_ReachesItsCaller()
    {
        await using var test = new TestRuntime();
        (await Assert.ThrowsAsync<InvalidOperationException>(() => test.Get<IScriptGrain>().Run(_ => throw new InvalidOperationException("at once"))))
            .Message.ShouldBe("at once");
        (await Assert.ThrowsAsync<InvalidOperationException>(() => test.Get<IScriptGrain>().Run(async _ =>
        {
            await Task.Yield();
            throw new InvalidOperationException("later");
        }))).Message.ShouldBe("later");
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await test.Get<IScriptGrain>().RunValueTask(_ => throw new InvalidOperationException()));
        await Assert.ThrowsAsync<InvalidOperationException>(() => test.Get<IScriptGrain>().Run(NoTask));

        // A grain that breaks the rules in just this way.
#pragma warning disable MA0022
        static Task<object?> NoTask(ScriptGrain grain) => null!;
#pragma warning restore MA0022
    }

    [Fact]
    public async Task ChainOfCalls_ThroughManyGrains_NeedsNoDeepStack()
    {
        await using var test = new TestRuntime();
        static Func<ScriptGrain, Task<object?>> Hop(int left) => grain => left == 0
            ? Task.FromResult<object?>("end")
            : grain.GrainFactory.GetGrain<IScriptGrain>($"hop {left}").Run(Hop(left - 1));
        (await test.Get<IScriptGrain>().Run(Hop(5000))).ShouldBe("end");
        (await test.Get<IScriptGrain>().Run(Hop(5000))).ShouldBe("end");
    }

    [Fact]
    public async Task FanOut_OfLongComputations_LeavesTheCallersThread()
    {
        await using var test = new TestRuntime();
        var grains = Enumerable.Range(0, 8).Select(i => test.Get<ISpinningGrain>($"{i}")).ToArray();
        await Task.WhenAll(grains.Select(g => g.Spin(TimeSpan.Zero)));
        await grains[0].Spin(TimeSpan.FromMilliseconds(5));
        await grains[0].Spin(TimeSpan.FromMilliseconds(5));
        SpinningGrain.IsCalling = true;
        var calls = grains.Select(g => g.Spin(TimeSpan.FromMilliseconds(5))).ToArray();
        SpinningGrain.IsCalling = false;
        (await Task.WhenAll(calls)).ShouldAllBe(inline => !inline);
    }

    [Fact]
    public async Task Mailbox_BeyondItsLimit_RefusesCalls()
    {
        await using var test = new TestRuntime(o => o.MailboxLimit = 3);
        var gate = Scripts.NewGate();
        var running = test.Get<IScriptGrain>().Run(Scripts.WaitAt(gate));
        await test.Journal.Reached($"enter {gate}");
        var waiting = Enumerable.Range(0, 3).Select(_ => test.Get<IScriptGrain>().Run(Scripts.Do(_ => { }))).ToArray();
        var exception = await Assert.ThrowsAsync<LimitExceededException>(() => test.Get<IScriptGrain>().Run(Scripts.Do(_ => { })));
        exception.Message.ShouldContain("script/k");
        Gates.Open(gate);
        await running;
        await Task.WhenAll(waiting);
        await test.Get<IScriptGrain>().Run(Scripts.Do(_ => { }));
    }
}
