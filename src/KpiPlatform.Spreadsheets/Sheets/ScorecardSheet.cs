using System.Globalization;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Formatting;
using KpiPlatform.Spreadsheets.Formulas;
using KpiPlatform.Spreadsheets.Model;
using KpiPlatform.Spreadsheets.Workbooks;
using static KpiPlatform.Spreadsheets.Sheets.ScorecardColumns;

namespace KpiPlatform.Spreadsheets.Sheets;

/// <summary>
/// The sheet Scorecard: a row for each node, its children below it. Weights, values and goals are numbers; scores, coverage, progress and
/// status are formulas over them, so that somebody who changes a number sees what the platform would say.
/// </summary>
internal sealed class ScorecardSheet
{
    /// <summary>Its name.</summary>
    public const string Name = "Scorecard";

    private const string ScorecardLevel = "Scorecard";
    private const string PerspectiveLevel = "Perspective";
    private const string ObjectiveLevel = "Objective";

    // Up to the target: what fits on paper at a size that can be read. The rest is for the screen.
    private const int Printed = 9;

    private static readonly SheetColumn[] Usual =
    [
        new("Level", 12), new("Name", 44, Wraps: true), new("Status", 10, IsStatus: true), new("Score", 9), new("Weight", 9), new("Value", 16), new("Unit", 14),
        new("Baseline", 14), new("Target", 14), new("Scale from", 14), new("Scale to", 14), new("Tolerance", 11), new("Scoring", 13), new("Progress", 11),
        new("On track", 10), new("Deadline", 12), new("Counts", 9), new("Coverage", 11), new("Owner", 20), new("Remarks", 44, Wraps: true), new("Id", 40),
    ];

    private static readonly SheetColumn[] Leading = [new("Leading score", 9), new("Counts as leading", 10), new("Leading coverage", 11), new("Leading status", 10, IsStatus: true)];

    private readonly ScorecardExport _export;
    private readonly bool _hasLeading;
    private readonly int _firstRow;
    private readonly List<SheetRow> _rows = [];
    private int _nextIndicator;

    private ScorecardSheet(ScorecardExport export, int firstRow)
    {
        _export = export;
        _firstRow = firstRow;
        _hasLeading = export.Indicators.Any(indicator => indicator.Result.Role == IndicatorRole.Leading);
    }

    private int NextRow => _firstRow + _rows.Count;

    /// <summary>Makes it.</summary>
    /// <param name="export">What to show.</param>
    public static SheetTable Of(ScorecardExport export)
    {
        var local = new LocalTexts(export);
        string[] title = [export.Title, local.PeriodAndInstant, "Blue numbers may be changed: scores, coverage and status follow."];
        var sheet = new ScorecardSheet(export, title.Length + 2);
        sheet.AddAll();
        return new()
        {
            Name = Name,
            Title = title,
            Columns = sheet._hasLeading ? [.. Usual, .. Leading] : Usual,
            Rows = sheet._rows,
            FrozenColumns = 2,
            PrintedColumns = Printed,
        };
    }

    private void AddAll()
    {
        var values = _export.Values;
        var node = new NodeCells(values.Performance, values.Coverage, values.Status, values.LeadingPerformance, values.LeadingCoverage, values.LeadingStatus);
        var at = Reserve();
        foreach (var (perspective, definition) in values.Perspectives.Zip(_export.Definition.Perspectives))
            Add(perspective, definition);
        _rows[at] = Node(RowKind.Scorecard, ScorecardLevel, PerspectiveLevel, at, (_export.Title, _export.Scorecard.Value), null, node, (_export.Definition.RollUp, _export.Definition.MissingData), string.Empty, Remarks(values));
    }

    private void Add(PerspectiveResult result, PerspectiveDefinition definition)
    {
        var at = Reserve();
        foreach (var (objective, part) in result.Objectives.Zip(definition.Objectives))
            Add(result.Id, objective, part);
        var node = new NodeCells(result.Performance, result.Coverage, result.Status, result.LeadingPerformance, result.LeadingCoverage, result.LeadingStatus);
        _rows[at] = Node(
            RowKind.Perspective, PerspectiveLevel, ObjectiveLevel, at, (Words.OrId(result.Title, result.Id), result.Id), result.Weight, node, (definition.RollUp, definition.MissingData), string.Empty,
            RemarkTexts.Label(result.StatusLabel));
    }

    private void Add(string perspective, ObjectiveResult result, ObjectiveDefinition definition)
    {
        var at = Reserve();
        foreach (var _ in result.Indicators)
            _rows.Add(Indicator(_export.Indicators[_nextIndicator++], NextRow));
        var node = new NodeCells(result.Performance, result.Coverage, result.Status, result.LeadingPerformance, result.LeadingCoverage, result.LeadingStatus);
        _rows[at] = Node(
            RowKind.Objective, ObjectiveLevel, IndicatorRow.Level, at, (Words.OrId(result.Title, result.Id), $"{perspective}/{result.Id}"), result.Weight, node, (definition.RollUp, definition.MissingData), result.Owner,
            RemarkTexts.Join(result.Retired ? "retired" : string.Empty, RemarkTexts.Label(result.StatusLabel)));
    }

    private int Reserve()
    {
        _rows.Add(new(RowKind.Plain, []));
        return _rows.Count - 1;
    }

    private SheetRow Indicator(ExportedIndicator indicator, int row) => new(RowKind.Plain, IndicatorRow.Cells(indicator, row, _hasLeading));

    private SheetRow Node(
        RowKind kind,
        string level,
        string childLevel,
        int index,
        (string Title, string Id) named,
        double? weight,
        NodeCells node,
        (RollUpMethod Method, MissingDataPolicy Missing) rollUp,
        string owner,
        string remarks)
    {
        var row = _firstRow + index;
        var lagging = new RollUpFormulas(childLevel, row + 1, NextRow - 1, Score, Counts, Coverage);
        var cells = new List<SheetCell>
        {
            SheetCell.Of(level),
            SheetCell.Of(named.Title) with { Indent = (int)kind - 1 },
            SheetCell.Of(node.Status.ToString()) with { Formula = StatusOf(Score, Coverage, row) },
            SheetCell.Of(node.Performance, NumberFormats.Score) with { Formula = lagging.Performance(rollUp.Method, rollUp.Missing) },
            weight is { } own ? SheetCell.Of(own, NumberFormats.Plain) with { IsInput = true } : SheetCell.Empty,
        };
        cells.AddRange(Enumerable.Repeat(SheetCell.Empty, 11));
        cells.Add(kind == RowKind.Scorecard ? SheetCell.Empty : SheetCell.Of(Takes(index, childLevel, IndicatorRole.Lagging) ? Feeds : Apart));
        cells.Add(SheetCell.Of(node.Coverage, NumberFormats.Percent) with { Formula = lagging.Coverage() });
        cells.AddRange([SheetCell.Of(owner), SheetCell.Of(RemarkTexts.Join(RemarkTexts.RollUp(rollUp.Method, rollUp.Missing), remarks)), SheetCell.Of(named.Id)]);
        if (_hasLeading)
        {
            var leading = new RollUpFormulas(childLevel, row + 1, NextRow - 1, LeadingScore, LeadingCounts, LeadingCoverage);
            cells.Add(SheetCell.Of(node.LeadingPerformance, NumberFormats.Score) with { Formula = leading.Performance(rollUp.Method, rollUp.Missing) });
            cells.Add(kind == RowKind.Scorecard ? SheetCell.Empty : SheetCell.Of(Takes(index, childLevel, IndicatorRole.Leading) ? Feeds : Apart));
            cells.Add(SheetCell.Of(node.LeadingCoverage, NumberFormats.Percent) with { Formula = leading.Coverage() });
            cells.Add(node.LeadingStatus == Status.None ? SheetCell.Empty : SheetCell.Of(node.LeadingStatus.ToString()) with { Formula = StatusOf(LeadingScore, LeadingCoverage, row) });
        }

        return new(kind, cells);
    }

    /// <summary>Whether something below the row at a position takes part in a roll-up; the rows below are made already.</summary>
    private bool Takes(int index, string childLevel, IndicatorRole role)
    {
        var column = role == IndicatorRole.Lagging ? Usual.Length - 5 : Usual.Length + 1;
        return _rows.Skip(index + 1).Any(row => Equals(row.Cells[0].Value, childLevel) && !Equals(row.Cells[column].Value, Apart));
    }

    private string StatusOf(string score, string coverage, int row)
    {
        var rules = _export.Definition.StatusRules.Count > 0 ? _export.Definition.StatusRules : StatusFormulas.Default;
        var least = _export.Definition.MinimumCoverage ?? RollUp.MinimumCoverage;
        var number = row.ToString(CultureInfo.InvariantCulture);
        return StatusFormulas.Of(score + number, rules, string.Create(CultureInfo.InvariantCulture, $"{coverage}{number}>={least - 1e-9:R}"));
    }

    private static string Remarks(EvaluatedScorecard values) => RemarkTexts.Join(
        RemarkTexts.Label(values.StatusLabel),
        values.Partial ? "the period goes on" : string.Empty,
        values.ClosedAt is null ? string.Empty : values.Restated ? "closed; shown with what came later" : "closed",
        values.LatePerformanceAdjustment is { } late ? $"what came later would add {Numbers.Signed(late)}" : string.Empty);

    /// <summary>What a node came to.</summary>
    private readonly record struct NodeCells(double? Performance, double Coverage, Status Status, double? LeadingPerformance, double LeadingCoverage, Status LeadingStatus);
}
