using Google.Protobuf;
using KpiPlatform.Domain.Access;

namespace KpiPlatform.Gateway.Access;

/// <summary>Who may call one method: a row of <see cref="AccessPolicies"/>.</summary>
internal sealed record MethodAccess
{
    /// <summary>Gets the full name, "/kpi.v1.CustomerService/GetCustomer".</summary>
    public required string Method { get; init; }

    /// <summary>Gets the roles of which a caller needs one; none for any caller with a credential.</summary>
    public AccessRoles AnyOf { get; init; }

    /// <summary>Gets a value indicating whether no credential is needed.</summary>
    public bool IsPublic { get; init; }

    /// <summary>Gets what names a tenant in the request: "tenants/{tenant}" and names below it.</summary>
    public IReadOnlyList<MessageField> Names { get; init; } = [];

    /// <summary>Gets a value indicating whether a request that names no tenant is of the platform, and takes its role.</summary>
    public bool IsPlatformsWithoutTenant { get; init; }

    /// <summary>Gets fields that take one more role where they are true.</summary>
    public IReadOnlyList<(MessageField Field, AccessRoles AnyOf)> Also { get; init; } = [];

    /// <summary>Gets what the call costs of its tenant's quota; 0 for nothing. See TenantQuota.query_cost_per_second in the contract.</summary>
    public int Cost { get; init; } = 1;

    /// <summary>Gets a value indicating whether so few of one tenant are to be under way at once: each reads everything recorded.</summary>
    public bool IsExpensive => Cost >= ExpensiveCost;

    /// <summary>Gets a value indicating whether the answer may be long, as of lists and exports, so that compressing it spares more than it costs.</summary>
    public bool IsBulk => Cost >= BulkCost || Method.Contains("/List", StringComparison.Ordinal);

    /// <summary>Cost from which on a call is expensive.</summary>
    public const int ExpensiveCost = 100;

    /// <summary>Cost of what reads much.</summary>
    private const int BulkCost = 10;

    /// <summary>Gets "Service/Method" as scopes have it; empty for services outside of kpi.v1, which scopes don't name.</summary>
    public string Scope { get; init; } = string.Empty;

    /// <summary>Roles of which a caller needs one because of what the request asks for; null if it asks for nothing more.</summary>
    public AccessRoles? Extra(IMessage request)
    {
        foreach (var (field, anyOf) in Also)
        {
            if (field.Read(request) is true)
                return anyOf;
        }

        return null;
    }

    /// <summary>Whether scopes include the method; none include all.</summary>
    public bool IsIn(IReadOnlyList<string> scopes)
    {
        if (scopes.Count == 0 || Scope.Length == 0)
            return true;
        foreach (var scope in scopes)
        {
            if (string.Equals(scope, Scope, StringComparison.Ordinal) || (Scope.StartsWith(scope, StringComparison.Ordinal) && Scope[scope.Length] == '/'))
                return true;
        }

        return false;
    }
}
