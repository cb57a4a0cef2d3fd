using KpiPlatform.Domain.Hosts;
using KpiPlatform.Host.Runtime.Orleans;
using KpiPlatform.Testing.Time;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using NSubstitute;

namespace KpiPlatform.Host.Tests.Cluster;

/// <summary>What becomes of a gateway's calls whose answer cannot come any more.</summary>
public sealed class LostCallsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Invoke_CallUnderWayWhenItsRoundEnds_IsToldThatAHostWasLost()
    {
        var calls = new LostCalls();
        var call = calls.Invoke(Context(new TaskCompletionSource().Task));

        await calls.NextRound()();

        await Should.ThrowAsync<SiloUnavailableException>(() => call.WaitAsync(Patience));
    }

    [Fact]
    public async Task Invoke_CallOfTheNextRound_WaitsForItsAnswer()
    {
        var calls = new LostCalls();
        var end = calls.NextRound();
        var answer = new TaskCompletionSource();
        var call = calls.Invoke(Context(answer.Task));

        await end();

        call.IsCompleted.ShouldBeFalse();
        answer.SetResult();
        await call.WaitAsync(Patience);
    }

    [Fact]
    public async Task Invoke_CallAnsweredBeforeItsRoundEnds_HasItsAnswer()
    {
        var calls = new LostCalls();
        var (right, wrong) = (new TaskCompletionSource(), new TaskCompletionSource());
        var (first, second) = (calls.Invoke(Context(right.Task)), calls.Invoke(Context(wrong.Task)));
        var end = calls.NextRound();
        right.SetResult();
        wrong.SetException(new TimeoutException("slow"));
        await first.WaitAsync(Patience);
        await Should.ThrowAsync<TimeoutException>(() => second.WaitAsync(Patience));

        await end();
    }

    [Fact]
    public async Task LostHosts_HostDeclaredDead_EndsCallsUnderWayAndNoLaterOnes()
    {
        var clock = new ManualTimeProvider();
        var calls = new LostCalls();
        var directory = Substitute.For<IHostDirectory>();
        IReadOnlyList<HostReport> hosts = [Report("old", HostStatus.Dead), Report("one", HostStatus.Active), Report("two", HostStatus.Active)];
        directory.ListAsync(Arg.Any<CancellationToken>()).Returns(_ => Volatile.Read(ref hosts));
        using var lost = new LostHosts(directory, calls, clock, NullLogger<LostHosts>.Instance);
        await lost.StartAsync(default);

        // One who was dead before the gateway began to look is no news.
        await clock.WhenTimersPendingAsync(1).WaitAsync(Patience);
        var call = calls.Invoke(Context(new TaskCompletionSource().Task));
        await LookAgainAsync();
        await LookAgainAsync();
        call.IsCompleted.ShouldBeFalse();

        Volatile.Write(ref hosts, [Report("old", HostStatus.Dead), Report("one", HostStatus.Dead), Report("two", HostStatus.Active)]);
        clock.Advance(TimeSpan.FromSeconds(1));
        await clock.WhenTimersPendingAsync(2).WaitAsync(Patience);
        var later = calls.Invoke(Context(new TaskCompletionSource().Task));
        call.IsCompleted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(1));
        await Should.ThrowAsync<SiloUnavailableException>(() => call.WaitAsync(Patience));
        later.IsCompleted.ShouldBeFalse();

        // Nor need those wait for long that were sent to it while it was still on the list of gateways.
        await Should.ThrowAsync<SiloUnavailableException>(async () =>
        {
            while (!later.IsCompleted)
                await LookAgainAsync();
            await later;
        });
        await lost.StopAsync(default);

        async Task LookAgainAsync()
        {
            await clock.WhenTimersPendingAsync(1).WaitAsync(Patience);
            clock.Advance(TimeSpan.FromSeconds(1));
            await clock.WhenTimersPendingAsync(1).WaitAsync(Patience);
        }
    }

    private static IOutgoingGrainCallContext Context(Task answer)
    {
        var context = Substitute.For<IOutgoingGrainCallContext>();
        context.Invoke().Returns(answer);
        return context;
    }

    private static HostReport Report(string name, HostStatus status) => new()
    {
        Name = name,
        Role = "silo",
        Address = string.Empty,
        Version = "1",
        Status = status,
        StartedAt = Instant.FromUtc(2026, 1, 15, 12, 0),
        SeenAt = Instant.FromUtc(2026, 1, 15, 12, 0),
        Writer = 1,
        Figures = new(),
    };
}
