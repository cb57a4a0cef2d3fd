using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Segments.Tracking;
using KpiPlatform.Gateway.Definitions;
using KpiPlatform.Gateway.Mapping;
using KpiPlatform.Gateway.Names;
using Definition = KpiPlatform.Domain.Segments.SegmentDefinition;
using Proto = KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Segments;

/// <summary>Segments, members and events between the contract and the domain.</summary>
internal static class SegmentMapper
{
    /// <summary>The fields that can be updated.</summary>
    public static readonly IReadOnlyList<string> Changeable = ["display_name", "description", "filter"];

    /// <summary>The others.</summary>
    public static readonly IReadOnlyList<string> OutputOnly = ["name", "etag", "create_time", "update_time", "member_count", "evaluating"];

    /// <summary>A segment.</summary>
    public static Proto.SegmentDefinition ToProto(TenantId tenant, Definition segment, long members, bool isEvaluating) => new()
    {
        Name = ResourceNames.Segment(tenant, segment.Id),
        DisplayName = segment.DisplayName,
        Description = segment.Description,
        Filter = segment.Filter,
        Etag = DefinitionEtag.Of(segment),
        CreateTime = segment.CreatedAtTicks == 0 ? null : Times.OfTicks(segment.CreatedAtTicks),
        UpdateTime = segment.UpdatedAtTicks == 0 ? null : Times.OfTicks(segment.UpdatedAtTicks),
        MemberCount = members,
        Evaluating = isEvaluating,
    };

    /// <summary>A definition with what a segment as sent changes in it.</summary>
    public static Definition Apply(Proto.SegmentDefinition sent, UpdateMask mask, Definition segment) => segment with
    {
        DisplayName = mask.Has("display_name") ? sent.DisplayName : segment.DisplayName,
        Description = mask.Has("description") ? sent.Description : segment.Description,
        Filter = mask.Has("filter") ? sent.Filter : segment.Filter,
    };

    /// <summary>A member.</summary>
    public static Proto.SegmentMember ToProto(TenantId tenant, SegmentMember member) => new()
    {
        Customer = ResourceNames.Customer(tenant, member.CustomerId),
        CustomerId = member.CustomerId,
        EnterTime = Times.Of(member.Since),
    };

    /// <summary>An event. Its id is its position among those of the tenant, which is given once.</summary>
    public static Proto.SegmentEvent ToProto(TenantId tenant, SegmentEvent one) => new()
    {
        EventId = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{tenant.Value}-{one.Position}"),
        Segment = ResourceNames.Segment(tenant, one.Segment),
        Customer = one.CustomerId is { } id ? ResourceNames.Customer(tenant, id) : string.Empty,
        CustomerId = one.CustomerId ?? string.Empty,
        Type = one.HasEntered ? Proto.SegmentEvent.Types.Type.Entered : Proto.SegmentEvent.Types.Type.Left,
        Cause = (Proto.SegmentEvent.Types.Cause)one.Cause,
        OccurTime = Times.Of(one.OccurredAt),
        RecordTime = Times.Of(one.RecordedAt),
    };
}
