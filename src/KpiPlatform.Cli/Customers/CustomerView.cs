using System.Globalization;
using System.Text.Json;
using Google.Protobuf.Reflection;
using KpiPlatform.Cli.Output;
using KpiPlatform.Cli.Wording;
using KpiPlatform.Protocol.V1;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace KpiPlatform.Cli.Customers;

/// <summary>How customers are shown.</summary>
internal static class CustomerView
{
    // A customer's own indicators, as the API lists them.
    private static readonly string[] Indicators =
        ["orders", "revenue", "average_purchase_value", "csat", "nps", "ces", "complaints", "open_tickets", "average_resolution_time"];

    // Fields that customers are ordered by, with the column that shows them; null for one that is there anyway, or that answers do not have.
    private static readonly Dictionary<string, TableColumn<Customer>?> Fields = new(StringComparer.Ordinal)
    {
        ["customer_id"] = null,
        ["orders"] = null,
        ["revenue"] = null,
        ["average_purchase_value"] = null,
        ["lifecycle"] = null,
        ["in_base"] = null,
        ["last_order_time"] = null,
        ["days_since_last_order"] = null,
        ["csat"] = null,
        ["nps"] = null,
        ["complaints_365_days"] = null,
        ["margin_365_days"] = null,
        ["complaints"] = Lifetime("Complaints", "complaints"),
        ["open_tickets"] = Lifetime("Open tickets", "open_tickets"),
        ["csat_rate"] = Lifetime("CSAT", "csat"),
        ["nps_score"] = Lifetime("NPS", "nps"),
        ["ces"] = Lifetime("CES", "ces"),
        ["average_resolution_time"] = Lifetime("Resolved in", "average_resolution_time"),
        ["acquire_time"] = new("Acquired", c => Cells.Date(c.AcquireTime)),
        ["days_since_acquired"] = new("Acquired", c => Cells.Date(c.AcquireTime)),
        ["first_order_time"] = new("First order", c => Cells.Date(c.FirstOrderTime)),
        ["last_interaction_time"] = new("Last interaction", c => Cells.Date(c.LastInteractionTime)),
        ["days_since_last_interaction"] = new("Last interaction", c => Cells.Date(c.LastInteractionTime)),
        ["rfm.recency"] = new("Recency", c => c.Rfm is { } rfm ? Cells.Count(rfm.Recency) : "", AlignRight: true),
        ["rfm.frequency"] = new("Frequency", c => c.Rfm is { } rfm ? Cells.Count(rfm.Frequency) : "", AlignRight: true),
        ["rfm.monetary"] = new("Monetary", c => c.Rfm is { } rfm ? Cells.Count(rfm.Monetary) : "", AlignRight: true),
        ["performance"] = new("Performance", c => c.Performance is { HasValue: true } score ? score.Value.ToString("0.#", CultureInfo.InvariantCulture) : "", AlignRight: true),
    };

    public static ResourceView<Customer> View { get; } = new(
        [
            new("Customer", c => Cells.Text(c.CustomerId)),
            new("Orders", c => ValueText.Format(Find(c, "orders")), AlignRight: true),
            new("Revenue", c => ValueText.Format(Find(c, "revenue")), AlignRight: true),
            new("Average", c => ValueText.Format(Find(c, "average_purchase_value")), AlignRight: true),
            new("Last order", c => Cells.Date(c.LastOrderTime)),
            new("In base", c => c.InBase ? "yes" : "no"),
            new("Stage", c => Stage(c)),
        ],
        [
            new("customer_id", c => c.CustomerId),
            new("version", c => c.Version),
            new("in_base", c => c.InBase),
            new("lifecycle", c => Stage(c)),
            new("performance", c => c.Performance is { HasValue: true } performance ? performance.Value : null),
            new("recency", c => c.Rfm?.Recency),
            new("frequency", c => c.Rfm?.Frequency),
            new("monetary", c => c.Rfm?.Monetary),
            new("acquire_time", c => c.AcquireTime),
            new("first_order_time", c => c.FirstOrderTime),
            new("last_order_time", c => c.LastOrderTime),
            new("last_interaction_time", c => c.LastInteractionTime),
            .. Indicators.Select(id => new CsvColumn<Customer>(id, c => Find(c, id) is { HasValue: true } value ? value.Value : null)),
            new("attributes", c => c.Attributes.Count == 0 ? null : JsonSerializer.Serialize(new SortedDictionary<string, string>(c.Attributes, StringComparer.Ordinal))),
        ]);

    /// <summary>How a list is shown that has indicators of each customer over a period.</summary>
    /// <param name="indicators">Those asked for.</param>
    /// <param name="orderBy">What it is ordered by: a field or an indicator, which the list shows then, too.</param>
    public static ResourceView<Customer> ListView(IReadOnlyList<string> indicators, string? orderBy)
    {
        const string Prefix = "indicator:";
        var order = orderBy?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var first, ..] ? first : string.Empty;

        // With or without its prefix: an id that is no field names an indicator. Fields that every list shows have their column already.
        var ordering = order.StartsWith(Prefix, StringComparison.Ordinal) ? order[Prefix.Length..] : order.Length == 0 || Fields.ContainsKey(order) ? null : order;
        var ids = indicators.Concat(ordering is null ? [] : [ordering]).Distinct(StringComparer.Ordinal).ToList();
        TableColumn<Customer>[] own = order.Length > 0 && Fields.GetValueOrDefault(order) is { } column ? [column] : [];
        return new(
            [.. View.Table, .. own, .. ids.Select(id => new TableColumn<Customer>(TextSafety.OneLine(id), c => ValueText.Format(OfPeriod(c, id)), AlignRight: true))],
            [.. View.Csv, .. ids.Select(id => new CsvColumn<Customer>($"period_{id}", c => OfPeriod(c, id) is { HasValue: true } value ? value.Value : null))]);
    }

    /// <summary>One customer with its attributes and indicators.</summary>
    public static IRenderable Details(Customer customer) => Details(customer, null);

    /// <summary>The same, of a customer that was asked for by an id, which may be that of one who is folded into it.</summary>
    public static IRenderable Details(Customer customer, string? asked)
    {
        var facts = new List<(string, string)>
        {
            ("Customer", Cells.Text(customer.CustomerId)),
            ("In base", customer.InBase ? "yes" : "no"),
            ("Stage", Stage(customer)),
            ("Performance", customer.Performance is { HasValue: true } performance ? performance.Value.ToString("0.#", CultureInfo.InvariantCulture) : ""),
            ("RFM", customer.Rfm is { } rfm ? $"{rfm.Recency} {rfm.Frequency} {rfm.Monetary}" : ""),
            ("Interactions", Cells.Count(customer.Version)),
            ("Acquired", Cells.Time(customer.AcquireTime)),
            ("First order", Cells.Time(customer.FirstOrderTime)),
            ("Last order", Cells.Time(customer.LastOrderTime)),
            ("Last interaction", Cells.Time(customer.LastInteractionTime)),
        };
        if (customer.Survivor.Length > 0)
            facts.Insert(0, (asked is null ? "Folded" : TextSafety.OneLine(asked), $"folded into {Cells.Text(customer.CustomerId)}"));
        if (customer.FoldedCustomers.Count > 0)
            facts.Add(("Folded into it", string.Join(", ", customer.FoldedCustomers.Select(name => Cells.Text(Uri.UnescapeDataString(name[(name.LastIndexOf('/') + 1)..]))))));
        facts.AddRange(customer.Attributes
            .OrderBy(a => a.Key, StringComparer.Ordinal)
            .Select(a => (TextSafety.OneLine(a.Key), Cells.Text(a.Value))));
        var indicators = Tables.Build(
            [
                new TableColumn<IndicatorValue>("Indicator", v => Cells.Text(v.Indicator)),
                new("Value", ValueText.Format, AlignRight: true),
                new("n", v => Cells.Count(v.SampleSize), AlignRight: true),
                new("Why no value", v => v.NoValueReason.Length == 0 ? "" : Cells.Text(v.NoValueReason)),
            ],
            customer.Indicators);
        return new Rows(Tables.Pairs(facts), indicators);
    }

    private static string Stage(Customer customer) =>
        CustomerServiceReflection.Descriptor.FindTypeByName<EnumDescriptor>("LifecycleStage").FindValueByNumber((int)customer.Lifecycle) is { Number: not 0 } value
            ? EnumText.ShortName(value)
            : "";

    private static TableColumn<Customer> Lifetime(string title, string indicator) => new(title, c => ValueText.Format(Find(c, indicator)), AlignRight: true);

    private static IndicatorValue? Find(Customer customer, string indicator) =>
        customer.Indicators.FirstOrDefault(v => v.Indicator == indicator);

    private static IndicatorValue? OfPeriod(Customer customer, string id) => customer.PeriodIndicators.FirstOrDefault(value => string.Equals(value.Indicator, id, StringComparison.Ordinal));
}
