using System.Collections.Concurrent;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace KpiPlatform.EndToEnd.Tests.Telemetry;

/// <summary>
/// A collector that keeps what it is sent. It speaks just enough OTLP over gRPC, and reads just enough of its messages (opentelemetry-proto
/// 1.x field numbers), for a test.
/// </summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private const int GrpcPrefixBytes = 5;
    private readonly WebApplication _application;
    private readonly ConcurrentQueue<(string Path, byte[] Message)> _received = new();

    private OtlpReceiver()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        _application = builder.Build();
        _application.Run(ReceiveAsync);
    }

    public Uri Endpoint => new(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>Names of the metrics received.</summary>
    public IReadOnlySet<string> Metrics => Messages("MetricsService")
        .SelectMany(message => Children(message, 1))   // resource_metrics
        .SelectMany(resource => Children(resource, 2)) // scope_metrics
        .SelectMany(scope => Children(scope, 2))       // metrics
        .Select(metric => Text(metric, 1))
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>Spans received.</summary>
    public IReadOnlyList<(string Source, string Name, string TraceId)> Spans =>
    [
        .. from message in Messages("TraceService")
           from resource in Children(message, 1)
           from scope in Children(resource, 2)
           let source = Text(Children(scope, 1).Single(), 1)
           from span in Children(scope, 2)
           select (source, Text(span, 5), Convert.ToHexString(Children(span, 1).Single())),
    ];

    /// <summary>Attributes of the resource that sent them, such as service.name.</summary>
    public IReadOnlyDictionary<string, string> Resource => Messages("TraceService")
        .SelectMany(message => Children(message, 1))
        .SelectMany(resourceSpans => Children(resourceSpans, 1))
        .SelectMany(resource => Children(resource, 1))
        .Select(attribute => (Key: Text(attribute, 1), Value: Text(Children(attribute, 2).Single(), 1)))
        .DistinctBy(attribute => attribute.Key)
        .ToDictionary(attribute => attribute.Key, attribute => attribute.Value, StringComparer.Ordinal);

    public static async Task<OtlpReceiver> StartAsync()
    {
        var receiver = new OtlpReceiver();
        await receiver._application.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static IEnumerable<byte[]> Children(byte[] message, int field)
    {
        var found = new List<byte[]>();
        var input = new CodedInputStream(message);
        while (input.ReadTag() is var tag && tag != 0)
        {
            if (tag == WireFormat.MakeTag(field, WireFormat.WireType.LengthDelimited))
                found.Add(input.ReadBytes().ToByteArray());
            else
                input.SkipLastField();
        }

        return found;
    }

    private static string Text(byte[] message, int field) => Children(message, field).Select(System.Text.Encoding.UTF8.GetString).FirstOrDefault(string.Empty);

    private IEnumerable<byte[]> Messages(string service) =>
        _received.Where(received => received.Path.Contains(service, StringComparison.Ordinal)).Select(received => received.Message);

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        _received.Enqueue((context.Request.Path.Value!, body.ToArray()[GrpcPrefixBytes..]));
        context.Response.ContentType = "application/grpc";
        context.Response.DeclareTrailer("grpc-status");
        await context.Response.Body.WriteAsync(new byte[GrpcPrefixBytes]);
        context.Response.AppendTrailer("grpc-status", "0");
    }
}
