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
/// what this one accepted since. So a quota is passed by a few seconds of traffic at most; nobody waits for the reading. Each month begins with
/// nothing, and what is read late of one does not count in the next. Thread-safe.
/// </summary>
internal sealed class MonthMeter(IIntakeQualityStore store, TimeProvider time)
{
    private static readonly Duration MaxAge = Duration.FromSeconds(10);
    private Counts? _counts;

    /// <summary>Ends once a reading that is under way is over. For tests.</summary>
    public Task Reading { get; private set; } = Task.CompletedTask;

    /// <summary>Interactions were accepted.</summary>
    public void Add(int accepted) => Volatile.Read(ref _counts)?.Add(accepted);

    /// <summary>How many there are, and begins to read anew if that is old.</summary>
    public long Count(TenantDefinition tenant, Instant now)
    {
        var counts = Volatile.Read(ref _counts);
        if (counts is null || now >= counts.End)
        {
            var next = new Counts(FirstOfMonth(tenant, now), EndOfMonth(tenant, now));
            var seen = Interlocked.CompareExchange(ref _counts, next, counts);
            counts = ReferenceEquals(seen, counts) ? next : seen!;
        }

        if (counts.BeginsToRead(now))
            Reading = ReadAsync(tenant.Tenant, counts);
        return counts.Total;
    }

    /// <summary>When the month that an instant is in ends, by the tenant's calendar.</summary>
    public static Instant EndOfMonth(TenantDefinition tenant, Instant now) =>
        FirstOfMonth(tenant, now).PlusMonths(1).AtStartOfDayInZone(tenant.Calendar.Zone).ToInstant();

    /// <summary>The first day of the month that an instant is in, by the tenant's calendar.</summary>
    public static LocalDate FirstOfMonth(TenantDefinition tenant, Instant now)
    {
        var today = now.InZone(tenant.Calendar.Zone).Date;
        return new(today.Year, today.Month, 1);
    }

    private async Task ReadAsync(TenantNumber tenant, Counts counts)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var before = counts.Since;
        try
        {
            var stored = await store.ReadCountsAsync(
                tenant, TenantCalendar.DayNumber(counts.First), TenantCalendar.DayNumber(counts.First.PlusMonths(1)), CancellationToken.None);
            counts.Set(stored.Where(count => count.Outcome == IntakeOutcome.Accepted).Sum(count => count.Count), before);
        }
        catch (DomainException)
        {
            // Storage is away, which is told where it matters.
        }
        finally
        {
            counts.EndReading(time.Now());
        }
    }

    /// <summary>The counts of one month. Thread-safe.</summary>
    private sealed class Counts(LocalDate first, Instant end)
    {
        private long _stored;
        private long _since;
        private long _readAtTicks = long.MinValue;
        private int _isReading;

        public LocalDate First => first;

        public Instant End => end;

        public long Since => Interlocked.Read(ref _since);

        public long Total => Interlocked.Read(ref _stored) + Since;

        public void Add(int accepted) => Interlocked.Add(ref _since, accepted);

        public bool BeginsToRead(Instant now)
        {
            var readAt = Volatile.Read(ref _readAtTicks);
            return (readAt == long.MinValue || now - Instant.FromUnixTimeTicks(readAt) >= MaxAge) && Interlocked.Exchange(ref _isReading, 1) == 0;
        }

        public void Set(long stored, long counted)
        {
            Interlocked.Exchange(ref _stored, stored);
            Interlocked.Add(ref _since, -counted);
        }

        public void EndReading(Instant now)
        {
            Volatile.Write(ref _readAtTicks, now.ToUnixTimeTicks());
            Volatile.Write(ref _isReading, 0);
        }
    }
}
