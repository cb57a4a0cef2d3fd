namespace KpiPlatform.Grains.Embedded.Streams;

/// <summary>An enumeration at the grain's end, whatever its items. Its members run on the grain's turns unless they say otherwise.</summary>
internal abstract class GrainEnumeration
{
    /// <summary>Gets the moment of the last step. Read from anywhere.</summary>
    public abstract long LastStepTimestamp { get; }

    /// <summary>Gets a value indicating whether the consumer waits for a step. Read from anywhere.</summary>
    public abstract bool IsStepping { get; }

    /// <summary>Ends it from the grain's side: a step that waits, and any later one, fails with <see cref="EnumerationAbortedException"/>.</summary>
    public abstract Task AbortAsync();
}
