using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Scorecards;
using KpiPlatform.Grains.Abstractions.Tenants;
using NodaTime;

namespace KpiPlatform.Grains.Scorecards;

/// <summary>One scorecard: its definition, its evaluation, its watchers. Evaluation has no side effects and interleaves.</summary>
public sealed partial class ScorecardGrain : Grain, IScorecardGrain
{
    private readonly IPersistentState<ScorecardState> _stored;
    private readonly ITenantDefinitions _tenants;
    private readonly TimeProvider _time;
    private TenantId _tenant;
    private ScorecardDefinition? _definition;

    /// <summary>Creates the grain; the runtime does.</summary>
    public ScorecardGrain([PersistentState("scorecard")] IPersistentState<ScorecardState> stored, ITenantDefinitions tenants, TimeProvider time)
    {
        _stored = stored;
        _tenants = tenants;
        _time = time;
    }

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        (_tenant, _) = GrainKeys.ParseScorecard(this.GetPrimaryKeyString());
        _definition = _stored.RecordExists ? GrainJson.Read<ScorecardDefinition>(_stored.State.DefinitionJson) : null;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<Reply<ScorecardDocument>> Write(ScorecardWrite write, CancellationToken cancellationToken) => ReplyFactory.Try(async () =>
    {
        if (_definition is not null && write.Mode == WriteMode.Create)
        {
            return write.RequestId.Length > 0 && string.Equals(write.RequestId, _stored.State.RequestId, StringComparison.Ordinal)
                ? Document()
                : throw new DomainException(ErrorKind.AlreadyExists, "SCORECARD_EXISTS", $"There is a scorecard \"{Id}\" already.", "scorecard_id");
        }

        if (_definition is null && write.Mode == WriteMode.Update)
            throw NotFound();
        RequireEtag(write.Etag);
        var tenant = await TenantAsync(cancellationToken);
        var completed = ScorecardValidator.Complete(
            GrainJson.Read<ScorecardDefinition>(write.DefinitionJson),
            tenant.Calendar.DayOf(Now()),
            _definition,
            tenant.Indicators);
        if (_definition is not null && GrainJson.Write(completed with { Version = _definition.Version }) == _stored.State.DefinitionJson)
            return Document();
        await SaveAsync(completed with { Version = _stored.State.Version + 1 }, write.RequestId, cancellationToken);
        return Document();
    });

    /// <inheritdoc/>
    public Task<Reply<ScorecardDocument>> Get(CancellationToken cancellationToken) => ReplyFactory.Try(() =>
    {
        RequireDefinition();
        return Task.FromResult(Document());
    });

    /// <inheritdoc/>
    public Task<Reply<ScorecardDocument>> Delete(string? etag, CancellationToken cancellationToken) => ReplyFactory.Try(async () =>
    {
        RequireDefinition();
        RequireEtag(etag);
        var document = Document();
        await _stored.ClearStateAsync(cancellationToken);
        _definition = null;
        Moved();
        return document;
    });

    private string Id => DisplayText.Of(GrainKeys.ParseScorecard(this.GetPrimaryKeyString()).Scorecard.Value);

    private async Task SaveAsync(ScorecardDefinition definition, string requestId, CancellationToken cancellationToken)
    {
        var now = Now().ToUnixTimeTicks();
        _stored.State = new ScorecardState
        {
            DefinitionJson = GrainJson.Write(definition),
            Version = definition.Version,
            RequestId = _definition is null ? requestId : _stored.State.RequestId,
            CreatedAtTicks = _definition is null ? now : _stored.State.CreatedAtTicks,
            UpdatedAtTicks = now,
        };
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

        _definition = definition;
        Moved();
    }

    private ScorecardDefinition RequireDefinition() => _definition ?? throw NotFound();

    private DomainException NotFound() =>
        new(ErrorKind.NotFound, "SCORECARD_NOT_FOUND", $"There is no scorecard \"{Id}\". Create it first.", "name");

    private void RequireEtag(string? etag)
    {
        if (!string.IsNullOrEmpty(etag) && !string.Equals(etag, _stored.Etag, StringComparison.Ordinal))
            throw new DomainException(ErrorKind.Aborted, "ETAG_MISMATCH", "The scorecard was changed meanwhile. Read it again and repeat the change.", "scorecard.etag");
    }

    private async ValueTask<TenantDefinition> TenantAsync(CancellationToken cancellationToken) =>
        await _tenants.FindAsync(_tenant, cancellationToken)
        ?? throw new DomainException(ErrorKind.NotFound, "TENANT_NOT_FOUND", $"There is no tenant \"{_tenant}\".", "name");

    private ScorecardDocument Document() => new(
        _stored.State.DefinitionJson,
        _stored.State.Version,
        _stored.Etag ?? string.Empty,
        _stored.State.CreatedAtTicks,
        _stored.State.UpdatedAtTicks);

    private Instant Now() => Instant.FromDateTimeOffset(_time.GetUtcNow());
}
