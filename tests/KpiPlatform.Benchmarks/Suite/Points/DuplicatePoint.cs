using KpiPlatform.Benchmarks.Suite.Measuring;

namespace KpiPlatform.Benchmarks.Suite.Points;

/// <summary>What sending everything a second time costs.</summary>
internal sealed class DuplicatePoint : ISuitePoint
{
    public int Number => 8;

    public string Title => "Duplicates";

    public string Method =>
        "The same batches twice to the same tenant of the same server: the first time all are new, the second time all are duplicates, each answered as such, and none is counted again.";

    public async Task RunAsync(SuiteContext context, CancellationToken cancellationToken)
    {
        var options = context.Options;
        await using var host = await MeasuredHost.StartAsync(context, cancellationToken);
        List<double> fresh = [], again = [];
        for (var round = 0; round < options.Rounds; round++)
        {
            var tenant = $"measured-{round}";
            await host.Sender.CreateTenantAsync(tenant, cancellationToken);
            var purchases = new Purchases(options.Customers);
            var batches = purchases.Batches(options.Count, MeasuredHost.BatchSize, options.Count);
            fresh.Add(await host.RateAsync(tenant, purchases, batches, MeasuredHost.Streams, cancellationToken));
            again.Add(await host.RateAsync(tenant, purchases, batches, MeasuredHost.Streams, cancellationToken, areDuplicates: true));
        }

        context.AddRatio("all duplicates ÷ none", SuiteAim.AtLeast(1), new("duplicates", "/s", again), new SuiteSide("new", "/s", fresh));
    }
}
