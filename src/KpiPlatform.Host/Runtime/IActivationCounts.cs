namespace KpiPlatform.Host.Runtime;

/// <summary>How many grains of each type are in this process's memory.</summary>
internal interface IActivationCounts
{
    /// <summary>By type; empty if it cannot be told just now. Never throws.</summary>
    ValueTask<IReadOnlyDictionary<string, long>> CountAsync(CancellationToken cancellationToken);
}
