using Microsoft.Extensions.DependencyInjection;

namespace KpiPlatform.Gateway.Webhooks;

/// <summary>Registers what sends alerts to webhooks.</summary>
public static class WebhookServices
{
    /// <summary>Adds the sending of webhooks, for a process whose tenants' rules are looked at. Beside <see cref="GatewayServiceCollectionExtensions.AddKpiGateway"/>.</summary>
    public static IServiceCollection AddKpiWebhookDelivery(this IServiceCollection services)
    {
        services.AddSingleton<WebhookSender>();
        services.AddSingleton<WebhookMetrics>();
        services.AddSingleton<WebhookDeliverer>();
        services.AddHostedService(provider => provider.GetRequiredService<WebhookDeliverer>());
        return services;
    }
}
