namespace KpiPlatform.Dashboard.Tests.Support;

/// <summary>Tests that share the server; they run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class DashboardCollection : ICollectionFixture<DashboardHost>, ICollectionFixture<ChromiumFixture>
{
    public const string Name = "dashboard";
}
