using KpiPlatform.Cli.Output;
using KpiPlatform.Protocol.V1;
using Spectre.Console.Rendering;

namespace KpiPlatform.Cli.Auditing;

/// <summary>How the audit log is shown.</summary>
internal static class AuditView
{
    public static ResourceView<AuditEvent> Events { get; } = new(
        [
            new("Nr", e => Cells.Count(e.Sequence), AlignRight: true),
            new("Time", e => Cells.Time(e.Time)),
            new("Who", e => Cells.Text(e.Principal)),
            new("Method", e => Cells.Text(e.Method)),
            new("Resource", e => Cells.Text(e.Resource)),
            new("Decision", e => e.Allowed ? "allowed" : Cells.Text(e.Reason)),
            new("From", e => Cells.Text(e.Source)),
            new("Calls", e => Cells.Count(e.Count), AlignRight: true),
        ],
        [
            new("sequence", e => e.Sequence),
            new("time", e => e.Time),
            new("principal", e => e.Principal),
            new("method", e => e.Method),
            new("resource", e => e.Resource),
            new("allowed", e => e.Allowed),
            new("reason", e => e.Reason),
            new("source", e => e.Source),
            new("count", e => e.Count),
            new("digest", e => Convert.ToHexStringLower(e.Digest.Span)),
        ]);

    public static ResourceView<VerifyAuditLogResponse> Verification { get; } = new(
        [],
        [
            new("events", v => v.EventsCount),
            new("head_sequence", v => v.HeadSequence),
            new("head_digest", v => Convert.ToHexStringLower(v.HeadDigest.Span)),
            new("problem", v => v.Problem),
            new("first_bad_sequence", v => v.FirstBadSequence),
        ]);

    /// <summary>For people.</summary>
    public static IRenderable Details(VerifyAuditLogResponse response) => Tables.Pairs(
    [
        ("Entries", Cells.Count(response.EventsCount)),
        ("Head", Cells.Text($"{response.HeadSequence}:{Convert.ToHexStringLower(response.HeadDigest.Span)}")),
        ("Result", response.Problem.Length == 0 ? "[green]whole[/]" : $"[red]{Cells.Text(response.Problem)}[/]"),
    ]);
}
