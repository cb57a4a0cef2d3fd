namespace KpiPlatform.Grains.Embedded;

/// <summary>Content of a record with its version.</summary>
/// <typeparam name="T">The content.</typeparam>
[GenerateSerializer]
public sealed class GrainState<T> : IGrainState<T>
{
    /// <summary>Makes a record that no store has.</summary>
    public GrainState()
    {
    }

    /// <summary>Makes a record that no store has.</summary>
    /// <param name="state">Its content.</param>
    public GrainState(T? state)
        : this(state, null)
    {
    }

    /// <summary>Makes a record.</summary>
    /// <param name="state">Its content.</param>
    /// <param name="eTag">Its version.</param>
    public GrainState(T? state, string? eTag)
    {
        State = state;
        ETag = eTag;
    }

    /// <inheritdoc/>
    [Id(0)]
    public T? State { get; set; }

    /// <inheritdoc/>
    [Id(1)]
    public string? ETag { get; set; }

    /// <inheritdoc/>
    [Id(2)]
    public bool RecordExists { get; set; }
}
