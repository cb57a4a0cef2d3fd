using Google.Protobuf;
using Grpc.Core;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Access;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Names;

namespace KpiPlatform.Gateway.Access;

/// <summary>Looks at what a request names: nothing of another tenant gets further. Thread-safe.</summary>
internal sealed class RequestCheck(IAccessAudit audit, TimeProvider time)
{
    private const string Tenants = "tenants/";
    private const string Customers = "customers/";

    /// <summary>Fails unless the caller may make the request; writes the decision down either way.</summary>
    /// <exception cref="DomainException">PERMISSION_DENIED, the same words whether what is named exists or not.</exception>
    /// <exception cref="RpcException">PERMISSION_DENIED: it asks for something that takes one more role.</exception>
    public void Require(CallerFeature call, object request) => Require(call, request, isAudited: true);

    /// <summary>As the other; of the messages of a stream only the first is written down, unless it is refused.</summary>
    public void Require(CallerFeature call, object request, bool isAudited)
    {
        if (call.Access.IsPublic || request is not IMessage message)
            return;
        var resource = string.Empty;
        foreach (var field in call.Access.Names)
        {
            var name = field.Read(message) as string ?? string.Empty;
            if (resource.Length == 0)
                resource = Shown(name);
            if (name.StartsWith(Tenants, StringComparison.Ordinal))
                CallerScope.Name(TenantOf(name).ToString());
            if (call.Access.IsPlatformsWithoutTenant && !call.Caller.IsPlatform && !name.StartsWith(Tenants, StringComparison.Ordinal))
            {
                Record(call, resource, Reasons.RoleMissing);
                throw AccessErrors.RoleMissing(AccessRoles.PlatformAdmin, call.Caller.Roles);
            }

            if (!call.Caller.IsPlatform && NamesAnother(call.Caller, name))
            {
                Record(call, resource, Reasons.TenantDenied);
                throw AccessErrors.TenantDenied();
            }
        }

        if (call.Access.Extra(message) is { } extra && !call.Caller.Roles.IncludeAny(extra))
        {
            Record(call, resource, Reasons.RoleMissing);
            throw AccessErrors.RoleMissing(extra, call.Caller.Roles);
        }

        if (isAudited)
            Record(call, resource, string.Empty);
    }

    /// <summary>Writes down how a call was decided.</summary>
    /// <param name="call">The call.</param>
    /// <param name="resource">What it names; empty for nothing.</param>
    /// <param name="reason">Why it is refused; empty if it is not.</param>
    public void Record(CallerFeature call, string resource, string reason) =>
        audit.Record(new(time.Now(), call.Caller, call.Access.Method, resource, reason.Length == 0, reason, call.Caller.Source));

    /// <summary>What has no tenant in it is wrong or not a tenant's; the service says which.</summary>
    private static bool NamesAnother(Caller caller, string name)
    {
        if (!name.StartsWith(Tenants, StringComparison.Ordinal))
            return false;
        return caller.Tenant is not { } own || !TenantOf(name).SequenceEqual(own.Value);
    }

    private static ReadOnlySpan<char> TenantOf(string name)
    {
        var rest = name.AsSpan(Tenants.Length);
        var slash = rest.IndexOf('/');
        return slash < 0 ? rest : rest[..slash];
    }

    /// <summary>A customer's id is personal and stays out; what is no name at all is not repeated.</summary>
    private static string Shown(string name)
    {
        if (!name.StartsWith(Tenants, StringComparison.Ordinal))
            return string.Empty;
        var at = name.IndexOf(Customers, StringComparison.Ordinal);
        return DisplayName(at < 0 ? name : string.Concat(name.AsSpan(0, at + Customers.Length), "-"));
    }

    private static string DisplayName(string name) => Domain.Identity.DisplayText.Of(name);
}
