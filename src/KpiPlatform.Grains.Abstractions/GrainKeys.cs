using System.Globalization;
using KpiPlatform.Domain.Identity;

namespace KpiPlatform.Grains.Abstractions;

/// <summary>
/// The one place where grain keys are built and parsed. A tenant id has no "/", so the first "/" ends it and
/// ("a", "b/c") and any ("a/b", "c") can't meet.
/// </summary>
public static class GrainKeys
{
    private const char Separator = '/';

    /// <summary>Key of a customer's grain.</summary>
    public static string Customer(TenantId tenant, CustomerId customer) => string.Concat(tenant.Value, "/", customer.Value);

    /// <summary>Key of a scorecard's grain.</summary>
    public static string Scorecard(TenantId tenant, ScorecardId scorecard) => string.Concat(tenant.Value, "/", scorecard.Value);

    /// <summary>Key of a shard of a tenant's measures.</summary>
    public static string Measures(TenantId tenant, int shard) => string.Create(CultureInfo.InvariantCulture, $"{tenant.Value}/{shard}");

    /// <summary>Key of a tenant's grain.</summary>
    public static string Tenant(TenantId tenant) => tenant.Value;

    /// <summary>Id of the tenant of any grain's key.</summary>
    public static ReadOnlySpan<char> TenantOf(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var at = key.IndexOf(Separator, StringComparison.Ordinal);
        return at < 0 ? key : key.AsSpan(0, at);
    }

    /// <summary>Parts of a customer's key.</summary>
    public static (TenantId Tenant, CustomerId Customer) ParseCustomer(string key)
    {
        var (tenant, rest) = Split(key);
        return (tenant, rest.Length == 0 ? CustomerId.TenantFacts : CustomerId.Parse(rest));
    }

    /// <summary>Parts of a scorecard's key.</summary>
    public static (TenantId Tenant, ScorecardId Scorecard) ParseScorecard(string key)
    {
        var (tenant, rest) = Split(key);
        return (tenant, ScorecardId.Parse(rest));
    }

    /// <summary>Parts of a measures key.</summary>
    public static (TenantId Tenant, int Shard) ParseMeasures(string key)
    {
        var (tenant, rest) = Split(key);
        return (tenant, int.Parse(rest, NumberStyles.None, CultureInfo.InvariantCulture));
    }

    private static (TenantId Tenant, string Local) Split(string key)
    {
        var at = key.IndexOf(Separator, StringComparison.Ordinal);
        return at > 0
            ? (TenantId.Parse(key[..at]), key[(at + 1)..])
            : throw new ArgumentException($"\"{DisplayText.Of(key)}\" is no key of a tenant's grain: it has no tenant before a '/'.", nameof(key));
    }
}
