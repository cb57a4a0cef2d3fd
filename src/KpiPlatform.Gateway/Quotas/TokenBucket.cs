namespace KpiPlatform.Gateway.Quotas;

/// <summary>
/// A token bucket that is one number: the time at which it will be full again, if nothing more is taken. To take n moves it by n / rate, and is
/// allowed unless it would then lie more than burst / rate ahead. So nothing has to refill it, a take is one compare-and-swap, and rate and
/// burst may change at any time. What is larger than the burst is let through when the bucket is full, and paid for by whoever comes after.
/// Thread-safe.
/// </summary>
internal sealed class TokenBucket(TimeProvider time)
{
    private const double NanosecondsPerSecond = 1e9;
    private readonly double _nanosecondsPerTimestamp = NanosecondsPerSecond / time.TimestampFrequency;
    private readonly long _origin = time.GetTimestamp();
    private long _fullAt;

    /// <summary>Takes tokens, all or none.</summary>
    /// <param name="count">How many, 1 or more.</param>
    /// <param name="perSecond">Tokens that come per second, more than 0.</param>
    /// <param name="burst">Most that there can be.</param>
    /// <returns>Zero if they were taken; else when to try again.</returns>
    public TimeSpan Take(long count, long perSecond, long burst)
    {
        var perToken = NanosecondsPerSecond / perSecond;
        var cost = (long)Math.Ceiling(count * perToken);
        var ahead = Math.Max((long)(burst * perToken), cost);
        var now = (long)((time.GetTimestamp() - _origin) * _nanosecondsPerTimestamp);
        var fullAt = Volatile.Read(ref _fullAt);
        while (true)
        {
            var next = Math.Max(fullAt, now) + cost;
            if (next - now > ahead)
                return TimeSpan.FromTicks(((next - now - ahead) / TimeSpan.NanosecondsPerTick) + 1);
            var seen = Interlocked.CompareExchange(ref _fullAt, next, fullAt);
            if (seen == fullAt)
                return TimeSpan.Zero;
            fullAt = seen;
        }
    }
}
