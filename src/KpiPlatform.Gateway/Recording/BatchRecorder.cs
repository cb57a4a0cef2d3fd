using Grpc.Core;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Customers;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Gateway.Quality;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Protocol.V1;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.Gateway.Recording;

/// <summary>
/// Records a batch: reads its interactions, calls the grain of each customer once, all at the same time, and puts the answers
/// together. Thread-safe.
/// </summary>
/// <remarks>
/// Order: a customer's interactions go to its grain in the order of the batch. The calls of a large batch are made some at a time, with what others
/// have queued meanwhile in between: a single interaction would else wait behind all of a batch at each step of its way. Who waits for
/// "called" before it starts the next batch has its batches reach the grains one after the other. Grain calls do not end with the caller: what was read is recorded, whoever is left to hear of it. Each ends by the runtime's own
/// time limit at the latest.
/// <para>
/// A tenant that sends beyond its quota is worked on a few customers at a time, over all of its batches: a burst of it would keep processors and the
/// next commit busy while others wait. Its batches may then reach the grains in another order, which changes no state.
/// </para>
/// </remarks>
internal sealed partial class BatchRecorder
{
    /// <summary>Customers at a time of a tenant that sends beyond its quota: about a millisecond of work, and a commit as small as any.</summary>
    internal const int CustomersPerTurn = 16;

    /// <summary>Customers whose grains are called before others have their turn: one to two milliseconds of work.</summary>
    private const int CallsAtOnce = 32;

    private readonly CallerGrains _grains;
    private readonly TimeProvider _time;
    private readonly GatewayMetrics _metrics;
    private readonly IntakeQuality _quality;
    private readonly ILogger<BatchRecorder> _logger;

    public BatchRecorder(CallerGrains grains, TimeProvider time, GatewayMetrics metrics, IntakeQuality quality, ILogger<BatchRecorder> logger)
    {
        _grains = grains;
        _time = time;
        _metrics = metrics;
        _quality = quality;
        _logger = logger;
    }

    /// <summary>Records a batch that has passed <see cref="BatchErrors.Check"/>. What fails is said in the answer.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="tenant">Its tenant.</param>
    /// <param name="definition">What it is checked against.</param>
    /// <param name="keepRejected">Whether what is rejected is kept to be sent again; not what was kept before.</param>
    /// <param name="turns">What a tenant beyond its quota takes turns by, so that it is worked on little by little; null for all at once.</param>
    /// <param name="called">Completes when the batch stands in nobody's way any more: every grain of it is called, or there is no order to keep.</param>
    public async Task<RecordInteractionsResponse> RecordBatchAsync(
        RecordInteractionsRequest batch, TenantId tenant, TenantDefinition definition, bool keepRejected = true, SemaphoreSlim? turns = null, TaskCompletionSource? called = null)
    {
        var now = _time.Now();
        Task<RecordReply>[] calls;
        BatchReading reading;
        try
        {
            reading = BatchReading.Of(batch, definition, now);
            calls = new Task<RecordReply>[reading.Groups.Count];
            if (turns is null)
                await CallAllAsync(batch, tenant, reading, calls);
        }
        finally
        {
            called?.TrySetResult();
        }

        if (turns is not null)
            await CallInTurnsAsync(batch, tenant, reading, calls, turns);
        await Task.WhenAll((ReadOnlySpan<Task>)calls).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        var response = new RecordInteractionsResponse { Sequence = batch.Sequence };
        var answer = new BatchAnswer(batch.Interactions.Count);
        var positions = default(PositionMerge);
        for (var i = 0; i < calls.Length; i++)
        {
            var group = reading.Groups[i];
            if (FailureOf(calls[i], group) is { } failure)
            {
                answer.Add(group, failure);
                continue;
            }

            var reply = await calls[i];
            answer.Add(group, reply);
            positions.Add(reply.Positions);
            if (reply.Customer is { } customer && batch.ReturnCustomers && group.Customer != CustomerId.TenantFacts && IsAnyRecorded(reply))
                response.Customers.Add(CustomerMapper.ToProto(customer, tenant, definition, now));
        }

        answer.WriteTo(response, reading.Rejected);
        if (!batch.ValidateOnly)
            response.Token = ConsistencyToken.Encode(positions.Merged);
        Count(response, batch.Interactions.Count, answer.Unavailable);
        if (!batch.ValidateOnly)
            Note(batch, answer, response, _quality.Begin(definition, now), keepRejected);
        return response;
    }

    /// <summary>Records one interaction that has been read.</summary>
    public Task<RecordReply> RecordAsync(TenantId tenant, CustomerId customer, InteractionMessage message, bool returnCustomer, bool validateOnly)
    {
        var group = new CustomerGroup(customer);
        group.CountOne();
        group.Add(message, 0);
        return Call(tenant, group, returnCustomer, validateOnly);
    }

    private static bool IsAnyRecorded(RecordReply reply)
    {
        foreach (var result in reply.Results)
        {
            if (result.Status is RecordStatus.Accepted or RecordStatus.Duplicate)
                return true;
        }

        return false;
    }

    private async ValueTask CallAllAsync(RecordInteractionsRequest batch, TenantId tenant, BatchReading reading, Task<RecordReply>[] calls)
    {
        for (var i = 0; i < calls.Length; i++)
        {
            if (i > 0 && i % CallsAtOnce == 0)
                await Task.Yield();
            calls[i] = Call(tenant, reading.Groups[i], batch.ReturnCustomers, batch.ValidateOnly);
        }
    }

    private async Task CallInTurnsAsync(RecordInteractionsRequest batch, TenantId tenant, BatchReading reading, Task<RecordReply>[] calls, SemaphoreSlim turns)
    {
        for (var from = 0; from < calls.Length; from += CustomersPerTurn)
        {
            var count = Math.Min(CustomersPerTurn, calls.Length - from);
            await turns.WaitAsync();
            try
            {
                for (var i = from; i < from + count; i++)
                    calls[i] = Call(tenant, reading.Groups[i], batch.ReturnCustomers, batch.ValidateOnly);
                await Task.WhenAll((ReadOnlySpan<Task>)calls.AsSpan(from, count)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            finally
            {
                turns.Release();
            }
        }
    }

    private Task<RecordReply> Call(TenantId tenant, CustomerGroup group, bool returnCustomer, bool validateOnly)
    {
        try
        {
            return _grains.GetGrain<ICustomerGrain>(GrainKeys.Customer(tenant, group.Customer))
                .Record(new RecordCommand(group.Messages, returnCustomer, validateOnly), CancellationToken.None);
        }
        catch (Exception exception)
        {
            return Task.FromException<RecordReply>(exception);
        }
    }

    /// <summary>Why a call that has ended gave no answer for each interaction; null if it did.</summary>
    private GrainFailure? FailureOf(Task<RecordReply> call, CustomerGroup group)
    {
        Exception exception;
        if (call.IsCompletedSuccessfully)
        {
            var results = call.Result.Results.Length;
            if (results == group.Count)
                return null;
            exception = new InvalidOperationException($"A customer's grain gave {results} results for {group.Count} interactions.");
        }
        else
        {
            exception = call.Exception?.InnerException ?? new TaskCanceledException(call);
        }

        using var scope = CallerScope.LogScope is { } about ? _logger.BeginScope(about) : null;
        if (GrainFailure.Of(exception) is { } failure)
        {
            if (failure.Code == StatusCode.DataLoss)
                LogDamaged(failure.Message);
            else if (failure.Code == StatusCode.ResourceExhausted)
                LogTooMuch(group.Count);
            else
                LogCallFailed(group.Count, exception);
            return failure;
        }

        var id = Guid.NewGuid().ToString("N");
        LogUnexpected(id, group.Count, exception);
        return new(StatusCode.Internal, Reasons.Internal, $"Something went wrong inside. The log has it under {id}. Sending the batch again is safe.");
    }

    private static void Note(RecordInteractionsRequest batch, BatchAnswer answer, RecordInteractionsResponse response, IntakeNotes notes, bool keepRejected)
    {
        var nextRejected = 0;
        for (var i = 0; i < batch.Interactions.Count; i++)
        {
            if (nextRejected < response.Rejected.Count && response.Rejected[nextRejected].Index == i)
            {
                var rejected = response.Rejected[nextRejected++];
                notes.Reject(batch.Interactions[i], rejected.Reason, BatchLimits.FieldWithin(i, rejected.Field), rejected.Message, keepRejected);
                continue;
            }

            notes.Add(batch.Interactions[i], answer[i]!.Status);
        }

        notes.Complete();
    }

    private void Count(RecordInteractionsResponse response, int received, int unavailable)
    {
        _metrics.Received(received);
        _metrics.Answered(response.AcceptedCount, response.DuplicateCount, unavailable);
        foreach (var rejected in response.Rejected)
            _metrics.Rejected(rejected.Reason);
    }
}
