namespace KpiPlatform.Cli.Import.Reading;

/// <summary>Why a line cannot become an interaction.</summary>
/// <param name="Field">Column, or path of the field in the interaction; empty if it is the line as a whole.</param>
/// <param name="Reason">UPPER_SNAKE, as the server's reasons.</param>
/// <param name="Message">What is wrong and what to do.</param>
internal sealed record LineProblem(string Field, string Reason, string Message);
