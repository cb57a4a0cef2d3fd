using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Definitions;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Mapping;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Gateway.Quotas;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Services;

/// <summary>kpi.v1.DefinitionService; the contract's comments say what each call does.</summary>
internal sealed class DefinitionGrpcService(DefinitionEditor editor, DefinitionUsers users, QuotaGuard quotas, TimeProvider time) : DefinitionService.DefinitionServiceBase
{
    private const int DefaultPageSize = 200;
    private const string MeasurePath = "measure";
    private const string IndicatorPath = "indicator";

    /// <inheritdoc/>
    public override async Task<MeasureDefinition> CreateMeasure(CreateMeasureRequest request, ServerCallContext context)
    {
        var tenant = ResourceNames.ParseTenant(request.Parent, "parent");
        var id = request.MeasureId;
        var sent = request.Measure ?? throw Missing(MeasurePath);
        var mask = UpdateMask.Read(mask: null, MeasureDefinitions.Changeable, MeasureDefinitions.OutputOnly, emptyIsAll: true);
        await quotas.RequireRoomAsync(tenant, context.CancellationToken);
        var after = await editor.ChangeAsync(
            tenant,
            (settings, _) =>
            {
                TenantFormulasValidator.RequireFreeId(id, "measure_id");
                if (Find(settings.Measures, id) is { } existing)
                    return SameRequest(request.RequestId, existing.RequestId) ? Task.FromResult(settings) : throw Exists(id, "measure_id");
                var now = Ticks();
                var measure = MeasureDefinitions.Apply(sent, mask, new() { Id = id, RequestId = request.RequestId, CreatedAtTicks = now, UpdatedAtTicks = now });
                return Task.FromResult(Put(settings, measure));
            },
            request.ValidateOnly,
            context.CancellationToken);
        return MeasureOf(tenant, after, id);
    }

    /// <inheritdoc/>
    public override async Task<MeasureDefinition> GetMeasure(GetMeasureRequest request, ServerCallContext context)
    {
        var (tenant, id) = ResourceNames.ParseMeasure(request.Name, "name");
        var settings = await editor.ReadAsync(tenant, context.CancellationToken);
        if (Find(settings.Measures, id) is not null)
            return MeasureOf(tenant, settings, id);
        return MeasureCatalogue.Find(id) is { } builtIn ? MeasureDefinitions.ToProto(tenant, builtIn, Currency.Of(settings.Currency)) : throw NoMeasure(id, "name");
    }

    /// <inheritdoc/>
    public override async Task<ListMeasuresResponse> ListMeasures(ListMeasuresRequest request, ServerCallContext context)
    {
        var tenant = ResourceNames.ParseTenant(request.Parent, "parent");
        var size = PageSize.Of(request.PageSize, DefaultPageSize);
        var after = PageToken.Read(request, request.PageToken, reader => reader.ReadString()) ?? string.Empty;
        var settings = await editor.ReadAsync(tenant, context.CancellationToken);
        var currency = Currency.Of(settings.Currency);
        var indicators = TenantIndicators.Of(settings);
        var own = settings.Measures.Select(measure => measure.Id).ToHashSet(StringComparer.Ordinal);
        var page = own.Concat(request.OwnOnly ? [] : MeasureCatalogue.All.Select(measure => measure.Id)).Distinct(StringComparer.Ordinal)
            .Where(id => string.CompareOrdinal(id, after) > 0).Order(StringComparer.Ordinal).Take(size + 1).ToList();
        var response = new ListMeasuresResponse();
        foreach (var id in page.Take(size))
            response.Measures.Add(own.Contains(id) ? MeasureDefinitions.ToProto(tenant, Find(settings.Measures, id)!, settings, indicators) : MeasureDefinitions.ToProto(tenant, MeasureCatalogue.Find(id)!, currency));
        if (page.Count > size)
            response.NextPageToken = PageToken.Create(request, writer => writer.Write(page[size - 1]));
        return response;
    }

    /// <inheritdoc/>
    public override async Task<MeasureDefinition> UpdateMeasure(UpdateMeasureRequest request, ServerCallContext context)
    {
        var sent = request.Measure ?? throw Missing(MeasurePath);
        var (tenant, id) = ResourceNames.ParseMeasure(sent.Name, "measure.name");
        var mask = UpdateMask.Read(request.UpdateMask, MeasureDefinitions.Changeable, MeasureDefinitions.OutputOnly, emptyIsAll: false);
        var after = await editor.ChangeAsync(
            tenant,
            (settings, _) =>
            {
                var existing = OwnMeasure(settings, id, "measure.name");
                DefinitionEtag.Require(existing, sent.Etag, "measure.etag");
                return Task.FromResult(Put(settings, MeasureDefinitions.Apply(sent, mask, existing) with { UpdatedAtTicks = Ticks() }));
            },
            request.ValidateOnly,
            context.CancellationToken);
        return MeasureOf(tenant, after, id);
    }

    /// <inheritdoc/>
    public override async Task<Empty> DeleteMeasure(DeleteMeasureRequest request, ServerCallContext context)
    {
        var (tenant, id) = ResourceNames.ParseMeasure(request.Name, "name");
        await editor.ChangeAsync(
            tenant,
            (settings, _) =>
            {
                DefinitionEtag.Require(OwnMeasure(settings, id, "name"), request.Etag, "etag");
                DefinitionUsers.RequireUnusedByFormulas(settings, id);
                return Task.FromResult(CustomMeasureSet.Remove(settings, id));
            },
            request.ValidateOnly,
            context.CancellationToken);
        return new Empty();
    }

    /// <inheritdoc/>
    public override async Task<IndicatorDefinition> CreateIndicator(CreateIndicatorRequest request, ServerCallContext context)
    {
        var tenant = ResourceNames.ParseTenant(request.Parent, "parent");
        var id = request.IndicatorId;
        var sent = request.Indicator ?? throw Missing(IndicatorPath);
        var mask = UpdateMask.Read(mask: null, IndicatorDefinitions.Changeable, IndicatorDefinitions.OutputOnly, emptyIsAll: true);
        await quotas.RequireRoomAsync(tenant, context.CancellationToken);
        var after = await editor.ChangeAsync(
            tenant,
            (settings, _) =>
            {
                TenantFormulasValidator.RequireFreeId(id, "indicator_id");
                if (Find(settings.Indicators, id) is { } existing)
                    return SameRequest(request.RequestId, existing.RequestId) ? Task.FromResult(settings) : throw Exists(id, "indicator_id");
                var now = Ticks();
                var indicator = IndicatorDefinitions.Apply(sent, mask, new() { Id = id, RequestId = request.RequestId, CreatedAtTicks = now, UpdatedAtTicks = now }, Currency.Of(settings.Currency));
                return Task.FromResult(Checked(settings, settings with { Indicators = [.. settings.Indicators, indicator] }, id, IndicatorPath));
            },
            request.ValidateOnly,
            context.CancellationToken);
        return IndicatorOf(tenant, after, id);
    }

    /// <inheritdoc/>
    public override async Task<IndicatorDefinition> GetIndicator(GetIndicatorRequest request, ServerCallContext context)
    {
        var (tenant, id) = ResourceNames.ParseIndicator(request.Name, "name");
        var settings = await editor.ReadAsync(tenant, context.CancellationToken);
        OwnIndicator(settings, id, "name");
        return IndicatorOf(tenant, settings, id);
    }

    /// <inheritdoc/>
    public override async Task<ListTenantIndicatorsResponse> ListIndicators(ListTenantIndicatorsRequest request, ServerCallContext context)
    {
        var tenant = ResourceNames.ParseTenant(request.Parent, "parent");
        var size = PageSize.Of(request.PageSize, DefaultPageSize);
        var after = PageToken.Read(request, request.PageToken, reader => reader.ReadString()) ?? string.Empty;
        var settings = await editor.ReadAsync(tenant, context.CancellationToken);
        var indicators = TenantIndicators.Of(settings);
        var page = settings.Indicators.Where(indicator => string.CompareOrdinal(indicator.Id, after) > 0).OrderBy(indicator => indicator.Id, StringComparer.Ordinal).Take(size + 1).ToList();
        var response = new ListTenantIndicatorsResponse();
        response.Indicators.Add(page.Take(size).Select(indicator => IndicatorDefinitions.ToProto(tenant, indicator, settings, indicators)));
        if (page.Count > size)
            response.NextPageToken = PageToken.Create(request, writer => writer.Write(page[size - 1].Id));
        return response;
    }

    /// <inheritdoc/>
    public override async Task<IndicatorDefinition> UpdateIndicator(UpdateIndicatorRequest request, ServerCallContext context)
    {
        var sent = request.Indicator ?? throw Missing(IndicatorPath);
        var (tenant, id) = ResourceNames.ParseIndicator(sent.Name, "indicator.name");
        var mask = UpdateMask.Read(request.UpdateMask, IndicatorDefinitions.Changeable, IndicatorDefinitions.OutputOnly, emptyIsAll: false);
        var after = await editor.ChangeAsync(
            tenant,
            (settings, _) =>
            {
                var existing = OwnIndicator(settings, id, "indicator.name");
                DefinitionEtag.Require(existing, sent.Etag, "indicator.etag");
                var changed = IndicatorDefinitions.Apply(sent, mask, existing, Currency.Of(settings.Currency));
                if (changed == existing)
                    return Task.FromResult(settings);
                changed = changed with { UpdatedAtTicks = Ticks() };
                return Task.FromResult(Checked(settings, settings with { Indicators = [.. settings.Indicators.Select(one => ReferenceEquals(one, existing) ? changed : one)] }, id, IndicatorPath));
            },
            request.ValidateOnly,
            context.CancellationToken);
        return IndicatorOf(tenant, after, id);
    }

    /// <inheritdoc/>
    public override async Task<Empty> DeleteIndicator(DeleteIndicatorRequest request, ServerCallContext context)
    {
        var (tenant, id) = ResourceNames.ParseIndicator(request.Name, "name");
        await editor.ChangeAsync(
            tenant,
            async (settings, cancellationToken) =>
            {
                DefinitionEtag.Require(OwnIndicator(settings, id, "name"), request.Etag, "etag");
                DefinitionUsers.RequireUnusedByFormulas(settings, id);
                await users.RequireUnusedByScorecardsAsync(tenant, id, cancellationToken);
                return settings with { Indicators = [.. settings.Indicators.Where(one => !string.Equals(one.Id, id, StringComparison.Ordinal))] };
            },
            request.ValidateOnly,
            context.CancellationToken);
        return new Empty();
    }

    /// <inheritdoc/>
    public override async Task<CheckFormulaResponse> CheckFormula(CheckFormulaRequest request, ServerCallContext context)
    {
        var tenant = ResourceNames.ParseTenant(request.Parent, "parent");
        var settings = await editor.ReadAsync(tenant, context.CancellationToken);
        var (formula, error) = TenantIndicators.Of(settings).Check(request.Formula);
        return FormulaAnswers.Of(formula, error, Currency.Of(settings.Currency));
    }

    private static TenantSettings Put(TenantSettings settings, CustomMeasureDefinition measure)
    {
        var completed = CustomMeasureValidator.Complete(measure, Currency.Of(settings.Currency), MeasurePath);
        return Checked(settings, CustomMeasureSet.Put(settings, completed), measure.Id, MeasurePath);
    }

    private static TenantSettings Checked(TenantSettings before, TenantSettings after, string id, string path)
    {
        TenantFormulasValidator.Check(after, id, path, before);
        return after;
    }

    private static MeasureDefinition MeasureOf(TenantId tenant, TenantSettings settings, string id) =>
        MeasureDefinitions.ToProto(tenant, Find(settings.Measures, id)!, settings, TenantIndicators.Of(settings));

    private static IndicatorDefinition IndicatorOf(TenantId tenant, TenantSettings settings, string id) =>
        IndicatorDefinitions.ToProto(tenant, Find(settings.Indicators, id)!, settings, TenantIndicators.Of(settings));

    private static CustomMeasureDefinition? Find(IEnumerable<CustomMeasureDefinition> measures, string id) =>
        measures.FirstOrDefault(measure => string.Equals(measure.Id, id, StringComparison.Ordinal));

    private static TenantIndicatorDefinition? Find(IEnumerable<TenantIndicatorDefinition> indicators, string id) =>
        indicators.FirstOrDefault(indicator => string.Equals(indicator.Id, id, StringComparison.Ordinal));

    private static CustomMeasureDefinition OwnMeasure(TenantSettings settings, string id, string field) =>
        Find(settings.Measures, id) ?? throw (MeasureCatalogue.Find(id) is null ? NoMeasure(id, field) : BuiltIn(id, field));

    private static TenantIndicatorDefinition OwnIndicator(TenantSettings settings, string id, string field) =>
        Find(settings.Indicators, id) ?? throw (IndicatorCatalogue.Find(id) is null
            ? new DomainException(ErrorKind.NotFound, "INDICATOR_NOT_FOUND", $"The tenant has no indicator \"{DisplayText.Of(id)}\" of its own.", field)
            : BuiltIn(id, field));

    private static bool SameRequest(string sent, string stored) => sent.Length > 0 && string.Equals(sent, stored, StringComparison.Ordinal);

    private static DomainException Missing(string field) => new(ErrorKind.InvalidArgument, Reasons.Required, $"{field} is required.", field);

    private static DomainException Exists(string id, string field) => new(ErrorKind.AlreadyExists, "DEFINITION_EXISTS", $"There is \"{id}\" already.", field);

    private static DomainException NoMeasure(string id, string field) => new(ErrorKind.NotFound, "MEASURE_NOT_FOUND", $"There is no measure \"{DisplayText.Of(id)}\".", field);

    private static DomainException BuiltIn(string id, string field) =>
        new(ErrorKind.FailedPrecondition, "BUILT_IN", $"\"{id}\" is built in: it can be read and used in formulas, but not changed.", field);

    private long Ticks() => time.Now().ToUnixTimeTicks();
}
