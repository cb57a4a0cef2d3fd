namespace KpiPlatform.Host.Runtime.Orleans;

/// <summary>The process's memory, as its garbage collector has it.</summary>
internal interface IHeap
{
    /// <summary>Share in use of the memory there is, 0 to 1, as of the last collection: by it hosts decide to refuse work.</summary>
    double Share { get; }

    /// <summary>Collects everything, and gives back to the system what is free; the process stands still meanwhile.</summary>
    void Collect();
}
