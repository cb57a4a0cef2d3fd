using KpiPlatform.Gateway.Health;
using KpiPlatform.Gateway.Reflection;
using KpiPlatform.Gateway.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace KpiPlatform.Gateway;

/// <summary>Maps the gateway.</summary>
public static class GatewayEndpointExtensions
{
    /// <summary>Maps all gRPC services, health checks and reflection included. They are served over HTTP/2.</summary>
    /// <param name="endpoints">Where to.</param>
    public static IEndpointRouteBuilder MapKpiGateway(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGrpcService<InteractionGrpcService>();
        endpoints.MapGrpcService<CustomerGrpcService>();
        endpoints.MapGrpcService<ScorecardGrpcService>();
        endpoints.MapGrpcService<TenantGrpcService>();
        endpoints.MapGrpcService<HealthGrpcService>();
        endpoints.MapGrpcService<ReflectionGrpcService>();
        endpoints.MapGrpcService<ReflectionV1AlphaGrpcService>();
        return endpoints;
    }
}
