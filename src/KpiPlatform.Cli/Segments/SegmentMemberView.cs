using KpiPlatform.Cli.Output;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Segments;

/// <summary>How customers in a segment are shown.</summary>
internal static class SegmentMemberView
{
    public static ResourceView<SegmentMember> View { get; } = new(
        [new("Customer", m => Cells.Text(m.CustomerId)), new("Since", m => Cells.Time(m.EnterTime))],
        [new("customer_id", m => m.CustomerId), new("enter_time", m => m.EnterTime)]);
}
