using KpiPlatform.Crash.Overload;

namespace KpiPlatform.Crash;

/// <summary>All ways to die, in the order of "all".</summary>
internal static class Scenarios
{
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("stages", "kill -9 at every stage of ingestion.", true, true, StageKills.RunAsync),
        new("any-moment", "kill -9 at any moment.", true, true, RandomKills.RunAsync) { ShortOn = "postgres" },
        new("database-crash", "PostgreSQL stopped at once while commits are under way, and started again.", false, true, DatabaseFaults.CrashAsync),
        new("connection-cut", "Connections of the server cut while commits are under way.", false, true, DatabaseFaults.CutAsync),
        new("commit-in-doubt", "The connection cut, or PostgreSQL stopped, in the middle of a commit's bytes and between commit and reply.", false, true, CommitFaults.RunAsync),
        new("wal-cut", "kill -9, then the write-ahead log of SQLite cut at any byte.", true, false, FileFaults.CutWalAsync),
        new("disk-full", "The disk of SQLite full while commits are under way, then room again.", true, false, FileFaults.FillDiskAsync) { DiskMegabytes = 64 },
        new("bit-flip", "A bit flipped in a stored row.", true, true, BitFlips.RunAsync) { ShortOn = "sqlite" },
        new("overload", "Three times the rate that the server can do is offered.", true, true, OverloadScenarios.FloodAsync) { ShortOn = "postgres" },
        new("stalled-watchers", "A thousand watchers are opened and never read.", true, true, OverloadScenarios.StalledWatchersAsync) { ShortOn = "sqlite" },
        new("stop-under-load", "SIGTERM while everything is sent that the server takes.", true, true, OverloadScenarios.StopUnderLoadAsync) { ShortOn = "postgres" },
    ];
}
