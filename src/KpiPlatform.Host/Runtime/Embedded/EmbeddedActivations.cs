using KpiPlatform.Grains.Embedded.Hosting;

namespace KpiPlatform.Host.Runtime.Embedded;

/// <summary>Grains of the embedded runtime.</summary>
internal sealed class EmbeddedActivations(EmbeddedGrainRuntime runtime) : IActivationCounts
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<string, long>> CountAsync(CancellationToken cancellationToken) =>
        new(runtime.CountActivations().ToDictionary(type => type.GrainType, type => (long)type.Activations, StringComparer.Ordinal));
}
