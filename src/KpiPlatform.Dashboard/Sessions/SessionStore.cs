using System.Collections.Concurrent;

namespace KpiPlatform.Dashboard.Sessions;

/// <summary>
/// The sessions, in memory: a key is never written anywhere by the dashboard, at the price that a restart signs everybody out. Thread-safe.
/// </summary>
public sealed class SessionStore(DashboardOptions options, TimeProvider time)
{
    // Ids are random: equal ones are found by hash, and a comparison that takes a little longer tells nobody which bits were right.
    private readonly ConcurrentDictionary<string, Session> _sessions = new(StringComparer.Ordinal);

    /// <summary>Sessions kept, those included that have ended by time and were not asked for since.</summary>
    public int Count => _sessions.Count;

    /// <summary>Begins a session.</summary>
    /// <param name="key">Access key, checked; null where the server is open.</param>
    /// <param name="caller">Whom it belongs to.</param>
    public Session Begin(string? key, SignedInCaller caller)
    {
        if (_sessions.Count >= options.MaxSessions)
            MakeRoom();
        var session = new Session(key, caller, time.GetUtcNow());
        _sessions[session.Id] = session;
        return session;
    }

    /// <summary>The session with an id, as used now; null if there is none or it has ended.</summary>
    /// <param name="id">What the cookie holds.</param>
    /// <param name="touch">Whether this is a use that keeps it alive; a page that updates itself is none.</param>
    public Session? Find(string? id, bool touch = true)
    {
        if (id is null || !_sessions.TryGetValue(id, out var session))
            return null;
        if (!IsAlive(session))
        {
            End(session);
            return null;
        }

        if (touch)
            session.Touch(time.GetUtcNow());
        return session;
    }

    /// <summary>Whether a session goes on.</summary>
    public bool IsAlive(Session session)
    {
        ArgumentNullException.ThrowIfNull(session);
        var now = time.GetUtcNow();
        return _sessions.ContainsKey(session.Id) && now - session.StartTime < options.SessionLifetime && now - session.LastUseTime < options.SessionIdleTimeout;
    }

    /// <summary>Ends a session. Ending it twice does nothing.</summary>
    public void End(Session session)
    {
        ArgumentNullException.ThrowIfNull(session);
        _sessions.TryRemove(session.Id, out _);
    }

    private void MakeRoom()
    {
        foreach (var session in _sessions.Values.Where(session => !IsAlive(session)))
            End(session);
        if (_sessions.Count >= options.MaxSessions && _sessions.Values.MinBy(session => session.LastUseTime) is { } idle)
            End(idle);
    }
}
