using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Quotas;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Recording;

/// <summary>Answers for batches that could not be taken as a whole.</summary>
internal static class BatchErrors
{
    /// <summary>What is wrong with a batch as such; null if nothing is.</summary>
    public static BatchError? Check(RecordInteractionsRequest batch)
    {
        if (batch.Interactions.Count == 0)
            return Invalid(Reasons.BatchEmpty, $"The batch has no interactions. Send 1 to {BatchLimits.MaxInteractions}.");
        if (batch.Interactions.Count > BatchLimits.MaxInteractions)
            return Invalid(Reasons.BatchTooLarge, $"The batch has {batch.Interactions.Count} interactions, more than {BatchLimits.MaxInteractions}. Send several batches.");
        var bytes = batch.CalculateSize();
        return bytes > BatchLimits.MaxBytes
            ? Invalid(Reasons.BatchTooLarge, $"The batch has {bytes} bytes, more than {BatchLimits.MaxBytes}. Send several batches.")
            : null;
    }

    /// <summary>The batch itself is wrong: sending it again as it is does not help.</summary>
    public static BatchError Invalid(string reason, string message) =>
        new() { Code = (int)StatusCode.InvalidArgument, Reason = reason, Message = message };

    /// <summary>Nothing of the batch was recorded, because of something beside it.</summary>
    public static BatchError Of(DomainException exception) => new()
    {
        Code = (int)RpcErrors.CodeOf(exception.Kind),
        Reason = exception.Reason,
        Message = exception.Message,
        Retryable = exception.Kind is ErrorKind.Unavailable or ErrorKind.ResourceExhausted,
    };

    /// <summary>The tenant has taken what a quota allows; nothing of the batch was recorded.</summary>
    public static BatchError Of(QuotaRefusal refusal) => new()
    {
        Code = (int)StatusCode.ResourceExhausted,
        Reason = refusal.Reason,
        Message = refusal.Message,

        // Who sends again until it is taken would be at it for days.
        Retryable = refusal.Reason == QuotaReasons.InteractionsPerSecond,
        RetryDelay = refusal.Delay is { } delay ? Duration.FromTimeSpan(delay) : null,
    };

    /// <summary>Nothing of the batch is known to be recorded, or a part.</summary>
    public static BatchError Of(GrainFailure failure) =>
        new()
        {
            Code = (int)failure.Code,
            Reason = failure.Reason,
            Message = failure.Message,
            Retryable = failure.Code != StatusCode.DataLoss && failure.Reason != QuotaReasons.Customers,
        };
}
