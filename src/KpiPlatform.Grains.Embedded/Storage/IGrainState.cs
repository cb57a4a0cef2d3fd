namespace KpiPlatform.Grains.Embedded;

/// <summary>What a store reads and writes.</summary>
/// <typeparam name="T">The content.</typeparam>
public interface IGrainState<T>
{
    /// <summary>Gets or sets the content.</summary>
    T? State { get; set; }

    /// <summary>Gets or sets the version: the store compares it before a write and sets it after.</summary>
    string? ETag { get; set; }

    /// <summary>Gets or sets a value indicating whether the store has the record.</summary>
    bool RecordExists { get; set; }
}
