using System.IO.Compression;
using Grpc.AspNetCore.Server.Model;
using KpiPlatform.Domain.Hosts;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Access.Tokens;
using KpiPlatform.Gateway.Alerts;
using KpiPlatform.Gateway.Analysis;
using KpiPlatform.Gateway.Auditing;
using KpiPlatform.Gateway.Benchmarks;
using KpiPlatform.Gateway.Cluster;
using KpiPlatform.Gateway.Customers;
using KpiPlatform.Gateway.Definitions;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Health;
using KpiPlatform.Gateway.Hosting;
using KpiPlatform.Gateway.Listing;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Gateway.Quality;
using KpiPlatform.Gateway.Quotas;
using KpiPlatform.Gateway.Recording;
using KpiPlatform.Gateway.Reflection;
using KpiPlatform.Gateway.Scorecards;
using KpiPlatform.Gateway.Segments;
using KpiPlatform.Gateway.Services;
using KpiPlatform.Gateway.Sheets;
using KpiPlatform.Gateway.Tenants;
using KpiPlatform.Gateway.Watching;
using KpiPlatform.Gateway.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KpiPlatform.Gateway;

/// <summary>Registers the gateway.</summary>
public static class GatewayServiceCollectionExtensions
{
    /// <summary>
    /// Adds the gRPC services. They need, registered by the host: the grain factory, ITenantDefinitions, ICustomerIndexProgress, ISegmentProgress, ISegmentStore, IAlertSignals, IAlertStore, IWebhookStore and the
    /// ports ITenantRegistry, IJournalReader, ICustomerIndex, IStateStore, IIntakeQualityStore, IAccessKeyStore, ITenantData, IBackfillStore, IErasures, IAuditStore; where there is, IHostDirectory. Map them with
    /// <see cref="GatewayEndpointExtensions.MapKpiGateway"/>.
    /// </summary>
    /// <param name="services">Where to.</param>
    /// <param name="configure">Changes the options; null leaves the defaults.</param>
    /// <exception cref="InvalidOperationException">An option is out of its range.</exception>
    public static IServiceCollection AddKpiGateway(this IServiceCollection services, Action<GatewayOptions>? configure = null)
    {
        var options = new GatewayOptions();
        configure?.Invoke(options);
        options.Validate();
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<GatewayMetrics>();
        services.AddSingleton<ServingState>();
        services.AddSingleton<ServedServices>();
        services.AddSingleton<DescriptorIndex>();
        services.AddSingleton<AccessKeys>();
        services.AddSingleton<ErrorTranslator>();
        services.AddSingleton<ErrorInterceptor>();
        services.AddSingleton<TokenSeal>();
        services.AddSingleton<IServerSecrets>(provider => provider.GetRequiredService<TokenSeal>());
        services.AddSingleton<TokenKeys>();
        services.AddHostedService(provider => provider.GetRequiredService<TokenKeys>());
        services.AddSingleton<CallerGrains>();
        services.AddSingleton<CallerDefinitions>();
        services.AddSingleton<AccessPolicies>();
        services.AddSingleton<KeyUses>();
        services.AddHostedService(provider => provider.GetRequiredService<KeyUses>());
        services.AddSingleton<KeyLookup>();
        services.AddSingleton<JwtKeys>();
        services.AddHostedService(provider => provider.GetRequiredService<JwtKeys>());
        services.AddSingleton<JwtCallers>();
        services.AddSingleton<Authenticator>();
        services.AddSingleton<QuotaGuard>();
        services.AddHostedService<QuotaSweep>();
        services.AddSingleton<CallAdmission>();
        services.AddSingleton<RequestCheck>();
        services.AddSingleton<StreamWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<StreamWatch>());
        services.AddSingleton<AccessInterceptor>();
        services.AddSingleton<KeyMaker>();
        services.AddSingleton<AuditLog>();
        services.TryAddSingleton<IAccessAudit>(provider => provider.GetRequiredService<AuditLog>());
        services.AddHostedService(provider => provider.GetRequiredService<AuditLog>());
        services.TryAddSingleton<ITenantStanding, DefinedStanding>();
        services.TryAddSingleton<IHostDirectory, NoHosts>();
        services.AddSingleton<CallEdge>();
        services.AddSingleton<UnfinishedMessages>();
        services.AddSingleton<StopSignal>();
        services.AddSingleton<BatchGate>();
        services.AddSingleton<BatchRecorder>();
        services.AddSingleton<IntakeQuality>();
        services.AddSingleton<IntakeReporter>();
        services.AddHostedService(provider => provider.GetRequiredService<IntakeReporter>());
        services.AddSingleton<DataQualityQuery>();
        services.AddSingleton<RejectedInteractions>();
        services.AddSingleton<InteractionLister>();
        services.AddSingleton<CustomerViewReader>();
        services.AddSingleton<CustomerLister>();
        services.AddSingleton<CustomerWatch>();
        services.AddSingleton<RejectedPersons>();
        services.AddSingleton<TenantStandings>();
        services.AddSingleton<ExportPlaces>();
        services.AddSingleton<TenantExporter>();
        services.AddSingleton<TenantUsageReport>();
        services.AddSingleton<FactsDeleter>();
        services.AddSingleton<IFactsDeleter>(provider => provider.GetRequiredService<FactsDeleter>());
        services.AddSingleton<CustomerEraser>();
        services.AddSingleton<CustomerExporter>();
        services.AddSingleton<WatcherCount>();
        services.AddSingleton<ScorecardHub>();
        services.AddSingleton<SharedEvaluations>();
        services.AddSingleton<ScorecardLister>();
        services.AddSingleton<ScorecardWatch>();
        services.AddSingleton<IndicatorQuery>();
        services.AddSingleton<ScorecardRecords>();
        services.AddSingleton<ScorecardExplanations>();
        services.AddSingleton<TemplateLister>();
        services.AddSingleton<OverdueReviewLister>();
        services.AddSingleton<ObservationReader>();
        services.AddSingleton<ScorecardExporter>();
        services.AddSingleton<ScorecardImporter>();
        services.AddSingleton<JournalScan>();
        services.AddSingleton<CustomerNames>();
        services.AddSingleton<ContributorQuery>();
        services.AddSingleton<CustomerIndicatorScan>();
        services.AddSingleton<ComputedCustomerLister>();
        services.AddSingleton<CohortQuery>();
        services.AddSingleton<DriverQuery>();
        services.AddSingleton<GroupQuery>();
        services.AddSingleton<GroupMembers>();
        services.AddSingleton<BenchmarkEntries>();
        services.AddSingleton<IndustryBenchmarks>();
        services.AddSingleton<BenchmarkQuery>();
        services.AddSingleton<DefinitionEditor>();
        services.AddSingleton<DefinitionUsers>();
        services.AddSingleton<SegmentWatch>();
        services.AddSingleton<AlertRules>();
        services.AddSingleton<AlertWatch>();
        services.TryAddSingleton<WebhookOptions>();
        services.AddSingleton<WebhookDefinitions>();
        AddServices(services);
        services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = options.MaxReceiveMessageBytes;
            grpc.ResponseCompressionAlgorithm = "gzip";
            grpc.ResponseCompressionLevel = CompressionLevel.Fastest;
            grpc.Interceptors.Add<ErrorInterceptor>();
            grpc.Interceptors.Add<AccessInterceptor>();
        });
        ReplaceMethodProvider(services);
        return services;
    }

    /// <summary>The services hold no state of a call, so that one instance of each serves all.</summary>
    private static void AddServices(IServiceCollection services)
    {
        services.AddSingleton<InteractionGrpcService>();
        services.AddSingleton<CustomerGrpcService>();
        services.AddSingleton<ScorecardGrpcService>();
        services.AddSingleton<TenantGrpcService>();
        services.AddSingleton<DefinitionGrpcService>();
        services.AddSingleton<AnalysisGrpcService>();
        services.AddSingleton<BenchmarkGrpcService>();
        services.AddSingleton<ClusterGrpcService>();
        services.AddSingleton<AccessGrpcService>();
        services.AddSingleton<SegmentGrpcService>();
        services.AddSingleton<AlertGrpcService>();
        services.AddSingleton<WebhookGrpcService>();
        services.AddSingleton<AuditGrpcService>();
        services.AddSingleton<HealthGrpcService>();
        services.AddSingleton<ReflectionGrpcService>();
        services.AddSingleton<ReflectionV1AlphaGrpcService>();
    }

    /// <summary>The framework's own provider is the only one that AddGrpc registers; each method must come from one provider only.</summary>
    private static void ReplaceMethodProvider(IServiceCollection services)
    {
        services.RemoveAll(typeof(IServiceMethodProvider<>));
        services.AddSingleton(typeof(IServiceMethodProvider<>), typeof(CheckedServiceMethodProvider<>));
    }
}
