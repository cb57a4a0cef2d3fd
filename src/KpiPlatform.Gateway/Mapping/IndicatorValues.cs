using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Statistics;
using KpiPlatform.Gateway.Names;
using Proto = KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Mapping;

/// <summary>Indicator values and periods in the form of the contract.</summary>
internal static class IndicatorValues
{
    /// <summary>A value.</summary>
    public static Proto.IndicatorValue ToProto(IndicatorValue value)
    {
        var proto = new Proto.IndicatorValue
        {
            Indicator = value.Indicator,
            Unit = value.Unit,
            Direction = (Proto.Direction)value.Direction,
            Period = value.Period is { } period ? ToProto(period) : null,
            AsOfTime = Times.Of(value.AsOf),
            NewestEventTime = Times.Of(value.NewestEventAt),
            CountingChangeTime = Times.Of(value.CountingChangedAt),
            DefinitionVersion = value.DefinitionVersion,
            SampleSize = value.SampleSize,
            Interval = value.Interval is { } interval ? ToProto(interval) : null,
            Partial = value.Partial,
            BeforeCoverage = value.BeforeCoverage,
            Late = value.Late,
            Overridden = value.Overridden,
            Modelled = value.Modelled,
            NoValueReason = value.NoValueReason,
            ObservedDate = value.ObservedDay is { } day ? LocalDay.Format(day) : string.Empty,
        };
        if (value.Value is { } number)
            proto.Value = number;
        if (value.Numerator is { } numerator)
            proto.Numerator = numerator;
        if (value.Denominator is { } denominator)
            proto.Denominator = denominator;
        foreach (var component in value.Components)
            proto.Components.Add(new Proto.Component { Id = component.Id, Value = component.Value });
        return proto;
    }

    /// <summary>A period.</summary>
    public static Proto.Period ToProto(KpiPeriod period) => new()
    {
        Label = period.Label,
        Granularity = (Proto.Granularity)period.Granularity,
        StartTime = Times.Of(period.Start),
        EndTime = Times.Of(period.End),
    };

    private static Proto.Interval ToProto(ConfidenceInterval interval) => new() { Lower = interval.Lower, Upper = interval.Upper, Method = interval.Method };
}
