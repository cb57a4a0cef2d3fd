using System.Globalization;
using KpiPlatform.Dashboard.Sessions;

namespace KpiPlatform.Dashboard.Tests.Support;

/// <summary>Records of sessions in memory, which several stores may share as hosts share a database.</summary>
internal sealed class MemoryRecords : ISessionRecords
{
    private readonly SortedDictionary<string, SessionRecord> _records = new(StringComparer.Ordinal);
    private int _etag;

    /// <summary>Whether storage is away.</summary>
    public bool IsAway { get; set; }

    /// <summary>All there is.</summary>
    public IReadOnlyDictionary<string, SessionRecord> All => _records;

    /// <summary>How often something was written.</summary>
    public int Writes => _etag;

    public Task<SessionRecord?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        Require();
        return Task.FromResult(_records.GetValueOrDefault(name));
    }

    public Task<bool> WriteAsync(string name, string? etag, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        Require();
        if (_records.GetValueOrDefault(name)?.Etag != etag)
            return Task.FromResult(false);
        _records[name] = new((++_etag).ToString(CultureInfo.InvariantCulture), content);
        return Task.FromResult(true);
    }

    public Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        Require();
        _records.Remove(name);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<string>> ListFirstAsync(int limit, CancellationToken cancellationToken)
    {
        Require();
        return Task.FromResult<IReadOnlyList<string>>([.. _records.Keys.Take(limit)]);
    }

    private void Require()
    {
        if (IsAway)
            throw new SessionsUnavailableException(new IOException("away"));
    }
}
