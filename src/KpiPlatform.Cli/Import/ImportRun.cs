using System.Threading.Channels;
using KpiPlatform.Cli.Import.Reading;
using KpiPlatform.Cli.Import.Sending;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Import;

/// <summary>Reads and sends side by side.</summary>
internal static class ImportRun
{
    // Enough that the sender never waits for the file, little enough to hold.
    private const int ReadAhead = 2 * ImportSenderOptions.MaxInFlight;

    /// <summary>
    /// Returns when every line is acknowledged or rejected. On a failure <paramref name="totals"/> say what was done until
    /// then; the same import again does the rest.
    /// </summary>
    public static async Task RunAsync(
        InteractionService.InteractionServiceClient client,
        IAsyncEnumerable<ImportLine> lines,
        int batchCount,
        ImportSenderOptions options,
        ImportTotals totals,
        IImportProgress progress,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var channel = Channel.CreateBounded<ImportBatch>(new BoundedChannelOptions(ReadAhead) { SingleReader = true, SingleWriter = true });
        var reading = Task.Run(() => ReadAsync(lines, new ImportBatcher(batchCount, totals), channel.Writer, stop.Token), CancellationToken.None);
        try
        {
            await new ImportSender(client, options, totals, progress, time).RunAsync(channel.Reader, cancellationToken);
        }
        finally
        {
            await stop.CancelAsync();
            await reading;
        }
    }

    // Never throws: a failure travels with the channel to the sender.
    private static async Task ReadAsync(
        IAsyncEnumerable<ImportLine> lines, ImportBatcher batcher, ChannelWriter<ImportBatch> writer, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var batch in batcher.BatchAsync(lines, cancellationToken))
                await writer.WriteAsync(batch, cancellationToken);
            writer.Complete();
        }
        catch (Exception error)
        {
            writer.Complete(error);
        }
    }
}
