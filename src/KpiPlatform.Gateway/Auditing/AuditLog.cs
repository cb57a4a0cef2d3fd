using System.Runtime.InteropServices;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Auditing;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Access;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace KpiPlatform.Gateway.Auditing;

/// <summary>
/// Gathers decisions and writes them into the audit logs a quarter of a second behind, so that no call waits for it. Thread-safe.
/// </summary>
/// <remarks>
/// Bounded without losing anything: of permissions of one kind that wait at the same time the first <see cref="MaxAlone"/> are entries of their own,
/// further ones, and all decisions beyond <see cref="MaxQueued"/>, are one entry with a count. What could not be written
/// stays and is written with the next batch, so a decision is there at least once, unless the process is killed within the quarter second.
/// A decision goes into the log of the caller's tenant; one of the platform's admins, or of nobody known, into that of the tenant that it
/// names, else into the platform's.
/// </remarks>
internal sealed partial class AuditLog(IAuditStore store, ITenantRegistry tenants, TimeProvider time, ILogger<AuditLog> logger) : BackgroundService, IAccessAudit
{
    /// <summary>Permissions of one kind that wait one by one: the ten thousandth read of a second says no more than that it was made.</summary>
    public const int MaxAlone = 100;

    /// <summary>Decisions that wait one by one.</summary>
    public const int MaxQueued = 20_000;

    /// <summary>Kinds of decisions that wait with a count; further ones count together, without what they name.</summary>
    public const int MaxKinds = 10_000;

    private const int MaxPerWrite = 5_000;
    private const string Tenants = "tenants/";
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private Queue<AccessDecision> _queued = new();
    private readonly Dictionary<(string Tenant, string Principal, string Method, string Resource, bool Allowed, string Reason, string Source), int> _alone = [];
    private Dictionary<(string Tenant, string Principal, string Method, string Resource, bool Allowed, string Reason, string Source), (Instant First, int Count)> _counted = [];
    private List<AuditEntry> _unwritten = [];

    /// <inheritdoc/>
    public void Record(AccessDecision decision)
    {
        var (tenant, principal) = (decision.Caller?.Tenant?.Value ?? string.Empty, decision.Caller?.Principal ?? string.Empty);
        var key = (tenant, principal, decision.Method, decision.Resource, decision.Allowed, decision.Reason, decision.Source);
        lock (_lock)
        {
            if (_queued.Count < MaxQueued)
            {
                if (!decision.Allowed || ++CollectionsMarshal.GetValueRefOrAddDefault(_alone, key, out _) <= MaxAlone)
                {
                    _queued.Enqueue(decision);
                    return;
                }
            }

            if (!_counted.TryGetValue(key, out var known))
            {
                if (_counted.Count >= MaxKinds)
                    key = (string.Empty, string.Empty, string.Empty, string.Empty, decision.Allowed, decision.Reason, string.Empty);
                known = _counted.GetValueOrDefault(key, (decision.At, 0));
            }

            _counted[key] = (known.First, known.Count + 1);
        }
    }

    /// <summary>Writes everything that waits; false if the database is away, and it waits on.</summary>
    public async Task<bool> FlushAsync(CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(CancellationToken.None);
        try
        {
            await TakeAsync(cancellationToken);
            while (_unwritten.Count > 0)
            {
                var batch = _unwritten.Take(MaxPerWrite).ToList();
                await store.AppendAsync(batch, cancellationToken);
                _unwritten.RemoveRange(0, batch.Count);
            }

            return true;
        }
        catch (Exception exception) when (exception is DomainException or OperationCanceledException)
        {
            LogNotWritten(logger, _unwritten.Count, exception);
            return false;
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await FlushAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _writing.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(await FlushAsync(stoppingToken) ? Interval : RetryDelay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TakeAsync(CancellationToken cancellationToken)
    {
        // What could not be written bounds what is taken: the rest counts up outside.
        if (_unwritten.Count >= MaxQueued)
            return;
        Queue<AccessDecision> queued;
        Dictionary<(string Tenant, string Principal, string Method, string Resource, bool Allowed, string Reason, string Source), (Instant First, int Count)> counted;
        lock (_lock)
        {
            (queued, _queued) = (_queued, new());
            (counted, _counted) = (_counted, []);
            _alone.Clear();
        }

        var numbers = new Dictionary<string, TenantNumber?>(StringComparer.Ordinal);
        var entries = new List<AuditEntry>(queued.Count + counted.Count);
        try
        {
            foreach (var decision in queued)
            {
                var tenant = await NumberOfAsync(decision.Caller?.Tenant?.Value ?? string.Empty, decision.Resource, numbers, cancellationToken);
                entries.Add(new(tenant, Truncate(decision.At), decision.Caller?.Principal ?? string.Empty, decision.Method, decision.Resource, decision.Allowed, decision.Reason, decision.Source, 1));
            }

            foreach (var (key, (first, count)) in counted)
            {
                var tenant = await NumberOfAsync(key.Tenant, key.Resource, numbers, cancellationToken);
                entries.Add(new(tenant, Truncate(first), key.Principal, key.Method, key.Resource, key.Allowed, key.Reason, key.Source, count));
            }
        }
        catch (Exception exception) when (exception is DomainException or OperationCanceledException)
        {
            // Nobody can say which log: it waits on.
            Restore(queued, counted);
            throw;
        }

        _unwritten.AddRange(entries);
    }

    private void Restore(
        Queue<AccessDecision> queued,
        Dictionary<(string Tenant, string Principal, string Method, string Resource, bool Allowed, string Reason, string Source), (Instant First, int Count)> counted)
    {
        lock (_lock)
        {
            foreach (var later in _queued)
                queued.Enqueue(later);
            _queued = queued;
            foreach (var (key, value) in counted)
                _counted[key] = _counted.TryGetValue(key, out var known) ? (value.First, known.Count + value.Count) : value;
        }
    }

    private async Task<TenantNumber?> NumberOfAsync(string tenant, string resource, Dictionary<string, TenantNumber?> numbers, CancellationToken cancellationToken)
    {
        if (tenant.Length == 0)
            tenant = NamedIn(resource);
        if (tenant.Length == 0)
            return null;
        if (!numbers.TryGetValue(tenant, out var number))
            numbers[tenant] = number = TenantId.TryParse(tenant, out var id) ? await tenants.FindAsync(id, cancellationToken) : null;
        return number;
    }

    private static string NamedIn(string resource)
    {
        if (!resource.StartsWith(Tenants, StringComparison.Ordinal))
            return string.Empty;
        var rest = resource[Tenants.Length..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? rest : rest[..slash];
    }

    private static Instant Truncate(Instant at) => Instant.FromUnixTimeTicks(at.ToUnixTimeTicks() / TimeSpan.TicksPerMicrosecond * TimeSpan.TicksPerMicrosecond);

    [LoggerMessage(3070, LogLevel.Warning, "The audit log could not be written; {Waiting} entries wait for the next attempt")]
    private static partial void LogNotWritten(ILogger logger, int waiting, Exception exception);
}
