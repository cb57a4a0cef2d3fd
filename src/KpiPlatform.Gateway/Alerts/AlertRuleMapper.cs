using KpiPlatform.Domain.Alerts;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Gateway.Definitions;
using KpiPlatform.Gateway.Mapping;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Protocol.V1;
using AlertCondition = KpiPlatform.Domain.Alerts.AlertCondition;
using AlertIndicator = KpiPlatform.Domain.Alerts.AlertIndicator;
using AlertRule = KpiPlatform.Domain.Alerts.AlertRule;
using AlertSeverity = KpiPlatform.Domain.Alerts.AlertSeverity;
using AlertSilence = KpiPlatform.Domain.Alerts.AlertSilence;
using Proto = KpiPlatform.Protocol.V1;
using Status = KpiPlatform.Domain.Scorecards.Status;

namespace KpiPlatform.Gateway.Alerts;

/// <summary>Rules between the contract and the domain.</summary>
internal static class AlertRuleMapper
{
    /// <summary>The fields that can be updated.</summary>
    public static readonly IReadOnlyList<string> Changeable =
    [
        "display_name", "description", "severity", "disabled", "watched", "indicator", "customers", "silence", "condition", "for_duration", "clear_duration",
        "keep_open", "reopen_within", "owner", "due_within",
    ];

    /// <summary>The others.</summary>
    public static readonly IReadOnlyList<string> OutputOnly = ["name", "etag", "create_time", "update_time", "open_action_count", "problem"];

    private const string Path = "alert_rule";

    /// <summary>Names of the kinds of interaction: those of the fields of the contract.</summary>
    public static readonly IReadOnlyList<string> KindNames =
        [.. Interaction.Descriptor.Oneofs.Where(one => !one.IsSynthetic).SelectMany(one => one.Fields).Select(field => field.Name)];

    /// <summary>A rule.</summary>
    public static Proto.AlertRule ToProto(TenantId tenant, AlertRule rule, long open, string problem)
    {
        var message = new Proto.AlertRule
        {
            Name = ResourceNames.AlertRule(tenant, rule.Id),
            DisplayName = rule.DisplayName,
            Description = rule.Description,
            Severity = (Proto.AlertSeverity)rule.Severity,
            Disabled = rule.Disabled,
            Condition = ToProto(rule.Condition),
            ForDuration = Spans.OrAbsent(rule.ForSeconds),
            ClearDuration = Spans.OrAbsent(rule.ClearSeconds),
            KeepOpen = rule.KeepOpen,
            ReopenWithin = Spans.Of(rule.ReopenSeconds),
            Owner = rule.Owner,
            DueWithin = Spans.OrAbsent(rule.DueSeconds),
            Etag = DefinitionEtag.Of(rule),
            CreateTime = Times.OfTicks(rule.CreatedAtTicks),
            UpdateTime = Times.OfTicks(rule.UpdatedAtTicks),
            OpenActionCount = open,
            Problem = problem,
        };
        if (rule.Indicator is { } indicator)
            message.Indicator = new() { Scorecard = indicator.Scorecard, Path = indicator.Path, Indicator = indicator.Indicator, Component = indicator.Component, Dimension = indicator.Dimension, Period = indicator.Period };
        else if (rule.Silence is { } silence)
            message.Silence = new() { Source = silence.Source, Kind = silence.Kind, After = Spans.Of(silence.AfterSeconds) };
        else if (rule.Kind == AlertRuleKind.Segment)
            message.Customers = new() { Segment = rule.Segment };
        return message;
    }

    /// <summary>A rule with what one as sent changes in it.</summary>
    public static AlertRule Apply(Proto.AlertRule sent, UpdateMask mask, AlertRule rule)
    {
        if (mask.Has("watched") || mask.Has("indicator") || mask.Has("customers") || mask.Has("silence"))
            rule = Watch(sent, rule);
        return rule with
        {
            DisplayName = mask.Has("display_name") ? sent.DisplayName : rule.DisplayName,
            Description = mask.Has("description") ? sent.Description : rule.Description,
            Severity = mask.Has("severity") ? (sent.Severity == Proto.AlertSeverity.Unspecified ? AlertSeverity.Warning : (AlertSeverity)sent.Severity) : rule.Severity,
            Disabled = mask.Has("disabled") ? sent.Disabled : rule.Disabled,
            Condition = mask.Has("condition") ? Read(sent.Condition) : rule.Condition,
            ForSeconds = mask.Has("for_duration") ? Spans.Read(sent.ForDuration, 0, $"{Path}.for_duration") : rule.ForSeconds,
            ClearSeconds = mask.Has("clear_duration") ? Spans.Read(sent.ClearDuration, 0, $"{Path}.clear_duration") : rule.ClearSeconds,
            KeepOpen = mask.Has("keep_open") ? sent.KeepOpen : rule.KeepOpen,
            ReopenSeconds = mask.Has("reopen_within") ? Spans.Read(sent.ReopenWithin, 86_400, $"{Path}.reopen_within") : rule.ReopenSeconds,
            Owner = mask.Has("owner") ? sent.Owner : rule.Owner,
            DueSeconds = mask.Has("due_within") ? Spans.Read(sent.DueWithin, 0, $"{Path}.due_within") : rule.DueSeconds,
        };
    }

    private static AlertRule Watch(Proto.AlertRule sent, AlertRule rule) => sent.WatchedCase switch
    {
        Proto.AlertRule.WatchedOneofCase.Indicator => rule with { Kind = AlertRuleKind.Indicator, Indicator = Read(sent.Indicator), Segment = string.Empty, Silence = null },
        Proto.AlertRule.WatchedOneofCase.Customers => rule with { Kind = AlertRuleKind.Segment, Indicator = null, Segment = sent.Customers.Segment, Silence = null },
        Proto.AlertRule.WatchedOneofCase.Silence => rule with
        {
            Kind = AlertRuleKind.Silence,
            Indicator = null,
            Segment = string.Empty,
            Silence = new AlertSilence { Source = sent.Silence.Source, Kind = sent.Silence.Kind, AfterSeconds = Spans.Read(sent.Silence.After, 0, $"{Path}.silence.after") },
        },
        _ => rule with { Kind = AlertRuleKind.None, Indicator = null, Segment = string.Empty, Silence = null },
    };

    private static AlertIndicator Read(Proto.AlertIndicator sent) =>
        new() { Scorecard = sent.Scorecard, Path = sent.Path, Indicator = sent.Indicator, Component = sent.Component, Dimension = sent.Dimension, Period = sent.Period };

    private static AlertCondition? Read(Proto.AlertCondition? sent) => sent is null
        ? null
        : new()
        {
            Kind = (AlertConditionKind)sent.Kind,
            Comparison = (AlertComparison)sent.Comparison,
            Threshold = sent.Threshold,
            Hysteresis = sent.Hysteresis,
            Base = (AlertBase)sent.Base,
            To = [.. sent.ToStatuses.Select(status => (Status)status).Distinct()],
            From = [.. sent.FromStatuses.Select(status => (Status)status).Distinct()],
            WindowSeconds = Spans.Read(sent.Window, 0, $"{Path}.condition.window"),
            IsRelative = sent.Relative,
        };

    private static Proto.AlertCondition? ToProto(AlertCondition? condition) => condition is null
        ? null
        : new()
        {
            Kind = (Proto.AlertCondition.Types.Kind)condition.Kind,
            Comparison = (Proto.AlertCondition.Types.Comparison)condition.Comparison,
            Threshold = condition.Threshold,
            Hysteresis = condition.Hysteresis,
            Base = (Proto.AlertCondition.Types.Base)condition.Base,
            ToStatuses = { condition.To.Select(status => (Proto.Status)status) },
            FromStatuses = { condition.From.Select(status => (Proto.Status)status) },
            Window = Spans.OrAbsent(condition.WindowSeconds),
            Relative = condition.IsRelative,
        };
}
