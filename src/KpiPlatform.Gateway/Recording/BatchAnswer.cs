using Grpc.Core;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Recording;

/// <summary>Puts the answer to a batch together. Not thread-safe.</summary>
internal sealed class BatchAnswer(int count)
{
    private readonly RecordResult?[] _results = new RecordResult?[count];
    private GrainFailure? _failure;

    /// <summary>What became of interactions accepted, duplicate or to be sent again, for metrics.</summary>
    public int Unavailable { get; private set; }

    /// <summary>What a grain answered, or stands for its answer, at a position; null if it was rejected before.</summary>
    public RecordResult? this[int index] => _results[index];

    /// <summary>Notes what a grain answered.</summary>
    public void Add(CustomerGroup group, RecordReply reply)
    {
        for (var i = 0; i < group.Indexes.Length; i++)
            _results[group.Indexes[i]] = reply.Results[i];
    }

    /// <summary>Notes that a call failed: none of its interactions is known to be recorded.</summary>
    public void Add(CustomerGroup group, GrainFailure failure)
    {
        var result = ResultOf(failure);
        foreach (var index in group.Indexes)
            _results[index] = result;
        if (failure.Code is StatusCode.Internal || (failure.Code == StatusCode.DataLoss && _failure is null))
            _failure = failure;
    }

    /// <summary>Writes counts, rejections and the error, all by position.</summary>
    /// <param name="response">Where to.</param>
    /// <param name="rejected">What was rejected before any grain was called, by position.</param>
    public void WriteTo(RecordInteractionsResponse response, IReadOnlyList<RejectedInteraction> rejected)
    {
        var nextRejected = 0;
        for (var i = 0; i < _results.Length; i++)
        {
            if (_results[i] is not { } result)
            {
                response.Rejected.Add(rejected[nextRejected++]);
                continue;
            }

            switch (result.Status)
            {
                case RecordStatus.Accepted:
                    response.AcceptedCount++;
                    break;
                case RecordStatus.Duplicate:
                    response.DuplicateCount++;
                    break;
                case RecordStatus.Rejected:
                    response.Rejected.Add(Rejection(i, result));
                    break;
                default:
                    Unavailable++;
                    AddError(response, i, result);
                    break;
            }
        }
    }

    private static RejectedInteraction Rejection(int index, RecordResult result) => new()
    {
        Index = index,
        Reason = result.Reason ?? string.Empty,
        Field = string.IsNullOrEmpty(result.Field) ? BatchLimits.Field(index) : $"{BatchLimits.Field(index)}.{result.Field}",
        Message = result.Message ?? string.Empty,
    };

    private static RecordResult ResultOf(GrainFailure failure) => new(
        failure.Code == StatusCode.ResourceExhausted ? RecordStatus.Overloaded : RecordStatus.Unavailable,
        failure.Reason,
        failure.Message,
        Field: null);

    /// <summary>One error stands for all; where some interactions are unavailable and others overloaded it says unavailable, the graver.</summary>
    private void AddError(RecordInteractionsResponse response, int index, RecordResult result)
    {
        if (response.Error is null || (response.Error.Code == (int)StatusCode.ResourceExhausted && result.Status == RecordStatus.Unavailable))
        {
            var overloaded = result.Status == RecordStatus.Overloaded;
            var error = BatchErrors.Of(_failure ?? new GrainFailure(
                overloaded ? StatusCode.ResourceExhausted : StatusCode.Unavailable,
                result.Reason ?? (overloaded ? Reasons.Overloaded : Reasons.Unavailable),
                result.Message ?? "Not recorded, or not known to be. Send the batch again."));
            if (response.Error is not null)
                error.Indexes.Add(response.Error.Indexes);
            response.Error = error;
        }

        // What is damaged is of one customer, and one too many is a new one; others of the batch may be recorded once they are sent again.
        response.Error.Retryable |= !string.Equals(result.Reason, _failure?.Reason, StringComparison.Ordinal)
            && !string.Equals(result.Reason, QuotaReasons.Customers, StringComparison.Ordinal);
        response.Error.Indexes.Add(index);
    }
}
