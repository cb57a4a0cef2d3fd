using KpiPlatform.Protocol.V1;

namespace KpiPlatform.EndToEnd.Tests.Support;

/// <summary>Builds scorecards of one objective.</summary>
internal static class Scorecards
{
    /// <summary>Each indicator from 0 to 100.</summary>
    public static ScorecardDefinition Of(string name, params string[] indicators)
    {
        var objective = new Objective { Id = "o" };
        foreach (var indicator in indicators)
        {
            objective.Indicators.Add(new ScorecardIndicator
            {
                Indicator = indicator,
                Direction = Direction.Increase,
                Baseline = 0,
                Target = 100,
                BaselineDate = "2024-01-01",
                Deadline = "2030-12-31",
            });
        }

        return new ScorecardDefinition { Name = name, Perspectives = { new Perspective { Id = "p", Objectives = { objective } } } };
    }
}
