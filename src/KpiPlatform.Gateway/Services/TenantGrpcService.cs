using Grpc.Core;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Definitions;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Hosting;
using KpiPlatform.Gateway.Mapping;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Gateway.Tenants;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Measures;
using KpiPlatform.Grains.Abstractions.Scorecards;
using KpiPlatform.Grains.Abstractions.Tenants;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Services;

/// <summary>kpi.v1.TenantService; the contract's comments say what each call does.</summary>
internal sealed class TenantGrpcService(
    CallerGrains grains,
    ITenantRegistry registry,
    CallerDefinitions definitions,
    TenantStandings standings,
    TenantExporter exporter,
    TenantUsageReport usage,
    FactsDeleter deleter,
    StopSignal stop,
    GatewayOptions options)
    : TenantService.TenantServiceBase
{
    private const int DefaultPageSize = 50;

    /// <summary>How often an update without an etag is tried when others change the tenant at the same time.</summary>
    private const int MaxAttempts = 4;

    /// <inheritdoc/>
    public override async Task<Tenant> CreateTenant(CreateTenantRequest request, ServerCallContext context)
    {
        var tenant = TenantId.Parse(request.TenantId);
        var mask = UpdateMask.Read(mask: null, TenantMapper.Changeable, TenantMapper.OutputOnly, emptyIsAll: true);
        var settings = TenantMapper.Apply(request.Tenant ?? new Tenant(), mask, new TenantSettings());
        var write = new TenantWrite(GrainJson.Write(settings), WriteMode.Create, Etag: null, request.RequestId);
        var document = (await Grain(tenant).Write(write, context.CancellationToken)).Require();
        definitions.Forget(tenant);
        return TenantMapper.ToProto(tenant, document);
    }

    /// <inheritdoc/>
    public override async Task<Tenant> GetTenant(GetTenantRequest request, ServerCallContext context)
    {
        var tenant = ResourceNames.ParseTenant(request.Name, "name");
        return TenantMapper.ToProto(tenant, (await Grain(tenant).Get(context.CancellationToken)).Require());
    }

    /// <inheritdoc/>
    public override async Task<ListTenantsResponse> ListTenants(ListTenantsRequest request, ServerCallContext context)
    {
        var size = PageSize.Of(request.PageSize, DefaultPageSize);
        var after = PageToken.Read(request, request.PageToken, reader => reader.ReadString());
        var listed = await registry.ListAsync(after, size + 1, context.CancellationToken);
        var count = Math.Min(listed.Count, size);
        var replies = new Reply<TenantDocument>[count];
        await Bounded.ForEachAsync(count, options.MaxParallelReads, async i => replies[i] = await Grain(listed[i].Id).Get(context.CancellationToken));
        var response = new ListTenantsResponse();
        for (var i = 0; i < count; i++)
        {
            // A tenant has its number just before it has its settings; one whose creation broke off in between is none yet.
            if (replies[i].Error is not { Kind: ErrorKind.NotFound })
                response.Tenants.Add(TenantMapper.ToProto(listed[i].Id, replies[i].Require()));
        }

        if (listed.Count > size)
            response.NextPageToken = PageToken.Create(request, writer => writer.Write(listed[size - 1].Id.Value));
        return response;
    }

    /// <inheritdoc/>
    public override async Task<Tenant> UpdateTenant(UpdateTenantRequest request, ServerCallContext context)
    {
        if (request.Tenant is null)
            throw new DomainException(ErrorKind.InvalidArgument, Reasons.Required, "tenant is required.", "tenant");
        var tenant = ResourceNames.ParseTenant(request.Tenant.Name, "tenant.name");
        var mask = UpdateMask.Read(request.UpdateMask, TenantMapper.Changeable, TenantMapper.OutputOnly, emptyIsAll: false);
        for (var attempt = 1; ; attempt++)
        {
            var current = (await Grain(tenant).Get(context.CancellationToken)).Require();
            var before = GrainJson.Read<TenantSettings>(current.SettingsJson);
            var settings = TenantMapper.Apply(request.Tenant, mask, before);
            if (settings.MeasuresShards != before.MeasuresShards)
                RequirePlatform();

            // Without an etag of the caller's, the one just read makes sure that fields not in the mask stay as they are now.
            var etag = request.Tenant.Etag.Length > 0 ? request.Tenant.Etag : current.Etag;
            var reply = await Grain(tenant).Write(new TenantWrite(GrainJson.Write(settings), WriteMode.Update, etag, string.Empty) { ValidateOnly = request.ValidateOnly }, context.CancellationToken);
            if (reply.Error is { Kind: ErrorKind.Aborted } && request.Tenant.Etag.Length == 0 && attempt < MaxAttempts)
                continue;
            var document = reply.Require();
            definitions.Forget(tenant);
            return TenantMapper.ToProto(tenant, document);
        }
    }

    /// <inheritdoc/>
    public override async Task<Tenant> RecountTenant(RecountTenantRequest request, ServerCallContext context)
    {
        var tenant = ResourceNames.ParseTenant(request.Name, "name");
        var document = (await Grain(tenant).Recount(context.CancellationToken)).Require();
        definitions.Forget(tenant);
        return TenantMapper.ToProto(tenant, document);
    }

    /// <inheritdoc/>
    public override async Task<VerifyTenantResponse> VerifyTenant(VerifyTenantRequest request, ServerCallContext context)
    {
        var tenant = ResourceNames.ParseTenant(request.Name, "name");
        var definition = await definitions.FindAsync(tenant, context.CancellationToken) ?? throw NotFoundErrors.Tenant(tenant);
        return BackfillMapper.ToProto(await new MeasuresReader(tenant, definition, grains.GetGrain<IMeasuresGrain>).VerifyAsync(context.CancellationToken));
    }

    /// <inheritdoc/>
    public override async Task<DeleteFactsResponse> DeleteFacts(DeleteFactsRequest request, ServerCallContext context)
    {
        using var ending = stop.Link(context.CancellationToken);
        return await deleter.RunAsync(request, ending.Token);
    }

    /// <inheritdoc/>
    public override Task<Tenant> SuspendTenant(SuspendTenantRequest request, ServerCallContext context) => standings.SuspendAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<Tenant> ResumeTenant(ResumeTenantRequest request, ServerCallContext context) => standings.ResumeAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<Tenant> DeleteTenant(DeleteTenantRequest request, ServerCallContext context) => standings.DeleteAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override async Task ExportTenant(ExportTenantRequest request, IServerStreamWriter<ExportTenantResponse> responseStream, ServerCallContext context)
    {
        using var ending = stop.Link(context.CancellationToken);
        await exporter.ExportAsync(request, responseStream, ending.Token);
    }

    /// <inheritdoc/>
    public override Task<TenantUsage> GetTenantUsage(GetTenantUsageRequest request, ServerCallContext context) => usage.RunAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override async Task<TenantQuota> GetTenantQuota(GetTenantQuotaRequest request, ServerCallContext context)
    {
        var tenant = ResourceNames.ParseTenant(request.Name, "name");
        return TenantQuotaMapper.ToProto(tenant, QuotasOf((await Grain(tenant).Get(context.CancellationToken)).Require()));
    }

    /// <inheritdoc/>
    public override async Task<TenantQuota> UpdateTenantQuota(UpdateTenantQuotaRequest request, ServerCallContext context)
    {
        var sent = request.Quota ?? throw new DomainException(ErrorKind.InvalidArgument, Reasons.Required, "quota is required.", TenantQuotas.Field);
        var tenant = ResourceNames.ParseTenant(sent.Name, "quota.name");
        var mask = UpdateMask.Read(request.UpdateMask, TenantQuotaMapper.Changeable, TenantQuotaMapper.OutputOnly, emptyIsAll: false);
        for (var attempt = 1; ; attempt++)
        {
            var current = (await Grain(tenant).Get(context.CancellationToken)).Require();
            var before = QuotasOf(current);
            DefinitionEtag.Require(before, sent.Etag, "quota.etag");
            var quotas = TenantQuotaMapper.Apply(sent, mask, before);
            quotas.Validate();

            // Those just read make sure that fields not in the mask stay as they are now.
            var reply = await Grain(tenant).ChangeQuotas(current.QuotasJson, GrainJson.Write(quotas), context.CancellationToken);
            if (reply.Error is { Kind: ErrorKind.Aborted } && sent.Etag.Length == 0 && attempt < MaxAttempts)
                continue;
            var document = reply.Require();
            definitions.Learn(tenant, document);
            return TenantQuotaMapper.ToProto(tenant, QuotasOf(document));
        }
    }

    /// <summary>How many grains a tenant takes is the platform's to say, as its quota is.</summary>
    private static void RequirePlatform()
    {
        if (CallerScope.Current is { IsPlatform: false })
        {
            throw new DomainException(
                ErrorKind.PermissionDenied,
                Reasons.RoleMissing,
                "measures_shards is set by the platform's admins: it is about what hosts hold, and changes no value. Leave it out, or ask them.",
                "tenant.measures_shards");
        }
    }

    private static TenantQuotas QuotasOf(TenantDocument document) =>
        document.QuotasJson is { Length: > 0 } json ? GrainJson.Read<TenantQuotas>(json) : TenantQuotas.Default;

    private ITenantGrain Grain(TenantId tenant) => grains.GetGrain<ITenantGrain>(GrainKeys.Tenant(tenant));
}
