using System.Diagnostics.Tracing;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

/// <summary>
/// Runs inside the server before its own Main, where DOTNET_STARTUP_HOOKS names this assembly: answers on a port what the process has
/// allocated and how long its collector paused. The server's own binaries are those that users run.
/// </summary>
internal static class StartupHook
{
    /// <summary>Names the port.</summary>
    public const string Variable = "KPI_BENCHMARK_PROBE";

    /// <summary>Asks for figures.</summary>
    public const string Tell = "tell";

    /// <summary>Asks for figures after a full collection.</summary>
    public const string Collect = "collect";

    private static PauseListener? _pauses;

    /// <summary>Called by the runtime.</summary>
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } port)
            return;
        _pauses = new();
        var listener = new TcpListener(IPAddress.Loopback, int.Parse(port, CultureInfo.InvariantCulture));
        listener.Start();
        _ = ServeAsync(listener);
    }

    private static async Task ServeAsync(TcpListener listener)
    {
        while (true)
        {
            using var client = await listener.AcceptTcpClientAsync();
            using var reader = new StreamReader(client.GetStream());
            await using var writer = new StreamWriter(client.GetStream());
            if (await reader.ReadLineAsync() == Collect)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                GC.WaitForPendingFinalizers();
            }

            var allocated = GC.GetTotalAllocatedBytes(precise: true);
            await writer.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{allocated} {GC.GetTotalMemory(forceFullCollection: false)} {_pauses!.Text}"));
        }
    }

    /// <summary>From when the collector begins to stop all threads until they run again.</summary>
    private sealed class PauseListener : EventListener
    {
        private const EventKeywords Collector = (EventKeywords)1;
        private const uint ForCollection = 1;
        private const uint ForPreparation = 6;
        private readonly List<double> _milliseconds = [];
        private DateTime? _since;

        public string Text
        {
            get
            {
                lock (_milliseconds)
                    return string.Join(' ', _milliseconds.Select(pause => pause.ToString("F4", CultureInfo.InvariantCulture)));
            }
        }

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "Microsoft-Windows-DotNETRuntime")
                EnableEvents(eventSource, EventLevel.Informational, Collector);
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.EventName?.StartsWith("GCSuspendEEBegin", StringComparison.Ordinal) == true)
            {
                _since = eventData.Payload?[0] is uint and (ForCollection or ForPreparation) ? eventData.TimeStamp : null;
            }
            else if (_since is { } since && eventData.EventName?.StartsWith("GCRestartEEEnd", StringComparison.Ordinal) == true)
            {
                lock (_milliseconds)
                    _milliseconds.Add((eventData.TimeStamp - since).TotalMilliseconds);
                _since = null;
            }
        }
    }
}
