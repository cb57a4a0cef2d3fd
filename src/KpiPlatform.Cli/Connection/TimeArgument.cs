using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using KpiPlatform.Cli.Errors;
using KpiPlatform.Cli.Wording;
using KpiPlatform.Protocol.V1;
using NodaTime;
using NodaTime.Text;

namespace KpiPlatform.Cli.Connection;

/// <summary>
/// Reads instants from the command line: RFC 3339 with an offset, or a local date or time of the tenant's zone.
/// </summary>
internal static class TimeArgument
{
    private static readonly LocalDateTimePattern LocalTime = LocalDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd'T'HH':'mm':'ss");

    /// <summary>Null if the option is not given. Asks the server for the tenant's zone only if the text needs one.</summary>
    public static async Task<Timestamp?> ResolveAsync(Session session, string? text, string option, CancellationToken cancellationToken)
    {
        if (text is null)
            return null;
        if (OffsetDateTimePattern.ExtendedIso.Parse(text) is { Success: true } full)
            return full.Value.ToInstant().ToDateTimeUtc().ToTimestamp();

        LocalDateTime local;
        if (LocalDatePattern.Iso.Parse(text) is { Success: true } date)
            local = date.Value.AtMidnight();
        else if (LocalTime.Parse(text) is { Success: true } time)
            local = time.Value;
        else
            throw CliException.Usage($"{option} is a time such as 2026-03-05T10:00:00Z or a date such as 2026-03-05; '{text}' is not");

        var tenant = await session.Tenants.GetTenantAsync(new GetTenantRequest { Name = session.Tenant }, session.Unary(cancellationToken));
        return Zones.Find(tenant.TimeZone).AtLeniently(local).ToDateTimeUtc().ToTimestamp();
    }

    /// <summary>Checks a local date, "1997-01-01"; null stays null.</summary>
    public static string? Date(string? text, string option) =>
        text is null || DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            ? text
            : throw CliException.Usage($"{option} is a date such as 1997-01-01; '{text}' is not");
}
