using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace KpiPlatform.Host.Telemetry;

/// <summary>
/// Sends metrics, traces and logs as OTLP over gRPC. A trace reaches from the call on the wire (Microsoft.AspNetCore) through the grains to the
/// commit (KpiPlatform.*). Disposing it sends what is left.
/// </summary>
internal sealed class TelemetryPipeline : IDisposable
{
    private const string OwnSources = "KpiPlatform.*";
    private static readonly string[] PlatformMeters = [OwnSources, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime", "Npgsql", "Microsoft.Orleans"];
    private static readonly string[] PlatformSources = [OwnSources, "Microsoft.AspNetCore"];
    private const int FlushTimeoutMilliseconds = 5_000;

    private static readonly double[] Seconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
    private static readonly double[] Counts = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000];

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
        var resource = Resource();
        var metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(PlatformMeters)
            .AddView(Boundaries)
            .AddOtlpExporter(options => Configure(options, endpoint))
            .Build();
        var traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource(PlatformSources)
            .AddOtlpExporter(options => Configure(options, endpoint))
            .Build();
        return new(metrics, traces);
    }

    /// <summary>Sends lines of the log as well, each with the ids of the trace and span that it was written in.</summary>
    /// <param name="logging">The log.</param>
    /// <param name="endpoint">The collector.</param>
    public static void AddLogs(ILoggingBuilder logging, Uri endpoint) =>
        logging.AddOpenTelemetry(logs =>
        {
            logs.SetResourceBuilder(Resource());
            logs.IncludeScopes = true;
            logs.IncludeFormattedMessage = true;
            logs.AddOtlpExporter(options => Configure(options, endpoint));
        });

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

    // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES come last and win.
    private static ResourceBuilder Resource() =>
        ResourceBuilder.CreateEmpty()
            .AddService(
                "kpi-platform",
                serviceVersion: ServerVersion.Text,
                serviceInstanceId: $"{Environment.MachineName}-{Environment.ProcessId}")
            .AddTelemetrySdk()
            .AddEnvironmentVariableDetector();

    // The library's own boundaries are made for milliseconds: everything here would be in the first bucket.
    private static MetricStreamConfiguration? Boundaries(Instrument instrument) =>
        !instrument.Meter.Name.StartsWith("KpiPlatform.", StringComparison.Ordinal) || !instrument.GetType().Name.StartsWith("Histogram", StringComparison.Ordinal) ? null
        : instrument.Unit == "s" ? new ExplicitBucketHistogramConfiguration { Boundaries = Seconds }
        : new ExplicitBucketHistogramConfiguration { Boundaries = Counts };

    private static void Configure(OtlpExporterOptions options, Uri endpoint)
    {
        options.Endpoint = endpoint;
        options.Protocol = OtlpExportProtocol.Grpc;
    }
}
