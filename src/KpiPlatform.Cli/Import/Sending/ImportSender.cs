using System.Threading.Channels;
using Grpc.Core;
using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Errors;
using KpiPlatform.Protocol.V1;
using Status = Grpc.Core.Status;

namespace KpiPlatform.Cli.Import.Sending;

/// <summary>
/// Sends batches over the stream RecordInteractions until every one is acknowledged.
/// <para>
/// Protocol: at most <see cref="ImportSenderOptions.MaxInFlight"/> batches are on their way, each known by its sequence,
/// which grows over the whole import and is never used twice. When a stream breaks, a new one is opened and everything
/// unacknowledged is sent again, oldest first; what had been recorded all the same answers as duplicate, since an
/// interaction's identity does not change. A batch that comes back as retryable is sent again on the same stream, reduced
/// to the interactions concerned.
/// </para>
/// <para>One loop does everything, so that nothing here is shared between threads. One use per instance.</para>
/// </summary>
internal sealed class ImportSender(
    InteractionService.InteractionServiceClient client,
    ImportSenderOptions options,
    ImportTotals totals,
    IImportProgress progress,
    TimeProvider time)
{
    private readonly SortedDictionary<long, ImportBatch> _inFlight = [];
    private readonly Queue<ImportBatch> _again = new();
    private readonly Backoff _backoff = new();
    private long _sequence;
    private long _lastProgress;
    private Task<bool>? _more;
    private bool _sourceEnded;
    private Task _pause = Task.CompletedTask;

    /// <summary>
    /// Returns when everything is acknowledged. Fails with <see cref="CliException"/> when it gave up, and with the failure
    /// of <paramref name="batches"/>.
    /// </summary>
    public async Task RunAsync(ChannelReader<ImportBatch> batches, CancellationToken cancellationToken)
    {
        _lastProgress = time.GetTimestamp();
        while (true)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            try
            {
                using var call = client.RecordInteractions(cancellationToken: stop.Token);
                await PumpAsync(call, batches, cancellationToken);
                return;
            }
            catch (RpcException) when (IsFinished)
            {
                // Everything is acknowledged; how the stream ended after that changes nothing.
                return;
            }
            catch (RpcException error) when (!cancellationToken.IsCancellationRequested && RpcErrors.IsTransient(error))
            {
                var delay = _backoff.Next(RpcErrors.RetryDelay(error));
                GiveUpAfter(delay, RpcErrors.Explain(error, options.Address).Message);
                progress.Waiting("the connection broke", delay);
                await Task.Delay(delay, time, cancellationToken);
            }
            finally
            {
                await stop.CancelAsync();
            }
        }
    }

    private bool IsFinished => _sourceEnded && _inFlight.Count == 0 && _again.Count == 0;

    private async Task PumpAsync(
        AsyncDuplexStreamingCall<RecordInteractionsRequest, RecordInteractionsResponse> call,
        ChannelReader<ImportBatch> batches,
        CancellationToken cancellationToken)
    {
        RequeueUnacknowledged();
        _pause = Task.CompletedTask;
        var first = true;
        var broken = false;
        var read = call.ResponseStream.MoveNext(CancellationToken.None);
        Task? write = null;
        while (true)
        {
            if (write is null && !broken && Take(batches) is { } batch)
            {
                write = call.RequestStream.WriteAsync(Request(batch, first), CancellationToken.None);
                first = false;
            }

            if (write is null && !broken && IsFinished)
            {
                await call.RequestStream.CompleteAsync();
                while (await read)
                    read = call.ResponseStream.MoveNext(CancellationToken.None);
                return;
            }

            var wake = new List<Task> { read };
            if (write is not null)
                wake.Add(write);
            else if (!broken && !_pause.IsCompleted)
                wake.Add(_pause);
            else if (!broken && !_sourceEnded && _inFlight.Count < ImportSenderOptions.MaxInFlight)
                wake.Add(_more ??= batches.WaitToReadAsync(cancellationToken).AsTask());
            var done = await Task.WhenAny(wake);

            // Answers first: they settle batches, whatever became of the stream since.
            if (read.IsCompleted)
            {
                if (!await read)
                    throw new RpcException(new Status(StatusCode.Unavailable, "the server ended the stream"));
                Take(call.ResponseStream.Current, cancellationToken);
                read = call.ResponseStream.MoveNext(CancellationToken.None);
            }
            else if (done == write)
            {
                broken = !await SucceedsAsync(write);
                write = null;
            }

            if (write is { IsCompletedSuccessfully: true })
                write = null;
        }
    }

    // A failed write only says that the stream is over. Why, and what was answered before, is for reading to say.
    private static async Task<bool> SucceedsAsync(Task write)
    {
        try
        {
            await write;
            return true;
        }
        catch (Exception)
        {
            // Depending on when the stream broke this is a status, an IOException of HTTP/2, or "the call is complete".
            return false;
        }
    }

    private void RequeueUnacknowledged()
    {
        var rest = _again.ToArray();
        _again.Clear();
        foreach (var batch in _inFlight.Values.Concat(rest))
            _again.Enqueue(batch);
        _inFlight.Clear();
    }

    private ImportBatch? Take(ChannelReader<ImportBatch> batches)
    {
        if (_inFlight.Count >= ImportSenderOptions.MaxInFlight || !_pause.IsCompleted)
            return null;
        if (_again.TryDequeue(out var again))
            return again;
        if (batches.TryRead(out var batch))
            return batch;
        if (_more is { IsCompleted: true })
        {
            // Awaited by its result: a failure of reading the file ends the import here.
            _sourceEnded = !_more.GetAwaiter().GetResult();
            _more = null;
            return batches.TryRead(out batch) ? batch : null;
        }

        return null;
    }

    private RecordInteractionsRequest Request(ImportBatch batch, bool first)
    {
        _inFlight.Add(++_sequence, batch);
        return new RecordInteractionsRequest
        {
            Parent = first ? options.Parent : "",

            // So that the token of the last acknowledgement stands for those of streams that broke, too.
            Token = first ? totals.Token : "",
            Sequence = _sequence,
            Interactions = { batch.Interactions },
            ValidateOnly = options.ValidateOnly,
        };
    }

    private void Take(RecordInteractionsResponse answer, CancellationToken cancellationToken)
    {
        // An answer to nothing that is awaited would be a fault of the server; counting it would be one of ours.
        if (!_inFlight.Remove(answer.Sequence, out var batch))
            throw new CliException(ExitCodes.Failure, $"the server acknowledged batch {answer.Sequence}, which was not sent on this stream");
        foreach (var rejected in answer.Rejected)
            totals.Reject(new RejectedLine(Line(batch, rejected.Index), WithoutPosition(rejected.Field), rejected.Reason, rejected.Message));
        var progressed = answer.AcceptedCount + answer.DuplicateCount + answer.Rejected.Count > 0;
        if (answer.Error is null)
            totals.Acknowledge(answer.AcceptedCount, answer.DuplicateCount, answer.Token);
        else
            progressed |= Take(answer, batch, cancellationToken);
        if (progressed)
        {
            _lastProgress = time.GetTimestamp();
            _backoff.Reset();
        }

        progress.Advance(totals, batch.Progress);
    }

    // Answers whether the error settled anything.
    private bool Take(RecordInteractionsResponse answer, ImportBatch batch, CancellationToken cancellationToken)
    {
        var error = answer.Error;
        var rejected = answer.Rejected.Select(r => r.Index).ToHashSet();
        var concerned = error.Indexes.Count > 0
            ? error.Indexes.ToList()
            : [.. Enumerable.Range(0, batch.Interactions.Count).Where(i => !rejected.Contains(i))];
        // Without positions all that was not rejected goes again and is counted then.
        if (error.Indexes.Count > 0)
            totals.Acknowledge(answer.AcceptedCount, answer.DuplicateCount, answer.Token);
        if (!error.Retryable)
        {
            foreach (var index in concerned)
                totals.Reject(new RejectedLine(Line(batch, index), "", error.Reason, error.Message));
            return true;
        }

        _again.Enqueue(new ImportBatch(
            [.. concerned.Select(i => Item(batch.Interactions, i))], [.. concerned.Select(i => Item(batch.Lines, i))], batch.Progress));
        // Several batches on their way meet the same obstacle: that is one reason to wait, not several.
        if (_pause.IsCompleted)
        {
            var delay = _backoff.Next();
            GiveUpAfter(delay, error.Message);
            _pause = Task.Delay(delay, time, cancellationToken);
            progress.Waiting(error.Message, delay);
        }

        return false;
    }

    private void GiveUpAfter(TimeSpan delay, string reason)
    {
        if (time.GetElapsedTime(_lastProgress) + delay <= options.RetryFor)
            return;
        throw new CliException(
            ExitCodes.Failure,
            $"gave up: nothing was acknowledged for {options.RetryFor.TotalSeconds:0} s ({Wording.TextSafety.OneLine(reason)})",
            "Run the same import again: it goes on where this one ended, and nothing is counted twice.");
    }

    private static long Line(ImportBatch batch, int index) => Item(batch.Lines, index);

    private static T Item<T>(IReadOnlyList<T> list, int index) => index >= 0 && index < list.Count
        ? list[index]
        : throw new CliException(ExitCodes.Failure, $"the server speaks of position {index} in a batch of {list.Count}");

    // "interactions[3].purchase.amount": the position within a batch says nothing to somebody who has a file.
    private static string WithoutPosition(string field)
    {
        const string List = "interactions[";
        var end = field.StartsWith(List, StringComparison.Ordinal) ? field.IndexOf(']') : -1;
        return end < 0 ? field : field[(end + 1)..].TrimStart('.');
    }
}
