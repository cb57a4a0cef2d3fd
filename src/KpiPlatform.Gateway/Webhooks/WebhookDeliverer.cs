using System.Text;
using Google.Protobuf;
using KpiPlatform.Domain.Alerts;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Webhooks;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Alerts;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Grains.Abstractions.Alerts;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace KpiPlatform.Gateway.Webhooks;

/// <summary>
/// Sends what is queued for webhooks of the tenants that this process sees to: of each webhook and rule one event at a time, in their order. What
/// has arrived leaves the queue in a commit of its own, so a stop in between sends it again, with the same id.
/// </summary>
internal sealed partial class WebhookDeliverer(
    IWebhookStore store, IAlertSignals signals, CallerDefinitions definitions, WebhookSender sender, WebhookOptions options, WebhookMetrics metrics, TimeProvider time, ILogger<WebhookDeliverer> logger)
    : BackgroundService
{
    // While nothing can be sent, looks become rarer, up to so many times the interval.
    private const int MostIntervals = 10;
    private const int MaxHeads = AlertRule.MaxRules * WebhookEndpoint.MaxWebhooks;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private static readonly JsonFormatter Json = new(JsonFormatter.Settings.Default);
    private readonly WebhookBackoff _backoff = new(Duration.FromTimeSpan(options.FirstRetry), Duration.FromTimeSpan(options.LongestRetry));
    private readonly TenantRates _rates = new(options.MaxPerMinuteOfTenant, time);
    private readonly Lock _lock = new();
    private readonly Dictionary<(TenantNumber Tenant, string Webhook, string Rule), Task> _underWay = [];
    private TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Sends what is due and not under way; does not wait for the answers. How many were begun.</summary>
    public async Task<int> BeginAsync(CancellationToken cancellationToken)
    {
        var owned = signals.Owned;
        if (owned.Count == 0)
            return 0;
        var now = time.Now();
        var begun = 0;
        var due = (await store.ReadDueTenantsAsync(now, cancellationToken)).ToHashSet();
        foreach (var tenant in owned)
        {
            if (due.Contains(tenant.Number))
                begun += await BeginAsync(tenant, now, cancellationToken);
        }

        return begun;
    }

    /// <summary>Completes when everything under way has ended.</summary>
    public async Task SettleAsync()
    {
        while (true)
        {
            Task[] underWay;
            lock (_lock)
                underWay = [.. _underWay.Values];
            if (underWay.Length == 0)
                return;
            await Task.WhenAll(underWay);
        }
    }

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        options.Validate();
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = options.Interval;
        while (!stoppingToken.IsCancellationRequested)
        {
            // Before the look, so that what comes right behind it wakes as well.
            var (stored, ended) = (signals.NextEvents, Volatile.Read(ref _ended).Task);
            var hasFailed = false;
            try
            {
                pause = await BeginAsync(stoppingToken) > 0 ? options.Interval : Longer(pause);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception exception)
            {
                // What is queued stays queued.
                LogFailed(logger, exception);
                hasFailed = true;
            }

            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            var delay = Task.Delay(hasFailed ? RetryDelay : pause, time, waiting.Token);
            if (await (hasFailed ? Task.WhenAny(delay) : Task.WhenAny(stored, ended, delay)) != delay)
                pause = options.Interval;
            await waiting.CancelAsync();
        }

        await SettleAsync();
    }

    private TimeSpan Longer(TimeSpan pause) => pause * 2 < options.Interval * MostIntervals ? pause * 2 : options.Interval * MostIntervals;

    private async Task<int> BeginAsync(AlertTenant tenant, Instant now, CancellationToken cancellationToken)
    {
        if (await definitions.FindAsync(tenant.Id, cancellationToken) is not { } definition)
            return 0;
        var webhooks = (await store.ReadAsync(tenant.Number, cancellationToken)).ToDictionary(webhook => webhook.Id, StringComparer.Ordinal);
        var zone = definition.Calendar.Zone;
        var begun = 0;

        // What is under way now may have left the queue, or failed, by the time that it is read as due: it waits for the next look, which its end brings on.
        HashSet<(TenantNumber Tenant, string Webhook, string Rule)> busy;
        lock (_lock)
            busy = [.. _underWay.Keys];
        foreach (var delivery in await store.ReadDueAsync(tenant.Number, now, MaxHeads, cancellationToken))
        {
            if (!webhooks.TryGetValue(delivery.Webhook, out var webhook) || webhook.Disabled || webhook.QuietHours?.Contain(now, zone) == true)
                continue;
            lock (_lock)
            {
                var key = (tenant.Number, delivery.Webhook, delivery.Rule);
                if (_underWay.Count >= options.MaxParallel)
                    return begun;
                if (busy.Contains(key) || !HasRoom(tenant.Number, delivery.Webhook))
                    continue;
                if (!_rates.TryTake(tenant.Number))
                    return begun;
                _underWay[key] = Task.CompletedTask;
                _underWay[key] = DeliverAsync(key, tenant, webhook, delivery, cancellationToken);
                begun++;
            }
        }

        return begun;
    }

    private bool HasRoom(TenantNumber tenant, string webhook) =>
        _underWay.Keys.Count(key => key.Tenant == tenant) < options.MaxParallelOfTenant
        && _underWay.Keys.Count(key => key.Tenant == tenant && string.Equals(key.Webhook, webhook, StringComparison.Ordinal)) < options.MaxParallelOfWebhook;

    private async Task DeliverAsync((TenantNumber, string, string) key, AlertTenant tenant, WebhookEndpoint webhook, WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        // The lock is held until here.
        await Task.Yield();
        try
        {
            await DeliverAsync(tenant, webhook, delivery, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopping; it stays queued.
        }
        catch (Exception exception)
        {
            // It stays queued as it was, and is sent again.
            LogFailed(logger, exception);
            await Task.Delay(RetryDelay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            lock (_lock)
                _underWay.Remove(key);
            Interlocked.Exchange(ref _ended, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        }
    }

    private async Task DeliverAsync(AlertTenant tenant, WebhookEndpoint webhook, WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        if (await store.FindEventAsync(tenant.Number, delivery.Position, cancellationToken) is not { } one)
        {
            await store.CompleteAsync(tenant.Number, delivery, cancellationToken);
            return;
        }

        var message = AlertMapper.ToProto(tenant.Id, one);
        var attempt = delivery.Attempts + 1;
        var started = time.GetTimestamp();
        var answer = await sender.SendAsync(webhook, message.EventId, Encoding.UTF8.GetBytes(Json.Format(message)), attempt, cancellationToken);
        var duration = time.GetElapsedTime(started);
        if (answer.HasArrived)
        {
            await store.CompleteAsync(tenant.Number, delivery, cancellationToken);
            metrics.Attempted("delivered", duration, (time.Now() - one.RecordedAt).ToTimeSpan());
            return;
        }

        var isDead = attempt >= options.MaxAttempts;
        var pause = isDead ? Duration.Zero : _backoff.After(attempt, Random.Shared.NextDouble());
        if (answer.RetryAfter is { } wanted && !isDead)
            pause = Duration.Max(pause, Duration.FromTimeSpan(wanted));
        await store.FailAsync(tenant.Number, delivery with { Attempts = attempt, DueAt = time.Now() + pause, Error = answer.Error }, isDead, cancellationToken);
        metrics.Attempted(isDead ? "dead" : "failed", duration, lag: null);
        if (isDead)
            LogDead(logger, tenant.Number.Value, attempt);
    }

    [LoggerMessage(3080, LogLevel.Warning, "Webhooks could not be sent; trying again")]
    private static partial void LogFailed(ILogger logger, Exception exception);

    [LoggerMessage(3081, LogLevel.Warning, "An alert of tenant {Tenant} did not reach its webhook in {Attempts} attempts and became a dead letter")]
    private static partial void LogDead(ILogger logger, int tenant, int attempts);
}
