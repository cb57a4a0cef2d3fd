using KpiPlatform.Domain.Alerts;
using KpiPlatform.Domain.Scorecards;

namespace KpiPlatform.Domain.Tests.Alerts;

public sealed class AlertJudgeTests
{
    [Theory]
    [InlineData(1, "1 second")]
    [InlineData(90, "90 seconds")]
    [InlineData(3600, "60 minutes")]
    [InlineData(7200, "2 hours")]
    [InlineData(172800, "2 days")]
    public void Describe_Silence_SaysForHowLong(long seconds, string words)
    {
        var rule = new AlertRule { Id = "till", Kind = AlertRuleKind.Silence, Silence = new AlertSilence { Source = "till", AfterSeconds = seconds } };

        AlertJudge.Describe(rule, new AlertReading(string.Empty, seconds, "seconds", Status.None, null)).ShouldBe($"Nothing came from till for {words}.");
    }
}
