namespace KpiPlatform.Grains.Abstractions.Tenants;

/// <summary>One tenant. Key: <see cref="GrainKeys.Tenant"/>.</summary>
[Alias("kpi.ITenantGrain")]
public interface ITenantGrain : IGrainWithStringKey
{
    /// <summary>Creates it or changes its settings.</summary>
    [Alias("Write")]
    Task<Reply<TenantDocument>> Write(TenantWrite write, CancellationToken cancellationToken);

    /// <summary>The tenant.</summary>
    [AlwaysInterleave]
    [Alias("Get")]
    Task<Reply<TenantDocument>> Get(CancellationToken cancellationToken);

    /// <summary>Fixes what interactions count under, before the first one is recorded.</summary>
    [Alias("Fix")]
    Task<Reply<TenantDocument>> Fix(CancellationToken cancellationToken);
}
