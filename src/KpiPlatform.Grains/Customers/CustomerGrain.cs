using System.Runtime.CompilerServices;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Grains.Abstractions.Tenants;
using KpiPlatform.Grains.Segments;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KpiPlatform.Grains.Customers;

/// <summary>
/// One customer. Commands are computed one after the other on pending state and appended without waiting for the commits
/// before them; what is served is the state of the last commit. A failed append breaks the activation: all later ones fail with
/// it, and the next call activates anew from the journal.
/// </summary>
public sealed partial class CustomerGrain : Grain, ICustomerGrain
{
    private readonly IJournalWriter _writer;
    private readonly IJournalReader _reader;
    private readonly ICustomerSnapshots _snapshots;
    private readonly IErasures _erasures;
    private readonly ITenantDefinitions _definitions;
    private readonly CustomerQuota _counts;
    private readonly CustomerIndexer _indexer;
    private readonly SegmentTracker _segments;
    private readonly CustomerOptions _options;
    private readonly ILogger<CustomerGrain> _logger;
    private readonly AsyncGate _computing = new();
    private readonly AppendChain _chain = new();
    private TenantId _tenant;
    private CustomerId _customer;
    private CustomerNumber? _number;
    private FoldContext _context = null!;
    private CustomerState _state = null!;
    private CustomerView? _committed;
    private long _snapshotVersion;
    private Task<AppendOutcome>? _lastAppend;
    private TaskCompletionSource? _changed;
    private string? _broken;

    /// <summary>Creates the grain; the runtime does.</summary>
    public CustomerGrain(
        IJournalWriter writer,
        IJournalReader reader,
        ICustomerSnapshots snapshots,
        IErasures erasures,
        ITenantDefinitions definitions,
        CustomerQuota counts,
        CustomerIndexer indexer,
        SegmentTracker segments,
        IOptions<CustomerOptions> options,
        ILogger<CustomerGrain> logger)
    {
        _writer = writer;
        _reader = reader;
        _snapshots = snapshots;
        _erasures = erasures;
        _definitions = definitions;
        _counts = counts;
        _indexer = indexer;
        _segments = segments;
        _options = options.Value;
        _logger = logger;
    }

    /// <summary>About how much memory the customer takes, in bytes; kept, not computed, because it is asked for after every call.</summary>
    public long EstimatedBytes { get; private set; }

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        (_tenant, _customer) = GrainKeys.ParseCustomer(this.GetPrimaryKeyString());
        var definition = await _definitions.FindAsync(_tenant, cancellationToken)
            ?? throw new InvalidOperationException($"There is no tenant \"{_tenant}\"; the edge lets no call for it through.");
        _context = FoldContext.Of(definition);
        await LoadAsync(definition, cancellationToken);
    }

    private async Task LoadAsync(TenantDefinition definition, CancellationToken cancellationToken)
    {
        var (stored, erased) = await _reader.LoadAsync(new(definition.Tenant, _customer), cancellationToken);
        _erased = null;
        RememberErased(erased);
        if (stored is not null && IsLinked(stored))
        {
            await LoadLinkedAsync(stored, cancellationToken);
            return;
        }

        _state = stored is null ? new CustomerState(_context) : await RestoreAsync(stored, cancellationToken);
        if (stored is not null)
            _committed = View();
        EstimatedBytes = _state.EstimatedBytes;
    }

    /// <inheritdoc/>
    public async Task<RecordReply> Record(RecordCommand command, CancellationToken cancellationToken)
    {
        if (_links is not null)
            return (await RecordLinkedAsync([], command, cancellationToken))!;
        TenantDefinition? definition;
        try
        {
            definition = await _definitions.FindForRecordingAsync(_tenant, cancellationToken);
        }
        catch (Exception exception) when (exception is DomainException { Kind: ErrorKind.Unavailable } or TimeoutException or SiloUnavailableException)
        {
            return Unavailable(command, exception.Message);
        }

        // Who is here already stays; the tenant's own facts are no customer.
        if (definition is not null && IsNew && !_counts.MayAdd(definition))
        {
            DeactivateOnIdle();
            return TooManyCustomers(command, definition);
        }

        await _computing.EnterAsync();
        Recording? recording = null;
        try
        {
            if (_broken is not null || definition is null)
                return Unavailable(command, _broken ?? "the tenant is gone");
            if (_links is null)
            {
                await UseDefinitionAsync(definition, cancellationToken);
                recording = await ComputeAsync(command, null, null, cancellationToken);
            }
        }
        catch (DomainException exception) when (exception.Kind == ErrorKind.Unavailable)
        {
            return Unavailable(command, exception.Message);
        }
        catch (Exception exception)
        {
            // A row that can't be read, or a bug: what is held may be half changed, so it is not used again.
            Break(AppendOutcome.NotCommitted(AppendStatus.Unavailable, exception.Message));
            throw;
        }
        finally
        {
            _computing.Leave();
        }

        if (recording is null || recording.LinkTo is not null)
            return (await RecordLinkedAsync([], command, cancellationToken))!;
        if (recording.Append is null)
            return await AnswerAsync(command, recording, cancellationToken);

        // What nearly every call comes to, awaited here: every method between costs as much again as the wait itself.
        var reply = Committed(command, recording, await recording.Append);
        return NeedsPositions(command, reply) ? await WithPositionsOfDuplicatesAsync(command, reply, cancellationToken) : reply;
    }

    /// <inheritdoc/>
    public Task<Reply<CustomerView>> Get(CancellationToken cancellationToken) => ReplyFactory.Try(async () =>
    {
        if (_links?.Survivor is not null && await FindSurvivorViewAsync(cancellationToken) is { } survivor)
            return survivor;
        if (_committed is not null)
        {
            await RefreshAsync(cancellationToken);
            return _committed;
        }

        if (_lastAppend is null)
            DeactivateOnIdle();
        throw NotFound();
    });

    /// <inheritdoc/>
    public async IAsyncEnumerable<CustomerView> Watch([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (_links?.Survivor is not null && await FindSurvivorViewAsync(cancellationToken) is { } survivor)
        {
            yield return survivor;
            await foreach (var view in Survivor().WatchFolded(Passed([]), cancellationToken).WithCancellation(cancellationToken))
                yield return view;
            yield break;
        }

        await foreach (var view in WatchOwn(cancellationToken))
            yield return view;
    }

    private async IAsyncEnumerable<CustomerView> WatchOwn([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Ends when links change: who asked by the id of a folded customer may have to look elsewhere.
        var links = _links;
        long seen = 0;
        while (_committed is { } view && _broken is null && ReferenceEquals(links, _links))
        {
            if (view.Version > seen)
            {
                seen = view.Version;
                yield return view;
                continue;
            }

            _changed ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            await _changed.Task.WaitAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task Reindex(CancellationToken cancellationToken)
    {
        // What is on its way brings an entry of its own.
        if (_lastAppend is { IsCompleted: false } append)
            await append;
        if (_broken is not null)
            throw new TimeoutException(_broken);
        if (_number is not null && _lastAppend is null or { IsCompleted: true } && (_links?.Survivor is null ? IndexEntry() : FoldedEntry(_number.Value, _version)) is { } entry)
        {
            _indexer.Enqueue(entry);
            _segments.Enqueue(entry);
        }

        // Whoever asked may be another host, and is going to say that the index has this customer.
        await _indexer.FlushAsync(cancellationToken);
    }

    private async Task<CustomerState> RestoreAsync(StoredCustomer stored, CancellationToken cancellationToken)
    {
        _number = stored.Customer;
        _knowsAllPositions = stored.SnapshotVersion == 0;
        _version = stored.Tail.Count > 0 ? stored.Tail[^1].Version : stored.SnapshotVersion;
        _newestDefinition = stored.SnapshotDefinition;
        var tail = new List<EncodedInteraction>(stored.Tail.Count);
        var isOutdated = false;
        foreach (var row in stored.Tail)
        {
            _newestDefinition = Math.Max(_newestDefinition, row.Definition);
            if (row.IsMark)
            {
                isOutdated |= FactsDeletion.IsMark(row);
                continue;
            }

            _positions = _positions.With(row.Position);
            tail.Add(row.Interaction);
        }

        if (stored.SnapshotVersion == 0)
            return CustomerState.Replay(tail, _context);

        // A snapshot of another generation says nothing under this one's definition, one from before a deletion says too much; the next append writes a new one.
        if (isOutdated || stored.SnapshotGeneration != _context.Definition.Generation)
            return CustomerState.Replay(await ReadAllAsync(cancellationToken), _context);
        _snapshotVersion = stored.SnapshotVersion;
        try
        {
            var state = CustomerState.Restore(stored.Snapshot.Span, _context);

            // Marks of definitions are versions without an interaction.
            if (state.Version > stored.SnapshotVersion)
                throw new FormatException($"A snapshot of version {stored.SnapshotVersion} holds {state.Version} interactions.");
            if (!state.NeedsHistory(tail))
            {
                state.Add(tail, null);
                return state;
            }
        }
        catch (FormatException exception)
        {
            LogSnapshotUnreadable(exception);
        }

        return CustomerState.Replay(await ReadAllAsync(cancellationToken), _context);
    }

    private bool IsNew => _number is null && _lastAppend is null && _customer != CustomerId.TenantFacts;

    private static RecordReply TooManyCustomers(RecordCommand command, TenantDefinition definition)
    {
        var result = new RecordResult(
            RecordStatus.Overloaded,
            QuotaReasons.Customers,
            $"The tenant has the {definition.Quotas.EffectiveCustomers} customers that its quota allows; interactions of those go on. Ask the platform's admins for more.",
            Field: null);
        var results = new RecordResult[command.Interactions.Length];
        Array.Fill(results, result);
        return new(results, default, null);
    }

    private RecordReply Complete(RecordCommand command, Recording recording, AppendOutcome outcome)
    {
        if (outcome.Status != AppendStatus.Committed)
        {
            Break(outcome);
            return NotCommitted(command, recording, outcome);
        }

        // Erased since: whoever still hears of this commit hears of it, but nothing of it is kept.
        if (recording.Erasures != _erasureCount)
            return new(recording.Results, PositionVector.Of(outcome.First with { Seq = outcome.First.Seq + recording.Rows - 1 }).Encode(), command.ReturnCustomer ? recording.Shown ?? recording.View : null);

        // Positions of rows, not of commits: what a replay of the rows gives as well.
        _positions = _positions.With(outcome.First with { Seq = outcome.First.Seq + recording.Rows - 1 });
        if (_committed is null && _customer != CustomerId.TenantFacts)
            _counts.Added(_context.Definition.Tenant);
        if (_committed is null || recording.View!.Version > _committed.Version)
        {
            _committed = recording.View;
            _changed?.SetResult();
            _changed = null;
        }

        IngestStages.Pass(IngestStage.Applied);
        if (recording.Snapshot is not null)
            _snapshots.Save(recording.Snapshot);
        return new(recording.Results, _positions.Encode(), command.ReturnCustomer ? recording.Shown ?? recording.View : null);
    }

    /// <summary>Answers once the fate of what was computed is known.</summary>
    private async Task<RecordReply> AnswerAsync(RecordCommand command, Recording recording, CancellationToken cancellationToken)
    {
        if (recording.Answer is not null)
            return recording.Answer;
        if (recording.Append is null)
            return await WithPositionsOfDuplicatesAsync(command, await AnswerWithoutAppendAsync(command, recording), cancellationToken);
        return await WithPositionsOfDuplicatesAsync(command, Committed(command, recording, await recording.Append), cancellationToken);
    }

    /// <summary>The answer to what was appended.</summary>
    private RecordReply Committed(RecordCommand command, Recording recording, AppendOutcome outcome)
    {
        var reply = Complete(command, recording, outcome);
        if (_broken is null)
            TellRates();
        return reply;
    }

    private async Task<RecordReply> AnswerWithoutAppendAsync(RecordCommand command, Recording recording)
    {
        // A duplicate of something still on its way is acknowledged once that has arrived.
        if (recording.Behind is not null && !command.ValidateOnly)
        {
            var outcome = await recording.Behind;
            if (outcome.Status != AppendStatus.Committed)
                return NotCommitted(command, recording, outcome);
        }

        var anyRecorded = Array.Exists(recording.Results, result => result.Status == RecordStatus.Duplicate);
        return new(recording.Results, anyRecorded ? _positions.Encode() : default, command.ReturnCustomer ? _committed : null);
    }

    private void Break(AppendOutcome outcome)
    {
        if (_broken is null)
        {
            _broken = outcome.Problem ?? outcome.Status.ToString();
            LogBroken(outcome.Status, _broken);
        }

        _changed?.SetResult();
        _changed = null;
        DeactivateOnIdle();
    }

    private static RecordReply NotCommitted(RecordCommand command, Recording recording, AppendOutcome outcome)
    {
        var status = outcome.Status switch
        {
            AppendStatus.Refused => RecordStatus.Rejected,
            AppendStatus.Overloaded => RecordStatus.Overloaded,
            _ => RecordStatus.Unavailable,
        };
        var (reason, message) = status switch
        {
            RecordStatus.Rejected => ("STORAGE_REFUSED", $"The database refuses this interaction: {outcome.Problem}"),
            RecordStatus.Overloaded => ("OVERLOADED", "Too much is waiting to be written. Send it again a little later."),
            _ => ("STORAGE_UNAVAILABLE", "It is not known to be recorded. Send it again: what was recorded answers as duplicate."),
        };
        var results = new RecordResult[command.Interactions.Length];
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = recording.Results[i].Status == RecordStatus.Rejected
                ? recording.Results[i]
                : new(status, reason, message, null);
        }

        return new(results, default, null);
    }

    private static RecordReply Unavailable(RecordCommand command, string problem)
    {
        var result = new RecordResult(
            RecordStatus.Unavailable,
            "STORAGE_UNAVAILABLE",
            $"It was not recorded ({problem}). Send it again.",
            null);
        return new([.. command.Interactions.Select(_ => result)], default, null);
    }
}
