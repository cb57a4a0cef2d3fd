namespace KpiPlatform.Host.Runtime.Orleans;

/// <summary>Grains of this silo.</summary>
internal sealed class ClusterActivations(IGrainFactory grains, ILocalSiloDetails silo) : IActivationCounts
{
    private static readonly Dictionary<string, long> Unknown = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<string, long>> CountAsync(CancellationToken cancellationToken)
    {
        try
        {
            var statistics = await grains.GetGrain<IManagementGrain>(0).GetSimpleGrainStatistics([silo.SiloAddress], cancellationToken);
            return statistics
                .Where(type => type.GrainType.StartsWith("KpiPlatform.", StringComparison.Ordinal))
                .GroupBy(type => ShortName(type.GrainType), StringComparer.Ordinal)
                .ToDictionary(type => type.Key, type => type.Sum(count => (long)count.ActivationCount), StringComparer.Ordinal);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException or OrleansException or InvalidOperationException)
        {
            // A silo that joins or leaves answers no such question.
            return Unknown;
        }
    }

    // "KpiPlatform.Grains.Customers.CustomerGrain,KpiPlatform.Grains" is customer.
    private static string ShortName(string type)
    {
        var name = type.Split(',')[0];
        name = name[(name.LastIndexOf('.') + 1)..];
        return (name.EndsWith("Grain", StringComparison.Ordinal) ? name[..^5] : name).ToLowerInvariant();
    }
}
