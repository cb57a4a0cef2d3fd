using System.Collections.Concurrent;
using System.Text.Json;

namespace KpiPlatform.Grains.Tests.Runtime;

/// <summary>Keeps records in memory, as JSON so that a grain never shares objects with its store. Thread-safe.</summary>
public sealed class MemoryGrainStorage : IGrainStorage
{
    private readonly ConcurrentDictionary<(string StateName, GrainId GrainId), Entry> _entries = new();
    private long _lastVersion;

    /// <inheritdoc/>
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        _entries.TryGetValue((stateName, grainId), out var entry);

        // A grain may look into a state that is not stored yet.
        grainState.State = entry is null ? Empty<T>() : JsonSerializer.Deserialize<T>(entry.Json)!;
        grainState.ETag = entry?.ETag;
        grainState.RecordExists = entry is not null;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        var next = new Entry(JsonSerializer.SerializeToUtf8Bytes(grainState.State), Interlocked.Increment(ref _lastVersion).ToString());
        var isWritten = grainState.ETag is null
            ? _entries.TryAdd((stateName, grainId), next)
            : _entries.TryGetValue((stateName, grainId), out var stored) && stored.ETag == grainState.ETag && _entries.TryUpdate((stateName, grainId), next, stored);
        if (!isWritten)
            return Task.FromException(new InconsistentStateException($"State '{stateName}' of {grainId} is not what '{grainState.ETag}' was read of."));
        grainState.ETag = next.ETag;
        grainState.RecordExists = true;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        _entries.TryRemove((stateName, grainId), out _);
        grainState.State = Empty<T>();
        grainState.ETag = null;
        grainState.RecordExists = false;
        return Task.CompletedTask;
    }

    private static T Empty<T>() => typeof(T).GetConstructor(Type.EmptyTypes) is null ? default! : Activator.CreateInstance<T>();

    private sealed record Entry(byte[] Json, string ETag);
}
