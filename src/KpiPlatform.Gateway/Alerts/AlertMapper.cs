using System.Globalization;
using KpiPlatform.Domain.Alerts;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Gateway.Names;
using Proto = KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Alerts;

/// <summary>Actions, comments and events between the contract and the domain.</summary>
internal static class AlertMapper
{
    private const string EventMark = "-a";

    /// <summary>An action.</summary>
    public static Proto.AlertAction ToProto(TenantId tenant, AlertAction action, string? customerId)
    {
        var message = new Proto.AlertAction
        {
            Name = action.Id == 0 ? string.Empty : ResourceNames.AlertAction(tenant, action.Id),
            Rule = action.Rule.Length == 0 ? string.Empty : ResourceNames.AlertRule(tenant, action.Rule),
            Title = action.Title,
            Severity = (Proto.AlertSeverity)action.Severity,
            State = (Proto.AlertAction.Types.State)action.State,
            Owner = action.Owner,
            DueTime = Times.Of(action.DueAt),
            DimensionValue = action.Customer is null ? action.Subject : string.Empty,
            Customer = customerId is null ? string.Empty : ResourceNames.Customer(tenant, customerId),
            CustomerId = customerId ?? string.Empty,
            Scorecard = action.Scorecard.Length == 0 ? string.Empty : $"{ResourceNames.Tenant(tenant)}/scorecards/{action.Scorecard}",
            Indicator = action.Indicator,
            Summary = action.Summary,
            Unit = action.Unit,
            StatusThen = (Proto.Status)action.StatusThen,
            StatusNow = (Proto.Status)action.StatusNow,
            OpenTime = Times.Of(action.OpenedAt),
            RaiseTime = Times.Of(action.RaisedAt),
            OccurrenceCount = action.Occurrences,
            ClearTime = Times.Of(action.ClearedAt),
            AcknowledgeTime = Times.Of(action.AcknowledgedAt),
            AcknowledgedBy = action.AcknowledgedBy,
            ResolveTime = Times.Of(action.ResolvedAt),
            ResolvedBy = action.ResolvedBy,
            CommentCount = action.Comments,
            UpdateTime = Times.Of(action.UpdatedAt),
        };
        if (action.ValueThen is { } then)
            message.ValueThen = then;
        if (action.ValueNow is { } now)
            message.ValueNow = now;
        return message;
    }

    /// <summary>A comment.</summary>
    public static Proto.AlertComment ToProto(AlertComment comment) => new() { Author = comment.Author, Text = comment.Text, CreateTime = Times.Of(comment.CreatedAt) };

    /// <summary>An event.</summary>
    public static Proto.AlertEvent ToProto(TenantId tenant, AlertEvent one) => new()
    {
        EventId = EventId(tenant, one.Position),
        Type = (Proto.AlertEvent.Types.Type)one.What.Type,
        Action = ToProto(tenant, one.What.Action, one.CustomerId),
        Principal = one.What.By,
        Comment = one.What.Comment,
        OccurTime = Times.Of(one.What.OccurredAt),
        RecordTime = Times.Of(one.RecordedAt),
    };

    /// <summary>Id of an event: its position among those of the tenant, which is given once. The mark tells it from events of segments.</summary>
    public static string EventId(TenantId tenant, long position) => string.Create(CultureInfo.InvariantCulture, $"{tenant.Value}{EventMark}{position}");

    /// <summary>Position of an event of a tenant; null if the id is none.</summary>
    public static long? PositionOf(TenantId tenant, string eventId) =>
        eventId.StartsWith(tenant.Value + EventMark, StringComparison.Ordinal)
        && long.TryParse(eventId.AsSpan(tenant.Value.Length + EventMark.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            ? position
            : null;
}
