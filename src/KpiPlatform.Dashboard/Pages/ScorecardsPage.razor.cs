using Grpc.Core;
using KpiPlatform.Protocol.V1;
using Microsoft.AspNetCore.Components;

namespace KpiPlatform.Dashboard.Pages;

/// <summary>A tenant's scorecards, each with how it stands this month.</summary>
public partial class ScorecardsPage
{
    // Each is evaluated, so a page has no more than one cares to look at.
    private const int PageSize = 24;
    private const int MaxAlerts = 1_000;
    private (ScorecardDefinition Definition, Scorecard? Values)[] _cards = [];
    private Dictionary<string, int> _alerts = [];
    private string _next = string.Empty;

    /// <summary>Page token; empty for the first page.</summary>
    [SupplyParameterFromQuery(Name = "page")]
    public string? PageToken { get; set; }

    /// <inheritdoc/>
    protected override async Task LoadTenantAsync()
    {
        var answer = await Kpi.Scorecards.ListScorecardsAsync(new ListScorecardsRequest { Parent = Parent, PageSize = PageSize, PageToken = PageToken ?? string.Empty }, Call());
        _next = answer.NextPageToken;
        var open = new ListAlertActionsRequest { Parent = Parent, PageSize = MaxAlerts, States = { AlertAction.Types.State.Open, AlertAction.Types.State.Acknowledged } };
        await TryAsync(async () => _alerts = (await Kpi.Alerts.ListAlertActionsAsync(open, Call())).AlertActions.CountBy(action => action.Scorecard).ToDictionary());
        _cards = await Task.WhenAll(answer.Scorecards.Select(async definition => (definition, await EvaluateAsync(definition))));
    }

    private async Task<Scorecard?> EvaluateAsync(ScorecardDefinition definition)
    {
        try
        {
            return await Kpi.Scorecards.GetScorecardAsync(new GetScorecardRequest { Name = definition.Name }, Call());
        }
        catch (RpcException exception) when (exception.StatusCode != StatusCode.Unauthenticated)
        {
            // One that cannot be evaluated must not hide the others; its own page says why.
            return null;
        }
    }
}
