using System.Collections.Concurrent;
using System.Text.Json;

namespace KpiPlatform.Grains.Embedded.Hosting;

/// <summary>Keeps records in memory, as JSON so that a grain never shares objects with its store. For tests; gone with the process. Thread-safe.</summary>
public sealed class MemoryGrainStorage : IGrainStorage
{
    private readonly ConcurrentDictionary<(string StateName, GrainId GrainId), Entry> _entries = new();
    private long _lastVersion;

    /// <inheritdoc/>
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        if (_entries.TryGetValue((stateName, grainId), out var entry))
        {
            grainState.State = JsonSerializer.Deserialize<T>(entry.Json);
            grainState.ETag = entry.ETag;
            grainState.RecordExists = true;
        }
        else
        {
            grainState.State = default;
            grainState.ETag = null;
            grainState.RecordExists = false;
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        var next = new Entry(JsonSerializer.SerializeToUtf8Bytes(grainState.State), Interlocked.Increment(ref _lastVersion).ToString());
        var key = (stateName, grainId);
        var written = grainState.ETag is null
            ? _entries.TryAdd(key, next)
            : _entries.TryGetValue(key, out var stored) && stored.ETag == grainState.ETag && _entries.TryUpdate(key, next, stored);
        if (!written)
        {
            return Task.FromException(Conflict(stateName, grainId, grainState.ETag));
        }

        grainState.ETag = next.ETag;
        grainState.RecordExists = true;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        var key = (stateName, grainId);
        if (_entries.TryGetValue(key, out var stored)
            && (stored.ETag != grainState.ETag || !_entries.TryRemove(KeyValuePair.Create(key, stored))))
        {
            return Task.FromException(Conflict(stateName, grainId, grainState.ETag));
        }

        grainState.State = default;
        grainState.ETag = null;
        grainState.RecordExists = false;
        return Task.CompletedTask;
    }

    private InconsistentStateException Conflict(string stateName, GrainId grainId, string? current)
    {
        _entries.TryGetValue((stateName, grainId), out var stored);
        return new InconsistentStateException(
            $"State '{stateName}' of {grainId} has version '{stored?.ETag}', not '{current}'.",
            stored?.ETag,
            current);
    }

    private sealed record Entry(byte[] Json, string ETag);
}
