namespace KpiPlatform.Cli.Import.Reading;

/// <summary>A line of a file between two line ends.</summary>
/// <param name="Number">From 1.</param>
/// <param name="EndOffset">Bytes of the input up to the end of the line, its line end included.</param>
/// <param name="Text">Without the line end; empty if there is a problem.</param>
/// <param name="Problem">Set if the bytes are no text, or too many.</param>
internal readonly record struct PhysicalLine(long Number, long EndOffset, string Text, LineProblem? Problem);
