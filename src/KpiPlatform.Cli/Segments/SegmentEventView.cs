using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Output;
using KpiPlatform.Cli.Wording;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Segments;

/// <summary>How entries and exits are shown.</summary>
internal static class SegmentEventView
{
    public static ResourceView<SegmentEvent> View { get; } = new(
        [
            new("Time", e => Cells.Time(e.OccurTime)),
            new("Segment", e => Cells.Text(ResourceNames.LastSegment(e.Segment))),
            new("", Type),
            new("Customer", Customer),
            new("Cause", Cause),
        ],
        [
            new("event_id", e => e.EventId),
            new("segment", e => ResourceNames.LastSegment(e.Segment)),
            new("customer_id", e => e.CustomerId),
            new("type", Type),
            new("cause", Cause),
            new("occur_time", e => e.OccurTime),
            new("record_time", e => e.RecordTime),
        ]);

    /// <summary>One event as a line of text.</summary>
    public static string Line(SegmentEvent one) => $"{Cells.Time(one.OccurTime)}  {Type(one),-7}  {TextSafety.OneLine(one.CustomerId.Length > 0 ? one.CustomerId : "(erased)")}  ({Cause(one)})";

    private static string Type(SegmentEvent one) => one.Type == SegmentEvent.Types.Type.Left ? "left" : "entered";

    private static string Cause(SegmentEvent one) => one.Cause.ToString().ToLowerInvariant();

    private static string Customer(SegmentEvent one) => one.CustomerId.Length > 0 ? Cells.Text(one.CustomerId) : "(erased)";
}
