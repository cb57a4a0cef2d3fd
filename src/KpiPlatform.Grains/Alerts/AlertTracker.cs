using System.Collections.Concurrent;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Alerts;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Quality;
using KpiPlatform.Domain.Segments.Tracking;
using KpiPlatform.Grains.Abstractions.Alerts;
using KpiPlatform.Grains.Abstractions.Segments;
using KpiPlatform.Grains.Abstractions.Tenants;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NodaTime;

namespace KpiPlatform.Grains.Alerts;

/// <summary>
/// Looks at tenants' rules, behind the commits of this process and when time has passed, and stores what comes of it. One per process.
/// Thread-safe.
/// </summary>
/// <remarks>
/// <para>Where causes stand is in the database, together with actions and events, in one transaction: what this process remembers only saves
/// it from asking. Two processes that look at the same tenant find the same; each cause is told once. So that they need not, a process
/// takes a tenant for a while, and another takes it over when that one is not heard of.</para>
/// <para>Values are those of the last commit of this process; what other processes commit is seen at the next recheck. A value that came
/// and went between two looks is not told. Customers' entries and exits are events themselves: none of them is missed.</para>
/// </remarks>
public sealed partial class AlertTracker : ICommitObserver, IAsyncDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TrimInterval = TimeSpan.FromHours(6);
    private readonly IAlertStore _store;
    private readonly ISegmentStore _segments;
    private readonly ISegmentProgress _segmentProgress;
    private readonly IIntakeQualityStore _quality;
    private readonly IGrainFactory _grains;
    private readonly ITenantDefinitions _definitions;
    private readonly IAlertSignals _signals;
    private readonly TimeProvider _time;
    private readonly AlertOptions _options;
    private readonly ILogger<AlertTracker> _logger;
    private readonly ConcurrentDictionary<TenantNumber, TrackedAlerts> _tracked = new();
    private readonly CancellationTokenSource _stopping = new();
    private Task _loop = Task.CompletedTask;
    private int _disposed;

    /// <summary>Creates it; <see cref="Start"/> begins the work.</summary>
    public AlertTracker(
        IAlertStore store,
        ISegmentStore segments,
        ISegmentProgress segmentProgress,
        IIntakeQualityStore quality,
        IGrainFactory grains,
        ITenantDefinitions definitions,
        IAlertSignals signals,
        TimeProvider time,
        IOptions<AlertOptions> options,
        ILogger<AlertTracker> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        _store = store;
        _segments = segments;
        _segmentProgress = segmentProgress;
        _quality = quality;
        _grains = grains;
        _definitions = definitions;
        _signals = signals;
        _time = time;
        _options = options.Value;
        _logger = logger;
    }

    /// <summary>Begins to look. Once grains run.</summary>
    public void Start() => _loop = WorkAsync(_stopping.Token);

    /// <inheritdoc/>
    public void OnCommitted(Commit commit)
    {
        ArgumentNullException.ThrowIfNull(commit);
        if (_tracked.IsEmpty)
            return;
        foreach (var notice in commit.Notices)
        {
            if (_tracked.TryGetValue(notice.Tenant, out var tenant))
                tenant.Move(notice.Position);
        }
    }

    /// <summary>Looks once at everything that may have changed.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var now = Now();
        var tenants = await _store.ClaimAsync(_options.Owner, now, now + Duration.FromTimeSpan(_options.OwnedFor), cancellationToken);
        _signals.Owned = tenants;
        foreach (var gone in _tracked.Keys.Except(tenants.Select(tenant => tenant.Number)))
            _tracked.TryRemove(gone, out _);
        await Parallel.ForEachAsync(
            tenants,
            new ParallelOptions { MaxDegreeOfParallelism = _options.MaxParallel, CancellationToken = cancellationToken },
            async (tenant, token) => await LookAsync(_tracked.GetOrAdd(tenant.Number, _ => new(tenant.Number, tenant.Id)), tenant.RulesVersion, token));
    }

    /// <summary>Stops, and leaves its tenants to others. Again: does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await _stopping.CancelAsync();
        await _loop;
        _signals.Owned = [];
        try
        {
            if (_options.Owner.Length > 0)
                await _store.ReleaseAsync(_options.Owner, CancellationToken.None);
        }
        catch (DomainException exception)
        {
            LogFailed(_logger, exception);
        }

        _stopping.Dispose();
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            Task? wake = _signals.NextRules;
            var delay = _options.Interval;
            try
            {
                await LookAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                LogFailed(_logger, exception);
                (wake, delay) = (null, RetryDelay);
            }

            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var pause = Task.Delay(delay, _time, waiting.Token);
            await Task.WhenAny(wake ?? pause, pause);
            await waiting.CancelAsync();
        }
    }

    /// <summary>Looks at one tenant; what fails there holds up nobody else, and is tried again.</summary>
    private async Task LookAsync(TrackedAlerts tenant, long version, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        try
        {
            await LookAtRulesAsync(tenant, version, cancellationToken);
            if (tenant.TrimmedAt is not { } trimmed || _time.GetElapsedTime(trimmed) >= TrimInterval)
            {
                tenant.TrimmedAt = _time.GetTimestamp();
                await _store.TrimAsync(tenant.Number, Now() - Duration.FromTimeSpan(_options.Keep), cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            // What was found so far is stored; the rest is looked at anew.
            tenant.RulesVersion = null;
            AlertMetrics.Failures.Add(1);
            LogTenantFailed(_logger, tenant.Number.Value, exception);
        }

        if (tenant.Rules.Count > 0)
            AlertMetrics.Duration.Record(_time.GetElapsedTime(started).TotalSeconds);
    }

    private async Task<bool> ApplyAsync(TrackedAlerts tenant, TrackedRule tracked, IReadOnlyCollection<string> subjects, Action<AlertLedger> decide, CancellationToken cancellationToken)
    {
        var isSame = true;
        var now = Now();
        var outcome = await _store.ApplyAsync(
            tenant.Number,
            AlertScope.Of(tracked.Rule.Id, subjects),
            now,
            picture =>
            {
                // Changed meanwhile: what was found is not what it asks for now.
                isSame = picture.Rule is { Disabled: false } rule && rule.LooksAtSame(tracked.Rule);
                if (!isSame)
                    return AlertChanges.None;
                var ledger = new AlertLedger(picture.Rule!, picture, now);
                decide(ledger);
                return ledger.Changes;
            },
            cancellationToken);
        tracked.Learn(outcome);
        if (outcome.Changes.Events.Count > 0)
        {
            foreach (var one in outcome.Changes.Events)
                AlertMetrics.Events.Add(1, new KeyValuePair<string, object?>("type", one.Type.ToString().ToLowerInvariant()));
            _signals.EventsStored(tenant.Number);
        }

        return isSame;
    }

    private Instant Now() => Instant.FromDateTimeOffset(_time.GetUtcNow());

    [LoggerMessage(2410, LogLevel.Warning, "Rules could not be looked at; trying again")]
    private static partial void LogFailed(ILogger logger, Exception exception);

    [LoggerMessage(2411, LogLevel.Warning, "Rules of tenant {Tenant} could not be looked at; trying again")]
    private static partial void LogTenantFailed(ILogger logger, int tenant, Exception exception);
}
