using KpiPlatform.Cli.Output;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Indicators;

/// <summary>How the customers behind a value are shown.</summary>
internal static class ContributorTable
{
    public static ResourceView<Contributor> View { get; } = new(
        [
            new("Customer", c => Cells.Text(c.CustomerId)),
            new("Numerator", c => Cells.Number(c.HasNumerator ? c.Numerator : null, 2), AlignRight: true),
            new("Denominator", c => Cells.Number(c.HasDenominator ? c.Denominator : null, 2), AlignRight: true),
            new("Share %", c => Cells.Number(c.HasShare ? c.Share : null, 2), AlignRight: true),
            new("Contribution", c => Cells.Number(c.HasContribution ? c.Contribution : null, 4), AlignRight: true),
        ],
        [
            new("customer_id", c => c.CustomerId),
            new("numerator", c => c.HasNumerator ? c.Numerator : null),
            new("denominator", c => c.HasDenominator ? c.Denominator : null),
            new("share", c => c.HasShare ? c.Share : null),
            new("contribution", c => c.HasContribution ? c.Contribution : null),
        ]);
}
