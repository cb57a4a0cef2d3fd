using KpiPlatform.Cli.Output;
using KpiPlatform.Cli.Wording;
using KpiPlatform.Protocol.V1;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace KpiPlatform.Cli.Scorecards;

/// <summary>Why a score changed, for people: who has which part, or every step.</summary>
internal static class ExplanationTable
{
    /// <summary>Most shares of a table; the rest is in the other formats.</summary>
    private const int MaxShares = 10;

    /// <summary>Columns of the steps in the CSV form.</summary>
    public static IReadOnlyList<CsvColumn<ExplanationStep>> Csv { get; } =
    [
        new("time", s => s.Time),
        new("kind", s => Kind(s.Kind)),
        new("indicator", s => s.Indicator),
        new("value_before", s => s.HasValueBefore ? s.ValueBefore : null),
        new("value_after", s => s.HasValueAfter ? s.ValueAfter : null),
        new("performance_before", s => s.HasPerformanceBefore ? s.PerformanceBefore : null),
        new("performance_after", s => s.HasPerformanceAfter ? s.PerformanceAfter : null),
        new("score_before", s => s.HasScoreBefore ? s.ScoreBefore : null),
        new("score_after", s => s.HasScoreAfter ? s.ScoreAfter : null),
        new("change", s => s.Change),
        new("commits", s => s.Commits),
        new("definition_version", s => s.DefinitionVersion),
    ];

    /// <summary>Heading and tables.</summary>
    public static IRenderable Render(ExplainScorecardResponse explained, bool steps, int limit)
    {
        var parts = new List<IRenderable> { Heading(explained) };
        if (steps)
        {
            parts.Add(Steps(explained, limit));
        }
        else
        {
            parts.Add(Shares("By indicator", explained.ByIndicator, share => Or(share.Indicator, "the scorecard as a whole")));
            parts.Add(Shares("By customer", explained.ByCustomer, share => Or(share.Customer, "not by a customer")));
            parts.Add(Shares("By interaction", explained.ByInteraction, share => share.Source.Length == 0 ? "not by an interaction" : $"{share.Source}/{Or(share.Interaction, "erased")} of {Or(share.Customer, "erased")}"));
        }

        return new Rows(parts);
    }

    private static Markup Heading(ExplainScorecardResponse explained)
    {
        var lines = new List<string>
        {
            $"[bold]{Cells.Text(explained.Period?.Label)}[/]  {Cells.Time(explained.FromTime)} to {Cells.Time(explained.ToTime)}",
            $"performance {Cells.Number(explained.HasScoreBefore ? explained.ScoreBefore : null, 2)} → {Cells.Number(explained.HasScoreAfter ? explained.ScoreAfter : null, 2)}  {Change(explained.Change)}  in {Cells.Count(explained.Commits)} commits",
        };
        if (explained.Folded)
            lines.Add("folded from the journal, as the tenant counts now");
        if (explained.TimeStepDays > 1)
            lines.Add($"time passes in steps of {explained.TimeStepDays} days");
        if (explained.Merged)
            lines.Add("neighbouring commits are merged: there were too many to tell them apart");
        if (Math.Abs(explained.Unattributed) > 1e-9)
            lines.Add($"{Change(explained.Unattributed)} comes from more interactions than can be told apart");
        return new Markup(string.Join('\n', lines));
    }

    private static Table Shares(string title, IReadOnlyList<ExplanationShare> shares, Func<ExplanationShare, string> name) =>
        Tables.Build<ExplanationShare>([new(title, s => Cells.Text(name(s))), new("Change", s => Change(s.Change), AlignRight: true)], shares.Take(MaxShares));

    private static Table Steps(ExplainScorecardResponse explained, int limit) => Tables.Build<ExplanationStep>(
    [
        new("Time", s => Cells.Time(s.Time)),
        new("What", s => Cells.Text(s.Kind == ExplanationStepKind.Definition ? $"version {s.DefinitionVersion}" : Kind(s.Kind))),
        new("Indicator", s => Cells.Text(s.Indicator)),
        new("Value", s => s.Indicator.Length == 0 ? "" : $"{Cells.Number(s.HasValueBefore ? s.ValueBefore : null, 2)} → {Cells.Number(s.HasValueAfter ? s.ValueAfter : null, 2)}", AlignRight: true),
        new("Score", s => Cells.Number(s.HasScoreAfter ? s.ScoreAfter : null, 2), AlignRight: true),
        new("Change", s => Change(s.Change), AlignRight: true),
    ], explained.Steps.Take(limit));

    private static string Change(double change)
    {
        var text = (change > 0 ? "+" : "") + ValueText.Rounded(change, 2);
        return change > 0 ? $"[green]{text}[/]" : change < 0 ? $"[red]{text}[/]" : text;
    }

    private static string Kind(ExplanationStepKind kind) => EnumText.ShortName(ScorecardServiceReflection.Descriptor.FindTypeByName<Google.Protobuf.Reflection.EnumDescriptor>(nameof(ExplanationStepKind)).FindValueByNumber((int)kind));

    private static string Or(string text, string otherwise) => text.Length > 0 ? text : otherwise;
}
