using KpiPlatform.Cli.Output;
using KpiPlatform.Protocol.V1;
using Spectre.Console.Rendering;

namespace KpiPlatform.Cli.Tenants;

/// <summary>How a deletion of facts is shown.</summary>
internal static class FactsDeletionView
{
    public static ResourceView<DeleteFactsResponse> View { get; } = new(
        [],
        [
            new("coverage_start_date", r => r.CoverageStartDate),
            new("deleted", r => r.DeletedCount),
            new("customers", r => r.CustomersCount),
            new("customers_left", r => r.CustomersLeftCount),
        ]);

    /// <summary>For people.</summary>
    public static IRenderable Details(DeleteFactsResponse response) => Tables.Pairs(
    [
        ("Facts from", Cells.Text(response.CoverageStartDate)),
        ("Interactions deleted", Cells.Count(response.DeletedCount)),
        ("Of customers", Cells.Count(response.CustomersCount)),
        ("Customers left", response.CustomersLeftCount == 0 ? "none" : $"[red]{Cells.Count(response.CustomersLeftCount)}: run it again[/]"),
    ]);
}
