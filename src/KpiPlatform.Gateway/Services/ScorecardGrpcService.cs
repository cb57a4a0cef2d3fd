using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Benchmarks;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Hosting;
using KpiPlatform.Gateway.Mapping;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Gateway.Quotas;
using KpiPlatform.Gateway.Scorecards;
using KpiPlatform.Gateway.Sheets;
using KpiPlatform.Gateway.Watching;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Scorecards;
using KpiPlatform.Protocol.V1;
using Definition = KpiPlatform.Domain.Scorecards.ScorecardDefinition;
using ScorecardDefinition = KpiPlatform.Protocol.V1.ScorecardDefinition;

namespace KpiPlatform.Gateway.Services;

/// <summary>kpi.v1.ScorecardService; the contract's comments say what each call does.</summary>
internal sealed class ScorecardGrpcService(
    CallerGrains grains,
    ScorecardLister lister,
    SharedEvaluations shared,
    ScorecardWatch watch,
    IndicatorQuery query,
    ScorecardRecords records,
    OverdueReviewLister reviews,
    BenchmarkQuery benchmarks,
    ScorecardExplanations explanations,
    TemplateLister templates,
    ScorecardExporter exporter,
    ScorecardImporter importer,
    WatcherCount watchers,
    QuotaGuard quotas,
    CallerDefinitions definitions,
    StopSignal stop) : ScorecardService.ScorecardServiceBase
{
    /// <summary>How often an update without an etag is tried when others change the scorecard at the same time.</summary>
    private const int MaxAttempts = 4;

    /// <inheritdoc/>
    public override async Task<ScorecardDefinition> CreateScorecard(CreateScorecardRequest request, ServerCallContext context)
    {
        var tenant = ResourceNames.ParseTenant(request.Parent, "parent");
        var id = ScorecardId.Parse(request.ScorecardId);
        await quotas.RequireRoomAsync(tenant, context.CancellationToken);
        var definition = request.Template.Length > 0
            ? await templates.InstantiateAsync(tenant, request.Template, request.Scorecard, context.CancellationToken)
            : ScorecardDefinitions.Apply(request.Scorecard ?? new(), ReadMask(mask: null), new Definition());
        var write = new ScorecardWrite(GrainJson.Write(definition), WriteMode.Create, Etag: null, request.RequestId);
        return ScorecardDefinitions.ToProto(tenant, id, (await Grain(tenant, id).Write(write, context.CancellationToken)).Require());
    }

    /// <inheritdoc/>
    public override Task<ScorecardDefinition> GetScorecardDefinition(GetScorecardDefinitionRequest request, ServerCallContext context) =>
        records.GetDefinitionAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<ListScorecardsResponse> ListScorecards(ListScorecardsRequest request, ServerCallContext context) =>
        lister.ListAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override async Task<ScorecardDefinition> UpdateScorecard(UpdateScorecardRequest request, ServerCallContext context)
    {
        if (request.Scorecard is null)
            throw new DomainException(ErrorKind.InvalidArgument, Reasons.Required, "scorecard is required.", "scorecard");
        var (tenant, id) = ResourceNames.ParseScorecard(request.Scorecard.Name, "scorecard.name");
        var mask = ReadMask(request.UpdateMask);
        var hasEtag = request.Scorecard.Etag.Length > 0;
        for (var attempt = 1; ; attempt++)
        {
            var read = await Grain(tenant, id).Get(context.CancellationToken);
            var isMissing = request.AllowMissing && !hasEtag && read.Error is { Kind: ErrorKind.NotFound };
            if (isMissing)
                await quotas.RequireRoomAsync(tenant, context.CancellationToken);
            var write = isMissing ? Creation(request.Scorecard) : Change(request.Scorecard, mask, read.Require());
            var reply = await Grain(tenant, id).Write(write, context.CancellationToken);

            // Without an etag of the caller's, losing a race means to look again and repeat.
            if (reply.Error is { Kind: ErrorKind.Aborted or ErrorKind.AlreadyExists } && !hasEtag && attempt < MaxAttempts)
                continue;
            return ScorecardDefinitions.ToProto(tenant, id, reply.Require());
        }
    }

    /// <inheritdoc/>
    public override async Task<Empty> DeleteScorecard(DeleteScorecardRequest request, ServerCallContext context)
    {
        var (tenant, id) = ResourceNames.ParseScorecard(request.Name, "name");
        (await Grain(tenant, id).Delete(request.Etag.Length == 0 ? null : request.Etag, context.CancellationToken)).Require();
        return new Empty();
    }

    /// <inheritdoc/>
    public override async Task<Scorecard> GetScorecard(GetScorecardRequest request, ServerCallContext context)
    {
        var (tenant, id) = ResourceNames.ParseScorecard(request.Name, "name");
        var asOf = Times.Read(request.AsOfTime, "as_of_time");
        Scorecard card;
        if (asOf is null && request.Token.Length == 0)
        {
            card = await shared.EvaluateAsync(Grain(tenant, id), ResourceNames.Scorecard(tenant, id), request.Period, request.Restated, context.CancellationToken);
        }
        else
        {
            var evaluation = new EvaluationRequest(request.Period, asOf?.ToUnixTimeTicks(), ConsistencyToken.DecodeToBytes(request.Token), request.Restated);
            var values = (await Grain(tenant, id).Evaluate(evaluation, context.CancellationToken)).Require();
            card = ScorecardResults.ToProto(ResourceNames.Scorecard(tenant, id), GrainJson.Read<EvaluatedScorecard>(values.ResultJson), values.Positions);
        }

        if (request.IncludeBenchmarks)
        {
            // It may be others' answer, too.
            card = card.Clone();
            var definition = GrainJson.Read<Definition>((await Grain(tenant, id).Get(context.CancellationToken)).Require().DefinitionJson);
            var wanted = definition.AllIndicators().Where(entry => entry.Indicator.Source.Length == 0).Select(entry => (entry.Indicator.Indicator, entry.Indicator.Component)).ToList();
            card.Benchmarks.AddRange(await benchmarks.OfScorecardAsync(tenant, card.Period.Label, wanted, context.CancellationToken));
        }

        return card;
    }

    /// <inheritdoc/>
    public override async Task WatchScorecard(WatchScorecardRequest request, IServerStreamWriter<WatchScorecardResponse> responseStream, ServerCallContext context)
    {
        var (tenant, id) = ResourceNames.ParseScorecard(request.Name, "name");
        var definition = await definitions.FindAsync(tenant, context.CancellationToken) ?? throw NotFoundErrors.Tenant(tenant);
        using var place = watchers.Enter(tenant, definition);
        using var ending = stop.Link(context.CancellationToken);
        await watch.RunAsync(tenant, id, request, responseStream, ending.Token);
    }

    /// <inheritdoc/>
    public override Task<QueryIndicatorResponse> QueryIndicator(QueryIndicatorRequest request, ServerCallContext context) =>
        query.RunAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<ExplainScorecardResponse> ExplainScorecard(ExplainScorecardRequest request, ServerCallContext context) =>
        explanations.ExplainAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<ListTemplatesResponse> ListTemplates(ListTemplatesRequest request, ServerCallContext context) =>
        templates.ListAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<ListScorecardVersionsResponse> ListScorecardVersions(ListScorecardVersionsRequest request, ServerCallContext context) =>
        records.ListVersionsAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<ListOverdueReviewsResponse> ListOverdueReviews(ListOverdueReviewsRequest request, ServerCallContext context) =>
        reviews.ListAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<ClosedPeriod> ClosePeriod(ClosePeriodRequest request, ServerCallContext context) =>
        records.ClosePeriodAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<ListClosedPeriodsResponse> ListClosedPeriods(ListClosedPeriodsRequest request, ServerCallContext context) =>
        records.ListClosedAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<Override> CreateOverride(CreateOverrideRequest request, ServerCallContext context) =>
        records.CreateOverrideAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<Override> WithdrawOverride(WithdrawOverrideRequest request, ServerCallContext context) =>
        records.WithdrawOverrideAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<ListOverridesResponse> ListOverrides(ListOverridesRequest request, ServerCallContext context) =>
        records.ListOverridesAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<Comment> CreateComment(CreateCommentRequest request, ServerCallContext context) =>
        records.CreateCommentAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<ListCommentsResponse> ListComments(ListCommentsRequest request, ServerCallContext context) =>
        records.ListCommentsAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override async Task<ListIndicatorsResponse> ListIndicators(ListIndicatorsRequest request, ServerCallContext context)
    {
        var tenant = ResourceNames.ParseTenant(request.Parent, "parent");
        var definition = await definitions.FindAsync(tenant, context.CancellationToken) ?? throw NotFoundErrors.Tenant(tenant);
        var currency = Currency.Of(definition.Settings.Currency);
        var response = new ListIndicatorsResponse();
        foreach (var indicator in definition.Indicators.All)
        {
            response.Indicators.Add(new IndicatorDescription
            {
                Id = indicator.Id,
                Title = indicator.Title,
                Definition = indicator.Definition,
                Unit = IndicatorUnits.In(indicator.Unit, currency),
                Direction = (Protocol.V1.Direction)indicator.Direction,
                Source = indicator.Source,
                Inputs = { indicator.Inputs },
                Components = { indicator.Components },
                Dimensional = indicator.IsDimensional,
            });
        }

        return response;
    }

    /// <inheritdoc/>
    public override async Task ExportScorecard(ExportScorecardRequest request, IServerStreamWriter<ExportScorecardResponse> responseStream, ServerCallContext context)
    {
        using var ending = stop.Link(context.CancellationToken);
        await exporter.ExportAsync(request, responseStream, ending.Token);
    }

    /// <inheritdoc/>
    public override Task<ImportScorecardResponse> ImportScorecard(ImportScorecardRequest request, ServerCallContext context) =>
        importer.ImportAsync(request, context.CancellationToken);

    private static UpdateMask ReadMask(FieldMask? mask) =>
        UpdateMask.Read(mask, ScorecardDefinitions.Changeable, ScorecardDefinitions.OutputOnly, emptyIsAll: true);

    private static ScorecardWrite Creation(ScorecardDefinition scorecard) =>
        new(GrainJson.Write(ScorecardDefinitions.Apply(scorecard, ReadMask(mask: null), new Definition())), WriteMode.Create, Etag: null, RequestId: string.Empty);

    private static ScorecardWrite Change(ScorecardDefinition scorecard, UpdateMask mask, ScorecardDocument current) => new(
        GrainJson.Write(ScorecardDefinitions.Apply(scorecard, mask, GrainJson.Read<Definition>(current.DefinitionJson))),
        WriteMode.Update,
        scorecard.Etag.Length > 0 ? scorecard.Etag : current.Etag,
        RequestId: string.Empty);

    private IScorecardGrain Grain(TenantId tenant, ScorecardId id) => grains.GetGrain<IScorecardGrain>(GrainKeys.Scorecard(tenant, id));
}
