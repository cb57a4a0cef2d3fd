using KpiPlatform.Dashboard.Hosting;
using KpiPlatform.Protocol.V1;
using Microsoft.AspNetCore.Components;

namespace KpiPlatform.Dashboard.Pages;

/// <summary>What is wrong, what is done about it, and the rules that say so.</summary>
public partial class AlertsPage
{
    private const int PageSize = 50;
    private const string All = "all";
    private IReadOnlyList<AlertAction> _actions = [];
    private IReadOnlyList<AlertRule> _rules = [];
    private string _next = string.Empty;

    /// <summary>"all" for resolved ones, too.</summary>
    [SupplyParameterFromQuery(Name = "show")]
    public string? Show { get; set; }

    /// <summary>Page token; empty for the first page.</summary>
    [SupplyParameterFromQuery(Name = "page")]
    public string? PageToken { get; set; }

    /// <summary>Id of the only scorecard to look at; null for all.</summary>
    [SupplyParameterFromQuery(Name = "scorecard")]
    public string? ScorecardId { get; set; }

    private bool ShowsAll => Show == All;

    private string OfScorecard => ScorecardId ?? string.Empty;

    private string Said => _next.Length > 0 ? $"More than {_actions.Count} actions." : _actions.Count == 1 ? "1 action." : $"{_actions.Count} actions.";

    private string To(bool showsAll, string scorecard) => Links.With(Links.Alerts(Tenant), ("show", showsAll ? All : null), ("scorecard", scorecard));

    /// <inheritdoc/>
    protected override async Task LoadTenantAsync()
    {
        var request = new ListAlertActionsRequest { Parent = Parent, PageSize = PageSize, PageToken = PageToken ?? string.Empty, Scorecard = OfScorecard };
        if (!ShowsAll)
            request.States.Add([AlertAction.Types.State.Open, AlertAction.Types.State.Acknowledged]);
        var actions = await Kpi.Alerts.ListAlertActionsAsync(request, Call());
        (_actions, _next) = (actions.AlertActions, actions.NextPageToken);
        _rules = (await Kpi.Alerts.ListAlertRulesAsync(new ListAlertRulesRequest { Parent = Parent }, Call())).AlertRules;
    }
}
