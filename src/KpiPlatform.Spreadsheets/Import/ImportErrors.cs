using KpiPlatform.Domain;

namespace KpiPlatform.Spreadsheets.Import;

/// <summary>Why a file cannot be read at all.</summary>
internal static class ImportErrors
{
    private const string Field = "content";

    /// <summary>An error about the file as a whole.</summary>
    /// <param name="reason">UPPER_SNAKE.</param>
    /// <param name="message">What is wrong and what to do.</param>
    /// <param name="inner">What it comes from.</param>
    public static DomainException Of(string reason, string message, Exception? inner = null) => new(ErrorKind.InvalidArgument, reason, message, Field, inner);

    /// <summary>The file is damaged, or none that is read here.</summary>
    /// <param name="inner">What it comes from.</param>
    public static DomainException NotAWorkbook(Exception? inner = null) =>
        Of("NOT_A_WORKBOOK", "The file is no workbook that can be read. Send an .xlsx file as a spreadsheet program saves it, without a password, or CSV in UTF-8.", inner);

    /// <summary>It unpacks to too much.</summary>
    public static DomainException UnpacksToTooMuch() =>
        Of("FILE_TOO_LARGE", $"The workbook unpacks to more than {ImportLimits.UnpackedBytes / (1024 * 1024)} MiB. Delete what is not needed: only the sheets Observations and Targets are read.");

    /// <summary>A sheet has too many rows.</summary>
    /// <param name="sheet">Its name.</param>
    public static DomainException TooManyRows(string sheet) =>
        Of("TOO_MANY_ROWS", $"The sheet {sheet} has more than {ImportLimits.Rows} rows with content. Split it into several files.");
}
