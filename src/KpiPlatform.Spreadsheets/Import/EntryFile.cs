using KpiPlatform.Spreadsheets.Sheets;

namespace KpiPlatform.Spreadsheets.Import;

/// <summary>A file with observations, targets or both, in the layout of an export. Immutable.</summary>
public sealed class EntryFile
{
    private static readonly string[] Names = [ObservationsSheet.Name, TargetsSheet.Name];
    private static readonly string[] RequiredOfObservations = [ObservationsSheet.Indicator, ObservationsSheet.Time, ObservationsSheet.Value];
    private static readonly string[] RequiredOfTargets = [TargetsSheet.Perspective, TargetsSheet.Objective, TargetsSheet.Indicator];

    private EntryFile(EntrySheet? observations, EntrySheet? targets)
    {
        Observations = observations;
        Targets = targets;
    }

    /// <summary>Observations; null if the file has none.</summary>
    internal EntrySheet? Observations { get; }

    /// <summary>Targets; null if the file has none.</summary>
    internal EntrySheet? Targets { get; }

    /// <summary>Whether there are observations in it.</summary>
    public bool HasObservations => Observations?.Rows.Any() == true;

    /// <summary>Reads a file: a workbook by its first bytes, else CSV, whose headings say what it holds.</summary>
    /// <param name="content">The file.</param>
    /// <exception cref="Domain.DomainException">It cannot be read, is beyond a limit, or holds neither.</exception>
    public static EntryFile Read(byte[] content)
    {
        ArgumentNullException.ThrowIfNull(content);
        if (content.Length == 0)
            throw ImportErrors.Of("REQUIRED", "The file is empty.");
        if (content.Length > ImportLimits.FileBytes)
            throw ImportErrors.Of("FILE_TOO_LARGE", $"The file has {content.Length} bytes; at most {ImportLimits.FileBytes} are taken. Split it into several.");
        if (content is [0xD0, 0xCF, 0x11, 0xE0, ..])
            throw ImportErrors.Of("NOT_A_WORKBOOK", "The file is an old .xls, or has a password. Save it as .xlsx without one.");
        var sheets = content is [(byte)'P', (byte)'K', ..] ? WorkbookReader.Read(content, Names) : [Csv(content)];
        if (sheets.Count == 0)
            throw ImportErrors.Of("SHEETS_MISSING", $"The workbook has neither a sheet {ObservationsSheet.Name} nor a sheet {TargetsSheet.Name}. An export of the scorecard has both, as a layout.");
        var observations = sheets.FirstOrDefault(sheet => Is(sheet, ObservationsSheet.Name));
        var targets = sheets.FirstOrDefault(sheet => Is(sheet, TargetsSheet.Name));
        return new(
            observations is null ? null : new EntrySheet(observations, ObservationsSheet.Columns, RequiredOfObservations),
            targets is null ? null : new EntrySheet(targets, TargetsSheet.Columns, RequiredOfTargets));
    }

    private static InputSheet Csv(byte[] content)
    {
        var sheet = CsvReader.Read(content, ObservationsSheet.Name);

        // Only targets stand in a perspective.
        var isTargets = sheet.Rows.Count > 0 && sheet.Rows[0].Cells.Values.Any(cell => string.Equals(cell.Text.Trim(), TargetsSheet.Perspective, StringComparison.OrdinalIgnoreCase));
        return isTargets ? sheet with { Name = TargetsSheet.Name } : sheet;
    }

    private static bool Is(InputSheet sheet, string name) => string.Equals(sheet.Name, name, StringComparison.OrdinalIgnoreCase);
}
