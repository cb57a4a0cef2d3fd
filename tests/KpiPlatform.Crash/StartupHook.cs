using System.Diagnostics.Metrics;
using System.Globalization;
using System.Runtime.InteropServices;
using KpiPlatform.Domain.Journal;

/// <summary>
/// Runs inside the server before its own Main, where DOTNET_STARTUP_HOOKS names this assembly: kills the process at a stage of
/// ingestion, as the rig said by <see cref="Variable"/>, or tells of damaged rows as said by <see cref="DamageVariable"/>. The server's own binaries are those that users run.
/// </summary>
internal static class StartupHook
{
    /// <summary>"Stage:pass:delay": at the so-many-th pass of the stage, after a delay in microseconds.</summary>
    public const string Variable = "KPI_CRASH_AT";

    /// <summary>Set: every damaged row that is found makes a line of its own in the output.</summary>
    public const string DamageVariable = "KPI_TELL_DAMAGE";

    /// <summary>That line.</summary>
    public const string DamagedRow = "A damaged row was found.";

    private const int KillSignal = 9;
    private const string DamagedRows = "kpi.storage.rows.damaged";
    private static int _passes;
    private static MeterListener? _damage;

    /// <summary>Called by the runtime.</summary>
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(DamageVariable) is not null)
            TellDamage();
        if (Environment.GetEnvironmentVariable(Variable)?.Split(':') is not [var name, var pass, var delay])
            return;
        var stage = Enum.Parse<IngestStage>(name);
        var target = int.Parse(pass, CultureInfo.InvariantCulture);
        var microseconds = int.Parse(delay, CultureInfo.InvariantCulture);
        IngestStages.Observe(passed =>
        {
            if (passed != stage || Interlocked.Increment(ref _passes) != target)
                return;
            if (microseconds == 0)
                Die();
            _ = Task.Delay(TimeSpan.FromMicroseconds(microseconds)).ContinueWith(_ => Die(), TaskScheduler.Default);
        });
    }

    private static void TellDamage()
    {
        _damage = new() { InstrumentPublished = (instrument, listener) => { if (instrument.Name == DamagedRows) listener.EnableMeasurementEvents(instrument); } };
        _damage.SetMeasurementEventCallback<long>((_, _, _, _) => Console.WriteLine(DamagedRow));
        _damage.Start();
    }

    // Nothing is flushed, no handler runs.
    private static void Die() => _ = kill(Environment.ProcessId, KillSignal);

    [DllImport("libc", SetLastError = true)]
    private static extern int kill(int process, int signal);
}
