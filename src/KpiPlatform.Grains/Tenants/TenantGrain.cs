using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Scorecards;
using KpiPlatform.Grains.Abstractions.Tenants;
using KpiPlatform.Grains.Segments;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NodaTime;

namespace KpiPlatform.Grains.Tenants;

/// <summary>One tenant: its settings, the definitions that its customers count under, and counting them anew when one changes.</summary>
public sealed partial class TenantGrain : Grain, ITenantGrain
{
    private readonly IPersistentState<TenantState> _stored;
    private readonly ITenantRegistry _registry;
    private readonly ITenantDefinitions _definitions;
    private readonly IBackfillStore _backfill;
    private readonly ErasedCustomers _erasedCustomers;
    private readonly SegmentTracker _segments;
    private readonly IDefinitionNotices _notices;
    private readonly TimeProvider _time;
    private readonly BackfillOptions _options;
    private readonly ILogger<TenantGrain> _logger;
    private readonly AsyncGate _writing = new();

    // What is stored; the state is changed before it is, and calls interleave.
    private TenantDocument? _document;
    private bool _failed;

    /// <summary>Creates the grain; the runtime does.</summary>
    public TenantGrain(
        [PersistentState("tenant")] IPersistentState<TenantState> stored,
        ITenantRegistry registry,
        ITenantDefinitions definitions,
        IBackfillStore backfill,
        ErasedCustomers erasedCustomers,
        SegmentTracker segments,
        IDefinitionNotices notices,
        TimeProvider time,
        IOptions<BackfillOptions> options,
        ILogger<TenantGrain> logger)
    {
        _stored = stored;
        _registry = registry;
        _definitions = definitions;
        _backfill = backfill;
        _erasedCustomers = erasedCustomers;
        _segments = segments;
        _notices = notices;
        _time = time;
        _options = options.Value;
        _logger = logger;
    }

    private TenantId Id => TenantId.Parse(this.GetPrimaryKeyString());

    private TenantState State => _stored.State;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (_stored.RecordExists)
        {
            Complete(State);
            _document = ToDocument();
            WorkIfNeeded();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<Reply<TenantDocument>> Write(TenantWrite write, CancellationToken cancellationToken) => ChangeAsync(() =>
    {
        if (write.Mode == WriteMode.Create)
            return CreateAsync(write, cancellationToken);
        RequireExisting();
        RequireEtag(write.Etag);
        var before = GrainJson.Read<TenantSettings>(State.SettingsJson);
        return UpdateAsync(TenantSettingsValidator.Complete(GrainJson.Read<TenantSettings>(write.SettingsJson), before), write.ValidateOnly, cancellationToken);
    });

    /// <inheritdoc/>
    public Task<Reply<TenantDocument>> Get(CancellationToken cancellationToken) => ReplyFactory.Try(() =>
    {
        RequireExisting();
        return Task.FromResult(Document());
    });

    /// <inheritdoc/>
    public Task<Reply<TenantDocument>> Recount(CancellationToken cancellationToken) => ChangeAsync(async () =>
    {
        RequireExisting();
        if (State is not { Fixed: true, Next: null })
            return Document();
        CountUnder(State.SettingsJson);
        return await SaveAsync(cancellationToken);
    });

    /// <inheritdoc/>
    public Task<Reply<TenantDocument>> Resume(CancellationToken cancellationToken) => ChangeAsync(async () =>
    {
        RequireExisting();
        if ((State.Next ?? State.Active!).CatalogueVersion >= CatalogueHistory.Current)
            return Document();
        LogOlderCatalogue(State.Active!.CatalogueVersion);
        if (State.Fixed)
            CountUnder(State.SettingsJson);
        else
            State.Active = State.Active with { CatalogueVersion = CatalogueHistory.Current };
        return await SaveAsync(cancellationToken);
    });

    /// <inheritdoc/>
    public Task<Reply<TenantDocument>> UseServiceRates(string ratesJson, CancellationToken cancellationToken) => ChangeAsync(() =>
    {
        RequireExisting();
        var settings = GrainJson.Read<TenantSettings>(State.SettingsJson) with { ServiceRates = GrainJson.Read<List<DatedServiceRate>>(ratesJson) };
        return UpdateAsync(settings, validateOnly: false, cancellationToken);
    });

    /// <inheritdoc/>
    public Task<Reply<TenantDocument>> UseClosedDays(string scorecard, string daysJson, CancellationToken cancellationToken) => ChangeAsync(async () =>
    {
        RequireExisting();
        var known = string.IsNullOrEmpty(State.ClosedDaysJson) ? [] : GrainJson.Read<List<ClosedDays>>(State.ClosedDaysJson);
        var json = GrainJson.Write(known
            .Where(days => !string.Equals(days.Scorecard, scorecard, StringComparison.Ordinal))
            .Concat(GrainJson.Read<List<ClosedDays>>(daysJson))
            .ToList());
        if (string.Equals(json, GrainJson.Write(known), StringComparison.Ordinal))
            return Document();
        State.ClosedDaysJson = json;
        return await SaveAsync(cancellationToken);
    });

    /// <inheritdoc/>
    public Task<Reply<TenantDocument>> StartCoverage(int day, CancellationToken cancellationToken) => ChangeAsync(() =>
    {
        RequireExisting();
        var settings = GrainJson.Read<TenantSettings>(State.SettingsJson);
        if (settings.CoverageFromDay >= day)
            return Task.FromResult(Document());
        var today = new TenantDefinition(Number, State.DefinitionVersion, settings).Calendar.DayOf(Instant.FromDateTimeOffset(_time.GetUtcNow()));
        if (day > today)
            throw new DomainException(ErrorKind.InvalidArgument, "OUT_OF_RANGE", "Facts start today at the latest: what is to come can't be deleted.", "start_date");
        return UpdateAsync(settings with { CoverageFromDay = day }, validateOnly: false, cancellationToken);
    });

    /// <inheritdoc/>
    public Task<Reply<DeleteErasedFactsReply>> DeleteErasedFacts(int beforeDay, long? after, CancellationToken cancellationToken) => ReplyFactory.Try(() =>
    {
        RequireExisting();
        if (_definitions.Latest(Id) is not { Newest.Settings.CoverageFromDay: { } coverage } definition || coverage < beforeDay)
            throw new DomainException(ErrorKind.Unavailable, "COVERAGE_UNKNOWN", "This process does not know yet that the tenant's facts start there. Send it again.");
        return _erasedCustomers.DeleteFactsAsync(definition, beforeDay, after, cancellationToken);
    });

    /// <inheritdoc/>
    public Task<Reply<TenantDocument>> Fix(CancellationToken cancellationToken) => ChangeAsync(async () =>
    {
        RequireExisting();
        if (State.Fixed)
            return Document();
        State.Fixed = true;
        return await SaveAsync(cancellationToken);
    });

    private async Task<TenantDocument> CreateAsync(TenantWrite write, CancellationToken cancellationToken)
    {
        if (_stored.RecordExists)
        {
            return write.RequestId.Length > 0 && string.Equals(write.RequestId, State.RequestId, StringComparison.Ordinal)
                ? Document()
                : throw new DomainException(ErrorKind.AlreadyExists, "TENANT_EXISTS", $"There is a tenant \"{Id}\" already.", "tenant_id");
        }

        var settings = TenantSettingsValidator.Complete(GrainJson.Read<TenantSettings>(write.SettingsJson));
        var number = await _registry.GetOrAddAsync(Id, cancellationToken);
        var json = GrainJson.Write(settings);
        if (settings.Segments.Count > 0)
            await _segments.TrackAsync(number, Id, cancellationToken);
        _stored.State = new TenantState
        {
            Number = number.Value,
            SettingsJson = json,
            DefinitionVersion = 1,
            LastVersion = 1,
            Active = new(1, 0, CatalogueHistory.Current, json, null),
            RequestId = write.RequestId,
            CreatedAtTicks = Now(),
        };
        return await SaveAsync(cancellationToken);
    }

    private async Task<TenantDocument> UpdateAsync(TenantSettings settings, bool validateOnly, CancellationToken cancellationToken)
    {
        var before = GrainJson.Read<TenantSettings>(State.SettingsJson);
        var effect = TenantSettingsChange.Check(before, settings, State.Fixed);
        var json = GrainJson.Write(settings);
        if (validateOnly || string.Equals(json, State.SettingsJson, StringComparison.Ordinal))
            return Document() with { SettingsJson = json };
        if (settings.Segments.Count > 0)
            await _segments.TrackAsync(Number, Id, cancellationToken);
        State.SettingsJson = json;
        if (effect == SettingsEffect.None)
            Redescribe(settings, json);
        else if (!State.Fixed)
            State.Active = State.Active! with { Version = ++State.LastVersion, SettingsJson = json };
        else
            Redefine(before, settings, json);
        return await SaveAsync(cancellationToken);
    }

    private async Task<Reply<TenantDocument>> ChangeAsync(Func<Task<TenantDocument>> change)
    {
        // Pages of customers are counted between the turns, and they write as well.
        await _writing.EnterAsync();
        try
        {
            return await ReplyFactory.Try(() => _failed
                ? throw new DomainException(ErrorKind.Unavailable, "STORAGE_UNAVAILABLE", "The tenant could not be written. Send it again.")
                : change());
        }
        finally
        {
            _writing.Leave();
        }
    }

    private async Task<TenantDocument> SaveAsync(CancellationToken cancellationToken)
    {
        State.UpdatedAtTicks = Now();
        State.Revision++;
        State.DefinitionVersion = State.Active!.Version;
        try
        {
            await _stored.WriteStateAsync(cancellationToken);
        }
        catch (InconsistentStateException)
        {
            // Another activation, on a host that was cut off or here after one, has written.
            _failed = true;
            DeactivateOnIdle();
            throw new DomainException(ErrorKind.Unavailable, "CHANGED_MEANWHILE", "The tenant was changed by another host in this moment. Send it again.");
        }
        catch
        {
            // What is held is not what is stored.
            _failed = true;
            DeactivateOnIdle();
            throw;
        }

        _document = ToDocument();
        _definitions.Learn(Id, _document);
        WorkIfNeeded();
        return Document();
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

    private TenantDocument Document() => _document! with { Backfill = WithProgress(_document.Backfill) };

    private TenantDocument ToDocument() => new(
        State.Number,
        State.SettingsJson,
        State.Active!.Version,
        State.Fixed,
        _stored.Etag ?? string.Empty,
        State.CreatedAtTicks,
        State.UpdatedAtTicks)
    {
        Revision = State.Revision,
        Active = State.Active,
        Next = State.Next,
        Previous = State.Previous,
        Backfill = Stored(State.Backfill),
        Standing = State.Standing,
        QuotasJson = State.QuotasJson ?? string.Empty,
        ClosedDaysJson = State.ClosedDaysJson ?? string.Empty,
    };

    /// <summary>Fills in what a tenant stored by an older program lacks.</summary>
    private static void Complete(TenantState state)
    {
        state.LastVersion = Math.Max(state.LastVersion, state.DefinitionVersion);
        state.Active ??= new(state.DefinitionVersion, 0, CatalogueHistory.First, state.SettingsJson, null);
    }

    private long Now() => Instant.FromDateTimeOffset(_time.GetUtcNow()).ToUnixTimeTicks();
}
