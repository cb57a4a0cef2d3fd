using System.Text.Json;
using KpiPlatform.Domain.Journal;

namespace KpiPlatform.Host.Storage;

/// <summary>Keeps the records of grains as JSON documents in the platform's state store: the state's name is the kind, the grain's key is the key. Thread-safe.</summary>
internal sealed class StateStoreGrainStorage(IStateStore store) : IGrainStorage
{
    /// <inheritdoc/>
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ReadStateAsync(stateName, grainId, grainState, CancellationToken.None);

    /// <inheritdoc/>
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        var stored = await store.ReadAsync(stateName, grainId.Key.ToString(), cancellationToken);
        grainState.State = stored is null ? Empty<T>() : JsonSerializer.Deserialize<T>(stored.Payload.Span)!;
        grainState.ETag = stored?.Etag;
        grainState.RecordExists = stored is not null;
    }

    /// <inheritdoc/>
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        WriteStateAsync(stateName, grainId, grainState, CancellationToken.None);

    /// <inheritdoc/>
    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        var payload = JsonSerializer.SerializeToUtf8Bytes(grainState.State);
        grainState.ETag = await store.WriteAsync(stateName, grainId.Key.ToString(), grainState.ETag, payload, cancellationToken)
            ?? throw await ConflictAsync(stateName, grainId, grainState.ETag, cancellationToken);
        grainState.RecordExists = true;
    }

    /// <inheritdoc/>
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ClearStateAsync(stateName, grainId, grainState, CancellationToken.None);

    /// <inheritdoc/>
    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        if (grainState.ETag is { } etag && !await store.DeleteAsync(stateName, grainId.Key.ToString(), etag, cancellationToken))
            throw await ConflictAsync(stateName, grainId, etag, cancellationToken);
        grainState.State = Empty<T>();
        grainState.ETag = null;
        grainState.RecordExists = false;
    }

    // A grain may look into a state that is not stored yet.
    private static T Empty<T>() => typeof(T).GetConstructor(Type.EmptyTypes) is null ? default! : Activator.CreateInstance<T>();

    private async Task<InconsistentStateException> ConflictAsync(string stateName, GrainId grainId, string? current, CancellationToken cancellationToken)
    {
        var stored = await store.ReadAsync(stateName, grainId.Key.ToString(), cancellationToken);
        return new InconsistentStateException($"State '{stateName}' of {grainId} has version '{stored?.Etag}', not '{current}'.", stored?.Etag, current);
    }
}
