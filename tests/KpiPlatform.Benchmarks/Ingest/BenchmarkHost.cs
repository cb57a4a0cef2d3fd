using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using KpiPlatform.Benchmarks.Suite.Measuring;

namespace KpiPlatform.Benchmarks.Ingest;

/// <summary>The server as a process of its own, as users run it.</summary>
internal sealed class BenchmarkHost : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ReadyPoll = TimeSpan.FromMilliseconds(100);
    private readonly Process _process;
    private readonly string _web;
    private readonly int _probePort;
    private bool _isDisposed;

    private BenchmarkHost(Process process, string address, string web, int probePort)
    {
        _process = process;
        Address = address;
        _web = web;
        _probePort = probePort;
    }

    public string Address { get; }

    public string WebAddress => _web;

    /// <summary>Processor time that the server has used so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public bool HasExited => _process.HasExited;

    /// <summary>Starts the process and does not wait for it.</summary>
    /// <param name="database">As on the server's command line.</param>
    /// <param name="isProbed">Whether it answers what it allocates and how long its collector pauses, see <see cref="ProbeAsync"/>.</param>
    public static BenchmarkHost Launch(string database, bool isProbed = false)
    {
        var address = $"http://127.0.0.1:{FreePort()}";
        var web = $"http://127.0.0.1:{FreePort()}";
        var start = new ProcessStartInfo(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "KpiPlatform.Host.dll"), "--database", database, "--address", address, "--web-address", web, "--log-level", "Warning", "--anonymous"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        var probePort = 0;
        if (isProbed)
        {
            probePort = FreePort();
            start.Environment["DOTNET_STARTUP_HOOKS"] = typeof(BenchmarkHost).Assembly.Location;
            start.Environment[StartupHook.Variable] = probePort.ToString();
        }

        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return new BenchmarkHost(process, address, web, probePort);
    }

    /// <summary>Starts the process and waits until it serves.</summary>
    public static async Task<BenchmarkHost> StartAsync(string database, CancellationToken cancellationToken, bool isProbed = false)
    {
        var host = Launch(database, isProbed);
        using var http = new HttpClient();
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < StartLimit && !host.HasExited)
        {
            try
            {
                if ((await http.GetAsync($"{host._web}/health/ready", cancellationToken)).IsSuccessStatusCode)
                    return host;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(ReadyPoll, cancellationToken);
        }

        await host.DisposeAsync();
        throw new InvalidOperationException("The host did not become ready.");
    }

    /// <summary>Asks the process what it allocated so far and how long it was paused; only if it was started with a probe.</summary>
    /// <param name="collect">Whether to collect everything first, so that what is held is what is needed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ProbeAnswer> ProbeAsync(bool collect, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _probePort, cancellationToken);
        await using var writer = new StreamWriter(client.GetStream()) { AutoFlush = true };
        using var reader = new StreamReader(client.GetStream());
        await writer.WriteLineAsync((collect ? StartupHook.Collect : StartupHook.Tell).AsMemory(), cancellationToken);
        return ProbeAnswer.Parse(await reader.ReadLineAsync(cancellationToken) ?? throw new InvalidOperationException("The probe did not answer."));
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        if (!_process.HasExited)
        {
            // SIGTERM: a graceful stop.
            using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString()]);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
