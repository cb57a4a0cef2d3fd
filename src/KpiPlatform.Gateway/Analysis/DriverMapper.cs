using KpiPlatform.Domain.Analysis;
using KpiPlatform.Protocol.V1;
using DriverQuadrant = KpiPlatform.Protocol.V1.DriverQuadrant;

namespace KpiPlatform.Gateway.Analysis;

/// <summary>Factors in the form of the contract.</summary>
internal static class DriverMapper
{
    /// <summary>A factor.</summary>
    public static Driver ToProto(FactorDrivers factor)
    {
        var proto = new Driver
        {
            Factor = factor.Name,
            Answers = factor.Answers,
            Omission = NameOf(factor.Omission),
            StatedAnswers = factor.StatedAnswers,
            Quadrant = (DriverQuadrant)factor.Quadrant,
        };
        if (factor.Mean is { } mean)
            proto.Mean = mean;
        if (factor.Pearson is { } pearson)
            proto.Pearson = pearson;
        if (factor.PearsonInterval is { } interval)
            proto.PearsonInterval = new() { Lower = interval.Lower, Upper = interval.Upper, Method = interval.Method };
        if (factor.Spearman is { } spearman)
            proto.Spearman = spearman;
        if (factor.RelativeWeight is { } weight)
            proto.RelativeWeight = weight;
        if (factor.RelativeImportancePercent is { } percent)
            proto.RelativeImportance = percent;
        if (factor.StatedImportance is { } stated)
            proto.StatedImportance = stated;
        return proto;
    }

    private static string NameOf(DriverOmission omission) => omission switch
    {
        DriverOmission.TooFewAnswers => "TOO_FEW_ANSWERS",
        DriverOmission.DoesNotVary => "DOES_NOT_VARY",
        DriverOmission.TooFewTogether => "TOO_FEW_TOGETHER",
        _ => string.Empty,
    };
}
