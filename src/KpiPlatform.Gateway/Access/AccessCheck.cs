using Grpc.Core;
using KpiPlatform.Gateway.Errors;
using Microsoft.AspNetCore.Http;

namespace KpiPlatform.Gateway.Access;

/// <summary>Lets a call in if it carries an access key, or if none is configured. Health checks need none: load balancers have no keys.</summary>
internal sealed class AccessCheck(AccessKeys keys)
{
    private const string Scheme = "Bearer ";
    private const string HealthService = "/grpc.health.v1.Health";

    /// <summary>Why a call is not let in; null if it is.</summary>
    public RpcException? Refusal(HttpRequest request)
    {
        if (keys.IsOpen || request.Path.StartsWithSegments(HealthService, StringComparison.Ordinal))
            return null;
        if (request.Headers.Authorization is not [{ } value])
        {
            return RpcErrors.Create(
                StatusCode.Unauthenticated,
                Reasons.AccessKeyMissing,
                "The call carries no access key. Send it as metadata: \"authorization: Bearer kpi_…\".");
        }

        return value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && keys.Contains(value.AsSpan(Scheme.Length).Trim())
            ? null
            : RpcErrors.Create(
                StatusCode.Unauthenticated,
                Reasons.AccessKeyInvalid,
                "The access key is not one of this server. Send a valid one as metadata: \"authorization: Bearer kpi_…\".");
    }
}
