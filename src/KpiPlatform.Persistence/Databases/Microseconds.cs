using NodaTime;

namespace KpiPlatform.Persistence.Databases;

/// <summary>Times as both databases hold them: microseconds since 1970, rounded down.</summary>
internal static class Microseconds
{
    private const long TicksPerMicrosecond = 10;

    /// <summary>Microseconds since 1970.</summary>
    public static long Of(Instant instant)
    {
        var (quotient, remainder) = Math.DivRem(instant.ToUnixTimeTicks(), TicksPerMicrosecond);
        return remainder < 0 ? quotient - 1 : quotient;
    }

    /// <inheritdoc cref="Of(Instant)"/>
    public static long? Of(Instant? instant) => instant is { } value ? Of(value) : null;

    /// <summary>The instant of a number of microseconds since 1970.</summary>
    public static Instant ToInstant(long microseconds) => Instant.FromUnixTimeTicks(microseconds * TicksPerMicrosecond);

    /// <summary>Rounds down to what the databases can hold.</summary>
    public static Instant Truncate(Instant instant) => ToInstant(Of(instant));
}
