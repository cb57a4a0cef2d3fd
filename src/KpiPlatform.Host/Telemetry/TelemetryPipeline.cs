using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace KpiPlatform.Host.Telemetry;

/// <summary>
/// Sends metrics and traces as OTLP over gRPC. A trace reaches from the call on the wire (Microsoft.AspNetCore) through the grains to the
/// commit (KpiPlatform.*). Disposing it sends what is left.
/// </summary>
internal sealed class TelemetryPipeline : IDisposable
{
    private const string OwnSources = "KpiPlatform.*";
    private static readonly string[] PlatformMeters = [OwnSources, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime", "Npgsql"];
    private static readonly string[] PlatformSources = [OwnSources, "Microsoft.AspNetCore"];
    private const int FlushTimeoutMilliseconds = 5_000;

    private readonly MeterProvider _metrics;
    private readonly TracerProvider _traces;

    private TelemetryPipeline(MeterProvider metrics, TracerProvider traces)
    {
        _metrics = metrics;
        _traces = traces;
    }

    /// <summary>Starts sending.</summary>
    /// <param name="endpoint">The collector, such as http://127.0.0.1:4317.</param>
    public static TelemetryPipeline Start(Uri endpoint)
    {
        // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES come last and win.
        var resource = ResourceBuilder.CreateEmpty()
            .AddService(
                "kpi-platform",
                serviceVersion: ServerVersion.Text,
                serviceInstanceId: $"{Environment.MachineName}-{Environment.ProcessId}")
            .AddTelemetrySdk()
            .AddEnvironmentVariableDetector();
        var metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(PlatformMeters)
            .AddOtlpExporter(options => Configure(options, endpoint))
            .Build();
        var traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource(PlatformSources)
            .AddOtlpExporter(options => Configure(options, endpoint))
            .Build();
        return new(metrics, traces);
    }

    /// <summary>Sends everything gathered so far.</summary>
    public void Flush()
    {
        _traces.ForceFlush(FlushTimeoutMilliseconds);
        _metrics.ForceFlush(FlushTimeoutMilliseconds);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Flush();
        _traces.Dispose();
        _metrics.Dispose();
    }

    private static void Configure(OtlpExporterOptions options, Uri endpoint)
    {
        options.Endpoint = endpoint;
        options.Protocol = OtlpExportProtocol.Grpc;
    }
}
