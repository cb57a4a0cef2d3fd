namespace KpiPlatform.Domain.Journal;

/// <summary>
/// Where a test can see how far ingestion has come, and end the process there. Nothing observes in a server that is just started: a
/// pass costs a look at a field.
/// </summary>
public static class IngestStages
{
    private static Action<IngestStage>? _observer;

    /// <summary>Calls somebody at every pass from now on, on the thread that passes.</summary>
    /// <param name="observer">Thread-safe, and fast.</param>
    /// <exception cref="InvalidOperationException">Somebody observes already.</exception>
    public static void Observe(Action<IngestStage> observer)
    {
        if (Interlocked.CompareExchange(ref _observer, observer, null) is not null)
            throw new InvalidOperationException("The stages are observed already.");
    }

    /// <summary>Says that a stage was reached.</summary>
    public static void Pass(IngestStage stage) => _observer?.Invoke(stage);
}
