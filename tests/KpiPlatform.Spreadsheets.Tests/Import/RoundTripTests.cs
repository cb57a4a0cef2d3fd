using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Spreadsheets.Import;
using KpiPlatform.Spreadsheets.Model;
using KpiPlatform.Spreadsheets.Sheets;
using KpiPlatform.Spreadsheets.Tests.Support;
using KpiPlatform.Spreadsheets.Workbooks;

namespace KpiPlatform.Spreadsheets.Tests.Import;

/// <summary>What is exported and imported unchanged changes nothing.</summary>
public sealed class RoundTripTests
{
    private const int Scorecards = 25;

    [Fact]
    public void Plan_OfAnUnchangedWorkbook_ChangesNothing()
    {
        for (var seed = 0; seed < Scorecards; seed++)
        {
            var export = new RandomScorecards(seed).Next(hostile: true);
            ShouldChangeNothing(export, WorkbookFile.Write(export), $"seed {seed}");
        }
    }

    [Fact]
    public void Plan_OfUnchangedCsv_ChangesNothing()
    {
        for (var seed = 0; seed < Scorecards; seed++)
        {
            var export = new RandomScorecards(seed).Next(hostile: true);
            ShouldChangeNothing(export, CsvFile.Write(ScorecardSheets.Of(export, SheetKind.Observations)), $"observations, seed {seed}");
            ShouldChangeNothing(export, CsvFile.Write(ScorecardSheets.Of(export, SheetKind.Targets)), $"targets, seed {seed}");
        }
    }

    [SkippableFact]
    public void Plan_OfAWorkbookThatLibreOfficeSaved_ChangesNothing()
    {
        LibreOffice.Require();
        var export = new RandomScorecards(5).Next();

        ShouldChangeNothing(export, LibreOffice.Recalculate(WorkbookFile.Write(export)), "saved by LibreOffice");
    }

    private static void ShouldChangeNothing(ScorecardExport export, byte[] content, string where)
    {
        var file = EntryFile.Read(content);
        var observations = ObservationPlan.Of(file, export.Observations, export.Calendar, _ => null);
        var targets = TargetPlan.Of(file, export.Goals, ScorecardEnvironment.BuiltIn, today: 20_000);

        observations.Entries.Concat(targets.Entries).Where(entry => entry.Outcome != EntryOutcome.Unchanged)
            .Select(entry => $"{entry.Address} {entry.Reason} {entry.Message} {string.Join(',', entry.Fields)}").ShouldBeEmpty(where);
        (observations.Entries.Count + targets.Entries.Count).ShouldBeGreaterThan(0, where);
        observations.ToRecord.ShouldBeEmpty(where);
        targets.ChangesDefinition.ShouldBeFalse(where);
    }
}
