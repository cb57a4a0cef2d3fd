using KpiPlatform.Protocol.V1;
using Microsoft.AspNetCore.Components;

namespace KpiPlatform.Dashboard.Pages;

/// <summary>All indicators that a tenant has, built in or its own.</summary>
public partial class IndicatorsPage
{
    private IReadOnlyList<IndicatorDescription> _indicators = [];

    /// <summary>Only those with this in their name or definition.</summary>
    [SupplyParameterFromQuery(Name = "q")]
    public string? Query { get; set; }

    /// <inheritdoc/>
    protected override async Task LoadTenantAsync()
    {
        var answer = await Kpi.Scorecards.ListIndicatorsAsync(new ListIndicatorsRequest { Parent = Parent }, Call());
        var words = (Query ?? string.Empty).Split(' ', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        _indicators = [.. answer.Indicators
            .Where(indicator => Array.TrueForAll(words, word => Has(indicator.Id, word) || Has(indicator.Title, word) || Has(indicator.Definition, word)))
            .OrderBy(indicator => indicator.Title, StringComparer.OrdinalIgnoreCase)];
    }

    private static bool Has(string text, string word) => text.Contains(word, StringComparison.OrdinalIgnoreCase);
}
