using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using KpiPlatform.Host;

namespace KpiPlatform.EndToEnd.Tests.Lifecycle;

/// <summary>The built server as a process of its own, on free ports.</summary>
internal sealed partial class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly SemaphoreSlim _line = new(0);
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HostProcess(bool anonymous, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(HostProgram).Assembly.Location, .. arguments])
        {
            // Beside what the arguments say, which counts more.
            Environment = { ["Kpi__Address"] = "http://127.0.0.1:0", ["Kpi__WebAddress"] = "http://127.0.0.1:0", ["Kpi__Anonymous"] = anonymous ? "true" : "false" },
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += OnLine;
        _process.ErrorDataReceived += OnLine;
        _process.Exited += (_, _) => _address.TrySetException(new InvalidOperationException($"The server ended: {Output}"));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Output => string.Join('\n', _output);

    /// <summary>Starts a server and waits until it serves.</summary>
    public static async Task<(HostProcess Process, Uri Address)> ServeAsync(string database, params IEnumerable<string> arguments)
    {
        var process = new HostProcess(anonymous: true, ["--database", database, .. arguments]);
        return (process, await process._address.Task.WaitAsync(Patience));
    }

    /// <summary>As the other, closed to calls without a key.</summary>
    public static async Task<(HostProcess Process, Uri Address)> ServeClosedAsync(string database, params IEnumerable<string> arguments)
    {
        var process = new HostProcess(anonymous: false, ["--database", database, .. arguments]);
        return (process, await process._address.Task.WaitAsync(Patience));
    }

    /// <summary>Runs one that is not expected to serve, to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(params IEnumerable<string> arguments)
    {
        await using var process = new HostProcess(anonymous: true, arguments);
        process._address.Task.ContinueWith(task => task.Exception, TaskScheduler.Default).Forget();
        return (await process.ExitAsync(), process.Output);
    }

    /// <summary>Waits until the server has written a text.</summary>
    public async Task OutputAsync(string text, TimeSpan patience)
    {
        using var timeout = new CancellationTokenSource(patience);
        while (!Output.Contains(text, StringComparison.Ordinal))
        {
            await _line.WaitAsync(timeout.Token);
            _process.HasExited.ShouldBeFalse(Output);
        }
    }

    /// <summary>SIGKILL: nothing is flushed, nothing is said.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Patience);
    }

    /// <summary>Sends a signal by name, such as TERM.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", ["-" + name, _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Whether it ends within a time.</summary>
    public async Task<bool> HasExitedAsync(TimeSpan within)
    {
        using var timeout = new CancellationTokenSource(within);
        await _process.WaitForExitAsync(timeout.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        return _process.HasExited;
    }

    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
        _line.Dispose();
    }

    private void OnLine(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null)
        {
            // The end of its output: whoever waits for more is to look again.
            _line.Release();
            return;
        }

        _output.Enqueue(line.Data);
        _line.Release();
        if (Serving().Match(line.Data) is { Success: true } match)
            _address.TrySetResult(new Uri(match.Groups["address"].Value));
    }

    [GeneratedRegex("gRPC on (?<address>http://[^,]+),", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Serving();
}
