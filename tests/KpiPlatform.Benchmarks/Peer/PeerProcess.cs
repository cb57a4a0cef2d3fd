using System.Diagnostics;
using Grpc.Net.Client;
using KpiPlatform.Benchmarks.Ingest;
using KpiPlatform.Benchmarks.Suite.Measuring;

namespace KpiPlatform.Benchmarks.Peer;

/// <summary>The server that does nothing, as a process of its own under the same runtime settings as the platform's server.</summary>
internal sealed class PeerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly GrpcChannel _channel;

    private PeerProcess(Process process, string address)
    {
        _process = process;
        _channel = GrpcChannel.ForAddress(address);
        Call = new(_channel, PeerServiceBase.ServiceName, nameof(PeerServiceBase.Answer));
    }

    public RawCall Call { get; }

    public static async Task<PeerProcess> StartAsync(CancellationToken cancellationToken)
    {
        var port = BenchmarkHost.FreePort();
        var process = Process.Start(new ProcessStartInfo(
            "dotnet",
            ["exec", "--runtimeconfig", Path.Combine(AppContext.BaseDirectory, "KpiPlatform.Host.runtimeconfig.json"), typeof(PeerProcess).Assembly.Location, "peer", "--port", $"{port}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        if (await process.StandardOutput.ReadLineAsync(cancellationToken) != "ready")
            throw new InvalidOperationException("The server beside which calls are measured did not start.");
        return new(process, $"http://127.0.0.1:{port}");
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
