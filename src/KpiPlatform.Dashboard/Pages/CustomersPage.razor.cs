using KpiPlatform.Dashboard.Hosting;
using KpiPlatform.Protocol.V1;
using Microsoft.AspNetCore.Components;

namespace KpiPlatform.Dashboard.Pages;

/// <summary>A tenant's customers, filtered and ordered.</summary>
public partial class CustomersPage
{
    private const int PageSize = 50;

    private static readonly (string Value, string Title)[] Orders =
    [
        ("", "by id"),
        ("revenue desc", "most revenue first"),
        ("orders desc", "most orders first"),
        ("average_purchase_value desc", "largest purchases first"),
        ("last_interaction_time desc", "latest interaction first"),
        ("last_order_time", "longest without order first"),
        ("complaints desc", "most complaints first"),
        ("open_tickets desc", "most open tickets first"),
        ("csat", "least satisfied first"),
        ("nps", "least loyal first"),
    ];

    private IReadOnlyList<Customer> _customers = [];
    private string _next = string.Empty;

    /// <summary>Conditions as the contract has them; null for all.</summary>
    [SupplyParameterFromQuery(Name = "filter")]
    public string? Filter { get; set; }

    /// <summary>Field to order by; null for the id.</summary>
    [SupplyParameterFromQuery(Name = "order")]
    public string? Order { get; set; }

    /// <summary>Name of a <see cref="LifecycleStage"/>; null for all.</summary>
    [SupplyParameterFromQuery(Name = "lifecycle")]
    public string? Lifecycle { get; set; }

    /// <summary>Id of a segment; null for all.</summary>
    [SupplyParameterFromQuery(Name = "segment")]
    public string? Segment { get; set; }

    /// <summary>Page token; empty for the first page.</summary>
    [SupplyParameterFromQuery(Name = "page")]
    public string? PageToken { get; set; }

    private static IEnumerable<LifecycleStage> Stages => Enum.GetValues<LifecycleStage>().Where(stage => stage != LifecycleStage.Unspecified);

    private LifecycleStage Stage => Enum.TryParse<LifecycleStage>(Lifecycle, out var stage) && Enum.IsDefined(stage) ? stage : LifecycleStage.Unspecified;

    /// <summary>What was typed, and the stage that was chosen.</summary>
    private string WholeFilter => (Filter?.Trim() ?? string.Empty, Stage) switch
    {
        (var typed, LifecycleStage.Unspecified) => typed,
        ("", var stage) => StageIs(stage),
        (var typed, var stage) => $"({typed}) AND {StageIs(stage)}",
    };

    private bool IsFiltered => WholeFilter.Length > 0 || !string.IsNullOrEmpty(Segment);

    /// <inheritdoc/>
    protected override async Task LoadTenantAsync()
    {
        var request = new ListCustomersRequest
        {
            Parent = Parent,
            Filter = WholeFilter,
            OrderBy = Order ?? string.Empty,
            Segment = Segment ?? string.Empty,
            PageSize = PageSize,
            PageToken = PageToken ?? string.Empty,
        };
        var answer = await Kpi.Customers.ListCustomersAsync(request, Call());
        _customers = answer.Customers;
        _next = answer.NextPageToken;
    }

    private static string StageIs(LifecycleStage stage) => $"lifecycle = \"{stage.ToString().ToLowerInvariant()}\"";

    private static string Value(Customer customer, string indicator) => Numbers.Format(customer.Indicators.FirstOrDefault(value => value.Indicator == indicator));

    private string Here(string? page) => Links.Customers(Tenant, ("filter", Filter), ("lifecycle", Lifecycle), ("order", Order), ("segment", Segment), ("page", page));
}
