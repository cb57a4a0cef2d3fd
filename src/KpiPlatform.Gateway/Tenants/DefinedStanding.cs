using KpiPlatform.Domain.Identity;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Grains.Abstractions.Tenants;

namespace KpiPlatform.Gateway.Tenants;

/// <summary>Whether tenants take calls, as their definitions say: a second behind at most where they changed, a few elsewhere.</summary>
internal sealed class DefinedStanding(ITenantDefinitions definitions) : ITenantStanding
{
    /// <inheritdoc/>
    public async ValueTask<string?> RefusalAsync(TenantId tenant, CancellationToken cancellationToken) =>
        (await definitions.FindAsync(tenant, cancellationToken))?.Standing.Refusal;
}
