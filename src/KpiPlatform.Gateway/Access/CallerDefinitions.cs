using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions.Tenants;

namespace KpiPlatform.Gateway.Access;

/// <summary>
/// The gateway's only way to definitions of tenants, and so to the numbers under which stores know them: of the caller's own tenant alone,
/// whatever the request was let through with. Thread-safe.
/// </summary>
internal sealed class CallerDefinitions(ITenantDefinitions definitions)
{
    /// <inheritdoc cref="ITenantDefinitions.FindAsync"/>
    /// <exception cref="Domain.DomainException">PERMISSION_DENIED: it is another tenant than the caller's.</exception>
    public ValueTask<TenantDefinition?> FindAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        CallerScope.RequireOpen(tenant.Value);
        return Note(definitions.FindAsync(tenant, cancellationToken));
    }

    /// <inheritdoc cref="ITenantDefinitions.FindForRecordingAsync"/>
    /// <exception cref="Domain.DomainException">PERMISSION_DENIED: it is another tenant than the caller's.</exception>
    public ValueTask<TenantDefinition?> FindForRecordingAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        CallerScope.RequireOpen(tenant.Value);
        return Note(definitions.FindForRecordingAsync(tenant, cancellationToken));
    }

    /// <inheritdoc cref="ITenantDefinitions.Learn"/>
    public void Learn(TenantId tenant, TenantDocument document) => definitions.Learn(tenant, document);

    /// <inheritdoc cref="ITenantDefinitions.Forget"/>
    public void Forget(TenantId tenant) => definitions.Forget(tenant);

    private static ValueTask<TenantDefinition?> Note(ValueTask<TenantDefinition?> found)
    {
        if (!found.IsCompletedSuccessfully)
            return NoteLaterAsync(found);
        var definition = found.Result;
        Note(definition);
        return new(definition);
    }

    private static async ValueTask<TenantDefinition?> NoteLaterAsync(ValueTask<TenantDefinition?> found)
    {
        var definition = await found;
        Note(definition);
        return definition;
    }

    private static void Note(TenantDefinition? definition)
    {
        if (definition is not null)
            CallerScope.NoteNumber(definition.Tenant.Value);
    }
}
