namespace KpiPlatform.Grains.Measures;

/// <summary>Options of measures grains.</summary>
public sealed class MeasuresOptions
{
    /// <summary>How often changed cells are written. Default 5 s. After a crash what is newer is folded again from the commit deltas.</summary>
    public TimeSpan CheckpointInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the journal is asked for what nobody pushed (a dead host's commits). Default 15 s.</summary>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Scorecards are told of changes at most so long after they were told last: one millisecond for each that is told, so that telling costs little
    /// however many there are, up to this; of the first change after a longer pause at once. Default 50 ms.
    /// </summary>
    public TimeSpan NotifyDelay { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// How far behind now cells are compared with the journal: what was given its recording time by then has been committed by now.
    /// More than a commit can take. Default 15 s.
    /// </summary>
    public TimeSpan VerifyDelay { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Results of folding the journal kept. Default 8.</summary>
    public int CustomPeriodsKept { get; set; } = 8;
}
