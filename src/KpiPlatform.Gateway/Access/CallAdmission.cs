using Grpc.Core;
using KpiPlatform.Domain.Access;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Gateway.Quotas;
using Microsoft.AspNetCore.Http;

namespace KpiPlatform.Gateway.Access;

/// <summary>Lets a call in, or not, by its credential and its method alone, before a byte of the request is read. Thread-safe.</summary>
internal sealed class CallAdmission(AccessPolicies policies, Authenticator authenticator, QuotaGuard quotas, IAccessAudit audit, ErrorTranslator errors, TimeProvider time)
{
    private static readonly Caller Nobody = new() { Roles = AccessRoles.None, Principal = "anonymous" };

    /// <summary>Puts a <see cref="CallerFeature"/> to the request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="method">Full name of the method; null for a call of none, which any credential may make and learns that there is no such method.</param>
    /// <returns>Why the call is not let in; null if it is.</returns>
    public async ValueTask<RpcException?> RefusalAsync(HttpContext context, string? method)
    {
        var row = method is null ? null : policies.Find(method);
        if (row is { IsPublic: true })
        {
            context.Features.Set(new CallerFeature(Nobody with { Source = CallerFeature.SourceOf(context) }, default, row));
            return null;
        }

        Caller? caller = null;
        try
        {
            var credential = authenticator.Read(context.Request);
            caller = await authenticator.IdentifyAsync(credential, CallerFeature.SourceOf(context), context.RequestAborted);
            if (method is null)
                return null;
            Require(caller, row);
            if (caller.Tenant is { } tenant && row!.Cost > 0 && await quotas.TakeQueryAsync(tenant, row.Cost, context.RequestAborted) is { } beyond)
                throw RpcErrors.Of(beyond);
            context.Features.Set(new CallerFeature(caller, credential, row!));
            return null;
        }
        catch (Exception exception)
        {
            var refusal = errors.Translate(exception, method ?? context.Request.Path, context.RequestAborted);
            if (refusal.StatusCode is StatusCode.Unauthenticated or StatusCode.PermissionDenied)
                audit.Record(new(time.Now(), caller, method ?? context.Request.Path, string.Empty, Allowed: false, RpcErrors.ReasonOf(refusal), CallerFeature.SourceOf(context)));
            return refusal;
        }
    }

    private static void Require(Caller caller, MethodAccess? row)
    {
        if (row is null)
            throw AccessErrors.NoPolicy();
        if (row.AnyOf != AccessRoles.None && !caller.Roles.IncludeAny(row.AnyOf))
            throw AccessErrors.RoleMissing(row.AnyOf, caller.Roles);
        if (!row.IsIn(caller.Scopes))
            throw AccessErrors.ScopeMissing();
    }
}
