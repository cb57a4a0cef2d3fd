namespace KpiPlatform.Spreadsheets.Import;

/// <summary>How much a file from outside may hold.</summary>
public static class ImportLimits
{
    /// <summary>Largest file.</summary>
    public const int FileBytes = 3 * 1024 * 1024;

    /// <summary>Most bytes that the parts of a workbook that are read may unpack to, all together.</summary>
    public const int UnpackedBytes = 64 * 1024 * 1024;

    /// <summary>Most parts of a workbook.</summary>
    public const int Parts = 1_000;

    /// <summary>Most rows of a sheet that hold anything, without the headings.</summary>
    public const int Rows = 5_000;

    /// <summary>Most columns that are looked at.</summary>
    public const int Columns = 64;

    /// <summary>Longest text of a cell, in characters.</summary>
    public const int TextLength = 32_767;
}
