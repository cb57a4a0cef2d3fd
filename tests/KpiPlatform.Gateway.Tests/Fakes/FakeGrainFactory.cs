using System.Collections.Concurrent;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Grains.Abstractions.Measures;
using KpiPlatform.Grains.Abstractions.Scorecards;
using KpiPlatform.Grains.Abstractions.Tenants;

namespace KpiPlatform.Gateway.Tests.Fakes;

/// <summary>Hands out fake grains, one for each key, made when first asked for.</summary>
internal sealed class FakeGrainFactory : IGrainFactory
{
    private readonly ConcurrentDictionary<string, FakeCustomerGrain> _customers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, FakeScorecardGrain> _scorecards = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, FakeTenantGrain> _tenants = new(StringComparer.Ordinal);

    /// <summary>What every customer's grain does unless told otherwise.</summary>
    public Func<RecordCommand, Task<RecordReply>> Record { get; set; } = FakeCustomerGrain.Accept;

    public FakeMeasuresGrain Measures { get; } = new();

    /// <summary>Measures of their own of some tenants; all others have <see cref="Measures"/>.</summary>
    public ConcurrentDictionary<string, FakeMeasuresGrain> MeasuresOf { get; } = new(StringComparer.Ordinal);

    public IEnumerable<string> CustomerKeys => _customers.Keys;

    public FakeCustomerGrain Customer(string key) => _customers.GetOrAdd(key, _ => new FakeCustomerGrain(this));

    public FakeScorecardGrain Scorecard(string key) => _scorecards.GetOrAdd(key, _ => new FakeScorecardGrain());

    public FakeTenantGrain Tenant(string key) => _tenants.GetOrAdd(key, _ => new FakeTenantGrain());

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        object grain = typeof(TGrainInterface) == typeof(ICustomerGrain) ? Customer(primaryKey)
            : typeof(TGrainInterface) == typeof(IScorecardGrain) ? Scorecard(primaryKey)
            : typeof(TGrainInterface) == typeof(ITenantGrain) ? Tenant(primaryKey)
            : typeof(TGrainInterface) == typeof(IMeasuresGrain) ? MeasuresOf.GetValueOrDefault(primaryKey.Split('/')[0]) ?? Measures
            : throw new NotSupportedException(typeof(TGrainInterface).Name);
        return (TGrainInterface)grain;
    }

    public IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey) => throw new NotSupportedException();

    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable => throw new NotSupportedException();
}
