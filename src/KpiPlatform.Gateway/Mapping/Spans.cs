using Google.Protobuf.WellKnownTypes;
using KpiPlatform.Domain;
using KpiPlatform.Gateway.Errors;

namespace KpiPlatform.Gateway.Mapping;

/// <summary>Whole seconds to and from the contract's durations.</summary>
internal static class Spans
{
    // Beyond what any field allows, so that the range's own error says what is.
    private const long MaxSeconds = 100L * 366 * 86_400;

    /// <summary>Seconds of a duration; a default if it is absent.</summary>
    /// <exception cref="DomainException">OUT_OF_RANGE: it is negative, or has parts of a second.</exception>
    public static long Read(Duration? sent, long absent, string field)
    {
        if (sent is null)
            return absent;
        return sent.Nanos == 0 && sent.Seconds is >= 0 and <= MaxSeconds
            ? sent.Seconds
            : throw new DomainException(ErrorKind.InvalidArgument, Reasons.OutOfRange, $"{field} is in whole seconds, 0 or more.", field);
    }

    /// <summary>The duration of seconds; absent for 0.</summary>
    public static Duration? OrAbsent(long seconds) => seconds == 0 ? null : Of(seconds);

    /// <summary>The duration of seconds.</summary>
    public static Duration Of(long seconds) => new() { Seconds = seconds };
}
