using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Scorecards;
using KpiPlatform.Grains.Abstractions.Tenants;

namespace KpiPlatform.Gateway.Definitions;

/// <summary>Reads and changes the measures and indicators in a tenant's settings.</summary>
internal sealed class DefinitionEditor(CallerGrains grains, CallerDefinitions definitions)
{
    /// <summary>How often a change is tried when others change the tenant at the same time.</summary>
    private const int MaxAttempts = 8;

    /// <summary>The settings in force.</summary>
    /// <exception cref="DomainException">TENANT_NOT_FOUND.</exception>
    public async Task<TenantSettings> ReadAsync(TenantId tenant, CancellationToken cancellationToken) =>
        GrainJson.Read<TenantSettings>((await Grain(tenant).Get(cancellationToken)).Require().SettingsJson);

    /// <summary>Changes the settings: again, if somebody else was faster.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="change">Makes new settings of those in force, or throws. The same settings: nothing is written.</param>
    /// <param name="validateOnly">Check only.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The settings that it came to.</returns>
    public async Task<TenantSettings> ChangeAsync(
        TenantId tenant, Func<TenantSettings, CancellationToken, Task<TenantSettings>> change, bool validateOnly, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var document = (await Grain(tenant).Get(cancellationToken)).Require();
            var before = GrainJson.Read<TenantSettings>(document.SettingsJson);
            var after = await change(before, cancellationToken);
            if (ReferenceEquals(before, after))
                return after;
            _ = TenantSettingsChange.Check(before, after, document.Fixed);
            if (validateOnly)
                return after;
            var reply = await Grain(tenant).Write(new TenantWrite(GrainJson.Write(after), WriteMode.Update, document.Etag, string.Empty), cancellationToken);
            if (reply.Error is { Kind: ErrorKind.Aborted } && attempt < MaxAttempts)
                continue;
            var written = reply.Require();
            definitions.Forget(tenant);
            return GrainJson.Read<TenantSettings>(written.SettingsJson);
        }
    }

    private ITenantGrain Grain(TenantId tenant) => grains.GetGrain<ITenantGrain>(GrainKeys.Tenant(tenant));
}
