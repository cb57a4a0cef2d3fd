using KpiPlatform.EndToEnd.Tests.Support;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.EndToEnd.Tests.Segments;

/// <summary>A watch of a segment.</summary>
internal sealed class SegmentWatcher(KpiClient client, string name, string resumeToken = "")
    : EventWatcher<WatchSegmentResponse, SegmentEvent>(token => client.Segments.WatchSegment(new() { Name = name, ResumeToken = resumeToken }, cancellationToken: token))
{
    /// <summary>As told last.</summary>
    public long Members => Count;

    protected override (IEnumerable<SegmentEvent> Events, string ResumeToken, long? Count) Read(WatchSegmentResponse message) =>
        (message.Events, message.ResumeToken, message.HasMemberCount ? message.MemberCount : null);
}
