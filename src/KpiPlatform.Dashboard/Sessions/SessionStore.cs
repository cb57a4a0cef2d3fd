using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.Dashboard.Sessions;

/// <summary>
/// The sessions: kept in <see cref="ISessionRecords"/>, sealed, with those of late in memory. A session goes on after a restart and on every host;
/// one that was ended on another host ends here within <see cref="CheckInterval"/>. Thread-safe.
/// </summary>
public sealed partial class SessionStore(ISessionRecords records, DashboardOptions options, TimeProvider time, ILogger<SessionStore> logger)
{
    /// <summary>How old what is known here of a record may be.</summary>
    internal static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(15);

    /// <summary>Uses are kept so exactly: after a restart a session may count as idle by so much longer than it is.</summary>
    internal static readonly TimeSpan TouchInterval = TimeSpan.FromMinutes(5);

    /// <summary>Records that are looked at for whether they have ended, each time.</summary>
    internal const int PurgedAtOnce = 200;

    private static readonly TimeSpan PurgeInterval = TimeSpan.FromMinutes(10);

    // Ids are random: equal ones are found by hash, and a comparison that takes a little longer tells nobody which bits were right.
    private readonly ConcurrentDictionary<string, Session> _sessions = new(StringComparer.Ordinal);
    private readonly Lock _purgeLock = new();
    private DateTimeOffset _purgeDueTime;

    /// <summary>Sessions in memory, those included that have ended by time and were not asked for since.</summary>
    public int Count => _sessions.Count;

    /// <summary>The deletion of records that goes on now or went on last.</summary>
    internal Task Purge { get; private set; } = Task.CompletedTask;

    /// <summary>Begins a session.</summary>
    /// <param name="key">Access key, checked; null where the server is open.</param>
    /// <param name="caller">Whom it belongs to.</param>
    /// <param name="cancellationToken">Gives up; there may be a record then, which nobody has the id of.</param>
    /// <exception cref="SessionsUnavailableException">It cannot be kept.</exception>
    public async Task<Session> BeginAsync(string? key, SignedInCaller caller, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        StartPurge(now);
        var content = new SessionContent(key, caller, now);
        var seal = SessionSeal.New(now);
        await records.WriteAsync(seal.Name, etag: null, seal.Close(content), cancellationToken);
        return Keep(new Session(seal, content, now));
    }

    /// <summary>The session with an id, as used now; null if there is none or it has ended.</summary>
    /// <param name="id">What the cookie holds.</param>
    /// <param name="touch">Whether this is a use that keeps it alive; a page that updates itself is none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SessionsUnavailableException">It is not known here, and what is kept cannot be read.</exception>
    public async Task<Session?> FindAsync(string? id, bool touch, CancellationToken cancellationToken)
    {
        if (id is null)
            return null;
        var session = _sessions.GetValueOrDefault(id) ?? await ReadAsync(id, cancellationToken);
        if (session is null)
            return null;
        var now = time.GetUtcNow();

        // One that is idle here may have been used on another host.
        if (session.IsDue(now, CheckInterval) && !await IsKeptAsync(session, cancellationToken))
            return null;
        if (!IsInTime(session, now))
        {
            await EndAsync(session, cancellationToken);
            return null;
        }

        if (touch)
            await TouchAsync(session, now, cancellationToken);
        return session;
    }

    /// <summary>Ends a session, on every host. Ending it twice does nothing.</summary>
    /// <exception cref="SessionsUnavailableException">Its record cannot be deleted.</exception>
    public async Task EndAsync(Session session, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        await records.DeleteAsync(session.Seal.Name, cancellationToken);
        _sessions.TryRemove(session.Id, out _);
    }

    private async Task<Session?> ReadAsync(string id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (SessionSeal.Of(id) is not { } seal || now - seal.StartTime >= options.SessionLifetime || await records.ReadAsync(seal.Name, cancellationToken) is not { } record)
            return null;
        return seal.Open(record.Content.Span) is { } content ? Keep(new Session(seal, content, now)) : null;
    }

    /// <summary>Looks at the record again: whether it is there, and when the session was used elsewhere. If storage is away, what is known here holds.</summary>
    private async Task<bool> IsKeptAsync(Session session, CancellationToken cancellationToken)
    {
        try
        {
            if (await records.ReadAsync(session.Seal.Name, cancellationToken) is { } record && session.Seal.Open(record.Content.Span) is { } content)
            {
                session.Touch(content.LastUseTime);
                session.Kept(content.LastUseTime);
                return true;
            }
        }
        catch (SessionsUnavailableException)
        {
            return true;
        }

        _sessions.TryRemove(session.Id, out _);
        return false;
    }

    private async Task TouchAsync(Session session, DateTimeOffset now, CancellationToken cancellationToken)
    {
        session.Touch(now);
        if (now - session.KeptUseTime < TouchInterval)
            return;
        try
        {
            // With the etag of what is there: a session that was ended meanwhile does not come back.
            if (await records.ReadAsync(session.Seal.Name, cancellationToken) is { } record
                && await records.WriteAsync(session.Seal.Name, record.Etag, session.Seal.Close(new(session.Key, session.Caller, now)), cancellationToken))
            {
                session.Kept(now);
            }
        }
        catch (SessionsUnavailableException)
        {
            // Here it goes on, and its next use is noted instead.
        }
    }

    private bool IsInTime(Session session, DateTimeOffset now) =>
        now - session.StartTime < options.SessionLifetime && now - session.LastUseTime < options.SessionIdleTimeout;

    private Session Keep(Session session)
    {
        if (_sessions.Count >= options.MaxSessions)
            MakeRoom();
        return _sessions.GetOrAdd(session.Id, session);
    }

    /// <summary>Forgets sessions; their records stay, so that those which go on are read again when they are asked for.</summary>
    private void MakeRoom()
    {
        var now = time.GetUtcNow();
        foreach (var session in _sessions.Values.Where(session => !IsInTime(session, now)))
            _sessions.TryRemove(session.Id, out _);
        if (_sessions.Count >= options.MaxSessions && _sessions.Values.MinBy(session => session.LastUseTime) is { } idle)
            _sessions.TryRemove(idle.Id, out _);
    }

    [LoggerMessage(EventId = 6011, Level = LogLevel.Warning, Message = "Records of sessions that have ended could not be deleted; a sign-in later on tries again.")]
    private static partial void LogPurgeFailed(ILogger logger, Exception exception);

    /// <summary>Begins to delete records of sessions that have ended by time: their browsers may never ask again. Nobody who signs in waits for it.</summary>
    private void StartPurge(DateTimeOffset now)
    {
        lock (_purgeLock)
        {
            if (now >= _purgeDueTime && Purge.IsCompleted)
                Purge = Task.Run(() => PurgeAsync(now));
        }
    }

    private async Task PurgeAsync(DateTimeOffset now)
    {
        var isMoreLikely = false;
        try
        {
            var names = await records.ListFirstAsync(PurgedAtOnce, CancellationToken.None);
            var ended = names.TakeWhile(name => SessionSeal.StartOf(name) is not { } start || now - start >= options.SessionLifetime).ToList();
            foreach (var name in ended)
                await records.DeleteAsync(name, CancellationToken.None);
            isMoreLikely = ended.Count == PurgedAtOnce;
        }
        catch (Exception exception)
        {
            // Nobody waits for this task: what is not caught here would be seen by nobody.
            LogPurgeFailed(logger, exception);
        }

        // After a full page there is no pause: more may end in ten minutes than one page holds.
        lock (_purgeLock)
            _purgeDueTime = isMoreLikely ? now : now + PurgeInterval;
    }
}
