using KpiPlatform.Spreadsheets.Model;

namespace KpiPlatform.Spreadsheets.Sheets;

/// <summary>The sheets of an export.</summary>
public static class ScorecardSheets
{
    /// <summary>All, in their order.</summary>
    /// <param name="export">What to show.</param>
    public static IReadOnlyList<SheetTable> Of(ScorecardExport export)
    {
        ArgumentNullException.ThrowIfNull(export);
        return [ScorecardSheet.Of(export), SeriesSheet.Of(export), DefinitionsSheet.Of(export), ObservationsSheet.Of(export), TargetsSheet.Of(export), AboutSheet.Of(export)];
    }

    /// <summary>One of them.</summary>
    /// <param name="export">What to show.</param>
    /// <param name="sheet">Which one.</param>
    public static SheetTable Of(ScorecardExport export, SheetKind sheet)
    {
        ArgumentNullException.ThrowIfNull(export);
        return sheet switch
        {
            SheetKind.Series => SeriesSheet.Of(export),
            SheetKind.Definitions => DefinitionsSheet.Of(export),
            SheetKind.Observations => ObservationsSheet.Of(export),
            SheetKind.Targets => TargetsSheet.Of(export),
            SheetKind.About => AboutSheet.Of(export),
            _ => ScorecardSheet.Of(export),
        };
    }
}
