using KpiPlatform.Grains.Abstractions;

namespace KpiPlatform.Grains.Access;

/// <summary>
/// The last wall between tenants, where calls arrive: a grain of another tenant than the caller's never sees the call, whatever the edge let
/// through. The keys of all grains begin with their tenant. Thread-safe.
/// </summary>
internal sealed class TenantFilter : IIncomingGrainCallFilter
{
    /// <inheritdoc/>
    /// <exception cref="UnauthorizedAccessException">The grain is another tenant's; the same words whether there is anything or not.</exception>
    public Task Invoke(IIncomingGrainCallContext context)
    {
        if (CallerTenant.Take() is { } tenant
            && context.Grain.GetType().Assembly == typeof(TenantFilter).Assembly
            && !GrainKeys.TenantOf(context.TargetId.Key.ToString() ?? string.Empty).SequenceEqual(tenant))
        {
            throw new UnauthorizedAccessException("The call reaches a grain of another tenant than its caller's.");
        }

        return context.Invoke();
    }
}
