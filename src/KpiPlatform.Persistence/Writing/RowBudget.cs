namespace KpiPlatform.Persistence.Writing;

/// <summary>
/// How many rows the next commit may take: as many as fit the target time, learnt from full commits alone (a commit that took all
/// there was says little about more). Moves by a factor between ½ and 2 at a time, so that one slow flush does not halve throughput for long.
/// </summary>
internal sealed class RowBudget(JournalWriterOptions options)
{
    // Smaller commits would spend more on themselves than on their rows, on a slow database most of all.
    private const int MinRows = 1_000;

    /// <summary>Rows.</summary>
    public int Rows { get; private set; } = Math.Min(1_000, options.MaxCommitRows);

    /// <summary>Learns from a commit that left something behind.</summary>
    public void Learn(TimeSpan duration)
    {
        var factor = Math.Clamp(options.TargetCommitTime / Max(duration, TimeSpan.FromMicroseconds(100)), 0.5, 2.0);
        Rows = Math.Clamp((int)(Rows * factor), Math.Min(MinRows, options.MaxCommitRows), options.MaxCommitRows);
    }

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;
}
