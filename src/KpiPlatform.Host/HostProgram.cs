using System.CommandLine;
using System.Runtime.InteropServices;
using KpiPlatform.Host.Settings;

namespace KpiPlatform.Host;

/// <summary>The server as a program: command line, signals, exit code.</summary>
public static class HostProgram
{
    /// <summary>Exit code if the server could not start or failed.</summary>
    public const int Failed = 1;

    /// <summary>Exit code if a second signal ended a graceful stop before its end: 128 + SIGINT.</summary>
    public const int Aborted = 130;

    private const int WrongCommandLine = 2;

    // Ctrl-C, and supervisors that signal a whole group, reach a process twice at once through its parent; that is one signal.
    private static readonly TimeSpan SameSignal = TimeSpan.FromSeconds(1);

    /// <summary>Runs the server until a signal (SIGINT, SIGTERM) or the token stops it gracefully; a second signal aborts.</summary>
    /// <param name="args">The command line; see --help.</param>
    /// <param name="cancellationToken">Stops it gracefully.</param>
    /// <returns>Exit code: 0 after a graceful stop, 1 if it failed, 2 if the command line is wrong, 130 if the stop was cut short.</returns>
    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(args);
        var result = CreateCommand().Parse(args);
        foreach (var error in result.Errors)
            await Console.Error.WriteLineAsync(error.Message.AsMemory(), cancellationToken);
        if (result.Errors.Count > 0)
        {
            await Console.Error.WriteLineAsync("See --help.".AsMemory(), cancellationToken);
            return WrongCommandLine;
        }

        try
        {
            // Signals are the server's own: it needs longer to stop than a command does.
            return await result.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false }, cancellationToken);
        }
        catch (HostException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message.ReplaceLineEndings(" ").AsMemory(), CancellationToken.None);
            return Failed;
        }
    }

    /// <summary>The server's command, for a tool that offers it beside its own. Its action throws <see cref="HostException"/> if the server cannot start.</summary>
    /// <param name="name">Its name there, such as "serve"; null for a root command.</param>
    public static Command CreateCommand(string? name = null) => new HostCommand().Create(name, RunAsync);

    private static async Task<int> RunAsync(KpiHostOptions options, CancellationToken cancellationToken)
    {
        var firstSignal = 0L;
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        try
        {
            await using var host = await KpiHost.StartAsync(options, configure: null, stopping.Token);
            await host.WaitForStopAsync(stopping.Token);
            if (host.HasFailed)
                return Failed;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Told to stop before it had started.
        }

        return 0;

        void OnSignal(PosixSignalContext context)
        {
            context.Cancel = true;
            if (Interlocked.CompareExchange(ref firstSignal, TimeProvider.System.GetTimestamp(), 0) is var first && first == 0)
                stopping.Cancel();
            else if (TimeProvider.System.GetElapsedTime(first) > SameSignal)
                Environment.Exit(Aborted);
        }
    }
}
