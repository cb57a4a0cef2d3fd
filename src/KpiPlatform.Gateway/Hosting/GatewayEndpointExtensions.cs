using KpiPlatform.Gateway.Health;
using KpiPlatform.Gateway.Hosting;
using KpiPlatform.Gateway.Reflection;
using KpiPlatform.Gateway.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace KpiPlatform.Gateway;

/// <summary>Maps the gateway.</summary>
public static class GatewayEndpointExtensions
{
    /// <summary>Maps all gRPC services, health checks and reflection included. They are served over HTTP/2.</summary>
    /// <param name="endpoints">Where to.</param>
    /// <param name="healthAlone">Whether to map health checks alone, for a host that clients are not to use. Default false.</param>
    public static IEndpointRouteBuilder MapKpiGateway(this IEndpointRouteBuilder endpoints, bool healthAlone = false)
    {
        var edge = endpoints.ServiceProvider.GetRequiredService<CallEdge>();
        edge.Surround(endpoints.MapGrpcService<HealthGrpcService>());
        if (healthAlone)
            return endpoints;
        edge.Surround(endpoints.MapGrpcService<InteractionGrpcService>());
        edge.Surround(endpoints.MapGrpcService<CustomerGrpcService>());
        edge.Surround(endpoints.MapGrpcService<ScorecardGrpcService>());
        edge.Surround(endpoints.MapGrpcService<TenantGrpcService>());
        edge.Surround(endpoints.MapGrpcService<DefinitionGrpcService>());
        edge.Surround(endpoints.MapGrpcService<AnalysisGrpcService>());
        edge.Surround(endpoints.MapGrpcService<BenchmarkGrpcService>());
        edge.Surround(endpoints.MapGrpcService<AccessGrpcService>());
        edge.Surround(endpoints.MapGrpcService<SegmentGrpcService>());
        edge.Surround(endpoints.MapGrpcService<AlertGrpcService>());
        edge.Surround(endpoints.MapGrpcService<WebhookGrpcService>());
        edge.Surround(endpoints.MapGrpcService<AuditGrpcService>());
        edge.Surround(endpoints.MapGrpcService<ClusterGrpcService>());
        edge.Surround(endpoints.MapGrpcService<ReflectionGrpcService>());
        edge.Surround(endpoints.MapGrpcService<ReflectionV1AlphaGrpcService>());
        return endpoints;
    }
}
