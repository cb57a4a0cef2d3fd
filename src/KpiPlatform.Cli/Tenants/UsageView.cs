using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Output;
using KpiPlatform.Protocol.V1;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace KpiPlatform.Cli.Tenants;

/// <summary>How the use that a tenant makes of the platform is shown.</summary>
internal static class UsageView
{
    public static ResourceView<TenantUsage> View { get; } = new(
        [],
        [
            new("tenant", u => ResourceNames.LastSegment(u.Name)),
            new("customers", u => u.CustomersCount),
            new("customers_erased", u => u.ErasedCustomersCount),
            new("scorecards", u => u.ScorecardsCount),
            new("measures", u => u.MeasuresCount),
            new("indicators", u => u.IndicatorsCount),
            new("segments", u => u.SegmentsCount),
        ]);

    private static readonly IReadOnlyList<TableColumn<TenantUsage.Types.Month>> Months =
    [
        new("Month", m => Cells.Text(m.Month_)),
        new("Accepted", m => Cells.Count(m.AcceptedCount), AlignRight: true),
        new("Duplicates", m => Cells.Count(m.DuplicateCount), AlignRight: true),
        new("Rejected", m => Cells.Count(m.RejectedCount), AlignRight: true),
    ];

    /// <summary>For people.</summary>
    public static IRenderable Details(TenantUsage usage)
    {
        var summary = Tables.Pairs(
        [
            ("Tenant", Cells.Text(ResourceNames.LastSegment(usage.Name))),
            ("Customers", $"{Cells.Count(usage.CustomersCount)}, {Cells.Count(usage.ErasedCustomersCount)} of them erased"),
            ("Scorecards", Cells.Count(usage.ScorecardsCount)),
            ("Measures", Cells.Count(usage.MeasuresCount)),
            ("Indicators", Cells.Count(usage.IndicatorsCount)),
            ("Segments", Cells.Count(usage.SegmentsCount)),
        ]);
        return usage.Months.Count == 0 ? summary : new Rows(summary, Tables.Build(Months, usage.Months));
    }
}
