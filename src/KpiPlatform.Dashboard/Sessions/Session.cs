using System.Security.Cryptography;
using System.Text;

namespace KpiPlatform.Dashboard.Sessions;

/// <summary>
/// Somebody who signed in. The browser knows only <see cref="Id"/>; the key stays here and goes nowhere but into calls. Thread-safe.
/// </summary>
public sealed class Session
{
    private long _lastUsedTicks;
    private long _keptTicks;
    private long _checkedTicks;

    /// <summary>Makes one, new or as it was kept.</summary>
    /// <param name="seal">What follows from its id.</param>
    /// <param name="content">What it holds.</param>
    /// <param name="now">When its record was read or written.</param>
    internal Session(SessionSeal seal, SessionContent content, DateTimeOffset now)
    {
        Seal = seal;
        Key = content.Key;
        Caller = content.Caller;
        Fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Key ?? string.Empty)));
        Touch(content.LastUseTime);
        Kept(content.LastUseTime);
        _checkedTicks = now.UtcTicks;
    }

    /// <summary>What the cookie holds: when it began, and 256 random bits, as hexadecimal digits.</summary>
    public string Id => Seal.Id;

    /// <summary>When the person signed in, to the second.</summary>
    public DateTimeOffset StartTime => Seal.StartTime;

    /// <summary>When a page was opened last, as far as this host knows.</summary>
    public DateTimeOffset LastUseTime => new(Interlocked.Read(ref _lastUsedTicks), TimeSpan.Zero);

    /// <summary>Who it is.</summary>
    public SignedInCaller Caller { get; }

    /// <summary>What follows from its id.</summary>
    internal SessionSeal Seal { get; }

    /// <summary>The access key; null where the server is open.</summary>
    internal string? Key { get; }

    /// <summary>Digest of the key: sessions with the same one see the same, and may share what was computed for one of them.</summary>
    internal string Fingerprint { get; }

    /// <summary>The last use that its record tells of.</summary>
    internal DateTimeOffset KeptUseTime => new(Interlocked.Read(ref _keptTicks), TimeSpan.Zero);

    /// <summary>Notes that it was used, here or, as its record says, on another host.</summary>
    internal void Touch(DateTimeOffset time) => Raise(ref _lastUsedTicks, time.UtcTicks);

    /// <summary>Notes which use its record tells of.</summary>
    internal void Kept(DateTimeOffset time) => Raise(ref _keptTicks, time.UtcTicks);

    /// <summary>Whether its record is to be looked at again; true for one of those who ask at the same time.</summary>
    internal bool IsDue(DateTimeOffset now, TimeSpan interval)
    {
        var before = Interlocked.Read(ref _checkedTicks);
        return now.UtcTicks - before >= interval.Ticks && Interlocked.CompareExchange(ref _checkedTicks, now.UtcTicks, before) == before;
    }

    private static void Raise(ref long at, long ticks)
    {
        for (var before = Interlocked.Read(ref at); before < ticks;)
        {
            var seen = Interlocked.CompareExchange(ref at, ticks, before);
            if (seen == before)
                return;
            before = seen;
        }
    }
}
