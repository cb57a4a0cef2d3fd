namespace KpiPlatform.Grains.Embedded;

/// <summary>A store of grain records. Register it as a keyed service, the key being its name. Thread-safe.</summary>
public interface IGrainStorage
{
    /// <summary>Reads a record into <paramref name="grainState"/>: content, version, and whether it exists.</summary>
    /// <typeparam name="T">The content.</typeparam>
    /// <param name="stateName">Name of the record within the grain.</param>
    /// <param name="grainId">The grain.</param>
    /// <param name="grainState">Receives the record.</param>
    /// <returns>Completes when it is read.</returns>
    Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

    /// <inheritdoc cref="ReadStateAsync{T}(string, GrainId, IGrainState{T})"/>
    Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken) =>
        ReadStateAsync(stateName, grainId, grainState);

    /// <summary>Writes a record if the stored version is <see cref="IGrainState{T}.ETag"/>, and sets the new version.</summary>
    /// <typeparam name="T">The content.</typeparam>
    /// <param name="stateName">Name of the record within the grain.</param>
    /// <param name="grainId">The grain.</param>
    /// <param name="grainState">The record.</param>
    /// <returns>Completes when it is durable.</returns>
    /// <exception cref="InconsistentStateException">The stored version differs.</exception>
    Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

    /// <inheritdoc cref="WriteStateAsync{T}(string, GrainId, IGrainState{T})"/>
    Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken) =>
        WriteStateAsync(stateName, grainId, grainState);

    /// <summary>Removes a record if the stored version is <see cref="IGrainState{T}.ETag"/>.</summary>
    /// <typeparam name="T">The content.</typeparam>
    /// <param name="stateName">Name of the record within the grain.</param>
    /// <param name="grainId">The grain.</param>
    /// <param name="grainState">The record.</param>
    /// <returns>Completes when it is gone.</returns>
    /// <exception cref="InconsistentStateException">The stored version differs.</exception>
    Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

    /// <inheritdoc cref="ClearStateAsync{T}(string, GrainId, IGrainState{T})"/>
    Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken) =>
        ClearStateAsync(stateName, grainId, grainState);
}
