namespace KpiPlatform.EndToEnd.Tests.Support;

/// <summary>Tests that share the hosts; they run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class SharedHostsCollection : ICollectionFixture<SharedHosts>
{
    public const string Name = "shared hosts";
}
