using KpiPlatform.Cli.Output;

namespace KpiPlatform.Cli.Import.Sending;

/// <summary>A line that was not recorded, and never will be as it is.</summary>
/// <param name="Line">Physical line, from 1.</param>
/// <param name="Field">Column, or path of the field in the interaction; empty if it is the line as a whole.</param>
/// <param name="Reason">UPPER_SNAKE.</param>
/// <param name="Message">What is wrong and what to do.</param>
internal sealed record RejectedLine(long Line, string Field, string Reason, string Message)
{
    /// <summary>Columns of the file of rejected lines.</summary>
    public static IReadOnlyList<CsvColumn<RejectedLine>> Csv { get; } =
    [
        new("line", r => r.Line),
        new("field", r => r.Field),
        new("reason", r => r.Reason),
        new("message", r => r.Message),
    ];
}
