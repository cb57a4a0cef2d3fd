using Grpc.Core;
using Grpc.Net.Client;
using KpiPlatform.Dashboard.Platform;
using KpiPlatform.Host.Transport;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace KpiPlatform.Host.Web;

/// <summary>
/// The dashboard's way to the services: this host's own gRPC address, so that its calls pass the same checks, limits and measurements as
/// any other client's. Connects when it is first asked, since the port may not be known before. Thread-safe.
/// </summary>
internal sealed class HostChannel : IPlatformChannel, IDisposable
{
    private readonly Lazy<GrpcChannel> _channel;
    private readonly Lazy<CallInvoker> _invoker;

    public HostChannel(IServer server, IServiceProvider services)
    {
        _channel = new(() => Connect(server, services.GetService<CertificateSource>()));
        _invoker = new(() => _channel.Value.CreateCallInvoker());
    }

    /// <inheritdoc/>
    public CallInvoker Invoker => _invoker.Value;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_channel.IsValueCreated)
            _channel.Value.Dispose();
    }

    private static GrpcChannel Connect(IServer server, CertificateSource? certificates)
    {
        // Addresses are in the order in which they were configured: gRPC first.
        var bound = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? throw new InvalidOperationException("The server does not listen yet.");
        return GrpcChannel.ForAddress(KpiHost.Reachable(new Uri(bound)), new GrpcChannelOptions
        {
            HttpHandler = OwnConnection.Handler(certificates),
            DisposeHttpClient = true,
            MaxReceiveMessageSize = null,
        });
    }
}
