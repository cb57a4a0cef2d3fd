using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Spreadsheets.Model;
using KpiPlatform.Spreadsheets.Tests.Support;
using KpiPlatform.Spreadsheets.Workbooks;

namespace KpiPlatform.Spreadsheets.Tests.Workbooks;

/// <summary>The formulas of a workbook against the domain.</summary>
public sealed class RecalculationTests
{
    private const double Tolerance = 1e-9;
    private const int Scorecards = 80;

    [Fact]
    public void Formulas_OfAnyScorecard_ComputeWhatThePlatformSays()
    {
        var formulas = 0;
        for (var seed = 0; seed < Scorecards; seed++)
        {
            var export = new RandomScorecards(seed).Next();
            formulas += ShouldSay(new SheetCalculator(Sheet(export)), Sheet(export), export.Values, $"seed {seed}");
        }

        formulas.ShouldBeGreaterThan(Scorecards * 10);
    }

    [Fact]
    public void Formulas_AfterAWeightIsChanged_ComputeWhatThePlatformWouldSay()
    {
        for (var seed = 0; seed < Scorecards; seed++)
        {
            var random = new Random(seed);
            var export = new RandomScorecards(seed).Next();
            var cells = Sheet(export);
            var weights = cells.Where(cell => cell.Key[0] == 'E' && cell.Key.Length < 4 && cell.Value.Value is double).Select(cell => cell.Key).Order(StringComparer.Ordinal).ToList();

            // The same new weights in the sheet and in the results that the domain rolls up.
            var byId = new Dictionary<string, double>(StringComparer.Ordinal);
            foreach (var address in weights)
            {
                var weight = Math.Round(random.NextDouble() * 20, 1);
                cells[address] = new(weight, string.Empty);
                byId[(string)cells["U" + address[1..]].Value!] = weight;
            }

            ShouldSay(new SheetCalculator(cells), cells, Reweighted(export, byId), $"seed {seed}");
        }
    }

    [Fact]
    public void Formulas_AfterAValueIsChanged_ScoreIt()
    {
        // Revenue from 0 to 200: 50 scores 25, 150 scores 75; both objectives weigh the same, so (75 + 40) / 2 = 57.5.
        var export = Two(50, 40);
        var cells = Sheet(export);
        var value = Find(cells, "a/o/revenue", "F");
        new SheetCalculator(cells)["D5"].ShouldBe((25 + 40) / 2.0);
        cells[value] = new(150.0, string.Empty);

        var recalculated = new SheetCalculator(cells);
        recalculated[Find(cells, "a/o/revenue", "D")].ShouldBe(75.0);
        recalculated["D5"].ShouldBe(57.5);
        recalculated[Find(cells, "a/o/revenue", "C")].ShouldBe("Green");

        // The target moves the end of the scale: 150 of 300 is 50.
        cells[Find(cells, "a/o/revenue", "I")] = new(300.0, string.Empty);
        new SheetCalculator(cells)[Find(cells, "a/o/revenue", "D")].ShouldBe(50.0);
    }

    internal static Dictionary<string, ReadWorkbook.ReadCell> Sheet(ScorecardExport export) => ReadWorkbook.Of(WorkbookFile.Write(export)).Sheets["Scorecard"];

    /// <summary>Revenue from 0 to 200 and orders from 0 to 100, each an objective of its own.</summary>
    internal static ScorecardExport Two(double revenue, double orders)
    {
        var definition = new ScorecardDefinition
        {
            Title = "Two",
            Perspectives =
            [
                new()
                {
                    Id = "a",
                    Objectives =
                    [
                        new() { Id = "o", Indicators = [new() { Indicator = "revenue", Baseline = 0, Target = 200, Deadline = "2026-12-31", BaselineDate = "2026-01-01" }] },
                        new() { Id = "q", Indicators = [new() { Indicator = "orders", Baseline = 0, Target = 100, Deadline = "2026-12-31", BaselineDate = "2026-01-01" }] },
                    ],
                },
            ],
        };
        return RandomScorecards.Of(definition, ("revenue", revenue), ("orders", orders));
    }

    internal static string Find(Dictionary<string, ReadWorkbook.ReadCell> cells, string id, string column) =>
        column + cells.Single(cell => cell.Key[0] == 'U' && Equals(cell.Value.Value, id)).Key[1..];

    /// <summary>Holds what a sheet computes against results.</summary>
    /// <returns>Number of formulas compared.</returns>
    internal static int ShouldSay(SheetCalculator sheet, Dictionary<string, ReadWorkbook.ReadCell> cells, EvaluatedScorecard values, string where)
    {
        var compared = 0;
        var row = 5;
        var hasLeading = cells.ContainsKey("V4");
        Node(values.Performance, values.Coverage, values.Status);
        Leading(values.LeadingPerformance, values.LeadingCoverage, values.LeadingStatus);
        foreach (var perspective in values.Perspectives)
        {
            row++;
            Node(perspective.Performance, perspective.Coverage, perspective.Status);
            Leading(perspective.LeadingPerformance, perspective.LeadingCoverage, perspective.LeadingStatus);
            foreach (var objective in perspective.Objectives)
            {
                row++;
                Node(objective.Performance, objective.Coverage, objective.Status);
                Leading(objective.LeadingPerformance, objective.LeadingCoverage, objective.LeadingStatus);
                foreach (var indicator in objective.Indicators)
                {
                    row++;
                    Same("D", indicator.Performance);
                    Same("N", indicator.Progress);
                    Says("C", indicator.Status);
                }
            }
        }

        return compared;

        void Node(double? performance, double coverage, Status status)
        {
            Same("D", performance);
            Same("R", coverage);
            Says("C", status);
        }

        void Leading(double? performance, double coverage, Status status)
        {
            if (!hasLeading)
                return;
            Same("V", performance);
            Same("X", coverage);
            if (status != Status.None)
                Says("Y", status);
        }

        void Same(string column, double? expected)
        {
            compared++;
            var address = $"{column}{row}";
            if (expected is { } number)
                sheet[address].ShouldBeOfType<double>($"{where}, {address}: {cells[address].Formula}").ShouldBe(number, Tolerance * Math.Max(1, Math.Abs(number)), $"{where}, {address}: {cells[address].Formula}");
            else
                (sheet[address] ?? string.Empty).ShouldBe(string.Empty, $"{where}, {address}: {cells[address].Formula}");
        }

        void Says(string column, Status expected)
        {
            compared++;
            sheet[$"{column}{row}"].ShouldBe(expected.ToString(), $"{where}, {column}{row}: {cells[$"{column}{row}"].Formula}");
        }
    }

    /// <summary>The results with other weights, rolled up by the domain.</summary>
    private static EvaluatedScorecard Reweighted(ScorecardExport export, Dictionary<string, double> weights)
    {
        var definition = export.Definition with
        {
            Perspectives =
            [
                .. export.Definition.Perspectives.Select(perspective => perspective with
                {
                    Weight = weights[perspective.Id],
                    Objectives = [.. perspective.Objectives.Select(objective => objective with { Weight = weights[$"{perspective.Id}/{objective.Id}"] })],
                }),
            ],
        };
        var window = Domain.Periods.EvaluationWindow.Of(export.Calendar, export.Values.Period, export.Values.AsOf);
        var results = export.Values.AllIndicators().Select(entry => entry.Indicator with { Weight = weights[entry.Path.ToString()] }).ToList();
        return ScorecardRollUp.Of(definition, window, results);
    }
}
