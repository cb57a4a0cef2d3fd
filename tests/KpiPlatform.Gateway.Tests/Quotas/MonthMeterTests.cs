using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Quality;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Quotas;
using KpiPlatform.Testing.Interactions;
using KpiPlatform.Testing.Time;
using NodaTime;
using NSubstitute;

namespace KpiPlatform.Gateway.Tests.Quotas;

/// <summary>The clock stands at 2026-01-15 12:00 UTC; the tenant is in Berlin.</summary>
public sealed class MonthMeterTests
{
    private static readonly TenantDefinition Tenant = InteractionGenerator.Definition;
    private static readonly int January = TenantCalendar.DayNumber(new LocalDate(2026, 1, 1));
    private readonly ManualTimeProvider _time = new();

    private Instant Now => Instant.FromDateTimeOffset(_time.GetUtcNow());

    [Fact]
    public async Task Count_StoredAndAccepted_AddUp()
    {
        var meter = Meter(january: 40, february: 0);
        meter.Count(Tenant, Now).ShouldBe(0);
        await meter.Reading;

        meter.Add(2);

        meter.Count(Tenant, Now).ShouldBe(42);
    }

    [Fact]
    public async Task Count_FirstOfTheNextMonth_IsNothing()
    {
        var meter = Meter(january: 40, february: 0);
        meter.Count(Tenant, Now);
        await meter.Reading;
        meter.Add(2);

        // Who was told to wait for the next month comes at its first instant, and is not to be told so again.
        _time.Advance((MonthMeter.EndOfMonth(Tenant, Now) - Now).ToTimeSpan());
        Now.ShouldBe(Instant.FromUtc(2026, 1, 31, 23, 0));
        meter.Count(Tenant, Now).ShouldBe(0);

        await meter.Reading;
        meter.Add(1);
        meter.Count(Tenant, Now).ShouldBe(1);
    }

    [Fact]
    public async Task Count_ReadingOfTheOldMonthEndsInTheNext_IsNotCountedThere()
    {
        var (asked, answer) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource<IReadOnlyList<IntakeCount>>(TaskCreationOptions.RunContinuationsAsynchronously));
        var meter = Meter(month =>
        {
            if (month != January)
                return Counts(0);
            asked.TrySetResult();
            return answer.Task;
        });
        meter.Count(Tenant, Now);
        var reading = meter.Reading;
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30));
        _time.Advance((MonthMeter.EndOfMonth(Tenant, Now) - Now).ToTimeSpan());
        meter.Count(Tenant, Now).ShouldBe(0);

        answer.SetResult(await Counts(40));
        await reading;
        await meter.Reading;

        meter.Count(Tenant, Now).ShouldBe(0);
    }

    private static Task<IReadOnlyList<IntakeCount>> Counts(long accepted) =>
        Task.FromResult<IReadOnlyList<IntakeCount>>([new(new TenantNumber(1), 0, "shop", IntakeOutcome.Accepted, string.Empty, accepted)]);

    private MonthMeter Meter(long january, long february) => Meter(month => Counts(month == January ? january : february));

    private MonthMeter Meter(Func<int, Task<IReadOnlyList<IntakeCount>>> read)
    {
        var store = Substitute.For<IIntakeQualityStore>();
        store.ReadCountsAsync(default, default, default, default).ReturnsForAnyArgs(call => read(call.ArgAt<int>(1)));
        return new(store, _time);
    }
}
