using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using KpiPlatform.Dashboard.Hosting;
using KpiPlatform.Protocol.V1;
using Microsoft.AspNetCore.Components;
using NodaTime;
using NodaTime.Text;

namespace KpiPlatform.Dashboard.Pages;

/// <summary>
/// A customer: how it stands, and what happened. Its id is in the query rather than in the path, because it may hold any character, and servers
/// and proxies have their own ideas of slashes in paths.
/// </summary>
public partial class CustomerPage
{
    // The platform lists the oldest first, so that what happened last is found by time: a stretch of it, turned round.
    private const int DaysShown = 120;
    private const int InteractionsMax = 500;
    private Customer? _customer;
    private IReadOnlyList<RecordedInteraction> _interactions = [];
    private string _from = string.Empty;
    private string _until = string.Empty;
    private string _earlier = string.Empty;

    /// <summary>The tenant's own id of the customer.</summary>
    [SupplyParameterFromQuery(Name = "id")]
    public string? CustomerId { get; set; }

    /// <summary>Last local date of the timeline; null for that of the last interaction.</summary>
    [SupplyParameterFromQuery(Name = "until")]
    public string? Until { get; set; }

    private string CustomerName => Links.CustomerName(Tenant, CustomerId ?? string.Empty);

    /// <inheritdoc/>
    protected override async Task LoadTenantAsync()
    {
        _customer = await Kpi.Customers.GetCustomerAsync(new GetCustomerRequest { Name = CustomerName }, Call());
        var last = Until is { Length: > 0 }
            ? LocalDatePattern.Iso.Parse(Until) is { Success: true, Value: var date } ? date : throw new FormatException($"\"{Until}\" is no date. Write 2026-03-05.")
            : _customer.LastInteractionTime is { } time ? Calendar.DateOf(time) : Calendar.Today(Time);
        var first = last.PlusDays(1 - DaysShown);
        (_from, _until, _earlier) = (Text(first), Text(last), Text(first.PlusDays(-1)));

        // A stretch with more than one page is read from its start; what is beyond the bound is what happened last, so it is read on.
        var found = new Queue<RecordedInteraction>();
        var request = new ListInteractionsRequest { Parent = CustomerName, StartTime = Midnight(first), EndTime = Midnight(last.PlusDays(1)), PageSize = InteractionsMax };
        do
        {
            var page = await Kpi.Interactions.ListInteractionsAsync(request, Call());
            foreach (var interaction in page.Interactions)
            {
                found.Enqueue(interaction);
                if (found.Count > InteractionsMax)
                    found.Dequeue();
            }

            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        _interactions = [.. found.Reverse()];
        if (found.Count == InteractionsMax)
            _earlier = Text(Calendar.DateOf(found.Peek().Interaction.OccurTime));
    }

    private static string Text(LocalDate date) => date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);

    private Timestamp Midnight(LocalDate date) => Calendar.Read(Text(date) + "T00:00")!;
}
