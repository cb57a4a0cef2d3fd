using KpiPlatform.Cli.Errors;

namespace KpiPlatform.Cli.Connection;

/// <summary>Builds resource names from ids as people type them.</summary>
internal static class ResourceNames
{
    /// <summary>"tenants/{tenant}"; a full name is taken as it is.</summary>
    public static string Tenant(string id) => "tenants/" + Plain(id, "tenants/", "tenant");

    /// <summary>"{tenant}/scorecards/{id}".</summary>
    public static string Scorecard(string tenant, string id) =>
        $"{tenant}/scorecards/{Plain(id, tenant + "/scorecards/", "scorecard")}";

    /// <summary>
    /// "{tenant}/customers/{id}", "/" and "%" of the id percent-encoded. The id is always taken literally,
    /// because a tenant's own ids may look like anything.
    /// </summary>
    public static string Customer(string tenant, string id)
    {
        if (id.Length == 0)
            throw CliException.Usage("the customer id is empty");
        return $"{tenant}/customers/{id.Replace("%", "%25").Replace("/", "%2F")}";
    }

    /// <summary>"{tenant}/measures/{id}".</summary>
    public static string Measure(string tenant, string id) => $"{tenant}/measures/{Plain(id, tenant + "/measures/", "measure")}";

    /// <summary>"{tenant}/indicators/{id}", an indicator of the tenant's own.</summary>
    public static string Indicator(string tenant, string id) => $"{tenant}/indicators/{Plain(id, tenant + "/indicators/", "indicator")}";

    /// <summary>"{tenant}/benchmarks/{id}".</summary>
    public static string Benchmark(string tenant, string id) => $"{tenant}/benchmarks/{Plain(id, tenant + "/benchmarks/", "benchmark")}";

    /// <summary>The last segment of a name, for display.</summary>
    public static string LastSegment(string name) => name[(name.LastIndexOf('/') + 1)..];

    private static string Plain(string id, string prefix, string what)
    {
        var plain = id.StartsWith(prefix, StringComparison.Ordinal) ? id[prefix.Length..] : id;
        if (plain.Length == 0 || plain.Contains('/'))
            throw CliException.Usage($"'{id}' is not the id of a {what}");
        return plain;
    }
}
