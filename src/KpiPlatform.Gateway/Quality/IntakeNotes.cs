using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Quality;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Protocol.V1;
using NodaTime;

namespace KpiPlatform.Gateway.Quality;

/// <summary>What became of the interactions of one call, gathered before it is added to the counters at once. Not thread-safe.</summary>
internal sealed class IntakeNotes(IntakeQuality quality, TenantNumber tenant, int day, Instant now)
{
    // What occurred so long before it came is late.
    private const long LateAfterTicks = NodaConstants.TicksPerDay;

    private readonly long _nowTicks = now.ToUnixTimeTicks();
    private readonly Dictionary<string, SourceTally> _others = new(StringComparer.Ordinal);
    private string? _source;
    private SourceTally? _tally;

    /// <summary>Notes an interaction that a grain answered for.</summary>
    public void Add(Interaction interaction, RecordStatus status)
    {
        var tally = TallyOf(interaction);
        tally.Add(IntakeOutcome.Received);
        switch (status)
        {
            case RecordStatus.Accepted:
                tally.Add(IntakeOutcome.Accepted);
                var ticks = (interaction.OccurTime.Seconds * NodaConstants.TicksPerSecond) + (interaction.OccurTime.Nanos / NodaConstants.NanosecondsPerTick);
                if (_nowTicks - ticks > LateAfterTicks)
                    tally.Add(IntakeOutcome.Late);
                tally.See(ticks, _nowTicks);
                tally.SeeKind((int)interaction.KindCase, _nowTicks);
                break;
            case RecordStatus.Duplicate:
                tally.Add(IntakeOutcome.Duplicate);
                break;
            default:
                tally.Add(IntakeOutcome.Unavailable);
                break;
        }
    }

    /// <summary>Notes an interaction that was rejected, and keeps it if there is room.</summary>
    /// <param name="interaction">As it was sent.</param>
    /// <param name="reason">Why.</param>
    /// <param name="field">Path within it; empty for none.</param>
    /// <param name="message">What to do.</param>
    /// <param name="keep">Whether to keep it; not what stands on the list already.</param>
    public void Reject(Interaction interaction, string reason, string field, string message, bool keep = true)
    {
        var tally = TallyOf(interaction);
        tally.Add(IntakeOutcome.Received);
        tally.Reject(reason);
        if (keep && reason is not (RejectedLimits.CustomerErased or RejectedLimits.BeforeCoverage) && !quality.Keep(tenant, now, IntakeQuality.SourceOf(interaction), reason, field, message, interaction))
            tally.Add(IntakeOutcome.NotKept);
    }

    /// <summary>Adds it all to the counters.</summary>
    public void Complete()
    {
        if (_tally is not null)
            quality.Add(tenant, day, _source!, _tally);
        foreach (var (source, tally) in _others)
            quality.Add(tenant, day, source, tally);
    }

    // A batch is nearly always of one source: the same text as before costs a comparison.
    private SourceTally TallyOf(Interaction interaction)
    {
        if (_tally is not null && string.Equals(_source, interaction.Source, StringComparison.Ordinal))
            return _tally;
        var source = IntakeQuality.SourceOf(interaction);
        if (_tally is null)
        {
            _source = source;
            return _tally = new();
        }

        if (string.Equals(_source, source, StringComparison.Ordinal))
            return _tally;
        if (!_others.TryGetValue(source, out var other))
            _others.Add(source, other = new());
        return other;
    }
}
