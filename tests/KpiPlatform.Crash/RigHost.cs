using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using KpiPlatform.Host;

namespace KpiPlatform.Crash;

/// <summary>The server as a process of its own, to be killed.</summary>
internal sealed class RigHost : IAsyncDisposable
{
    /// <summary>The key that the server takes and the rig sends.</summary>
    public const string Key = "kpi_crash_rig_0123456789abcdef";

    private const int LinesKept = 200;
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ExitPatience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private int _damagedRows;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RigHost(string database, string? crashAt, bool countsDamage)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(HostProgram).Assembly.Location, "--database", database, "--key", Key])
        {
            Environment = { ["Kpi__Address"] = "http://127.0.0.1:0", ["Kpi__WebAddress"] = "http://127.0.0.1:0" },
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        if (crashAt is not null || countsDamage)
            start.Environment["DOTNET_STARTUP_HOOKS"] = typeof(RigHost).Assembly.Location;
        start.Environment[StartupHook.Variable] = crashAt;
        start.Environment[StartupHook.DamageVariable] = countsDamage ? "1" : null;

        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += OnLine;
        _process.ErrorDataReceived += OnLine;
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Exited = _process.WaitForExitAsync();
    }

    /// <summary>Completes when the process has ended, however.</summary>
    public Task Exited { get; }

    /// <summary>Rows that it found damaged so far, if it was to count them.</summary>
    public int DamagedRows => Volatile.Read(ref _damagedRows);

    /// <summary>The last lines that it wrote.</summary>
    public string Output => string.Join('\n', _lines);

    /// <summary>Starts a server and waits until it serves.</summary>
    /// <param name="database">As on the server's command line.</param>
    /// <param name="crashAt">When it is to kill itself, see <see cref="StartupHook.Variable"/>; null for never.</param>
    /// <param name="countsDamage">Whether it is to tell of every damaged row that it reads.</param>
    /// <param name="cancellationToken">Ends the server and the wait.</param>
    /// <returns>The server and its address; no address if it died before it served.</returns>
    public static async Task<(RigHost Host, Uri? Address)> StartAsync(string database, string? crashAt, bool countsDamage, CancellationToken cancellationToken)
    {
        var host = new RigHost(database, crashAt, countsDamage);
        try
        {
            await Task.WhenAny(host._address.Task, host.Exited).WaitAsync(StartPatience, cancellationToken);
            if (host._address.Task.IsCompleted)
                return (host, await host._address.Task);
            if (crashAt is not null)
                return (host, null);
            throw new RigException($"The server ended instead of starting:\n{host.Output}");
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await Exited.WaitAsync(ExitPatience);
    }

    /// <summary>SIGTERM: a graceful stop. Fails if it ends otherwise than as it should, or takes longer than a minute.</summary>
    public async Task<TimeSpan> StopAsync()
    {
        var watch = Stopwatch.StartNew();
        using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        await Exited.WaitAsync(ExitPatience);
        if (_process.ExitCode != 0)
            throw new RigException($"The server stopped with exit code {_process.ExitCode}:\n{Output}");
        return watch.Elapsed;
    }

    /// <summary>Memory that the process holds at this moment, in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private void OnLine(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is not { } text)
            return;
        _lines.Enqueue(text);
        while (_lines.Count > LinesKept)
            _lines.TryDequeue(out _);
        if (text == StartupHook.DamagedRow)
            Interlocked.Increment(ref _damagedRows);
        const string Marker = "gRPC on ";
        var at = text.IndexOf(Marker, StringComparison.Ordinal);
        if (at >= 0)
            _address.TrySetResult(new Uri(text[(at + Marker.Length)..].Split([' ', ','])[0]));
    }
}
