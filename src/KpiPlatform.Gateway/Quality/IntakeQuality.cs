using System.Globalization;
using Google.Protobuf;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Quality;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Protocol.V1;
using NodaTime;

namespace KpiPlatform.Gateway.Quality;

/// <summary>
/// Counts what comes in and what becomes of it, and gathers what was rejected, until the next report is taken. Bounded: what does not
/// fit is not kept, and that is counted. Adding costs no I/O. Thread-safe.
/// </summary>
internal sealed class IntakeQuality
{
    /// <summary>Most rejected interactions that wait for a report.</summary>
    public const int MaxRejected = 1_000;

    /// <summary>Most bytes of them.</summary>
    public const long MaxRejectedBytes = 8L << 20;

    /// <summary>Most (tenant, day, source) between two reports; further sources count together.</summary>
    public const int MaxTallies = 10_000;

    private const int MaxSourceLength = 64;
    private const string OtherSources = "(other)";
    private readonly Lock _lock = new();
    private Dictionary<(TenantNumber Tenant, int Day, string Source), SourceTally> _tallies = [];
    private List<RejectedPayload> _rejected = [];
    private long _rejectedBytes;
    private uint _sequence;

    /// <summary>Begins to note what came of interactions received at one time.</summary>
    public IntakeNotes Begin(TenantDefinition definition, Instant now) => new(this, definition.Tenant, definition.Calendar.DayOf(now), now);

    /// <summary>Takes what has come since the last report.</summary>
    public IntakeReport Take()
    {
        Dictionary<(TenantNumber Tenant, int Day, string Source), SourceTally> tallies;
        List<RejectedPayload> rejected;
        lock (_lock)
        {
            if (_tallies.Count == 0 && _rejected.Count == 0)
                return new([], [], []);
            (tallies, _tallies) = (_tallies, []);
            (rejected, _rejected, _rejectedBytes) = (_rejected, [], 0);
        }

        var counts = new List<IntakeCount>();
        var sources = new Dictionary<(TenantNumber, string), IntakeSource>();
        foreach (var ((tenant, day, source), tally) in tallies)
        {
            counts.AddRange(tally.Counts().Select(count => new IntakeCount(tenant, day, source, count.Outcome, count.Reason, count.Count)));
            if (tally is not { NewestEventAt: { } newest, LastReceivedAt: { } last })
                continue;
            sources[(tenant, source)] = sources.TryGetValue((tenant, source), out var known)
                ? known with { NewestEventAt = Instant.Max(known.NewestEventAt, newest), LastReceivedAt = Instant.Max(known.LastReceivedAt, last) }
                : new(tenant, source, newest, last);
        }

        return new(counts, [.. sources.Values], rejected) { Kinds = KindsOf(tallies) };
    }

    private static IReadOnlyList<IntakeKind> KindsOf(Dictionary<(TenantNumber Tenant, int Day, string Source), SourceTally> tallies) =>
    [
        .. tallies
            .SelectMany(entry => entry.Value.Kinds().Select(kind => (entry.Key.Tenant, entry.Key.Source, kind.Kind, kind.LastReceivedAt)))
            .GroupBy(kind => (kind.Tenant, kind.Source, kind.Kind))
            .Select(group => new IntakeKind(group.Key.Tenant, group.Key.Source, Interaction.Descriptor.FindFieldByNumber(group.Key.Kind).Name, group.Max(kind => kind.LastReceivedAt))),
    ];

    /// <summary>Drops rejected interactions of a tenant that wait for a report; how many.</summary>
    public int Forget(TenantNumber tenant, Func<RejectedPayload, bool> isOfPerson)
    {
        lock (_lock)
        {
            var dropped = _rejected.FindAll(rejected => rejected.Tenant == tenant && isOfPerson(rejected));
            foreach (var rejected in dropped)
            {
                _rejected.Remove(rejected);
                _rejectedBytes -= rejected.Payload.Length;
            }

            return dropped.Count;
        }
    }

    /// <summary>Takes back a report that could not be stored.</summary>
    public void Return(IntakeReport report)
    {
        lock (_lock)
        {
            foreach (var count in report.Counts)
            {
                var tally = TallyOf_NeedsLock(count.Tenant, count.Day, count.Source);
                if (count.Reason.Length > 0)
                    tally.Reject(count.Reason, count.Count);
                else
                    tally.Add(count.Outcome, count.Count);
            }

            foreach (var source in report.Sources)
            {
                var day = report.Counts.First(count => count.Tenant == source.Tenant && string.Equals(count.Source, source.Source, StringComparison.Ordinal)).Day;
                TallyOf_NeedsLock(source.Tenant, day, source.Source).See(source.NewestEventAt.ToUnixTimeTicks(), source.LastReceivedAt.ToUnixTimeTicks());
            }

            foreach (var kind in report.Kinds)
            {
                var day = report.Counts.First(count => count.Tenant == kind.Tenant && string.Equals(count.Source, kind.Source, StringComparison.Ordinal)).Day;
                TallyOf_NeedsLock(kind.Tenant, day, kind.Source).SeeKind(Interaction.Descriptor.FindFieldByName(kind.Kind).FieldNumber, kind.LastReceivedAt.ToUnixTimeTicks());
            }

            foreach (var rejected in report.Rejected)
            {
                if (HasRoom_NeedsLock(rejected.Payload.Length))
                    Keep_NeedsLock(rejected);
            }
        }
    }

    /// <summary>A source as it is counted: what is none, or would not fit, is empty.</summary>
    public static string SourceOf(Interaction interaction)
    {
        var source = interaction.Source;
        return source.Length > MaxSourceLength || source.Any(char.IsControl) ? string.Empty : source;
    }

    internal void Add(TenantNumber tenant, int day, string source, SourceTally tally)
    {
        lock (_lock)
            TallyOf_NeedsLock(tenant, day, source).Add(tally);
    }

    /// <summary>Keeps a rejected interaction; false if there is no room.</summary>
    internal bool Keep(TenantNumber tenant, Instant now, string source, string reason, string field, string message, Interaction interaction)
    {
        var size = interaction.CalculateSize();
        lock (_lock)
        {
            if (!HasRoom_NeedsLock(size))
                return false;
            Keep_NeedsLock(new(tenant, NextId_NeedsLock(now), now, source, reason, field, message, interaction.ToByteArray()));
            return true;
        }
    }

    /// <summary>By time, then in the order of the calls; what other processes make at the same time differs by chance.</summary>
    private string NextId_NeedsLock(Instant now) =>
        string.Create(CultureInfo.InvariantCulture, $"{now.ToUnixTimeMilliseconds():x12}{++_sequence:x8}{Random.Shared.NextInt64(1L << 48):x12}");

    private bool HasRoom_NeedsLock(int bytes) => _rejected.Count < MaxRejected && _rejectedBytes + bytes <= MaxRejectedBytes;

    private void Keep_NeedsLock(RejectedPayload rejected)
    {
        _rejected.Add(rejected);
        _rejectedBytes += rejected.Payload.Length;
    }

    private SourceTally TallyOf_NeedsLock(TenantNumber tenant, int day, string source)
    {
        if (_tallies.TryGetValue((tenant, day, source), out var tally))
            return tally;
        if (_tallies.Count >= MaxTallies)
        {
            source = OtherSources;
            if (_tallies.TryGetValue((tenant, day, source), out tally))
                return tally;
        }

        return _tallies[(tenant, day, source)] = new();
    }
}
