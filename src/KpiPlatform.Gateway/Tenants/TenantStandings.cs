using System.Text;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Tenants;
using KpiPlatform.Protocol.V1;
using NodaTime;

namespace KpiPlatform.Gateway.Tenants;

/// <summary>Suspends tenants, resumes them, and has them deleted.</summary>
internal sealed class TenantStandings(CallerGrains grains, CallerDefinitions definitions, TimeProvider time)
{
    /// <summary>Suspends one.</summary>
    public Task<Tenant> SuspendAsync(SuspendTenantRequest request, CancellationToken cancellationToken)
    {
        var tenant = ResourceNames.ParseTenant(request.Name, "name");
        if (Encoding.UTF8.GetByteCount(request.Reason) > TenantStanding.MaxReasonBytes)
            throw new DomainException(ErrorKind.InvalidArgument, Reasons.OutOfRange, $"reason has more than {TenantStanding.MaxReasonBytes} bytes.", "reason");
        return StandAsync(tenant, new(IsSuspended: true, request.Reason, DeleteAtTicks: null), cancellationToken);
    }

    /// <summary>Resumes one.</summary>
    public Task<Tenant> ResumeAsync(ResumeTenantRequest request, CancellationToken cancellationToken) =>
        StandAsync(ResourceNames.ParseTenant(request.Name, "name"), new(IsSuspended: false, string.Empty, DeleteAtTicks: null), cancellationToken);

    /// <summary>Has one deleted when the grace is over.</summary>
    public Task<Tenant> DeleteAsync(DeleteTenantRequest request, CancellationToken cancellationToken)
    {
        var tenant = ResourceNames.ParseTenant(request.Name, "name");
        if (!string.Equals(request.ConfirmTenantId, tenant.Value, StringComparison.Ordinal))
        {
            throw new DomainException(
                ErrorKind.InvalidArgument, "NOT_CONFIRMED", $"Everything of the tenant would be deleted. To say that you mean it, give its id \"{tenant}\" once more.", "confirm_tenant_id");
        }

        var grace = request.Grace is { } asked ? Duration.FromTimeSpan(asked.ToTimeSpan()) : TenantStanding.DefaultGrace;
        if (grace < TenantStanding.MinGrace || grace > TenantStanding.MaxGrace)
            throw new DomainException(ErrorKind.InvalidArgument, Reasons.OutOfRange, $"grace must be {TenantStanding.MinGrace.TotalMinutes} minute to {TenantStanding.MaxGrace.TotalDays} days.", "grace");
        return StandAsync(tenant, new(IsSuspended: true, string.Empty, (time.Now() + grace).ToUnixTimeTicks()), cancellationToken);
    }

    /// <summary>Refuses what is about to be recorded of a tenant that takes no calls, whoever sends it.</summary>
    /// <exception cref="DomainException">FAILED_PRECONDITION, saying why.</exception>
    public static void RequireActive(TenantDefinition definition)
    {
        if (definition.Standing.Refusal is { } why)
            throw new DomainException(ErrorKind.FailedPrecondition, Suspended, why, "parent");
    }

    /// <summary>Reason of a refusal because the tenant takes no calls.</summary>
    public const string Suspended = "TENANT_SUSPENDED";

    private async Task<Tenant> StandAsync(TenantId tenant, StandingDocument standing, CancellationToken cancellationToken)
    {
        var document = (await grains.GetGrain<ITenantGrain>(GrainKeys.Tenant(tenant)).Stand(standing, cancellationToken)).Require();
        definitions.Learn(tenant, document);
        return TenantMapper.ToProto(tenant, document);
    }
}
