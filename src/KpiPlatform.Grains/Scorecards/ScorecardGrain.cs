using System.Globalization;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
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
    private readonly IStateStore _documents;
    private readonly IJournalReader _journal;
    private readonly TimeProvider _time;
    private TenantId _tenant;
    private ScorecardId _id;
    private ScorecardDefinition? _definition;
    private ScorecardLog _log = new();
    private ScorecardCascades _cascades = null!;
    private ScorecardVersions _versions = null!;
    private ScorecardComments _comments = null!;
    private ScorecardClosedValues _closedValues = null!;

    /// <summary>Creates the grain; the runtime does.</summary>
    public ScorecardGrain([PersistentState("scorecard")] IPersistentState<ScorecardState> stored, ITenantDefinitions tenants, IStateStore documents, IJournalReader journal, TimeProvider time)
    {
        _stored = stored;
        _tenants = tenants;
        _documents = documents;
        _journal = journal;
        _time = time;
        _answers = new(time, AnswerAge, MaxAnswers);
    }

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        (_tenant, _id) = GrainKeys.ParseScorecard(this.GetPrimaryKeyString());
        _cascades = new(GrainFactory, _tenant, _id);
        if (!_stored.RecordExists)
        {
            OpenDocuments();
            return;
        }

        _definition = GrainJson.Read<ScorecardDefinition>(_stored.State.DefinitionJson);
        _log = _stored.State.LogJson.Length > 0 ? GrainJson.Read<ScorecardLog>(_stored.State.LogJson) : LogBeforeLogs();
        OpenDocuments();
        await _comments.LoadAsync(cancellationToken);
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
            ScorecardEnvironment.Of(tenant));

        // Compared as read, not as stored: a document of an older program lacks fields that mean the same when they are empty.
        if (_definition is not null && GrainJson.Write(completed with { Version = _definition.Version }) == GrainJson.Write(_definition))
            return Document();
        await _cascades.CheckAsync(completed, cancellationToken);
        if (_definition is not null)
            RequireClosedPeriodsUntouched(_definition, completed, tenant);
        if (write.ValidateOnly)
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
        var hadClosures = _log.Closures.Count > 0;
        _log = new();
        _recounted.Clear();
        Moved();

        // A crash from here on leaves documents that nothing refers to: a scorecard of the same id begins under another prefix.
        await _versions.DeleteAsync(cancellationToken);
        await _comments.DeleteAsync(cancellationToken);
        await _closedValues.DeleteAsync(cancellationToken);
        if (hadClosures)
            await TellTenantAsync(cancellationToken);
        return document;
    });

    private string Id => DisplayText.Of(_id.Value);

    private async Task SaveAsync(ScorecardDefinition definition, string requestId, CancellationToken cancellationToken)
    {
        var now = Now();
        var isNew = _definition is null;
        if (_definition is { } replaced)
            await _versions.KeepAsync(replaced.Version, _stored.State.DefinitionJson, cancellationToken);

        // Versions follow each other in time, even if the clock was set back.
        var from = _log.Versions.Count > 0 ? Instant.Max(now, _log.Versions[^1].From) : now;
        var log = _log with { Versions = [.. _log.Versions, new(definition.Version, from, definition.CloseAfterDays, Available: true)] };
        await StoreAsync(
            new ScorecardState
            {
                DefinitionJson = GrainJson.Write(definition),
                Version = definition.Version,
                RequestId = isNew ? requestId : _stored.State.RequestId,
                CreatedAtTicks = isNew ? now.ToUnixTimeTicks() : _stored.State.CreatedAtTicks,
                UpdatedAtTicks = now.ToUnixTimeTicks(),
                LogJson = GrainJson.Write(log),
            },
            cancellationToken);
        _definition = definition;
        _log = log;
        if (isNew)
            OpenDocuments();
        Moved();
    }

    private async Task SaveLogAsync(ScorecardLog log, CancellationToken cancellationToken)
    {
        await StoreAsync(
            new ScorecardState
            {
                DefinitionJson = _stored.State.DefinitionJson,
                Version = _stored.State.Version,
                RequestId = _stored.State.RequestId,
                CreatedAtTicks = _stored.State.CreatedAtTicks,
                UpdatedAtTicks = _stored.State.UpdatedAtTicks,
                LogJson = GrainJson.Write(log),
            },
            cancellationToken);
        _log = log;
        Moved();
    }

    private async Task StoreAsync(ScorecardState state, CancellationToken cancellationToken)
    {
        _stored.State = state;
        try
        {
            await _stored.WriteStateAsync(cancellationToken);
        }
        catch (InconsistentStateException)
        {
            // Another activation, on a host that was cut off or here after one, has written.
            DeactivateOnIdle();
            throw new DomainException(ErrorKind.Unavailable, "CHANGED_MEANWHILE", "The scorecard was changed by another host in this moment. Send it again.");
        }
        catch
        {
            // What is held is not what is stored.
            DeactivateOnIdle();
            throw;
        }
    }

    /// <summary>The log of a scorecard that was stored before there were logs: its definition is all that is known of its past.</summary>
    private ScorecardLog LogBeforeLogs()
    {
        var versions = new List<VersionMark>();
        if (_stored.State.Version > 1)
            versions.AddRange(Enumerable.Range(1, (int)_stored.State.Version - 1).Select(version => new VersionMark(version, Instant.FromUnixTimeTicks(_stored.State.CreatedAtTicks), null, Available: false)));
        versions.Add(new(_stored.State.Version, Instant.FromUnixTimeTicks(_stored.State.UpdatedAtTicks), null, Available: true));
        return new() { Versions = versions };
    }

    /// <summary>Documents stand under the scorecard's incarnation, so that one deleted and made anew does not meet the old one's.</summary>
    private void OpenDocuments()
    {
        var prefix = string.Create(CultureInfo.InvariantCulture, $"{this.GetPrimaryKeyString()}/{_stored.State.CreatedAtTicks}/");
        _versions = new(_documents, prefix);
        _comments = new(_documents, prefix);
        _closedValues = new(_documents, prefix);
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
