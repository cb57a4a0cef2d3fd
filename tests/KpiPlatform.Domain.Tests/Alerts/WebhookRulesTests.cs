using System.Net;
using KpiPlatform.Domain.Webhooks;
using NodaTime;

namespace KpiPlatform.Domain.Tests.Alerts;

/// <summary>Where, when and how webhooks are sent.</summary>
public class WebhookRulesTests
{
    private static readonly DateTimeZone Berlin = DateTimeZoneProviders.Tzdb["Europe/Berlin"];

    // Clocks in Berlin: 2025-03-30 02:00 becomes 03:00 (01:00 UTC); 2025-10-26 03:00 becomes 02:00 (01:00 UTC).
    [Theory]
    [InlineData("22:00", "07:00", "2025-01-10T20:59Z", false)]
    [InlineData("22:00", "07:00", "2025-01-10T21:00Z", true)]
    [InlineData("22:00", "07:00", "2025-01-11T05:59Z", true)]
    [InlineData("22:00", "07:00", "2025-01-11T06:00Z", false)]
    [InlineData("22:00", "07:00", "2025-07-10T05:00Z", false)]
    [InlineData("22:00", "07:00", "2025-07-10T04:59Z", true)]
    [InlineData("22:00", "07:00", "2025-03-30T04:59Z", true)]
    [InlineData("22:00", "07:00", "2025-03-30T05:00Z", false)]
    [InlineData("22:00", "07:00", "2025-10-26T05:00Z", true)]
    [InlineData("22:00", "07:00", "2025-10-26T06:00Z", false)]
    [InlineData("02:00", "03:00", "2025-03-30T00:59Z", false)]
    [InlineData("02:00", "03:00", "2025-03-30T01:00Z", false)]
    [InlineData("02:00", "02:30", "2025-10-26T00:15Z", true)]
    [InlineData("02:00", "02:30", "2025-10-26T00:45Z", false)]
    [InlineData("02:00", "02:30", "2025-10-26T01:15Z", true)]
    [InlineData("02:00", "02:30", "2025-10-26T01:30Z", false)]
    public void Contain_ByTheWallClock_AcrossChangesOfTheClocks(string from, string to, string instant, bool expected) =>
        QuietHours.Parse(from, to, "quiet_hours").Contain(NodaTime.Text.InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm'Z'").Parse(instant).Value, Berlin).ShouldBe(expected);

    [Theory]
    [InlineData("22", "07:00", "quiet_hours.start")]
    [InlineData("22:00", "25:00", "quiet_hours.end")]
    [InlineData("22:00", "22:00", "quiet_hours.end")]
    public void Parse_NoTimes_NamesTheField(string from, string to, string field) =>
        Should.Throw<DomainException>(() => QuietHours.Parse(from, to, "quiet_hours")).Field.ShouldBe(field);

    [Fact]
    public void After_Failures_DoublesUpToTheBoundWithHalfOfChance()
    {
        var backoff = new WebhookBackoff(Duration.FromSeconds(1), Duration.FromHours(1));
        Enumerable.Range(1, 4).Select(failures => backoff.After(failures, 1).TotalSeconds).ShouldBe([1, 2, 4, 8]);
        backoff.After(3, 0).TotalSeconds.ShouldBe(2);
        backoff.After(13, 1).TotalSeconds.ShouldBe(3_600);
        backoff.After(1_000, 1).TotalSeconds.ShouldBe(3_600);
    }

    // The registries of special-purpose addresses of RFC 6890, and addresses with an IPv4 address in them.
    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("172.15.255.255", true)]
    [InlineData("172.32.0.0", true)]
    [InlineData("100.63.255.255", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("64:ff9b::808:808", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.255.255.254", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.0.0.192", false)]
    [InlineData("192.168.0.1", false)]
    [InlineData("198.18.0.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::127.0.0.1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("64:ff9b:1::1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("2002:a9fe:a9fe::1", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("2001::1", false)]
    [InlineData("fc00::1", false)]
    [InlineData("fd12:3456::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fec0::1", false)]
    [InlineData("ff02::1", false)]
    public void Contain_Addresses_TakesThoseOfTheOpenInternet(string address, bool expected) => PublicAddresses.Contain(IPAddress.Parse(address)).ShouldBe(expected);

    [Fact]
    public void Of_ASecretTimestampAndBody_IsTheirHmac()
    {
        // Computed with printf '1.x' | openssl dgst -sha256 -hmac Jefe.
        WebhookSignature.Of("Jefe", 1, "x"u8).ShouldBe("v1=2f7ccbd0f043456ad29514b2d24a8aa345ec6673a5db1b44e91c8ac99d1841e3");
        WebhookSignature.CreateSecret().ShouldNotBe(WebhookSignature.CreateSecret());
    }
}
