using KpiPlatform.Domain;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Tenants;

namespace KpiPlatform.Grains.Tenants;

/// <content>Whether the tenant takes calls, and its end.</content>
public sealed partial class TenantGrain
{
    private static readonly StandingDocument Gone = new(IsSuspended: true, string.Empty, DeleteAtTicks: 0);

    /// <inheritdoc/>
    public Task<Reply<TenantDocument>> Stand(StandingDocument standing, CancellationToken cancellationToken) => ChangeAsync(async () =>
    {
        RequireExisting();
        var wanted = standing is { IsSuspended: false, DeleteAtTicks: null } ? null : standing;
        if (State.Standing == wanted)
            return Document();
        if (State.Standing?.DeleteAtTicks <= Now())
            throw new DomainException(ErrorKind.FailedPrecondition, "TENANT_BEING_DELETED", "The tenant is being deleted already; that can't be undone.", "name");
        State.Standing = wanted;
        return await SaveAsync(cancellationToken);
    });

    /// <inheritdoc/>
    public Task<Reply<TenantDocument>> UseQuotas(string quotasJson, CancellationToken cancellationToken) => UseQuotasAsync(null, quotasJson, cancellationToken);

    /// <inheritdoc/>
    public Task<Reply<TenantDocument>> ChangeQuotas(string beforeJson, string quotasJson, CancellationToken cancellationToken) => UseQuotasAsync(beforeJson, quotasJson, cancellationToken);

    private Task<Reply<TenantDocument>> UseQuotasAsync(string? beforeJson, string quotasJson, CancellationToken cancellationToken) => ChangeAsync(async () =>
    {
        RequireExisting();
        if (beforeJson is not null && !string.Equals(State.QuotasJson ?? string.Empty, beforeJson, StringComparison.Ordinal))
            throw new DomainException(ErrorKind.Aborted, "ETAG_MISMATCH", "The quotas were changed meanwhile. Read them again and repeat the change.", "quota.etag");
        var quotas = GrainJson.Read<TenantQuotas>(quotasJson);
        quotas.Validate();
        var wanted = quotas == TenantQuotas.Default ? string.Empty : GrainJson.Write(quotas);
        if (string.Equals(State.QuotasJson, wanted, StringComparison.Ordinal))
            return Document();
        State.QuotasJson = wanted;
        return await SaveAsync(cancellationToken);
    });

    /// <inheritdoc/>
    public async Task<Reply<StandingDocument>> Remove(CancellationToken cancellationToken)
    {
        await _writing.EnterAsync();
        try
        {
            return await ReplyFactory.Try(async () =>
            {
                if (!_stored.RecordExists)
                    return Gone;
                if (State.Standing?.DeleteAtTicks is not { } at || at > Now())
                    throw new DomainException(ErrorKind.FailedPrecondition, "TENANT_NOT_DUE", "The tenant is not to be deleted now.", "name");
                var id = Id;
                await _registry.RetireAsync(id, cancellationToken);
                _worker?.Dispose();
                _worker = null;
                try
                {
                    await _stored.ClearStateAsync(cancellationToken);
                }
                finally
                {
                    _failed = true;
                    DeactivateOnIdle();
                }

                _definitions.Forget(id);
                return Gone;
            });
        }
        finally
        {
            _writing.Leave();
        }
    }
}
