using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Import.Reading;

/// <summary>A line of the file as an interaction, or as a problem: exactly one of the two.</summary>
/// <param name="Number">Physical line on which it begins, from 1, header and blank lines counted.</param>
/// <param name="EndOffset">Bytes of the input up to its end.</param>
/// <param name="Interaction">What is sent.</param>
/// <param name="Problem">Why nothing can be sent.</param>
internal readonly record struct ImportLine(long Number, long EndOffset, Interaction? Interaction, LineProblem? Problem);
