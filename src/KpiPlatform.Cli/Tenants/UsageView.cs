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
            new("customers_quota", u => u.Quota?.Customers),
            new("interactions_per_month_quota", u => u.Quota?.InteractionsPerMonth),
            new("definitions_quota", u => u.Quota?.Definitions),
        ]);

    private static readonly IReadOnlyList<TableColumn<TenantUsage.Types.Month>> Months =
    [
        new("Month", m => Cells.Text(m.Month_)),
        new("Accepted", m => Cells.Count(m.AcceptedCount), AlignRight: true),
        new("Duplicates", m => Cells.Count(m.DuplicateCount), AlignRight: true),
        new("Rejected", m => Cells.Count(m.RejectedCount), AlignRight: true),
    ];

    private static string Of(long? quota) => quota is { } most ? $" of {Cells.Count(most)}" : string.Empty;

    /// <summary>For people.</summary>
    public static IRenderable Details(TenantUsage usage)
    {
        var summary = Tables.Pairs(
        [
            ("Tenant", Cells.Text(ResourceNames.LastSegment(usage.Name))),
            ("Customers", $"{Cells.Count(usage.CustomersCount)}{Of(usage.Quota?.Customers)}, {Cells.Count(usage.ErasedCustomersCount)} of them erased"),
            ("Interactions this month", $"{Cells.Count(usage.Months.Count > 0 ? usage.Months[0].AcceptedCount : 0)}{Of(usage.Quota?.InteractionsPerMonth)}"),
            ("Definitions", $"{Cells.Count(usage.ScorecardsCount + usage.MeasuresCount + usage.IndicatorsCount + usage.SegmentsCount)}{Of(usage.Quota?.Definitions)}"),
            ("Recording streams", $"{Cells.Count(usage.OpenStreamsCount)}{Of(usage.Quota?.Streams)}"),
            ("Watchers", $"{Cells.Count(usage.OpenWatchersCount)}{Of(usage.Quota?.Watchers)}"),
            ("Scorecards", Cells.Count(usage.ScorecardsCount)),
            ("Measures", Cells.Count(usage.MeasuresCount)),
            ("Indicators", Cells.Count(usage.IndicatorsCount)),
            ("Segments", Cells.Count(usage.SegmentsCount)),
        ]);
        return usage.Months.Count == 0 ? summary : new Rows(summary, Tables.Build(Months, usage.Months));
    }
}
