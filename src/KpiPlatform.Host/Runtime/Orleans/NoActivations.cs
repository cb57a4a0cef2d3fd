namespace KpiPlatform.Host.Runtime.Orleans;

/// <summary>A gateway has no grains.</summary>
internal sealed class NoActivations : IActivationCounts
{
    private static readonly Dictionary<string, long> None = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<string, long>> CountAsync(CancellationToken cancellationToken) => new(None);
}
