namespace KpiPlatform.Attack.Attacks;

/// <summary>One way to harm a server.</summary>
/// <param name="Name">For the command line and the table.</param>
/// <param name="Summary">What it does.</param>
/// <param name="RunAsync">Goes on until it is cancelled.</param>
public sealed record Attack(string Name, string Summary, Func<Target, CancellationToken, Task> RunAsync)
{
    /// <summary>Gets a value indicating whether what is measured is how it builds up: its rounds are as long as that takes.</summary>
    public bool IsBuildUp { get; init; }

    /// <summary>Gets a value indicating whether what is measured is how it stands once it is built up; <see cref="Target.Build"/> says when.</summary>
    public bool BuildsUpFirst { get; init; }

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<Attack> All =
    [
        new("rapid-reset", "calls opened and reset at once (CVE-2023-44487)", Floods.RapidResetAsync),
        new("continuation", "headers that never end, with frames of one byte", Floods.ContinuationAsync),
        new("continuation-empty", "headers that never end, with empty frames", Floods.EmptyContinuationAsync),
        new("ping", "pings without end", Floods.PingAsync),
        new("settings", "settings without end", Floods.SettingsAsync),
        new("window-update", "windows widened by a byte, without end", Floods.WindowUpdateAsync),
        new("empty-data", "a message in frames of no bytes", Floods.EmptyDataAsync),
        new("header-bomb", "4 KB that stand for megabytes of headers (HPACK)", Headers.BombAsync),
        new("header-long", "one header of a megabyte", Headers.LongAsync),
        new("header-many", "thousands of headers", Headers.ManyAsync),
        new("slow-readers", "callers who ask for everything and read nothing (window 0)", Slow.ReadersAsync),
        new("slow-watchers", "watchers who read nothing while what they watch changes", Slow.WatchersAsync),
        new("slow-writers", "callers who send half a message and wait", Slow.WritersAsync),
        new("oversized", "messages that say they have gigabytes, and megabytes of them", Messages.OversizedAsync),
        new("gzip-bomb", "a megabyte that inflates to a gigabyte", Messages.GzipBombAsync),
        new("idle-opening", "connections that do nothing, while they are opened", Idle.RunAsync) { IsBuildUp = true },
        new("idle", "connections that do nothing, once all are open", Idle.RunAsync) { BuildsUpFirst = true },
    ];
}
