using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using KpiPlatform.Protocol.Health;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.EndToEnd.Tests.Support;

/// <summary>The platform's services over one connection.</summary>
internal sealed class KpiClient : IDisposable
{
    private readonly GrpcChannel _channel;

    public KpiClient(Uri address, string? key = null)
    {
        _channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { MaxReceiveMessageSize = 64 * 1024 * 1024 });
        Invoker = key is null
            ? _channel.CreateCallInvoker()
            : _channel.Intercept(metadata =>
            {
                metadata.Add("authorization", "Bearer " + key);
                return metadata;
            });
        Tenants = new(Invoker);
        Interactions = new(Invoker);
        Customers = new(Invoker);
        Scorecards = new(Invoker);
        Definitions = new(Invoker);
        Segments = new(Invoker);
        Analysis = new(Invoker);
        Alerts = new(Invoker);
        Webhooks = new(Invoker);
        Health = new(Invoker);
    }

    public CallInvoker Invoker { get; }

    public TenantService.TenantServiceClient Tenants { get; }

    public InteractionService.InteractionServiceClient Interactions { get; }

    public CustomerService.CustomerServiceClient Customers { get; }

    public ScorecardService.ScorecardServiceClient Scorecards { get; }

    public DefinitionService.DefinitionServiceClient Definitions { get; }

    public SegmentService.SegmentServiceClient Segments { get; }

    public AnalysisService.AnalysisServiceClient Analysis { get; }

    public AlertService.AlertServiceClient Alerts { get; }

    public WebhookService.WebhookServiceClient Webhooks { get; }

    public Health.HealthClient Health { get; }

    public void Dispose() => _channel.Dispose();
}
