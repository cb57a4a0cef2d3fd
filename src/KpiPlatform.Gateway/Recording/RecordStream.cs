using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Grpc.Core;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Gateway.Quotas;
using KpiPlatform.Gateway.Tenants;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Recording;

/// <summary>
/// One RecordInteractions stream. A reader starts batches in the order in which they come; a writer sends the answers in the same
/// order, each as soon as it and all before it are there.
/// </summary>
/// <remarks>
/// A place among those of the stream is taken before a message is read and given back when its answer was sent, so at most that many
/// messages are held and the rest waits in the connection's flow control, also when the caller does not read its answers. However
/// the stream ends, every batch that was read is worked on to its end before <see cref="RunAsync"/> returns.
/// </remarks>
internal sealed class RecordStream(
    IAsyncStreamReader<RecordInteractionsRequest> requests,
    IServerStreamWriter<RecordInteractionsResponse> responses,
    BatchRecorder recorder,
    BatchGate gate,
    CallerDefinitions definitions,
    QuotaGuard quotas,
    TimeProvider time,
    GatewayMetrics metrics,
    int maxBatchesInFlight)
{
    private readonly Channel<Task<RecordInteractionsResponse>> _answers =
        Channel.CreateUnbounded<Task<RecordInteractionsResponse>>(new() { SingleReader = true, SingleWriter = true });

    /// <summary>Longest time for which a stream beyond its quota is not read: whoever waits as told waits longer by itself.</summary>
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(1);

    private TenantId _tenant;
    private IDisposable? _place;
    private TimeSpan _pause;
    private string? _parent;
    private PositionVector _acknowledged = PositionVector.Empty;
    private long _lastSequence = long.MinValue;

    /// <summary>Runs until the caller has closed its side and all answers are sent.</summary>
    /// <param name="cancellationToken">Ends the reading: the caller has gone, its time is up, or the server stops.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var places = new SemaphoreSlim(maxBatchesInFlight);
        using var broken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var writing = WriteAsync(places, broken);
        ExceptionDispatchInfo? readFailure = null;
        try
        {
            await ReadAsync(places, broken.Token);
        }
        catch (Exception exception)
        {
            readFailure = ExceptionDispatchInfo.Capture(exception);
        }

        _answers.Writer.Complete();
        var writeFailure = await writing;
        _place?.Dispose();

        // A writer that failed has cancelled the reader; then it is the cause.
        if (readFailure is null || readFailure.SourceException is OperationCanceledException)
            writeFailure?.Throw();
        readFailure?.Throw();
    }

    private async Task ReadAsync(SemaphoreSlim places, CancellationToken cancellationToken)
    {
        while (true)
        {
            await places.WaitAsync(cancellationToken);
            if (_pause > TimeSpan.Zero)
            {
                // What is beyond a quota is to cost no more than saying so: not even being read.
                await Task.Delay(_pause, time, cancellationToken);
                _pause = TimeSpan.Zero;
            }

            if (!await requests.MoveNext(cancellationToken))
                return;
            _answers.Writer.TryWrite(await StartAsync(requests.Current, cancellationToken));
        }
    }

    private async Task<ExceptionDispatchInfo?> WriteAsync(SemaphoreSlim places, CancellationTokenSource broken)
    {
        ExceptionDispatchInfo? failure = null;
        await foreach (var answer in _answers.Reader.ReadAllAsync(CancellationToken.None))
        {
            try
            {
                var response = await answer;
                if (response.Token.Length > 0)
                {
                    // Callers can't merge tokens, so that the last one is to stand for all.
                    _acknowledged = _acknowledged.Merge(ConsistencyToken.Decode(response.Token));
                    response.Token = ConsistencyToken.Encode(_acknowledged);
                }

                if (failure is null)
                {
                    await responses.WriteAsync(response);
                    IngestStages.Pass(IngestStage.Acknowledged);
                }
            }
            catch (Exception exception)
            {
                // Mostly: the caller has gone. What was started goes on to its end all the same.
                failure ??= ExceptionDispatchInfo.Capture(exception);
                await broken.CancelAsync();
            }

            places.Release();
        }

        return failure;
    }

    /// <summary>Starts a batch; the task inside is its answer.</summary>
    private async ValueTask<Task<RecordInteractionsResponse>> StartAsync(RecordInteractionsRequest batch, CancellationToken cancellationToken)
    {
        if (_parent is null)
        {
            _tenant = ResourceNames.ParseTenant(batch.Parent, "parent");
            var known = await definitions.FindAsync(_tenant, cancellationToken) ?? throw NotFoundErrors.Tenant(_tenant);
            _place = quotas.EnterStream(_tenant, known);
            _acknowledged = ConsistencyToken.Decode(batch.Token);
            _parent = batch.Parent;
        }
        else if (batch.Parent.Length > 0 && !string.Equals(batch.Parent, _parent, StringComparison.Ordinal))
        {
            return Refuse(batch, BatchErrors.Invalid(
                Reasons.ParentChanged, $"The stream is of \"{_parent}\": leave parent empty or repeat it. Open another stream for another tenant."));
        }

        if (batch.Sequence <= _lastSequence)
        {
            return Refuse(batch, BatchErrors.Invalid(
                Reasons.SequenceNotIncreasing, $"The sequence {batch.Sequence} is not greater than {_lastSequence}, that of a batch before. Number batches upwards."));
        }

        _lastSequence = batch.Sequence;
        if (BatchErrors.Check(batch) is { } wrong)
            return Refuse(batch, wrong);
        var (definition, error) = await FindDefinitionAsync(batch.ValidateOnly);
        if (definition is null)
            return Refuse(batch, error ?? BatchErrors.Of(NotFoundErrors.Tenant(_tenant)));
        if (quotas.TakeInteractions(_tenant, definition, batch.Interactions.Count) is { } refusal)
        {
            _pause = refusal.Delay is { } delay && delay < MaxPause ? delay : MaxPause;
            return Refuse(batch, BatchErrors.Of(refusal));
        }

        await gate.EnterAsync(_tenant, batch.Interactions.Count);
        IngestStages.Pass(IngestStage.Received);

        // The next batch is not read before: batches reach the grains in the order of the stream.
        var called = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = RecordAsync(batch, definition.Newest, called);
        await Task.WhenAny(called.Task, answer);
        return answer;
    }

    /// <summary>A batch that records nothing must not fix the tenant's settings.</summary>
    private async ValueTask<(TenantDefinition? Definition, BatchError? Error)> FindDefinitionAsync(bool validateOnly)
    {
        try
        {
            var definition = validateOnly
                ? await definitions.FindAsync(_tenant, CancellationToken.None)
                : await definitions.FindForRecordingAsync(_tenant, CancellationToken.None);
            if (definition is not null)
                TenantStandings.RequireActive(definition);
            return (definition, null);
        }
        catch (DomainException exception)
        {
            return (null, BatchErrors.Of(exception));
        }
        catch (Exception exception) when (GrainFailure.Of(exception) is { } failure)
        {
            return (null, BatchErrors.Of(failure));
        }
    }

    private async Task<RecordInteractionsResponse> RecordAsync(RecordInteractionsRequest batch, TenantDefinition definition, TaskCompletionSource called)
    {
        metrics.BatchesInFlight(1);
        using var activity = GatewayTraces.BeginBatch(batch.Interactions.Count, definition.Tenant.Value);
        try
        {
            var answer = await recorder.RecordBatchAsync(batch, _tenant, definition, turns: quotas.TurnsOf(_tenant), called: called);
            if (!batch.ValidateOnly)
                quotas.Accepted(_tenant, answer.AcceptedCount);
            return answer;
        }
        finally
        {
            metrics.BatchesInFlight(-1);
            gate.Leave(batch.Interactions.Count);
        }
    }

    private Task<RecordInteractionsResponse> Refuse(RecordInteractionsRequest batch, BatchError error)
    {
        metrics.Received(batch.Interactions.Count);
        if (batch.Interactions.Count > 0)
            metrics.Rejected(error.Reason, batch.Interactions.Count);
        return Task.FromResult(new RecordInteractionsResponse { Sequence = batch.Sequence, Error = error });
    }
}
