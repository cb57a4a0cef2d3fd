using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Output;
using KpiPlatform.Protocol.V1;
using Spectre.Console.Rendering;

namespace KpiPlatform.Cli.Alerts;

/// <summary>How webhooks and dead letters are shown.</summary>
internal static class WebhookView
{
    public static ResourceView<Webhook> View { get; } = new(
        [
            new("Webhook", w => Cells.Text(Id(w))),
            new("URL", w => Cells.Text(w.Url)),
            new("Rules", w => Cells.Text(Rules(w))),
            new("Quiet", w => Quiet(w)),
            new("Queued", w => Cells.Count(w.QueuedCount), AlignRight: true),
            new("Dead", w => Cells.Count(w.DeadLetterCount), AlignRight: true),
            new("", w => w.Disabled ? "disabled" : ""),
        ],
        [
            new("webhook", Id),
            new("url", w => w.Url),
            new("rules", Rules),
            new("quiet_hours", w => Quiet(w)),
            new("queued_count", w => w.QueuedCount),
            new("dead_letter_count", w => w.DeadLetterCount),
            new("disabled", w => w.Disabled),
        ]);

    public static ResourceView<DeadLetter> DeadLetters { get; } = new(
        [
            new("Event", d => Cells.Text(d.Event.EventId)),
            new("Type", d => d.Event.Type.ToString().ToLowerInvariant()),
            new("What", d => Cells.Text(d.Event.Action.Title)),
            new("Attempts", d => Cells.Count(d.AttemptCount), AlignRight: true),
            new("Error", d => Cells.Text(d.Error)),
            new("Given up", d => Cells.Time(d.GiveUpTime)),
        ],
        [
            new("event_id", d => d.Event.EventId),
            new("type", d => d.Event.Type.ToString().ToLowerInvariant()),
            new("title", d => d.Event.Action.Title),
            new("attempt_count", d => d.AttemptCount),
            new("error", d => d.Error),
            new("give_up_time", d => d.GiveUpTime),
        ]);

    /// <summary>One webhook.</summary>
    public static IRenderable Details(Webhook webhook) => Tables.Pairs(
    [
        ("Webhook", Cells.Text(Id(webhook))),
        ("Name", Cells.Text(webhook.DisplayName)),
        ("URL", Cells.Text(webhook.Url)),
        ("Rules", Cells.Text(Rules(webhook))),
        ("Quiet hours", Quiet(webhook)),
        ("Queued", Cells.Count(webhook.QueuedCount)),
        ("Dead letters", Cells.Count(webhook.DeadLetterCount)),
    ]);

    private static string Id(Webhook webhook) => ResourceNames.LastSegment(webhook.Name);

    private static string Rules(Webhook webhook) => webhook.Rules.Count == 0 ? "all" : string.Join(", ", webhook.Rules);

    private static string Quiet(Webhook webhook) => webhook.QuietHours is { } hours ? Cells.Text($"{hours.Start} to {hours.End}") : Cells.None;
}
