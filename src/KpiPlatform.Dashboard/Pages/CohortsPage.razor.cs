using System.Globalization;
using KpiPlatform.Protocol.V1;
using Microsoft.AspNetCore.Components;

namespace KpiPlatform.Dashboard.Pages;

/// <summary>Cohorts as a heat map: a table with numbers, shaded.</summary>
public partial class CohortsPage
{
    private const int ColumnsMax = 25;
    private const int MonthsShown = 12;
    private const int Shades = 7;
    private IReadOnlyList<Cohort> _cohorts = [];

    /// <summary>Local date in the first cohort's month; null for a year ago.</summary>
    [SupplyParameterFromQuery(Name = "from")]
    public string? From { get; set; }

    /// <summary>"acquisition", else the first purchase.</summary>
    [SupplyParameterFromQuery(Name = "start")]
    public string? Start { get; set; }

    /// <summary>Id of a dimension to tell cohorts apart by; empty for none.</summary>
    [SupplyParameterFromQuery(Name = "dimension")]
    public string? Dimension { get; set; }

    /// <summary>As of when, local time of the tenant; null for now.</summary>
    [SupplyParameterFromQuery(Name = "as_of")]
    public string? AsOf { get; set; }

    private string FromOrDefault => string.IsNullOrEmpty(From)
        ? Calendar.Today(Time).PlusMonths(-MonthsShown).ToString("uuuu-MM-dd", CultureInfo.InvariantCulture)
        : From;

    /// <inheritdoc/>
    protected override async Task LoadTenantAsync()
    {
        var request = new QueryCohortsRequest
        {
            Parent = Parent,
            StartDate = FromOrDefault,
            AsOfTime = Calendar.Read(AsOf),
            CohortStart = Start == "acquisition" ? CohortStart.Acquisition : CohortStart.Unspecified,
            Dimension = Dimension ?? string.Empty,
        };
        _cohorts = (await Kpi.Analysis.QueryCohortsAsync(request, Kpi.LongCall(Aborted))).Cohorts;
    }

    /// <summary>0 for nothing, 7 for everybody; steps are narrow where most shares are: 2, 8, 18, 33, 51, 73 and 100 %.</summary>
    private static int Shade(CohortMonth month) => month.HasPercent ? (int)Math.Ceiling(Math.Sqrt(Math.Clamp(month.Percent, 0, 100) / 100) * Shades) : 0;
}
