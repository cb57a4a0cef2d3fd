namespace KpiPlatform.Host.Demo;

/// <summary>What a person sees once the demo is ready.</summary>
internal static class DemoBanner
{
    /// <summary>Addresses, key, and commands to try.</summary>
    public static string Text(Uri address, Uri webAddress, string key, DateTimeOffset from) => $"""

          The demo is ready: tenant "{DemoConstants.Tenant}", scorecard "{DemoConstants.Scorecard}", and a few interactions a second.

            dashboard     {webAddress.GetLeftPart(UriPartial.Authority)} (for a browser; the key below signs you in)
            gRPC address  {address.GetLeftPart(UriPartial.Authority)}
            access key    {key} (of this tenant, until the next start)

          Try in another terminal:

            alias kpi='dotnet run --project src/KpiPlatform.Cli --'
            export KPI_ADDRESS={address.GetLeftPart(UriPartial.Authority)} KPI_TENANT={DemoConstants.Tenant}
            export KPI_KEY={key}
            kpi scorecard show {DemoConstants.Scorecard} --watch
            kpi customer list --order-by "revenue desc" --limit 10
            kpi customer show {DemoConstants.Customer(42)} --watch
            kpi indicator series customer_retention_rate --by quarter --from {from:yyyy-MM-dd}
            kpi interactions list --customer {DemoConstants.Customer(42)}

          Ctrl-C stops the server.

        """;
}
