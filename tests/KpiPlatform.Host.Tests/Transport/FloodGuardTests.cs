using System.IO.Pipelines;
using System.Text;
using KpiPlatform.Host.Transport;
using KpiPlatform.Testing.Time;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace KpiPlatform.Host.Tests.Transport;

public sealed class FloodGuardTests
{
    // The web address speaks HTTP/1.1 in the clear, and with TLS what the handshake came to.
    [Theory]
    [InlineData(HttpProtocols.Http2, null, true)]
    [InlineData(HttpProtocols.Http1AndHttp2, "h2", true)]
    [InlineData(HttpProtocols.Http1AndHttp2, "http/1.1", false)]
    [InlineData(HttpProtocols.Http1, null, false)]
    public async Task Run_ByWhatTheConnectionSpeaks_GuardsHttp2(HttpProtocols protocols, string? chosen, bool isGuarded)
    {
        var connection = new DefaultConnectionContext { Transport = new Ends(new Pipe().Reader, new Pipe().Writer) };
        if (chosen is not null)
            connection.Features.Set<ITlsApplicationProtocolFeature>(new Chosen(Encoding.ASCII.GetBytes(chosen)));
        var own = connection.Transport;
        IDuplexPipe? seen = null;

        await FloodGuard.RunAsync(
            protocols,
            connection,
            running =>
            {
                seen = running.Transport;
                return Task.CompletedTask;
            },
            new TransportLimits(),
            new ManualTimeProvider());

        (seen!.Input is FloodGuard.GuardedReader).ShouldBe(isGuarded);
        connection.Transport.ShouldBeSameAs(own);
    }

    private sealed record Chosen(ReadOnlyMemory<byte> ApplicationProtocol) : ITlsApplicationProtocolFeature;

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
