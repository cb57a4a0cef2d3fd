using Grpc.Core;
using KpiPlatform.Domain;
using KpiPlatform.Gateway.Customers;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Hosting;
using KpiPlatform.Gateway.Interactions;
using KpiPlatform.Gateway.Listing;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Gateway.Recording;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Grains.Abstractions.Tenants;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Services;

/// <summary>kpi.v1.InteractionService; the contract's comments say what each call does.</summary>
internal sealed class InteractionGrpcService(
    BatchRecorder recorder,
    BatchGate gate,
    InteractionLister lister,
    ITenantDefinitions definitions,
    StopSignal stop,
    GatewayMetrics metrics,
    GatewayOptions options,
    TimeProvider time) : InteractionService.InteractionServiceBase
{
    /// <inheritdoc/>
    public override async Task<RecordInteractionResponse> RecordInteraction(RecordInteractionRequest request, ServerCallContext context)
    {
        var tenant = ResourceNames.ParseTenant(request.Parent, "parent");
        var definition = request.ValidateOnly
            ? await definitions.FindAsync(tenant, context.CancellationToken)
            : await definitions.FindForRecordingAsync(tenant, context.CancellationToken);
        if (definition is null)
            throw NotFoundErrors.Tenant(tenant);
        if (request.Interaction is null)
            throw new DomainException(ErrorKind.InvalidArgument, Reasons.Required, "interaction is required.", "interaction");
        metrics.Received(1);
        var newest = definition.Newest;
        var now = time.Now();
        var read = InteractionReader.Read(request.Interaction, "interaction", newest, now);
        if (read.Interaction is null)
        {
            metrics.Rejected(read.Violations[0].Reason);
            throw RpcErrors.Of(read.Violations);
        }

        var reply = await recorder.RecordAsync(
            tenant, read.Customer, InteractionIntake.Encode(read.Interaction, newest), request.ReturnCustomer, request.ValidateOnly);
        return new RecordInteractionResponse
        {
            Outcome = OutcomeOf(reply.Results[0]),
            Token = request.ValidateOnly ? string.Empty : ConsistencyToken.Encode(reply.Positions.Span),
            Customer = request.ReturnCustomer && reply.Customer is { } view ? CustomerMapper.ToProto(view, tenant, definition, now) : null,
        };
    }

    /// <inheritdoc/>
    public override async Task RecordInteractions(
        IAsyncStreamReader<RecordInteractionsRequest> requestStream, IServerStreamWriter<RecordInteractionsResponse> responseStream, ServerCallContext context)
    {
        // Answers are small and many: compressing them costs more than it saves.
        responseStream.WriteOptions = new WriteOptions(WriteFlags.NoCompress);
        using var ending = stop.Link(context.CancellationToken);
        var stream = new RecordStream(requestStream, responseStream, recorder, gate, definitions, metrics, options.MaxBatchesInFlightPerStream);
        metrics.StreamsOpen(1);
        try
        {
            await stream.RunAsync(ending.Token);
        }
        finally
        {
            metrics.StreamsOpen(-1);
        }
    }

    /// <inheritdoc/>
    public override Task<ListInteractionsResponse> ListInteractions(ListInteractionsRequest request, ServerCallContext context) =>
        lister.ListAsync(request, context.CancellationToken);

    private RecordOutcome OutcomeOf(RecordResult result)
    {
        switch (result.Status)
        {
            case RecordStatus.Accepted:
                metrics.Answered(1, 0, 0);
                return RecordOutcome.Accepted;
            case RecordStatus.Duplicate:
                metrics.Answered(0, 1, 0);
                return RecordOutcome.Duplicate;
            case RecordStatus.Rejected:
                var reason = result.Reason ?? Reasons.Internal;
                metrics.Rejected(reason);
                throw new DomainException(
                    string.Equals(reason, Reasons.ContentDiffers, StringComparison.Ordinal) ? ErrorKind.AlreadyExists : ErrorKind.InvalidArgument,
                    reason,
                    result.Message ?? "The interaction is refused.",
                    string.IsNullOrEmpty(result.Field) ? "interaction" : $"interaction.{result.Field}");
            case RecordStatus.Overloaded:
                metrics.Answered(0, 0, 1);
                throw new DomainException(ErrorKind.ResourceExhausted, result.Reason ?? Reasons.Overloaded, result.Message ?? "Too much at once. Try again later.");
            default:
                metrics.Answered(0, 0, 1);
                throw new DomainException(
                    ErrorKind.Unavailable, result.Reason ?? Reasons.Unavailable, result.Message ?? "Not recorded, or not known to be. Send it again: it is counted once.");
        }
    }
}
