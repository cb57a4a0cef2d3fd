using KpiPlatform.Dashboard;
using KpiPlatform.Dashboard.Platform;
using KpiPlatform.Dashboard.Sessions;
using KpiPlatform.Domain.Access;
using KpiPlatform.Gateway;
using KpiPlatform.Gateway.Webhooks;
using KpiPlatform.Grains;
using KpiPlatform.Grains.Alerts;
using KpiPlatform.Host.Runtime;
using KpiPlatform.Host.Settings;
using KpiPlatform.Host.Telemetry;
using KpiPlatform.Host.Transport;
using KpiPlatform.Host.Web;
using KpiPlatform.Persistence;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace KpiPlatform.Host.Hosting;

/// <summary>Puts the server together. The one place that knows every part.</summary>
internal static class HostComposition
{
    /// <summary>Builds it; nothing is opened yet.</summary>
    public static WebApplication Build(KpiHostOptions options, DatabaseChoice database, Action<WebApplicationBuilder>? configure)
    {
        // Empty: no ASPNETCORE_URLS, no appsettings beyond what HostCommand has read, no console lifetime; the caller owns signals.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, options));
        AddTls(builder.Services, options);
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.ShutdownTimeout);
        AddLogging(builder.Logging, options);

        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);

        services.AddSingleton<HostFailure>();

        // Hosted services stop in the reverse of this order, after the web server: streams end, grains deactivate, then storage closes.
        services.AddHostedService<StorageService>();
        var persistence = GrainRuntimeSetup.Share(
            new PersistenceOptions
            {
                Provider = database.IsPostgreSql ? StorageProvider.PostgreSql : StorageProvider.Sqlite,
                ConnectionString = database.Text,
                AllowUnsafeDurability = options.AllowUnsafeDurability,
                TenantRole = string.IsNullOrWhiteSpace(options.TenantRole) ? null : options.TenantRole,
            },
            options);
        services.AddKpiPersistence(persistence);
        services.AddKpiGrains();
        if (persistence.Clustered)
            services.Configure<AlertOptions>(alerts => alerts.Owner = Guid.NewGuid().ToString("N"));
        GrainRuntimeSetup.AddGrains(builder, options, database);
        services.AddHostedService<IndexRecovery>();
        services.AddSingleton(options);
        services.AddSingleton<HostSampler>();
        services.AddHostedService(provider => provider.GetRequiredService<HostSampler>());
        if (options.Role != HostRole.Gateway)
        {
            services.AddHostedService<TenantResumption>();
            services.AddSingleton<TenantRemoval>();
            services.AddHostedService(provider => provider.GetRequiredService<TenantRemoval>());
            services.AddSingleton<RetentionSweep>();
            services.AddHostedService(provider => provider.GetRequiredService<RetentionSweep>());
            services.AddKpiWebhookDelivery();
        }

        services.AddSingleton(new WebhookOptions { AllowPrivate = options.WebhooksAllowPrivate });
        services.AddKpiGateway(gateway => Configure(gateway, options));
        services.AddSingleton(database);
        services.AddSingleton<IPlatformChannel, HostChannel>();
        services.AddSingleton<ISessionRecords, SessionDocuments>();
        services.AddSingleton<IFormKeys, FormKeys>();
        services.AddKpiDashboard();
        configure?.Invoke(builder);

        var application = builder.Build();
        var serves = options.Role != HostRole.Silo;
        if (serves)
            application.UseKpiDashboard();
        application.MapKpiGateway(healthAlone: !serves);
        if (serves)
            application.MapKpiDashboard();
        application.MapWebPages();
        return application;
    }

    /// <summary>Reads the certificate at once: a start that can't use it is told so before anything is opened.</summary>
    private static void AddTls(IServiceCollection services, KpiHostOptions options)
    {
        services.AddSingleton(options.Limits);
        services.AddSingleton<ConnectionGate>();
        if (options.Tls.Certificate is not { Length: > 0 })
            return;
        var fingerprint = ServerCertificate.Fingerprint(options.Tls);
        var first = ServerCertificate.Load(options.Tls, TimeProvider.System.GetUtcNow());
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<CertificateSource>(provider, options.Tls, first, fingerprint));
        services.AddHostedService(provider => provider.GetRequiredService<CertificateSource>());
    }

    private static void Listen(KestrelServerOptions kestrel, KpiHostOptions options)
    {
        kestrel.AddServerHeader = false;
        options.Limits.Apply(kestrel.Limits);
        var gate = kestrel.ApplicationServices.GetRequiredService<ConnectionGate>();
        var source = kestrel.ApplicationServices.GetService<CertificateSource>();
        Bind(ListenAddress.Parse(options.Address, "address"), HttpProtocols.Http2, HttpProtocols.Http2, options.Tls.Use);
        Bind(ListenAddress.Parse(options.WebAddress, "web-address"), HttpProtocols.Http1, HttpProtocols.Http1AndHttp2, ClientCertificateUse.None);

        void Bind(ListenAddress address, HttpProtocols inTheClear, HttpProtocols withTls, ClientCertificateUse use)
        {
            if (address.Addresses.Count == 0)
                kestrel.ListenAnyIP(address.Port, Serve);
            foreach (var ip in address.Addresses)
                kestrel.Listen(ip, address.Port, Serve);

            void Serve(ListenOptions listen)
            {
                listen.Protocols = address.IsSecure ? withTls : inTheClear;
                gate.Guard(listen);
                if (address.IsSecure)
                    listen.UseTls(source!, options.Tls, use);
                listen.UseParting();
                listen.UseFloodGuard(options.Limits, kestrel.ApplicationServices.GetRequiredService<TimeProvider>());
            }
        }
    }

    private static void Configure(GatewayOptions gateway, KpiHostOptions options)
    {
        foreach (var key in options.AccessKeys())
            gateway.AccessKeys.Add(key);

        gateway.Jwt = options.Jwt;
        gateway.AllowAnonymous = options.Anonymous;
        gateway.MaxReceiveMessageBytes = options.Limits.MessageBytesMax;
        gateway.MaxUnfinishedBytes = options.Limits.UnfinishedBytesMax;
        gateway.MessageTimeout = options.Limits.MessageTimeout;
        gateway.ReadTimeout = options.Limits.ReadTimeout;

        // What makes the demo's tenant and its key; nobody is told.
        if (options.Demo)
            gateway.AccessKeys.Insert(0, ApiKey.Create());
    }

    private static void AddLogging(ILoggingBuilder logging, KpiHostOptions options)
    {
        var level = options.LogLevel;
        logging.SetMinimumLevel(level);

        // Requests are in traces and metrics; a line for each would drown the rest.
        logging.AddFilter("Microsoft", level > LogLevel.Warning ? level : LogLevel.Warning);
        logging.AddFilter("Npgsql", level > LogLevel.Warning ? level : LogLevel.Warning);
        logging.AddFilter("Orleans", level > LogLevel.Warning ? level : LogLevel.Warning);
        logging.AddFilter("Polly", level > LogLevel.Warning ? level : LogLevel.Warning);
        logging.AddFilter("Grpc", level > LogLevel.Warning ? level : LogLevel.Warning);

        // A warning for each call that a full mailbox refuses: hundreds of megabytes in minutes, written by a host that has too much to do.
        logging.AddFilter("Orleans.Grain", level > LogLevel.Error ? level : LogLevel.Error);

        // What it logs it also throws, and that is told in one line.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        if (options.OtlpEndpoint is { Length: > 0 } endpoint)
            TelemetryPipeline.AddLogs(logging, new Uri(endpoint));
        if (options.LogFormat == LogFormat.Json)
        {
            logging.Configure(factory => factory.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
            logging.AddJsonConsole(console =>
            {
                console.IncludeScopes = true;
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            });
            return;
        }

        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.ColorBehavior = LoggerColorBehavior.Default;
        });
    }
}
