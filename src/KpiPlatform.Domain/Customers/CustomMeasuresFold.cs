using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;

namespace KpiPlatform.Domain.Customers;

/// <summary>
/// Counts the tenant's own measures. What adds up is emitted from the interaction alone; kept is only what measures per period
/// and last values need, for the measures that this customer has had to do with.
/// </summary>
public sealed class CustomMeasuresFold
{
    private readonly SortedDictionary<int, State> _states = [];

    /// <summary>Takes the next interaction in fold order.</summary>
    /// <param name="fold">The customer's; made when a measure first needs it.</param>
    /// <param name="interaction">The interaction.</param>
    /// <param name="day">Its local day.</param>
    /// <param name="context">The tenant's definition.</param>
    /// <param name="profile">Attributes in force, the interaction's own included.</param>
    /// <param name="sink">Where to emit.</param>
    internal static void Apply(ref CustomMeasuresFold? fold, Interaction interaction, int day, FoldContext context, ProfileFold profile, ContributionSink sink)
    {
        if (context.Definition.CustomMeasures is not { } measures)
            return;
        foreach (var measure in measures.Of(interaction.Facts.Kind))
        {
            if (!measure.Takes(interaction, profile))
                continue;
            switch (measure.Definition.Aggregation)
            {
                case CustomMeasureAggregation.Count:
                    sink.AddFlow(context, interaction, profile, measure.Cells, day, 1);
                    break;
                case CustomMeasureAggregation.Sum or CustomMeasureAggregation.Average:
                    AddValues(measure, interaction, day, context, profile, sink);
                    break;
                case CustomMeasureAggregation.Min or CustomMeasureAggregation.Max when measure.CountsValues:
                    AddExtreme(measure, interaction, day, sink);
                    break;
                case CustomMeasureAggregation.Min or CustomMeasureAggregation.Max or CustomMeasureAggregation.Percentile:
                    foreach (var value in measure.Values(interaction))
                        sink.Add(measure.Cells, Granularity.None, SketchQuantile.BucketOf(value), day, 1);
                    break;
                case CustomMeasureAggregation.DistinctCustomers or CustomMeasureAggregation.CustomersWithAtLeast:
                    (fold ??= new()).StateOf(measure).Count(measure, day, context, sink);
                    break;
                case CustomMeasureAggregation.Last or CustomMeasureAggregation.SumOfLast:
                    foreach (var value in measure.Values(interaction))
                        (fold ??= new()).StateOf(measure).Replace(measure, value, day, sink);
                    break;
            }
        }
    }

    internal CustomMeasuresFold Clone()
    {
        var clone = new CustomMeasuresFold();
        foreach (var (number, state) in _states)
            clone._states.Add(number, state.Clone());
        return clone;
    }

    internal void Write(StateWriter writer)
    {
        writer.Unsigned((ulong)_states.Count);
        foreach (var (number, state) in _states)
        {
            writer.Signed(number);
            state.Write(writer);
        }
    }

    internal static CustomMeasuresFold Read(ref StateReader reader)
    {
        var fold = new CustomMeasuresFold();
        var count = reader.Count();
        for (var i = 0; i < count; i++)
            fold._states.Add(reader.Int(), State.Read(ref reader));
        return fold;
    }

    private static void AddValues(CustomMeasure measure, Interaction interaction, int day, FoldContext context, ProfileFold profile, ContributionSink sink)
    {
        long sum = 0;
        var count = 0;
        foreach (var value in measure.Values(interaction))
        {
            // Modulo 2^64 like all arithmetic on cells: what a revision takes back is exactly what was added.
            sum = unchecked(sum + value);
            count++;
        }

        if (count == 0)
            return;
        sink.AddFlow(context, interaction, profile, measure.Cells, day, sum);
        if (measure.Definition.Aggregation == CustomMeasureAggregation.Average)
            sink.AddFlow(context, interaction, profile, measure.CountCells, day, count);
    }

    /// <summary>Of several values of an interaction only the extreme one can be the period's.</summary>
    private static void AddExtreme(CustomMeasure measure, Interaction interaction, int day, ContributionSink sink)
    {
        long? extreme = null;
        var count = 0;
        foreach (var value in measure.Values(interaction))
        {
            if (extreme is not { } known || (measure.Definition.Aggregation == CustomMeasureAggregation.Max ? value > known : value < known))
                extreme = value;
            count++;
        }

        if (extreme is not { } found)
            return;
        sink.Add(ExtremeValue.SeriesOf(measure.Cells, found), day, 1);
        sink.Add(ExtremeValue.CountOf(measure.Cells), Granularity.None, day, count);
    }

    private State StateOf(CustomMeasure measure)
    {
        if (!_states.TryGetValue(measure.Definition.FirstNumber, out var state))
            _states.Add(measure.Definition.FirstNumber, state = new());
        return state;
    }

    /// <summary>What one measure needs to know of the customer's past.</summary>
    private sealed class State
    {
        private int? _lastDay;
        private long _lastValue;

        // By granularity: interactions in the period of the last day, up to the number asked for.
        private int[] _counts = [];

        /// <summary>Counts the customer in each period in which this is the n-th interaction.</summary>
        public void Count(CustomMeasure measure, int day, FoldContext context, ContributionSink sink)
        {
            var wanted = Math.Max(1, measure.Definition.AtLeast);
            if (_counts.Length == 0)
                _counts = new int[context.Periods.Count];
            for (var g = 0; g < _counts.Length; g++)
            {
                var start = context.Periods.Start(g, day);
                if (_lastDay is not { } last || last < start)
                    _counts[g] = 0;
                if (_counts[g] == wanted)
                    continue;
                _counts[g]++;
                if (_counts[g] == wanted && context.Periods.Keeps(start))
                    sink.Add(measure.Cells, context.Periods[g], day, 1);
            }

            _lastDay = day;
        }

        /// <summary>Puts a value in the place of the last one.</summary>
        public void Replace(CustomMeasure measure, long value, int day, ContributionSink sink)
        {
            sink.Add(measure.Cells, Granularity.None, day, value - _lastValue);
            if (_lastDay is null && measure.Definition.Aggregation == CustomMeasureAggregation.Last)
                sink.Add(measure.CountCells, Granularity.None, day, 1);
            _lastValue = value;
            _lastDay = day;
        }

        public State Clone() => new() { _lastDay = _lastDay, _lastValue = _lastValue, _counts = [.. _counts] };

        public void Write(StateWriter writer)
        {
            writer.Flag(_lastDay is not null);
            writer.Signed(_lastDay ?? 0);
            writer.Signed(_lastValue);
            writer.Unsigned((ulong)_counts.Length);
            foreach (var count in _counts)
                writer.Signed(count);
        }

        public static State Read(ref StateReader reader)
        {
            var seen = reader.Flag();
            var day = reader.Int();
            var state = new State { _lastDay = seen ? day : null, _lastValue = reader.Signed() };
            state._counts = new int[reader.Count()];
            for (var i = 0; i < state._counts.Length; i++)
                state._counts[i] = reader.Int();
            return state;
        }
    }
}
