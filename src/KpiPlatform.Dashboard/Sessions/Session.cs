using System.Security.Cryptography;
using System.Text;

namespace KpiPlatform.Dashboard.Sessions;

/// <summary>
/// Somebody who signed in. The browser knows only <see cref="Id"/>; the key stays here and goes nowhere but into calls. Thread-safe.
/// </summary>
public sealed class Session
{
    private const int IdBytes = 32;
    private long _lastUsedTicks;

    /// <summary>Begins one.</summary>
    /// <param name="key">Access key; null where the server is open.</param>
    /// <param name="caller">Who the key belongs to.</param>
    /// <param name="now">When it begins.</param>
    public Session(string? key, SignedInCaller caller, DateTimeOffset now)
    {
        Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes));
        Key = key;
        Caller = caller;
        StartTime = now;
        Fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key ?? string.Empty)));
        Touch(now);
    }

    /// <summary>256 random bits, as hexadecimal digits: what the cookie holds.</summary>
    public string Id { get; }

    /// <summary>When the person signed in.</summary>
    public DateTimeOffset StartTime { get; }

    /// <summary>When a page was opened last.</summary>
    public DateTimeOffset LastUseTime => new(Interlocked.Read(ref _lastUsedTicks), TimeSpan.Zero);

    /// <summary>Who it is.</summary>
    public SignedInCaller Caller { get; }

    /// <summary>The access key; null where the server is open.</summary>
    internal string? Key { get; }

    /// <summary>Digest of the key: sessions with the same one see the same, and may share what was computed for one of them.</summary>
    internal string Fingerprint { get; }

    /// <summary>Notes that it was used.</summary>
    internal void Touch(DateTimeOffset now) => Interlocked.Exchange(ref _lastUsedTicks, now.UtcTicks);
}
