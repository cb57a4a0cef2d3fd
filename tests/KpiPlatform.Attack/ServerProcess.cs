using System.Collections.Concurrent;
using System.Diagnostics;
using KpiPlatform.Host;

namespace KpiPlatform.Attack;

/// <summary>The server as a process of its own, so that its memory can be told from the attacker's.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    /// <summary>The key of a platform admin that it takes.</summary>
    public const string Key = "kpi_attack_rig_0123456789abcdef";

    private const int LinesKept = 200;
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kpi-attack-");
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(string? processors)
    {
        string[] command = ["dotnet", typeof(HostProgram).Assembly.Location, "--database", Path.Combine(_folder.FullName, "kpi.db"), "--key", Key];
        if (processors is not null)
            command = ["taskset", "-c", processors, .. command];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            Environment = { ["Kpi__Address"] = "http://127.0.0.1:0", ["Kpi__WebAddress"] = "http://127.0.0.1:0", ["Kpi__LogLevel"] = "Information" },
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder.FullName,
        };
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += OnLine;
        _process.ErrorDataReceived += OnLine;
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Where it serves.</summary>
    public Uri Address => _address.Task.Result;

    /// <summary>Whether it lives.</summary>
    public bool IsAlive => !_process.HasExited;

    /// <summary>The last lines that it wrote.</summary>
    public string Output => string.Join('\n', _lines);

    /// <summary>Memory that it holds at this moment, in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.HasExited ? 0 : _process.WorkingSet64;
        }
    }

    /// <summary>Processor time that it has used so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.HasExited ? TimeSpan.Zero : _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts one on a new database and waits until it serves.</summary>
    /// <param name="processors">Which processors it may use, as taskset takes them; null for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ServerProcess> StartAsync(string? processors, CancellationToken cancellationToken)
    {
        var server = new ServerProcess(processors);
        try
        {
            await Task.WhenAny(server._address.Task, server._process.WaitForExitAsync(cancellationToken)).WaitAsync(StartPatience, cancellationToken);
            return server._address.Task.IsCompletedSuccessfully ? server : throw new InvalidOperationException($"The server ended instead of starting:\n{server.Output}");
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private void OnLine(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is not { } text)
            return;
        _lines.Enqueue(text);
        while (_lines.Count > LinesKept)
            _lines.TryDequeue(out _);
        const string Marker = "gRPC on ";
        var at = text.IndexOf(Marker, StringComparison.Ordinal);
        if (at >= 0)
            _address.TrySetResult(new Uri(text[(at + Marker.Length)..].Split([' ', ','])[0]));
    }
}
