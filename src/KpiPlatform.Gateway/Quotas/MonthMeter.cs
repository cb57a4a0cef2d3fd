using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Quality;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Names;
using NodaTime;

namespace KpiPlatform.Gateway.Quotas;

/// <summary>
/// About how many interactions of a tenant were accepted this month: what all servers have stored, read every few seconds in the background, and
/// what this one accepted since. So a quota is passed by a few seconds of traffic at most; nobody waits for the reading. Thread-safe.
/// </summary>
internal sealed class MonthMeter(IIntakeQualityStore store, TimeProvider time)
{
    private static readonly Duration MaxAge = Duration.FromSeconds(10);
    private long _stored;
    private long _since;
    private long _readAtTicks = long.MinValue;
    private int _isReading;

    /// <summary>Ends once a reading that is under way is over. For tests.</summary>
    public Task Reading { get; private set; } = Task.CompletedTask;

    /// <summary>Interactions were accepted.</summary>
    public void Add(int accepted) => Interlocked.Add(ref _since, accepted);

    /// <summary>How many there are, and begins to read anew if that is old.</summary>
    public long Count(TenantDefinition tenant, Instant now)
    {
        var readAt = Volatile.Read(ref _readAtTicks);
        if ((readAt == long.MinValue || now - Instant.FromUnixTimeTicks(readAt) >= MaxAge) && Interlocked.Exchange(ref _isReading, 1) == 0)
            Reading = ReadAsync(tenant.Tenant, FirstOfMonth(tenant, now));
        return Interlocked.Read(ref _stored) + Interlocked.Read(ref _since);
    }

    /// <summary>When the month that an instant is in ends, by the tenant's calendar.</summary>
    public static Instant EndOfMonth(TenantDefinition tenant, Instant now) =>
        FirstOfMonth(tenant, now).PlusMonths(1).AtStartOfDayInZone(tenant.Calendar.Zone).ToInstant();

    private static LocalDate FirstOfMonth(TenantDefinition tenant, Instant now)
    {
        var today = now.InZone(tenant.Calendar.Zone).Date;
        return new(today.Year, today.Month, 1);
    }

    private async Task ReadAsync(TenantNumber tenant, LocalDate month)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var before = Interlocked.Read(ref _since);
        try
        {
            var counts = await store.ReadCountsAsync(tenant, TenantCalendar.DayNumber(month), TenantCalendar.DayNumber(month.PlusMonths(1)), CancellationToken.None);
            Interlocked.Exchange(ref _stored, counts.Where(count => count.Outcome == IntakeOutcome.Accepted).Sum(count => count.Count));
            Interlocked.Add(ref _since, -before);
        }
        catch (DomainException)
        {
            // Storage is away, which is told where it matters.
        }
        finally
        {
            Volatile.Write(ref _readAtTicks, time.Now().ToUnixTimeTicks());
            Volatile.Write(ref _isReading, 0);
        }
    }
}
