using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Quality;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Customers;
using NodaTime.Text;

namespace KpiPlatform.Grains.Customers;

/// <content>
/// Where the tenant's facts start. One append deletes what a customer did before: a mark, the difference of what is left to what was recorded, and
/// with it, in the same commit, the deletions. So a stop at any moment leaves each customer as it was, or done.
/// </content>
public sealed partial class CustomerGrain
{
    /// <summary>As this process knows it, a few seconds after it was set; what was deleted is gone only after all processes know.</summary>
    private int? CoverageFromDay => (_definitions.Latest(_tenant) ?? _context.Definition).Settings.CoverageFromDay;

    /// <inheritdoc/>
    public Task<Reply<DeleteFactsReply>> DeleteFacts(int beforeDay, CancellationToken cancellationToken) =>
        ReplyFactory.Try(() => DeleteFactsAsync(beforeDay, cancellationToken));

    private async Task<DeleteFactsReply> DeleteFactsAsync(int beforeDay, CancellationToken cancellationToken)
    {
        if (_customer == CustomerId.TenantFacts)
            throw new DomainException(ErrorKind.InvalidArgument, "TENANT_FACTS", "What is recorded of the tenant itself holds from its day on, and stays.", "name");
        await _computing.EnterAsync();
        try
        {
            if (_broken is not null || await _definitions.FindAsync(_tenant, cancellationToken) is not { } definition)
                throw new DomainException(ErrorKind.Unavailable, "STORAGE_UNAVAILABLE", $"Nothing was deleted ({_broken ?? "the tenant is gone"}). Send it again.");
            await UseDefinitionAsync(_definitions.Latest(_tenant) ?? definition, cancellationToken);
            if (CoverageFromDay is not { } coverage || coverage < beforeDay)
                throw new DomainException(ErrorKind.Unavailable, "COVERAGE_UNKNOWN", "This process does not know yet that the tenant's facts start there. Send it again.");
            await DrainAsync();
            if (_links?.Moving is not null)
                throw new DomainException(ErrorKind.Unavailable, "LINKED_MEANWHILE", "The customer is just being linked. Send it again.");
            if (_links?.Survivor is not null)
                throw new DomainException(ErrorKind.FailedPrecondition, "CUSTOMER_FOLDED", "The customer is folded into another, with whom its interactions are deleted.", "name");
            if (_number is null)
                throw NotFound();
            return await DeleteFactsAsync(await ReadJournalRowsAsync(cancellationToken), beforeDay, cancellationToken);
        }
        catch (DomainException)
        {
            throw;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Break(AppendOutcome.NotCommitted(AppendStatus.Unavailable, exception.Message));
            throw;
        }
        finally
        {
            _computing.Leave();
        }
    }

    private async Task<DeleteFactsReply> DeleteFactsAsync(List<JournalRow> rows, int beforeDay, CancellationToken cancellationToken)
    {
        var old = new OldFacts(rows, _context.Definition.Calendar, beforeDay);
        var deleted = old.Deleted;
        if (deleted.Count == 0)
            return new(0, rows.Count);
        var number = _number!.Value;
        foreach (var member in FamilyNumbers(number))
            await _snapshots.ForgetAsync(_context.Definition.Tenant, member, cancellationToken);
        var left = old.Left;
        var deltas = old.Deltas(number, _others.Select(other => other.Context).Prepend(_context));
        _version++;
        _lastAppend = _writer.AppendAsync(new(
            _context.Definition.Tenant,
            number,
            NewCustomerId: null,
            _version,
            [old.Mark(NewestDefinition())],
            deltas[0].Shard,
            deltas[0].Delta,
            IndexEntry: null)
        {
            Also = deltas[1..],
            Chain = _chain,
            Deletion = new(deleted.ConvertAll(FactsDeletion.Empty)),
        });
        var outcome = await _lastAppend;
        if (outcome.Status != AppendStatus.Committed)
        {
            Break(outcome);
            throw new DomainException(ErrorKind.Unavailable, "STORAGE_UNAVAILABLE", "It is not known to be deleted. Send it again: deleting twice does no harm.");
        }

        // What was computed before, and is heard of late, brings neither view nor snapshot back.
        _erasureCount++;
        Refold(left);
        _changed?.SetResult();
        _changed = null;
        return new(deleted.Count, left.Count);
    }

    private bool IsBeforeCoverage(EncodedInteraction interaction) =>
        CoverageFromDay is { } day && _customer != CustomerId.TenantFacts && !OldFacts.Stays(interaction, _context.Definition.Calendar, day);

    private RecordResult BeforeCoverage() => new(
        RecordStatus.Rejected,
        RejectedLimits.BeforeCoverage,
        $"The tenant's facts start on {LocalDatePattern.Iso.Format(TenantCalendar.DateOf(CoverageFromDay!.Value))}: what occurred before that day was deleted, and is not recorded again.",
        "occur_time");
}
