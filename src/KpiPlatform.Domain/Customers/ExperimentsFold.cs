using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;

namespace KpiPlatform.Domain.Customers;

/// <summary>Experiments: the first assignment to each, and whether an order followed it.</summary>
internal sealed class ExperimentsFold
{
    /// <summary>Name of the arm that the others are compared with, in any case.</summary>
    public const string Control = "control";

    private List<ExperimentArm> _arms = [];

    public void Assign(ExperimentAssigned assigned, int day, ContributionSink sink)
    {
        var experiment = Pseudonym.Of(assigned.Experiment);
        if (_arms.Exists(arm => arm.Experiment == experiment))
            return;
        var isControl = string.Equals(assigned.Arm, Control, StringComparison.OrdinalIgnoreCase);
        _arms.Add(new(experiment, day, isControl, HasOrdered: false));
        sink.Add(isControl ? BuiltInMeasures.Controls : BuiltInMeasures.Treated, Granularity.None, day, 1);
    }

    public void Order(ContributionSink sink)
    {
        for (var i = 0; i < _arms.Count; i++)
        {
            if (_arms[i].HasOrdered)
                continue;
            sink.Add(_arms[i].IsControl ? BuiltInMeasures.ControlsConverted : BuiltInMeasures.TreatedConverted, Granularity.None, _arms[i].Day, 1);
            _arms[i] = _arms[i] with { HasOrdered = true };
        }
    }

    public ExperimentsFold Clone() => new() { _arms = [.. _arms] };

    public void Write(StateWriter writer)
    {
        writer.Unsigned((ulong)_arms.Count);
        foreach (var arm in _arms)
        {
            writer.Fixed64(arm.Experiment);
            writer.Signed(arm.Day);
            writer.Flag(arm.IsControl);
            writer.Flag(arm.HasOrdered);
        }
    }

    public static ExperimentsFold Read(ref StateReader reader)
    {
        var fold = new ExperimentsFold();
        var count = reader.Count();
        for (var i = 0; i < count; i++)
            fold._arms.Add(new(reader.Fixed64(), reader.Int(), reader.Flag(), reader.Flag()));
        return fold;
    }
}
