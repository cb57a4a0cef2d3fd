namespace KpiPlatform.Cli.Import.Reading;

/// <summary>A record of a CSV file.</summary>
/// <param name="Line">Physical line on which it begins, from 1.</param>
/// <param name="EndOffset">Bytes of the input up to its end.</param>
/// <param name="Fields">Values without their quotes; empty if there is a problem.</param>
/// <param name="Text">The record as it stands in the file, line ends within it as LF.</param>
/// <param name="Problem">Set if it could not be parsed.</param>
internal sealed record CsvRecord(long Line, long EndOffset, IReadOnlyList<string> Fields, string Text, LineProblem? Problem);
