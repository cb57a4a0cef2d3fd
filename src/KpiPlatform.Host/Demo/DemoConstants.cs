namespace KpiPlatform.Host.Demo;

/// <summary>The size of the demo, and the names in it.</summary>
internal static class DemoConstants
{
    /// <summary>Id of the demo's tenant.</summary>
    public const string Tenant = "demo";

    /// <summary>Name of the demo's tenant.</summary>
    public const string TenantName = "tenants/" + Tenant;

    /// <summary>Whose key the demo prints.</summary>
    public const string Principal = "demo";

    /// <summary>Id of the demo's scorecard.</summary>
    public const string Scorecard = "customer";

    /// <summary>Number of customers with a history.</summary>
    public const int Customers = 3_000;

    /// <summary>Length of the history, to the moment at which the tenant was created: about a year and a half.</summary>
    public const int HistoryDays = 550;

    /// <summary>Interactions per second once the history is in.</summary>
    public const int LivePerSecond = 4;

    /// <summary>Interactions in a batch of history.</summary>
    public const int BatchSize = 500;

    /// <summary>Batches of history on their way at once.</summary>
    public const int BatchesInFlight = 6;

    /// <summary>Seed of everything that looks like chance: the same history every time.</summary>
    public const int Seed = 19_970_101;

    /// <summary>Id of a customer by number.</summary>
    public static string Customer(int number) => string.Create(null, $"c-{number:D5}");
}
