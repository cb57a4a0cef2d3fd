namespace KpiPlatform.Grains.Embedded;

/// <summary>A stored record of a grain, without its content. Used on the grain's turns only.</summary>
public interface IStorage
{
    /// <summary>Gets the version that was read or written last; null before the first write.</summary>
    string? Etag { get; }

    /// <summary>Gets a value indicating whether the store has the record, as of the last operation.</summary>
    bool RecordExists { get; }

    /// <summary>Removes the record from the store; the content becomes a new one.</summary>
    /// <returns>Completes when the store has done it.</returns>
    Task ClearStateAsync();

    /// <summary>Writes the content.</summary>
    /// <returns>Completes when the store has it.</returns>
    /// <exception cref="InconsistentStateException">The stored version is not <see cref="Etag"/>. The activation ends.</exception>
    Task WriteStateAsync();

    /// <summary>Reads the content anew, dropping unwritten changes.</summary>
    /// <returns>Completes when it is read.</returns>
    Task ReadStateAsync();

    /// <inheritdoc cref="ClearStateAsync()"/>
    Task ClearStateAsync(CancellationToken cancellationToken) => ClearStateAsync();

    /// <inheritdoc cref="WriteStateAsync()"/>
    Task WriteStateAsync(CancellationToken cancellationToken) => WriteStateAsync();

    /// <inheritdoc cref="ReadStateAsync()"/>
    Task ReadStateAsync(CancellationToken cancellationToken) => ReadStateAsync();
}
