using KpiPlatform.Cli.Errors;
using NodaTime;

namespace KpiPlatform.Cli.Wording;

/// <summary>Time zones by IANA name.</summary>
internal static class Zones
{
    /// <summary>Fails, as a usage error, for a name that the time zone database does not have.</summary>
    public static DateTimeZone Find(string name) => DateTimeZoneProviders.Tzdb.GetZoneOrNull(name)
        ?? throw CliException.Usage($"'{name}' is not a time zone; names are like Europe/Berlin{NearestName.Suggest(name, DateTimeZoneProviders.Tzdb.Ids)}");
}
