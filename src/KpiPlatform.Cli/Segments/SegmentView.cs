using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Output;
using KpiPlatform.Protocol.V1;
using Spectre.Console.Rendering;

namespace KpiPlatform.Cli.Segments;

/// <summary>How segments are shown.</summary>
internal static class SegmentView
{
    public static ResourceView<SegmentDefinition> View { get; } = new(
        [
            new("Segment", s => Cells.Text(Id(s))),
            new("Name", s => Cells.Text(s.DisplayName)),
            new("Customers", s => Members(s), AlignRight: true),
            new("Filter", s => Cells.Text(s.Filter)),
        ],
        [
            new("segment", Id),
            new("display_name", s => s.DisplayName),
            new("description", s => s.Description),
            new("filter", s => s.Filter),
            new("member_count", s => s.MemberCount),
            new("evaluating", s => s.Evaluating),
            new("create_time", s => s.CreateTime),
            new("update_time", s => s.UpdateTime),
        ]);

    /// <summary>One segment.</summary>
    public static IRenderable Details(SegmentDefinition segment) => Tables.Pairs(
    [
        ("Segment", Cells.Text(Id(segment))),
        ("Name", Cells.Text(segment.DisplayName)),
        ("Description", Cells.Text(segment.Description)),
        ("Filter", Cells.Text(segment.Filter)),
        ("Customers", Members(segment)),
        ("Created", Cells.Time(segment.CreateTime)),
        ("Changed", Cells.Time(segment.UpdateTime)),
    ]);

    private static string Id(SegmentDefinition segment) => ResourceNames.LastSegment(segment.Name);

    private static string Members(SegmentDefinition segment) => segment.Evaluating ? $"{Cells.Count(segment.MemberCount)} so far" : Cells.Count(segment.MemberCount);
}
