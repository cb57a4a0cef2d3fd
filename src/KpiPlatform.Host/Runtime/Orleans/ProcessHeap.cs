namespace KpiPlatform.Host.Runtime.Orleans;

/// <summary>This process's. Thread-safe.</summary>
internal sealed class ProcessHeap : IHeap
{
    /// <inheritdoc/>
    public double Share
    {
        get
        {
            // As the runtime computes what it compares with its limits.
            var info = GC.GetGCMemoryInfo();
            return Math.Max(info.TotalCommittedBytes - info.FragmentedBytes, 0) / (double)Math.Max(info.TotalAvailableMemoryBytes, 1);
        }
    }

    /// <inheritdoc/>
    public void Collect() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
}
