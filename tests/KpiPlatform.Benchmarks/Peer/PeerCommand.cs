using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace KpiPlatform.Benchmarks.Peer;

/// <summary>A gRPC server that does nothing but answer: what calls cost by themselves. Ends with its standard input.</summary>
internal sealed class PeerCommand : IBenchmarkCommand
{
    public string Name => "peer";

    public string Summary => "a gRPC server that answers with static bytes, for others to be measured beside; --port N";

    public async Task RunAsync(BenchmarkArguments arguments, BenchmarkReport report, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, arguments.GetInt32("port", 0), listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc();
        await using var application = builder.Build();
        application.MapGrpcService<PeerService>();
        await application.StartAsync(cancellationToken);
        await Console.Out.WriteLineAsync("ready");
        await Console.In.ReadLineAsync(cancellationToken);
    }
}
