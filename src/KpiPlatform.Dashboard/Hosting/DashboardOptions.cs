using KpiPlatform.Dashboard.Sessions;

namespace KpiPlatform.Dashboard;

/// <summary>Settings of the dashboard. Read once, when the dashboard is built.</summary>
public sealed class DashboardOptions
{
    private static readonly TimeSpan ShortestIdleTimeout = 2 * SessionStore.TouchInterval;

    /// <summary>A session ends so long after it began, whatever its person does. Default 12 h, range 10 min to 7 days.</summary>
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromHours(12);

    /// <summary>
    /// A session ends after so long without a page being opened. Default 2 h, range 10 min to <see cref="SessionLifetime"/>: uses are noted for other hosts
    /// every 5 min, so that with less one that is used could end there.
    /// </summary>
    public TimeSpan SessionIdleTimeout { get; set; } = TimeSpan.FromHours(2);

    /// <summary>Sessions in memory; beyond it the one that was idle longest is forgotten, and read again when it goes on. Default 10,000, range 1 to 1,000,000.</summary>
    public int MaxSessions { get; set; } = 10_000;

    /// <summary>Live streams open at once; a further page shows its values and does not update itself. Default 2,000, range 0 to 100,000.</summary>
    public int MaxLiveStreams { get; set; } = 2_000;

    /// <summary>
    /// An open page is updated once in this time at most, and all that show a scorecard at the same instants. What comes faster is merged, so that a busy
    /// tenant costs the server, and a screen, no more than a quiet one. A change after a pause shows at once. Default 600 ms, range 50 ms to 10 s.
    /// </summary>
    public TimeSpan LiveInterval { get; set; } = TimeSpan.FromMilliseconds(600);

    /// <summary>A call to the platform that takes longer is given up and the page says so. Default 15 s, range 1 s to 5 min.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a page waits for what may take long before it says that it is being computed, and asks again. Default 1.5 s, range 0 to 30 s.</summary>
    public TimeSpan AnswerWait { get; set; } = TimeSpan.FromSeconds(1.5);

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="InvalidOperationException">A value is out of its range; says which, and what it may be.</exception>
    public void Validate()
    {
        Require(nameof(SessionLifetime), SessionLifetime, ShortestIdleTimeout, TimeSpan.FromDays(7));
        Require(nameof(SessionIdleTimeout), SessionIdleTimeout, ShortestIdleTimeout, SessionLifetime);
        Require(nameof(MaxSessions), MaxSessions, 1, 1_000_000);
        Require(nameof(MaxLiveStreams), MaxLiveStreams, 0, 100_000);
        Require(nameof(LiveInterval), LiveInterval, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(10));
        Require(nameof(AnswerWait), AnswerWait, TimeSpan.Zero, TimeSpan.FromSeconds(30));
        Require(nameof(CallTimeout), CallTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
    }

    private static void Require<T>(string name, T value, T min, T max)
        where T : IComparable<T>
    {
        if (value.CompareTo(min) < 0 || value.CompareTo(max) > 0)
            throw new InvalidOperationException($"{name} is {value}; it must be {min} to {max}.");
    }
}
