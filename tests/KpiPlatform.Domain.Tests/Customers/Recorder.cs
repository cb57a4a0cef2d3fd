using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;

namespace KpiPlatform.Domain.Tests.Customers;

/// <summary>Records a customer's interactions the way that a host does: what is known is left out, history is loaded where it is needed.</summary>
internal sealed class Recorder(FoldContext context)
{
    private readonly List<EncodedInteraction> _rows = [];

    public CustomerState State { get; private set; } = new(context);

    /// <summary>Σ of the deltas of all batches.</summary>
    public CellDelta Total { get; } = new();

    /// <summary>What was recorded, in order of arrival.</summary>
    public IReadOnlyList<EncodedInteraction> Rows => _rows;

    public int HistoriesLoaded { get; private set; }

    /// <summary>Records a batch and returns its delta.</summary>
    public CellDelta Record(params IReadOnlyList<EncodedInteraction> batch)
    {
        var added = new List<EncodedInteraction>();
        foreach (var interaction in batch)
        {
            if (State.Classify(interaction) switch
                {
                    RecordVerdict.New => !added.Exists(earlier => Same(earlier, interaction)),
                    RecordVerdict.Duplicate => false,
                    _ => !added.Concat(_rows).Any(earlier => Same(earlier, interaction)),
                })
            {
                added.Add(interaction);
            }
        }

        if (State.NeedsHistory(added))
        {
            State.LoadHistory(Enumerable.Reverse(_rows));
            HistoriesLoaded++;
        }

        var delta = new CellDelta();
        State.Add(added, delta);
        _rows.AddRange(added);
        Total.Add(delta);
        return delta;
    }

    /// <summary>Whether both are one revision of one interaction; hashes alone would not tell.</summary>
    private static bool Same(EncodedInteraction one, EncodedInteraction other) =>
        one.IdentityHash == other.IdentityHash
        && one.Revision == other.Revision
        && one.Source == other.Source
        && InteractionCodec.Decode(one).Id == InteractionCodec.Decode(other).Id;

    /// <summary>Goes on from a snapshot, as after a restart.</summary>
    public void Restart() => State = CustomerState.Restore(State.Snapshot().Span, context);

    /// <summary>Records all in a random order and random batches, some twice, restarting now and then.</summary>
    public void RecordAll(IReadOnlyList<EncodedInteraction> interactions, Random random)
    {
        var arrivals = interactions.Concat(interactions.Where(_ => random.Next(5) == 0)).ToArray();
        random.Shuffle(arrivals);
        var largest = random.Next(1, 12);
        for (var at = 0; at < arrivals.Length;)
        {
            var size = Math.Min(random.Next(1, largest + 1), arrivals.Length - at);
            Record(arrivals[at..(at + size)]);
            at += size;
            if (random.Next(10) == 0)
                Restart();
        }
    }
}
