using Google.Protobuf.WellKnownTypes;
using KpiPlatform.Domain;
using KpiPlatform.Gateway.Errors;
using NodaTime;

namespace KpiPlatform.Gateway.Names;

/// <summary>Instants to and from the contract's timestamps.</summary>
internal static class Times
{
    private const int TicksPerSecond = 10_000_000;
    private const int NanosPerTick = 100;
    private const int MaxNanos = 999_999_999;
    private static readonly long MinSeconds = Instant.MinValue.ToUnixTimeSeconds();
    private static readonly long MaxSeconds = Instant.MaxValue.ToUnixTimeSeconds();

    /// <summary>The timestamp of an instant; null for null.</summary>
    public static Timestamp? Of(Instant? instant) => instant is { } value ? OfTicks(value.ToUnixTimeTicks()) : null;

    /// <summary>The timestamp of ticks of 100 ns since 1970; null for null.</summary>
    public static Timestamp? OfTicks(long? ticks)
    {
        if (ticks is not { } value)
            return null;
        var (seconds, rest) = Math.DivRem(value, TicksPerSecond);
        if (rest < 0)
            (seconds, rest) = (seconds - 1, rest + TicksPerSecond);
        return new Timestamp { Seconds = seconds, Nanos = (int)rest * NanosPerTick };
    }

    /// <summary>The instant of a timestamp, null if it is absent.</summary>
    /// <exception cref="DomainException">OUT_OF_RANGE, naming the field.</exception>
    public static Instant? Read(Timestamp? timestamp, string field)
    {
        if (timestamp is null)
            return null;
        if (timestamp.Seconds < MinSeconds || timestamp.Seconds > MaxSeconds || timestamp.Nanos is < 0 or > MaxNanos)
        {
            throw new DomainException(
                ErrorKind.InvalidArgument,
                Reasons.OutOfRange,
                $"{field} of {timestamp.Seconds} s and {timestamp.Nanos} ns is no time between the years 1 and 9999.",
                field);
        }

        return Instant.FromUnixTimeSeconds(timestamp.Seconds).PlusNanoseconds(timestamp.Nanos);
    }

    /// <summary>The instant of a clock.</summary>
    public static Instant Now(this TimeProvider time) => Instant.FromDateTimeOffset(time.GetUtcNow());
}
