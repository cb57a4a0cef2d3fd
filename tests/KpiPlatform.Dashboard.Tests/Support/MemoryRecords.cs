using System.Globalization;
using KpiPlatform.Dashboard.Sessions;

namespace KpiPlatform.Dashboard.Tests.Support;

/// <summary>Records of sessions in memory, which several stores may share as hosts share a database.</summary>
internal sealed class MemoryRecords : ISessionRecords
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, SessionRecord> _records = new(StringComparer.Ordinal);
    private int _etag;

    /// <summary>Whether storage is away.</summary>
    public bool IsAway { get; set; }

    /// <summary>What lists of names wait for.</summary>
    public Task Listing { get; set; } = Task.CompletedTask;

    /// <summary>All there is.</summary>
    public IReadOnlyDictionary<string, SessionRecord> All => _records;

    /// <summary>How often something was written.</summary>
    public int Writes => _etag;

    public Task<SessionRecord?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        Require();
        lock (_lock)
            return Task.FromResult(_records.GetValueOrDefault(name));
    }

    public Task<bool> WriteAsync(string name, string? etag, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        Require();
        lock (_lock)
        {
            if (_records.GetValueOrDefault(name)?.Etag != etag)
                return Task.FromResult(false);
            _records[name] = new((++_etag).ToString(CultureInfo.InvariantCulture), content);
            return Task.FromResult(true);
        }
    }

    public Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        Require();
        lock (_lock)
            _records.Remove(name);
        return Task.CompletedTask;
    }

    public async Task<IReadOnlyList<string>> ListFirstAsync(int limit, CancellationToken cancellationToken)
    {
        await Listing;
        Require();
        lock (_lock)
            return [.. _records.Keys.Take(limit)];
    }

    private void Require()
    {
        if (IsAway)
            throw new SessionsUnavailableException(new IOException("away"));
    }
}
