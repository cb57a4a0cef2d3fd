using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Import.Sending;

/// <summary>Interactions that travel together, with the lines that they come from.</summary>
/// <param name="Interactions">In the order of <paramref name="Lines"/>.</param>
/// <param name="Lines">Physical line of each interaction.</param>
/// <param name="Progress">How far into the input the batch reaches, in the unit of the progress bar.</param>
internal sealed record ImportBatch(IReadOnlyList<Interaction> Interactions, IReadOnlyList<long> Lines, long Progress);
