using System.Runtime.CompilerServices;
using KpiPlatform.Cli.Import.Reading;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Import.Sending;

/// <summary>Packs lines into batches within the limits of the API, and sorts out those that cannot be sent.</summary>
internal sealed class ImportBatcher(int maxCount, ImportTotals totals)
{
    /// <summary>The API's limit on interactions in a batch.</summary>
    public const int MaxCount = 5_000;

    /// <summary>Unless told otherwise: large enough that the round trip does not matter, small enough to repeat.</summary>
    public const int DefaultCount = 500;

    /// <summary>The API's limit on one interaction, in bytes.</summary>
    public const int MaxInteractionBytes = 64 * 1024;

    // The API takes 1 MiB; the rest is for the other fields of the message.
    private const int MaxBytes = 1_000_000;

    // Tag and length that each interaction has within its batch.
    private const int BytesPerItem = 5;

    /// <summary>Yields full batches and a last, smaller one.</summary>
    public async IAsyncEnumerable<ImportBatch> BatchAsync(
        IAsyncEnumerable<ImportLine> lines, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var interactions = new List<Interaction>(maxCount);
        var numbers = new List<long>(maxCount);
        var bytes = 0;
        long progress = 0;
        await foreach (var line in lines.WithCancellation(cancellationToken))
        {
            totals.CountRead();
            progress = line.EndOffset;
            if (line.Problem is { } problem)
            {
                totals.Reject(new RejectedLine(line.Number, problem.Field, problem.Reason, problem.Message));
                continue;
            }

            var interaction = line.Interaction!;
            var size = interaction.CalculateSize();
            if (size > MaxInteractionBytes)
            {
                // One such interaction would have its whole batch refused.
                totals.Reject(new RejectedLine(line.Number, "", "TOO_LARGE", $"{size} bytes; an interaction is at most {MaxInteractionBytes}"));
                continue;
            }

            if (interactions.Count == maxCount || (interactions.Count > 0 && bytes + size + BytesPerItem > MaxBytes))
            {
                yield return new ImportBatch(interactions, numbers, progress);
                (interactions, numbers, bytes) = (new(maxCount), new(maxCount), 0);
            }

            interactions.Add(interaction);
            numbers.Add(line.Number);
            bytes += size + BytesPerItem;
        }

        if (interactions.Count > 0)
            yield return new ImportBatch(interactions, numbers, progress);
    }
}
