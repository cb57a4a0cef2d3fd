using KpiPlatform.Dashboard.Scorecards;
using KpiPlatform.Protocol.V1;
using Microsoft.AspNetCore.Components;

namespace KpiPlatform.Dashboard.Pages;

/// <summary>A scorecard's objectives with the lines from causes to effects.</summary>
public partial class StrategyMapPage
{
    private Scorecard? _card;
    private MapLayout? _map;

    /// <summary>Id of the scorecard.</summary>
    [Parameter]
    public string ScorecardId { get; set; } = string.Empty;

    /// <summary>The period to show; null for this month.</summary>
    [SupplyParameterFromQuery(Name = "period")]
    public string? Period { get; set; }

    /// <inheritdoc/>
    protected override async Task LoadTenantAsync()
    {
        var name = $"{Parent}/scorecards/{ScorecardId}";
        var definition = Kpi.Scorecards.GetScorecardDefinitionAsync(new GetScorecardDefinitionRequest { Name = name }, Call()).ResponseAsync;
        _card = await Kpi.Scorecards.GetScorecardAsync(new GetScorecardRequest { Name = name, Period = Period ?? string.Empty }, Call());
        _map = MapLayout.Of(_card, await definition);
    }
}
