using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Measures;
using KpiPlatform.Grains.Abstractions.Scorecards;
using KpiPlatform.Grains.Abstractions.Tenants;
using NodaTime;

namespace KpiPlatform.Grains.Scorecards;

/// <content>Versions, closed periods, overrides and comments.</content>
public sealed partial class ScorecardGrain
{
    /// <inheritdoc/>
    public Task<Reply<ScorecardDocument>> GetVersion(VersionQuery query, CancellationToken cancellationToken) => ReplyFactory.Try(async () =>
    {
        var current = RequireDefinition();
        var history = new ScorecardHistory(_log, (await TenantAsync(cancellationToken)).Calendar);
        var mark = query switch
        {
            { Version: { } version } => _log.Versions.FirstOrDefault(known => known.Version == version),
            { AsOfTicks: { } ticks } => history.VersionAt(Instant.FromUnixTimeTicks(ticks)),
            _ => _log.Versions[^1],
        };
        if (mark is null)
            throw new DomainException(ErrorKind.NotFound, "VERSION_NOT_FOUND", $"The scorecard \"{Id}\" has the versions {_log.Versions[0].Version} to {current.Version}, not {query.Version}.", "version");
        if (mark.Version == current.Version)
            return Document();
        var definition = (mark.Available ? await _versions.FindAsync(mark.Version, cancellationToken) : null)
            ?? throw new DomainException(ErrorKind.NotFound, "VERSION_NOT_KEPT", $"Version {mark.Version} was replaced before versions were kept.", "version");
        return new ScorecardDocument(GrainJson.Write(definition), mark.Version, string.Empty, _stored.State.CreatedAtTicks, mark.From.ToUnixTimeTicks());
    });

    /// <inheritdoc/>
    public Task<Reply<ScorecardRecord>> ListVersions(CancellationToken cancellationToken) => ReplyFactory.Try(() =>
    {
        RequireDefinition();
        return Task.FromResult(new ScorecardRecord(GrainJson.Write(_log.Versions)));
    });

    /// <inheritdoc/>
    public Task<Reply<ScorecardRecord>> ClosePeriod(PeriodClosing closing, CancellationToken cancellationToken) => ReplyFactory.Try(async () =>
    {
        var definition = RequireDefinition();
        var tenant = await TenantAsync(cancellationToken);
        var now = Now();
        var period = ParsePeriod(closing.Period, tenant, "period");
        if (new ScorecardHistory(_log, tenant.Calendar).ClosingOf(period, now) is { } known)
        {
            // Again, in case a stop came between the closing and this.
            await TellTenantAsync(cancellationToken);
            return new ScorecardRecord(GrainJson.Write(known));
        }

        PeopleEntryChecks.CheckName(closing.ClosedBy, "closed_by");
        if (period.End > now)
            throw new DomainException(ErrorKind.FailedPrecondition, "PERIOD_NOT_OVER", $"{period.Label} is not over: it can be closed from {period.End} on.", "period");

        var measures = MeasuresOf(tenant);
        await measures.CatchUpAsync(cancellationToken);
        var evaluation = new Evaluation(tenant, period, new(_log, tenant.Calendar), new(period.Label, null, default), now);
        var (values, positions, closedAt) = measures.IsSpread
            ? await ValuesToCloseAsync(evaluation, measures, cancellationToken)
            : await ValuesToCloseAsync(evaluation, cancellationToken);
        var closure = new PeriodClosure
        {
            Label = period.Label,
            FromDay = period.FromDay,
            ToDay = period.ToDay,
            ClosedAt = closedAt,
            ClosedBy = closing.ClosedBy,
            DefinitionVersion = definition.Version,
            Positions = positions.ToArray(),
            Kept = true,
        };

        // The values first: a closing that the log names has them.
        await _closedValues.KeepAsync(closure, new(closure.ClosedAt, values with { AsOf = closure.ClosedAt, ClosedAt = closure.ClosedAt }), cancellationToken);
        await SaveLogAsync(_log with { Closures = [.. _log.Closures, closure] }, cancellationToken);
        await TellTenantAsync(cancellationToken);
        return new ScorecardRecord(GrainJson.Write(closure));
    });

    /// <summary>Closed at no earlier instant than the last of what is in the values, so that "as of the closing" means the same interactions.</summary>
    private async Task<(EvaluatedScorecard Values, ReadOnlyMemory<byte> Positions, Instant ClosedAt)> ValuesToCloseAsync(Evaluation evaluation, CancellationToken cancellationToken)
    {
        var (values, positions) = await EvaluateAsync(evaluation, evaluation.Now, evaluation.Now, cancellationToken);
        return (values, positions, await LatestRecordedAsync(positions, cancellationToken) is { } last ? Instant.Max(evaluation.Now, last) : evaluation.Now);
    }

    /// <summary>
    /// Several shards are not read at one moment: so first it is settled what counts, and then that is read. What is committed meanwhile counts in none of them,
    /// also if it was given a recording time of before.
    /// </summary>
    private async Task<(EvaluatedScorecard Values, ReadOnlyMemory<byte> Positions, Instant ClosedAt)> ValuesToCloseAsync(Evaluation evaluation, MeasuresReader measures, CancellationToken cancellationToken)
    {
        var positions = await measures.ReadPositionsAsync(cancellationToken);
        var closedAt = await LatestRecordedAsync(positions, cancellationToken) is { } last ? Instant.Max(evaluation.Now, last) : evaluation.Now;

        // An instant that is over is read as of then.
        var (values, _) = await EvaluateAsync(evaluation with { Now = closedAt.PlusTicks(1), Through = positions }, closedAt, closedAt, cancellationToken);
        return (values, positions, closedAt);
    }

    /// <inheritdoc/>
    public Task<Reply<ScorecardRecord>> ListClosures(CancellationToken cancellationToken) => ReplyFactory.Try(() =>
    {
        RequireDefinition();
        return Task.FromResult(new ScorecardRecord(GrainJson.Write(_log.Closures.Reverse().ToList())));
    });

    /// <inheritdoc/>
    public Task<Reply<ScorecardRecord>> CreateOverride(ScorecardRecord entered, CancellationToken cancellationToken) => ReplyFactory.Try(async () =>
    {
        var definition = RequireDefinition();
        var sent = GrainJson.Read<ScorecardOverride>(entered.Json);
        if (sent.RequestId.Length > 0 && _log.Overrides.FirstOrDefault(known => string.Equals(known.RequestId, sent.RequestId, StringComparison.Ordinal)) is { } made)
            return new ScorecardRecord(GrainJson.Write(made));
        var tenant = await TenantAsync(cancellationToken);
        var now = Now();
        var period = ParsePeriod(sent.Period, tenant, "override.period");
        var completed = PeopleEntryChecks.Complete(sent, definition, period, now, Guid.NewGuid().ToString("N"));
        PeopleEntryChecks.RequireOpen(new ScorecardHistory(_log, tenant.Calendar).ClosedAround(period, now), "The override", "override.period");
        if (_log.Overrides.Count >= ScorecardLimits.MaxOverrides)
            throw new DomainException(ErrorKind.FailedPrecondition, "TOO_MANY_OVERRIDES", $"A scorecard keeps {ScorecardLimits.MaxOverrides} overrides, past ones included: mend the data instead.", "override");
        await SaveLogAsync(_log with { Overrides = [.. _log.Overrides, completed] }, cancellationToken);
        return new ScorecardRecord(GrainJson.Write(completed));
    });

    /// <inheritdoc/>
    public Task<Reply<ScorecardRecord>> WithdrawOverride(string id, CancellationToken cancellationToken) => ReplyFactory.Try(async () =>
    {
        RequireDefinition();
        var entered = _log.Overrides.FirstOrDefault(known => string.Equals(known.Id, id, StringComparison.Ordinal))
            ?? throw new DomainException(ErrorKind.NotFound, "OVERRIDE_NOT_FOUND", $"There is no override \"{DisplayText.Of(id)}\"; list them for those there are.", "id");
        var now = Now();
        if (entered.EndsAt() <= now)
            return new ScorecardRecord(GrainJson.Write(entered));
        var tenant = await TenantAsync(cancellationToken);
        var period = KpiPeriod.Between(tenant.Calendar, entered.FromDay, entered.ToDay);
        PeopleEntryChecks.RequireOpen(new ScorecardHistory(_log, tenant.Calendar).ClosedAround(period, now), "The override", "id");
        var withdrawn = entered with { WithdrawnAt = now };
        await SaveLogAsync(_log with { Overrides = [.. _log.Overrides.Select(known => ReferenceEquals(known, entered) ? withdrawn : known)] }, cancellationToken);
        return new ScorecardRecord(GrainJson.Write(withdrawn));
    });

    /// <inheritdoc/>
    public Task<Reply<ScorecardRecord>> ListOverrides(string period, CancellationToken cancellationToken) => ReplyFactory.Try(async () =>
    {
        RequireDefinition();
        var wanted = period.Length == 0 ? null : ParsePeriod(period, await TenantAsync(cancellationToken), "period");
        return new ScorecardRecord(GrainJson.Write(_log.Overrides.Where(entered => wanted is null || entered.IsOf(wanted)).Reverse().ToList()));
    });

    /// <inheritdoc/>
    public Task<Reply<ScorecardRecord>> CreateComment(ScorecardRecord comment, CancellationToken cancellationToken) => ReplyFactory.Try(async () =>
    {
        var definition = RequireDefinition();
        var sent = GrainJson.Read<ScorecardComment>(comment.Json);
        var tenant = await TenantAsync(cancellationToken);
        var now = Now();
        var period = ParsePeriod(sent.Period, tenant, "comment.period");
        var completed = PeopleEntryChecks.Complete(sent, definition, period, now, ScorecardComments.NewId(now));
        PeopleEntryChecks.RequireOpen(new ScorecardHistory(_log, tenant.Calendar).ClosedAround(period, now), "The comment", "comment.period");
        await _comments.AddAsync(completed, period, cancellationToken);
        Moved();
        return new ScorecardRecord(GrainJson.Write(completed));
    });

    /// <inheritdoc/>
    public Task<Reply<ScorecardRecord>> ListComments(CommentQuery query, CancellationToken cancellationToken) => ReplyFactory.Try(async () =>
    {
        RequireDefinition();
        var period = ParsePeriod(query.Period, await TenantAsync(cancellationToken), "period");
        if (query.Indicator.Length > 0)
            IndicatorPath.Parse(query.Indicator, "indicator");
        return new ScorecardRecord(GrainJson.Write(await _comments.ListAsync(period, query.Indicator, query.After, query.Limit, cancellationToken)));
    });

    /// <summary>Tells the tenant which periods are closed: corrections and observations come to its customers, not here.</summary>
    private async Task TellTenantAsync(CancellationToken cancellationToken)
    {
        var days = _log.Closures.Select(closure => new ClosedDays(_id.Value, closure.Label, closure.FromDay, closure.ToDay)).ToList();
        (await GrainFactory.GetGrain<ITenantGrain>(GrainKeys.Tenant(_tenant)).UseClosedDays(_id.Value, GrainJson.Write(days), cancellationToken)).Require();
    }

    private KpiPeriod ParsePeriod(string text, TenantDefinition tenant, string field) => PeriodParser.Parse(text, tenant.Calendar, tenant.Calendar.DayOf(Now()), field);

    /// <summary>Refuses a change of what is dated in a closed period.</summary>
    private void RequireClosedPeriodsUntouched(ScorecardDefinition before, ScorecardDefinition after, TenantDefinition tenant)
    {
        var history = new ScorecardHistory(_log, tenant.Calendar);
        foreach (var (day, field) in DatedChanges.Between(before, after))
            PeopleEntryChecks.RequireOpen(history.ClosedAround(KpiPeriod.Containing(tenant.Calendar, Granularity.Day, day), Now()), $"The change dated {LocalDay.Format(day)}", field);
    }
}
