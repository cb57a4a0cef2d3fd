using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Scorecards;
using KpiPlatform.Grains.Abstractions.Tenants;
using NodaTime;

namespace KpiPlatform.Grains.Tenants;

/// <summary>One tenant: its settings, and whether what interactions count under is fixed.</summary>
public sealed class TenantGrain : Grain, ITenantGrain
{
    private readonly IPersistentState<TenantState> _stored;
    private readonly ITenantRegistry _registry;
    private readonly TimeProvider _time;

    /// <summary>Creates the grain; the runtime does.</summary>
    public TenantGrain([PersistentState("tenant")] IPersistentState<TenantState> stored, ITenantRegistry registry, TimeProvider time)
    {
        _stored = stored;
        _registry = registry;
        _time = time;
    }

    /// <inheritdoc/>
    public Task<Reply<TenantDocument>> Write(TenantWrite write, CancellationToken cancellationToken) => ReplyFactory.Try(async () =>
    {
        if (write.Mode == WriteMode.Create)
            return await CreateAsync(write, cancellationToken);
        RequireExisting();
        RequireEtag(write.Etag);
        return await UpdateAsync(TenantSettingsValidator.Complete(GrainJson.Read<TenantSettings>(write.SettingsJson)), cancellationToken);
    });

    /// <inheritdoc/>
    public Task<Reply<TenantDocument>> Get(CancellationToken cancellationToken) => ReplyFactory.Try(() =>
    {
        RequireExisting();
        return Task.FromResult(Document());
    });

    /// <inheritdoc/>
    public Task<Reply<TenantDocument>> Fix(CancellationToken cancellationToken) => ReplyFactory.Try(async () =>
    {
        RequireExisting();
        if (!_stored.State.Fixed)
        {
            _stored.State.Fixed = true;
            await SaveAsync(cancellationToken);
        }

        return Document();
    });

    private async Task<TenantDocument> CreateAsync(TenantWrite write, CancellationToken cancellationToken)
    {
        var tenant = TenantId.Parse(this.GetPrimaryKeyString());
        if (_stored.RecordExists)
        {
            return write.RequestId.Length > 0 && string.Equals(write.RequestId, _stored.State.RequestId, StringComparison.Ordinal)
                ? Document()
                : throw new DomainException(ErrorKind.AlreadyExists, "TENANT_EXISTS", $"There is a tenant \"{tenant}\" already.", "tenant_id");
        }

        var settings = TenantSettingsValidator.Complete(GrainJson.Read<TenantSettings>(write.SettingsJson));
        var number = await _registry.GetOrAddAsync(tenant, cancellationToken);
        _stored.State = new TenantState
        {
            Number = number.Value,
            SettingsJson = GrainJson.Write(settings),
            DefinitionVersion = 1,
            RequestId = write.RequestId,
            CreatedAtTicks = Now(),
        };
        await SaveAsync(cancellationToken);
        return Document();
    }

    private async Task<TenantDocument> UpdateAsync(TenantSettings settings, CancellationToken cancellationToken)
    {
        var current = GrainJson.Read<TenantSettings>(_stored.State.SettingsJson);
        var raisesVersion = TenantSettingsChange.Check(current, settings, _stored.State.Fixed);
        var json = GrainJson.Write(settings);
        if (string.Equals(json, _stored.State.SettingsJson, StringComparison.Ordinal))
            return Document();
        _stored.State.SettingsJson = json;
        if (raisesVersion)
            _stored.State.DefinitionVersion++;
        await SaveAsync(cancellationToken);
        return Document();
    }

    private async Task SaveAsync(CancellationToken cancellationToken)
    {
        _stored.State.UpdatedAtTicks = Now();
        try
        {
            await _stored.WriteStateAsync(cancellationToken);
        }
        catch
        {
            // What is held is not what is stored.
            DeactivateOnIdle();
            throw;
        }
    }

    private void RequireExisting()
    {
        if (!_stored.RecordExists)
            throw new DomainException(ErrorKind.NotFound, "TENANT_NOT_FOUND", $"There is no tenant \"{DisplayText.Of(this.GetPrimaryKeyString())}\".", "name");
    }

    private void RequireEtag(string? etag)
    {
        if (!string.IsNullOrEmpty(etag) && !string.Equals(etag, _stored.Etag, StringComparison.Ordinal))
            throw new DomainException(ErrorKind.Aborted, "ETAG_MISMATCH", "The tenant was changed meanwhile. Read it again and repeat the change.", "tenant.etag");
    }

    private TenantDocument Document() => new(
        _stored.State.Number,
        _stored.State.SettingsJson,
        _stored.State.DefinitionVersion,
        _stored.State.Fixed,
        _stored.Etag ?? string.Empty,
        _stored.State.CreatedAtTicks,
        _stored.State.UpdatedAtTicks);

    private long Now() => Instant.FromDateTimeOffset(_time.GetUtcNow()).ToUnixTimeTicks();
}
