using KpiPlatform.Cli.Output;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Quality;

/// <summary>How data quality and rejected interactions are shown.</summary>
internal static class QualityView
{
    public static ResourceView<SourceQuality> Sources { get; } = new(
        [
            new("Source", s => Cells.Text(s.Source)),
            new("Received", s => Cells.Count(s.ReceivedCount), AlignRight: true),
            new("Accepted", s => Cells.Count(s.AcceptedCount), AlignRight: true),
            new("Duplicate", s => Cells.Count(s.DuplicateCount), AlignRight: true),
            new("Rejected", s => Cells.Count(s.RejectedCount), AlignRight: true),
            new("Again", s => Cells.Count(s.UnavailableCount), AlignRight: true),
            new("Late", s => Cells.Count(s.LateCount), AlignRight: true),
            new("Valid", s => s.HasValidityPercent ? Cells.Number(s.ValidityPercent, 1) + " %" : Cells.None, AlignRight: true),
            new("Newest event", s => Cells.Time(s.NewestEventTime)),
            new("Reasons", s => Cells.Text(Reasons(s))),
        ],
        [
            new("source", s => s.Source),
            new("received_count", s => s.ReceivedCount),
            new("accepted_count", s => s.AcceptedCount),
            new("duplicate_count", s => s.DuplicateCount),
            new("rejected_count", s => s.RejectedCount),
            new("unavailable_count", s => s.UnavailableCount),
            new("late_count", s => s.LateCount),
            new("not_kept_count", s => s.NotKeptCount),
            new("validity_percent", s => s.HasValidityPercent ? s.ValidityPercent : null),
            new("newest_event_time", s => s.NewestEventTime),
            new("last_receive_time", s => s.LastReceiveTime),
            new("rejections", Reasons),
        ]);

    public static ResourceView<StoredRejection> Rejections { get; } = new(
        [
            new("Id", r => Cells.Text(r.Id)),
            new("Rejected", r => Cells.Time(r.RejectTime)),
            new("Source", r => Cells.Text(r.Interaction.Source)),
            new("Customer", r => Cells.Text(r.Interaction.Customer)),
            new("Interaction", r => Cells.Text(r.Interaction.Id)),
            new("Reason", r => Cells.Text(r.Reason)),
            new("Field", r => Cells.Text(r.Field)),
            new("Message", r => Cells.Text(r.Message)),
        ],
        [
            new("id", r => r.Id),
            new("reject_time", r => r.RejectTime),
            new("source", r => r.Interaction.Source),
            new("customer", r => r.Interaction.Customer),
            new("interaction_id", r => r.Interaction.Id),
            new("reason", r => r.Reason),
            new("field", r => r.Field),
            new("message", r => r.Message),
        ]);

    private static string Reasons(SourceQuality source) =>
        string.Join("; ", source.Rejections.Select(rejection => $"{rejection.Reason} {Cells.Count(rejection.Count)}"));
}
