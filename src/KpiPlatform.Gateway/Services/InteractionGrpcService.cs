using Grpc.Core;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Customers;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Hosting;
using KpiPlatform.Gateway.Interactions;
using KpiPlatform.Gateway.Listing;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Gateway.Quality;
using KpiPlatform.Gateway.Quotas;
using KpiPlatform.Gateway.Recording;
using KpiPlatform.Gateway.Tenants;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Protocol.V1;
using NodaTime;

namespace KpiPlatform.Gateway.Services;

/// <summary>kpi.v1.InteractionService; the contract's comments say what each call does.</summary>
internal sealed class InteractionGrpcService(
    BatchRecorder recorder,
    BatchGate gate,
    InteractionLister lister,
    IntakeQuality quality,
    DataQualityQuery qualityQuery,
    RejectedInteractions rejections,
    CallerDefinitions definitions,
    QuotaGuard quotas,
    StopSignal stop,
    GatewayMetrics metrics,
    GatewayOptions options,
    TimeProvider time) : InteractionService.InteractionServiceBase
{
    private const string Root = "interaction";

    /// <inheritdoc/>
    public override async Task<RecordInteractionResponse> RecordInteraction(RecordInteractionRequest request, ServerCallContext context)
    {
        var tenant = ResourceNames.ParseTenant(request.Parent, "parent");
        var definition = request.ValidateOnly
            ? await definitions.FindAsync(tenant, context.CancellationToken)
            : await definitions.FindForRecordingAsync(tenant, context.CancellationToken);
        if (definition is null)
            throw NotFoundErrors.Tenant(tenant);
        TenantStandings.RequireActive(definition);
        if (request.Interaction is null)
            throw new DomainException(ErrorKind.InvalidArgument, Reasons.Required, "interaction is required.", "interaction");
        if (quotas.TakeInteractions(tenant, definition, 1) is { } refusal)
            throw RpcErrors.Of(refusal);
        metrics.Received(1);
        var newest = definition.Newest;
        var now = time.Now();
        var read = InteractionReader.Read(request.Interaction, Root, newest, now);
        if (read.Interaction is null)
        {
            metrics.Rejected(read.Violations[0].Reason);
            NoteRejected(request, newest, now, read.Violations[0].Reason, WithoutRoot(read.Violations[0].Field), read.Violations[0].Message);
            throw RpcErrors.Of(read.Violations);
        }

        var reply = await recorder.RecordAsync(
            tenant, read.Customer, InteractionIntake.Encode(read.Interaction, newest), request.ReturnCustomer, request.ValidateOnly);
        if (!request.ValidateOnly && reply.Results[0].Status == RecordStatus.Accepted)
            quotas.Accepted(tenant, 1);
        Note(request, newest, now, reply.Results[0]);
        return new RecordInteractionResponse
        {
            Outcome = OutcomeOf(tenant, reply.Results[0]),
            Token = request.ValidateOnly ? string.Empty : ConsistencyToken.Encode(reply.Positions.Span),
            Customer = request.ReturnCustomer && reply.Customer is { } view ? CustomerMapper.ToProto(view, tenant, definition, now) : null,
        };
    }

    /// <inheritdoc/>
    public override async Task RecordInteractions(
        IAsyncStreamReader<RecordInteractionsRequest> requestStream, IServerStreamWriter<RecordInteractionsResponse> responseStream, ServerCallContext context)
    {
        using var ending = stop.Link(context.CancellationToken);
        var stream = new RecordStream(requestStream, responseStream, recorder, gate, definitions, quotas, time, metrics, options.MaxBatchesInFlightPerStream);
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

    /// <inheritdoc/>
    public override Task<DataQuality> GetDataQuality(GetDataQualityRequest request, ServerCallContext context) =>
        qualityQuery.RunAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<ListRejectedInteractionsResponse> ListRejectedInteractions(ListRejectedInteractionsRequest request, ServerCallContext context) =>
        rejections.ListAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<ResubmitRejectedInteractionsResponse> ResubmitRejectedInteractions(ResubmitRejectedInteractionsRequest request, ServerCallContext context) =>
        rejections.ResubmitAsync(request, context.CancellationToken);

    private void Note(RecordInteractionRequest request, TenantDefinition definition, Instant now, RecordResult result)
    {
        if (result.Status == RecordStatus.Rejected)
        {
            NoteRejected(request, definition, now, result.Reason ?? Reasons.Internal, result.Field ?? string.Empty, result.Message ?? string.Empty);
            return;
        }

        if (request.ValidateOnly)
            return;
        var notes = quality.Begin(definition, now);
        notes.Add(request.Interaction, result.Status);
        notes.Complete();
    }

    private void NoteRejected(RecordInteractionRequest request, TenantDefinition definition, Instant now, string reason, string field, string message)
    {
        if (request.ValidateOnly)
            return;
        var notes = quality.Begin(definition, now);
        notes.Reject(request.Interaction, reason, field, message);
        notes.Complete();
    }

    private static string WithoutRoot(string field) => field.StartsWith(Root + ".", StringComparison.Ordinal) ? field[(Root.Length + 1)..] : string.Empty;

    private RecordOutcome OutcomeOf(TenantId tenant, RecordResult result)
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
                    reason switch
                    {
                        Reasons.ContentDiffers => ErrorKind.AlreadyExists,
                        Reasons.PeriodClosed or Reasons.BeforeCoverage => ErrorKind.FailedPrecondition,
                        _ => ErrorKind.InvalidArgument,
                    },
                    reason,
                    result.Message ?? "The interaction is refused.",
                    string.IsNullOrEmpty(result.Field) ? "interaction" : $"interaction.{result.Field}");
            case RecordStatus.Overloaded:
                metrics.Answered(0, 0, 1);
                if (result.Reason == QuotaReasons.Customers)
                    throw RpcErrors.Of(new QuotaRefusal(tenant, QuotaReasons.Customers, result.Message ?? "The tenant has as many customers as its quota allows.", Delay: null));
                throw new DomainException(ErrorKind.ResourceExhausted, result.Reason ?? Reasons.Overloaded, result.Message ?? "Too much at once. Try again later.");
            default:
                metrics.Answered(0, 0, 1);
                throw new DomainException(
                    ErrorKind.Unavailable, result.Reason ?? Reasons.Unavailable, result.Message ?? "Not recorded, or not known to be. Send it again: it is counted once.");
        }
    }
}
