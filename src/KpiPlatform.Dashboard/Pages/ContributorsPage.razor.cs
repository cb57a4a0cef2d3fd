using KpiPlatform.Dashboard.Hosting;
using KpiPlatform.Protocol.V1;
using Microsoft.AspNetCore.Components;

namespace KpiPlatform.Dashboard.Pages;

/// <summary>The customers behind an indicator's value: the lost ones behind a churn rate, detractors behind a net promoter score.</summary>
public partial class ContributorsPage
{
    private const int PageSize = 50;

    private static readonly (string Value, string Title)[] Parts =
    [
        ("", "everybody with a part in it"),
        (nameof(ContributorPart.Numerator), "those in the numerator"),
        (nameof(ContributorPart.DenominatorOnly), "those in the denominator only"),
        (nameof(ContributorPart.Denominator), "those in the denominator"),
        (nameof(ContributorPart.Negative), "those who pull it down"),
    ];

    private ListContributorsResponse? _answer;

    /// <summary>Catalogue id.</summary>
    [Parameter]
    public string IndicatorId { get; set; } = string.Empty;

    /// <summary>Name of a <see cref="ContributorPart"/>; null for everybody.</summary>
    [SupplyParameterFromQuery(Name = "part")]
    public string? Part { get; set; }

    /// <summary>The period; null for this month.</summary>
    [SupplyParameterFromQuery(Name = "period")]
    public string? Period { get; set; }

    /// <summary>As of when, local time of the tenant; null for now.</summary>
    [SupplyParameterFromQuery(Name = "as_of")]
    public string? AsOf { get; set; }

    /// <summary>Page token; empty for the first page.</summary>
    [SupplyParameterFromQuery(Name = "page")]
    public string? PageToken { get; set; }

    /// <inheritdoc/>
    protected override async Task LoadTenantAsync()
    {
        var request = new ListContributorsRequest
        {
            Parent = Parent,
            Indicator = IndicatorId,
            Period = Period is { Length: > 0 } ? Period : "this-month",
            Part = Enum.TryParse<ContributorPart>(Part, out var part) && Enum.IsDefined(part) ? part : ContributorPart.Unspecified,
            AsOfTime = Calendar.Read(AsOf),
            PageSize = PageSize,
            PageToken = PageToken ?? string.Empty,
        };
        _answer = await WaitForAsync(options => Kpi.Analysis.ListContributorsAsync(request, options));
    }

    private static string Plain(double? value) => value is { } number ? Numbers.Round(number, Math.Abs(number - Math.Round(number)) < 1e-9 ? 0 : 2) : Numbers.None;

    private string Here(string? page) =>
        Links.With(Links.Contributors(Tenant, IndicatorId), ("part", Part), ("period", Period), ("as_of", AsOf), ("page", page));
}
