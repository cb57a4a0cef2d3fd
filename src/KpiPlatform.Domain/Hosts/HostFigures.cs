namespace KpiPlatform.Domain.Hosts;

/// <summary>Figures of a host at a moment; rates are of the last seconds.</summary>
public sealed record HostFigures
{
    /// <summary>Grains in memory, by type.</summary>
    public IReadOnlyDictionary<string, long> Activations { get; init; } = new Dictionary<string, long>(StringComparer.Ordinal);

    /// <summary>Memory of the process (working set), in bytes.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Processors in use: 1.5 means one and a half.</summary>
    public double CpuCores { get; init; }

    /// <summary>Interactions that its writer committed in a second.</summary>
    public double InteractionsPerSecond { get; init; }

    /// <summary>Mean duration of its commits, in milliseconds; 0 if there were none.</summary>
    public double CommitLatencyMilliseconds { get; init; }

    /// <summary>How far the measures are behind its commits, in milliseconds: the oldest commit that no measures grain has taken yet.</summary>
    public double MeasuresLagMilliseconds { get; init; }
}
