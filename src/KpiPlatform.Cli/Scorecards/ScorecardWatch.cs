using System.Runtime.CompilerServices;
using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Output;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Scorecards;

/// <summary>Follows a scorecard.</summary>
internal static class ScorecardWatch
{
    /// <summary>Shows each state until cancelled; a broken stream is continued from where it was.</summary>
    public static Task RunAsync(
        Session session, string name, string period, string token, OutputFormat format, CancellationToken cancellationToken) =>
        WatchWriter.RunAsync(
            session.Environment,
            format,
            notice => ReadAsync(session, name, period, token, notice, cancellationToken),
            ScorecardTable.Render,
            card => card,
            (csv, card, first) =>
            {
                if (first)
                    csv.Write(ScorecardRow.Csv.Select(c => c.Name));
                foreach (var row in ScorecardRow.Of(card))
                    csv.Write(ScorecardRow.Csv.Select(c => c.Cell(row)));
            });

    private static async IAsyncEnumerable<Scorecard> ReadAsync(
        Session session,
        string name,
        string period,
        string token,
        Action<string> notice,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var state = new ScorecardState();
        var updates = Watch.ReadAsync(
            session,
            ct => session.Scorecards.WatchScorecard(
                new WatchScorecardRequest { Name = name, Period = period, Token = token, ResumeToken = state.ResumeToken },
                cancellationToken: ct),
            (reason, delay) => notice($"{reason}; trying again in {Math.Ceiling(delay.TotalSeconds):0} s"),
            cancellationToken);
        await foreach (var update in updates)
        {
            if (state.Apply(update) is { } card)
                yield return card;
        }
    }
}
