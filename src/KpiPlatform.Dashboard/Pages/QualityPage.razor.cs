using System.Globalization;
using KpiPlatform.Dashboard.Errors;
using KpiPlatform.Protocol.V1;
using Microsoft.AspNetCore.Components;

namespace KpiPlatform.Dashboard.Pages;

/// <summary>What a tenant's services send, and what of it was refused.</summary>
public partial class QualityPage
{
    private const int DaysShown = 7;
    private const int PageSize = 50;
    private DataQuality? _quality;
    private IReadOnlyList<StoredRejection> _rejections = [];
    private Failure? _rejectionsFailure;
    private string _next = string.Empty;

    /// <summary>First local date; null for a week ago.</summary>
    [SupplyParameterFromQuery(Name = "from")]
    public string? From { get; set; }

    /// <summary>Page token of rejected interactions; empty for the first page.</summary>
    [SupplyParameterFromQuery(Name = "page")]
    public string? PageToken { get; set; }

    private string FromOrDefault => string.IsNullOrEmpty(From)
        ? Calendar.Today(Time).PlusDays(1 - DaysShown).ToString("uuuu-MM-dd", CultureInfo.InvariantCulture)
        : From;

    /// <inheritdoc/>
    protected override async Task LoadTenantAsync()
    {
        _quality = await Kpi.Interactions.GetDataQualityAsync(new GetDataQualityRequest { Parent = Parent, StartDate = FromOrDefault }, Call());
        _rejectionsFailure = await TryAsync(async () =>
        {
            var request = new ListRejectedInteractionsRequest { Parent = Parent, PageSize = PageSize, PageToken = PageToken ?? string.Empty };
            var answer = await Kpi.Interactions.ListRejectedInteractionsAsync(request, Call());
            (_rejections, _next) = (answer.Rejections, answer.NextPageToken);
        });
    }
}
