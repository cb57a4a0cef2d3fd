using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using KpiPlatform.Protocol.V1;
using Status = KpiPlatform.Protocol.V1.Status;

namespace KpiPlatform.Host.Demo;

/// <summary>The demo's alert rules: two that find something, and one that would if the shop stopped sending.</summary>
internal static class DemoAlerts
{
    private static readonly Duration Workday = new() { Seconds = 8 * 3_600 };

    /// <summary>Makes them; those of a run before stay as their user left them.</summary>
    public static async Task EnsureAsync(AlertService.AlertServiceClient alerts, CancellationToken cancellationToken)
    {
        foreach (var (id, rule) in Rules())
        {
            try
            {
                await alerts.CreateAlertRuleAsync(new CreateAlertRuleRequest { Parent = DemoConstants.TenantName, AlertRuleId = id, AlertRule = rule }, cancellationToken: cancellationToken);
            }
            catch (RpcException exception) when (exception.StatusCode == StatusCode.AlreadyExists)
            {
                // From a run before.
            }
        }
    }

    private static IEnumerable<(string Id, AlertRule Rule)> Rules()
    {
        yield return ("csat-below-target", new AlertRule
        {
            DisplayName = "Satisfaction is below its target",
            Description = "Read the latest comments, and call whom you can.",
            Severity = AlertSeverity.Critical,
            Owner = "customer-experience",
            DueWithin = Workday,
            Indicator = new AlertIndicator { Scorecard = DemoConstants.Scorecard, Path = "experience/satisfy/csat" },
            Condition = new AlertCondition { Kind = AlertCondition.Types.Kind.Percent, Base = AlertCondition.Types.Base.Target, Comparison = AlertCondition.Types.Comparison.AtMost, Threshold = -1, Hysteresis = 0.5 },
        });
        yield return ("scorecard-not-green", new AlertRule
        {
            DisplayName = "The scorecard is not green",
            Indicator = new AlertIndicator { Scorecard = DemoConstants.Scorecard },
            Condition = new AlertCondition { Kind = AlertCondition.Types.Kind.Status, ToStatuses = { Status.Red, Status.Yellow } },
        });
        yield return ("shop-silent", new AlertRule
        {
            DisplayName = "The shop sends nothing",
            Severity = AlertSeverity.Critical,
            Silence = new AlertSilence { After = new Duration { Seconds = 300 } },
        });
    }
}
