using KpiPlatform.Cli.Output;
using KpiPlatform.Protocol.V1;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace KpiPlatform.Cli.Tenants;

/// <summary>How a comparison of numbers with the journal is shown.</summary>
internal static class VerificationView
{
    public static ResourceView<VerifyTenantResponse> View { get; } = new(
        [],
        [
            new("as_of_time", v => v.AsOfTime),
            new("definition_version", v => v.DefinitionVersion),
            new("interactions", v => v.Interactions),
            new("numbers", v => v.Numbers),
            new("differences", v => v.DifferencesCount),
        ]);

    private static readonly IReadOnlyList<TableColumn<NumberDifference>> Columns =
    [
        new("Measure", d => Cells.Count(d.Measure), AlignRight: true),
        new("Period", d => Cells.Text(d.Granularity)),
        new("Date", d => Cells.Text(d.Date)),
        new("Dimension", d => d.DimensionValue == 0 ? "whole" : $"{(d.DimensionValue >> 16) - 1}:{d.DimensionValue & 0xFFFF}"),
        new("Held", d => Cells.Count(d.Held), AlignRight: true),
        new("Journal", d => Cells.Count(d.Folded), AlignRight: true),
    ];

    /// <summary>For people.</summary>
    public static IRenderable Details(VerifyTenantResponse response)
    {
        var result = response.DifferencesCount == 0 ? "[green]all agree[/]" : $"[red]{Cells.Count(response.DifferencesCount)} differ[/]";
        var summary = Tables.Pairs(
        [
            ("Recorded until", Cells.Time(response.AsOfTime)),
            ("Definition version", Cells.Count(response.DefinitionVersion)),
            ("Interactions folded", Cells.Count(response.Interactions)),
            ("Numbers compared", Cells.Count(response.Numbers)),
            ("Result", result),
        ]);
        return response.Differences.Count == 0 ? summary : new Rows(summary, Tables.Build(Columns, response.Differences));
    }
}
