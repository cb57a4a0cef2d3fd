using KpiPlatform.Dashboard.Scorecards;
using KpiPlatform.Protocol.V1;
using Microsoft.AspNetCore.Components;

namespace KpiPlatform.Dashboard.Pages;

/// <summary>A scorecard: live for what is known now, still for what was known at an instant.</summary>
public partial class ScorecardPage
{
    private const int MaxAlerts = 100;
    private int _alerts;
    private bool _hasMoreAlerts;
    private Scorecard? _card;
    private ScorecardDefinition? _definition;
    private CardContext? _context;
    private IReadOnlyDictionary<string, Trend> _trends = new Dictionary<string, Trend>(StringComparer.Ordinal);

    /// <summary>Id of the scorecard.</summary>
    [Parameter]
    public string ScorecardId { get; set; } = string.Empty;

    /// <summary>The period to show; null for this month.</summary>
    [SupplyParameterFromQuery(Name = "period")]
    public string? Period { get; set; }

    /// <summary>As of when, local time of the tenant; null for now.</summary>
    [SupplyParameterFromQuery(Name = "as_of")]
    public string? AsOf { get; set; }

    [Inject]
    internal TrendReader Trends { get; set; } = null!;

    private string Title => Words.OrId(_card?.Title ?? string.Empty, ScorecardId);

    private bool IsLive => string.IsNullOrWhiteSpace(AsOf);

    /// <inheritdoc/>
    protected override async Task LoadTenantAsync()
    {
        var name = $"{Parent}/scorecards/{ScorecardId}";
        var asOf = Calendar.Read(AsOf);
        var card = Kpi.Scorecards.GetScorecardAsync(new GetScorecardRequest { Name = name, Period = Period ?? string.Empty, AsOfTime = asOf }, Call()).ResponseAsync;
        var definition = Kpi.Scorecards.GetScorecardDefinitionAsync(new GetScorecardDefinitionRequest { Name = name, AsOfTime = asOf }, Call()).ResponseAsync;
        var alerts = TryAsync(LoadAlertsAsync);
        await Task.WhenAll(card, definition, alerts);
        _card = await card;
        _definition = await definition;
        _context = new CardContext(Tenant, ScorecardId, Period, AsOf, Calendar);
        _trends = await Trends.ReadAsync(Kpi, Current.Session!.Fingerprint, Parent, _card, _definition, Calendar, asOf);
    }

    /// <summary>What is open now, whatever period one looks at. Who may not see alerts sees the scorecard all the same.</summary>
    private async Task LoadAlertsAsync()
    {
        var open = await Kpi.Alerts.ListAlertActionsAsync(
            new ListAlertActionsRequest { Parent = Parent, Scorecard = ScorecardId, PageSize = MaxAlerts, States = { AlertAction.Types.State.Open, AlertAction.Types.State.Acknowledged } }, Call());
        (_alerts, _hasMoreAlerts) = (open.AlertActions.Count, open.NextPageToken.Length > 0);
    }

    private Trend TrendOf(string perspective, string objective, IndicatorResult indicator) =>
        _trends.TryGetValue(NodeIds.Indicator(perspective, objective, indicator.Id), out var trend)
            ? trend.EndingWith(indicator.Value is { HasValue: true } value ? value.Value : null)
            : Trend.Empty;
}
