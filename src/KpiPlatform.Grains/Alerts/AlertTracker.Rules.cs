using KpiPlatform.Domain;
using KpiPlatform.Domain.Alerts;
using KpiPlatform.Domain.Quality;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Domain.Tenants;
using NodaTime;

namespace KpiPlatform.Grains.Alerts;

/// <content>Looking at the rules of one tenant, each kind in its way.</content>
public sealed partial class AlertTracker
{
    private async Task LookAtRulesAsync(TrackedAlerts tenant, long version, CancellationToken cancellationToken)
    {
        if (tenant.RulesVersion != version)
            await LoadAsync(tenant, version, cancellationToken);
        if (tenant.Rules.Count == 0 || await _definitions.FindAsync(tenant.Id, cancellationToken) is not { } definition)
            return;
        var (hasMoved, token) = tenant.Take();
        var now = Now();
        var reader = new AlertReader(_grains, tenant.Id, definition, token, now);
        IReadOnlyList<IntakeSource>? sources = null;
        IReadOnlyList<IntakeKind>? kinds = null;
        foreach (var tracked in tenant.Rules)
        {
            switch (tracked.Rule.Kind)
            {
                case AlertRuleKind.Indicator when IsToBeLookedAt(tracked, hasMoved, now, IsCustom(reader, tracked)):
                    await LookAtIndicatorAsync(tenant, tracked, reader, now, cancellationToken);
                    break;
                case AlertRuleKind.Silence when tracked.Rule.Silence!.Kind.Length > 0:
                    kinds ??= await _quality.ReadKindsAsync(tenant.Number, cancellationToken);
                    await LookAtSilenceAsync(
                        tenant,
                        tracked,
                        kinds.Where(kind => string.Equals(kind.Kind, tracked.Rule.Silence.Kind, StringComparison.Ordinal)).Select(kind => (kind.Source, kind.LastReceivedAt)),
                        now,
                        cancellationToken);
                    break;
                case AlertRuleKind.Silence:
                    sources ??= await _quality.ReadSourcesAsync(tenant.Number, cancellationToken);
                    await LookAtSilenceAsync(tenant, tracked, sources.Select(source => (source.Source, source.LastReceivedAt)), now, cancellationToken);
                    break;
                case AlertRuleKind.Segment:
                    await LookAtSegmentAsync(tenant, tracked, definition, now, cancellationToken);
                    break;
            }
        }
    }

    private async Task LoadAsync(TrackedAlerts tenant, long version, CancellationToken cancellationToken)
    {
        var rules = new List<TrackedRule>();
        var wholes = await _store.ReadStandingsAsync(tenant.Number, rule: null, cancellationToken);
        foreach (var rule in await _store.ReadRulesAsync(tenant.Number, cancellationToken))
        {
            if (rule.Disabled)
                continue;
            var standings = rule.Kind != AlertRuleKind.Segment
                ? await _store.ReadStandingsAsync(tenant.Number, rule.Id, cancellationToken)
                : wholes.TryGetValue(rule.Id, out var whole) ? new Dictionary<string, AlertStanding>(StringComparer.Ordinal) { [string.Empty] = whole } : [];
            rules.Add(new(rule, standings) { NextDue = standings.Values.Min(standing => standing.DueAt) });
        }

        tenant.Rules = rules;
        tenant.RulesVersion = version;
    }

    private bool IsToBeLookedAt(TrackedRule tracked, bool hasMoved, Instant now, bool isCustom)
    {
        if (tracked.LookedAt is not { } looked || tracked.NextDue <= now)
            return true;
        var elapsed = _time.GetElapsedTime(looked);
        return isCustom ? elapsed >= _options.CustomPeriodInterval : hasMoved || elapsed >= _options.RecheckInterval;
    }

    private static bool IsCustom(AlertReader reader, TrackedRule tracked)
    {
        try
        {
            return reader.IsCustom(tracked.Rule.Indicator!);
        }
        catch (DomainException)
        {
            // What is wrong with it is told by the look itself.
            return false;
        }
    }

    private async Task LookAtIndicatorAsync(TrackedAlerts tenant, TrackedRule tracked, AlertReader reader, Instant now, CancellationToken cancellationToken)
    {
        tracked.LookedAt = _time.GetTimestamp();
        AlertMetrics.Evaluations.Add(1);
        try
        {
            await SettleAsync(tenant, tracked, await reader.ReadAsync(tracked, cancellationToken), now, cancellationToken);
        }
        catch (DomainException exception) when (exception.Kind != ErrorKind.Unavailable)
        {
            AlertMetrics.Failures.Add(1);
            if (!string.Equals(tracked.Whole.Problem, exception.Message, StringComparison.Ordinal))
                await ApplyAsync(tenant, tracked, [string.Empty], ledger => ledger.Note(exception.Message), cancellationToken);
        }
    }

    /// <summary>Stores what readings make of a rule's causes, if they make anything of them.</summary>
    private async Task SettleAsync(TrackedAlerts tenant, TrackedRule tracked, IReadOnlyList<AlertReading> readings, Instant now, CancellationToken cancellationToken)
    {
        var gone = tracked.Standings.Values
            .Where(standing => standing.Phase != AlertPhase.Quiet && !readings.Any(reading => string.Equals(reading.Subject, standing.Subject, StringComparison.Ordinal)))
            .Select(standing => standing.Subject)
            .ToList();
        var trial = new AlertLedger(tracked.Rule, new(tracked.Rule, tracked.Standings, new Dictionary<string, AlertAction>(), 1, 0, 0), now);
        Decide(trial);
        var news = readings.Where(reading => IsNewValue(tracked, reading)).ToList();
        if (trial.Changes is { Standings.Count: 0, Events.Count: 0 } && news.Count == 0)
            return;
        if (!await ApplyAsync(tenant, tracked, [string.Empty, .. readings.Select(reading => reading.Subject), .. gone], Decide, cancellationToken))
            return;
        foreach (var reading in readings)
            tracked.Told[reading.Subject] = (reading.Value, _time.GetTimestamp());

        void Decide(AlertLedger ledger)
        {
            ledger.Note(string.Empty);
            foreach (var reading in readings)
                ledger.Look(reading, now);
            foreach (var subject in gone)
                ledger.Gone(subject, now);
        }
    }

    /// <summary>Whether an open action shows another value, and has done so for a while.</summary>
    private bool IsNewValue(TrackedRule tracked, AlertReading reading) =>
        tracked.Rule.Kind == AlertRuleKind.Indicator
        && tracked.Standings.GetValueOrDefault(reading.Subject) is { Phase: AlertPhase.Firing or AlertPhase.Recovering, IsDismissed: false }
        && (!tracked.Told.TryGetValue(reading.Subject, out var told) || (!Nullable.Equals(told.Value, reading.Value) && _time.GetElapsedTime(told.At) >= _options.ValueInterval));

    private async Task LookAtSilenceAsync(TrackedAlerts tenant, TrackedRule tracked, IEnumerable<(string Source, Instant LastReceivedAt)> received, Instant now, CancellationToken cancellationToken)
    {
        AlertMetrics.Evaluations.Add(1);
        var silence = tracked.Rule.Silence!;
        var since = Instant.FromUnixTimeTicks(tracked.Rule.UpdatedAtTicks);
        foreach (var (source, at) in received)
        {
            if (silence.Source.Length == 0 || string.Equals(silence.Source, source, StringComparison.Ordinal))
                since = Instant.Max(since, at);
        }

        var seconds = Math.Max(0, (now - since).TotalSeconds - _options.SilenceGrace.TotalSeconds);
        await SettleAsync(tenant, tracked, [new(string.Empty, seconds, "s", Status.None, null)], now, cancellationToken);
    }

    private async Task LookAtSegmentAsync(TrackedAlerts tenant, TrackedRule tracked, TenantDefinition definition, Instant now, CancellationToken cancellationToken)
    {
        var segment = tracked.Rule.Segment;
        var isDue = tracked.LookedAt is not { } looked || _time.GetElapsedTime(looked) >= _options.RecheckInterval || tracked.SegmentMoved is not { IsCompleted: false };
        if (isDue)
        {
            tracked.LookedAt = _time.GetTimestamp();
            AlertMetrics.Evaluations.Add(1);

            // Before the look, so that what is stored right behind it is looked at next time.
            tracked.SegmentMoved = _segmentProgress.NextEventsOf(tenant.Number);
            var isThere = definition.Newest.Settings.Segments.Any(one => string.Equals(one.Id, segment, StringComparison.Ordinal));
            var problem = isThere ? string.Empty : $"The tenant has no segment {segment} any more.";
            if (!string.Equals(tracked.Whole.Problem, problem, StringComparison.Ordinal))
                await ApplyAsync(tenant, tracked, [string.Empty], ledger => ledger.Note(problem), cancellationToken);
            if (!isThere)
                return;
            if (tracked.Whole.Cursor is null)
                await TakeInMembersAsync(tenant, tracked, now, cancellationToken);
            await FollowAsync(tenant, tracked, cancellationToken);
        }

        await PassTimeAsync(tenant, tracked, now, cancellationToken);
    }

    /// <summary>Who is in the segment when the rule begins counts from then on. A stop in between begins anew, and finds the same.</summary>
    private async Task TakeInMembersAsync(TrackedAlerts tenant, TrackedRule tracked, Instant now, CancellationToken cancellationToken)
    {
        var state = await _segments.ReadStateAsync(tenant.Number, tracked.Rule.Segment, cancellationToken);
        var after = string.Empty;
        while (true)
        {
            var page = await _segments.ReadMembersAsync(tenant.Number, tracked.Rule.Segment, after, _options.Batch, cancellationToken);
            var members = page.Select(member => member.Customer.Value).ToList();
            var isLast = page.Count < _options.Batch;
            var goesOn = await ApplyAsync(
                tenant,
                tracked,
                [string.Empty, .. members.Select(AlertLedger.SubjectOf)],
                ledger =>
                {
                    foreach (var member in members)
                        ledger.Enter(member, now);
                    if (isLast)
                        ledger.MoveTo(state.Position);
                },
                cancellationToken);
            Forget(tracked);
            if (isLast || !goesOn)
                return;
            after = page[^1].CustomerId;
        }
    }

    private async Task FollowAsync(TrackedAlerts tenant, TrackedRule tracked, CancellationToken cancellationToken)
    {
        while (tracked.Whole.Cursor is { } cursor)
        {
            var events = await _segments.ReadEventsAsync(new(tenant.Number, tracked.Rule.Segment, cursor, _options.Batch), cancellationToken);
            if (events.Count == 0)
                return;
            var goesOn = await ApplyAsync(
                tenant,
                tracked,
                [string.Empty, .. events.Select(one => AlertLedger.SubjectOf(one.Customer.Value)).Distinct(StringComparer.Ordinal)],
                ledger =>
                {
                    foreach (var one in events)
                    {
                        if (one.HasEntered)
                            ledger.Enter(one.Customer.Value, one.OccurredAt);
                        else
                            ledger.Leave(one.Customer.Value, one.OccurredAt);
                    }

                    ledger.MoveTo(events[^1].Position);
                },
                cancellationToken);
            Forget(tracked);
            if (!goesOn || events.Count < _options.Batch)
                return;
        }
    }

    private async Task PassTimeAsync(TrackedAlerts tenant, TrackedRule tracked, Instant now, CancellationToken cancellationToken)
    {
        var isUpToDate = false;
        while (true)
        {
            var due = await _store.ReadDueAsync(tenant.Number, tracked.Rule.Id, now, _options.Batch, cancellationToken);
            if (due.Count == 0)
                return;
            if (!isUpToDate)
            {
                // A customer may have left before its time came: then that is told first.
                isUpToDate = true;
                await _segmentProgress.CatchUpAsync(cancellationToken);
                await FollowAsync(tenant, tracked, cancellationToken);
                continue;
            }

            var goesOn = await ApplyAsync(
                tenant,
                tracked,
                due,
                ledger =>
                {
                    foreach (var subject in due)
                        ledger.PassTime(subject, now);
                },
                cancellationToken);
            Forget(tracked);
            if (!goesOn || due.Count < _options.Batch)
                return;
        }
    }

    /// <summary>Customers are too many to be remembered; what is stored of them is asked for when it is needed.</summary>
    private static void Forget(TrackedRule tracked)
    {
        var whole = tracked.Whole;
        tracked.Standings.Clear();
        tracked.Standings[string.Empty] = whole;
    }
}
