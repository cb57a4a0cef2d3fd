using KpiPlatform.Testing.Databases;
using KpiPlatform.Testing.Time;
using Shouldly;
using Xunit;

namespace KpiPlatform.Persistence.Tests.Fixtures;

public sealed class FixtureTests
{
    [SkippableFact]
    public async Task CreateAsync_TwoDatabases_AreFreshAndSeparate()
    {
        await using var first = await PostgresDatabase.CreateAsync();
        await using var second = await PostgresDatabase.CreateAsync();

        await first.ExecuteAsync("create table t(a int)");

        (await first.ExecuteAsync("select count(*) from t")).ShouldBe(0L);
        (await second.ExecuteAsync("select to_regclass('t')::text")).ShouldBe(DBNull.Value);
    }

    [Fact]
    public async Task Advance_PastADelay_CompletesIt()
    {
        var clock = new ManualTimeProvider();
        var delay = Task.Delay(TimeSpan.FromSeconds(2), clock);

        clock.Advance(TimeSpan.FromSeconds(1));
        delay.IsCompleted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(1));

        await delay;
        clock.PendingTimers.ShouldBe(0);
    }

    [Fact]
    public void Advance_OverSeveralTimers_FiresThemInOrderWithTheClockAtTheirDueTime()
    {
        var clock = new ManualTimeProvider();
        var start = clock.GetUtcNow();
        List<string> fired = [];
        using var periodic = clock.CreateTimer(_ => fired.Add($"p{(clock.GetUtcNow() - start).TotalSeconds}"), null, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));
        using var once = clock.CreateTimer(_ => fired.Add($"o{(clock.GetUtcNow() - start).TotalSeconds}"), null, TimeSpan.FromSeconds(3), Timeout.InfiniteTimeSpan);

        clock.Advance(TimeSpan.FromSeconds(5));

        fired.ShouldBe(["p2", "o3", "p4"]);
        clock.GetUtcNow().ShouldBe(start + TimeSpan.FromSeconds(5));
    }
}
