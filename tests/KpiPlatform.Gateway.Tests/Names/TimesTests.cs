using Google.Protobuf.WellKnownTypes;
using KpiPlatform.Domain;
using KpiPlatform.Gateway.Names;
using NodaTime;

namespace KpiPlatform.Gateway.Tests.Names;

public sealed class TimesTests
{
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(12_345_678, 1, 234_567_800)]
    [InlineData(-1, -1, 999_999_900)]
    [InlineData(-10_000_000, -1, 0)]
    public void OfTicks_AnyTicks_NanosAreNeverNegative(long ticks, long seconds, int nanos)
    {
        var timestamp = Times.OfTicks(ticks)!;

        (timestamp.Seconds, timestamp.Nanos).ShouldBe((seconds, nanos));
        Times.Read(timestamp, "time").ShouldBe(Instant.FromUnixTimeTicks(ticks));
    }

    [Theory]
    [InlineData(long.MaxValue, 0)]
    [InlineData(long.MinValue, 0)]
    [InlineData(0, -1)]
    [InlineData(0, 1_000_000_000)]
    [InlineData(253_402_300_800, 0)]
    public void Read_NoTimeOfTheYears1To9999_IsRefused(long seconds, int nanos)
    {
        var exception = Should.Throw<DomainException>(() => Times.Read(new Timestamp { Seconds = seconds, Nanos = nanos }, "as_of_time"));

        (exception.Reason, exception.Field).ShouldBe(("OUT_OF_RANGE", "as_of_time"));
    }
}
