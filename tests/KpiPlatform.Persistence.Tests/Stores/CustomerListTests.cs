using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Segments.Filters;
using KpiPlatform.Persistence.Tests.Fixtures;
using KpiPlatform.Testing.Journal;
using NodaTime;
using Shouldly;
using Xunit;

namespace KpiPlatform.Persistence.Tests.Stores;

/// <summary>Lists of customers against the same filter and order computed in memory.</summary>
public abstract class CustomerListTests(StorageProvider provider) : StorageTests(provider)
{
    private const long StepTicks = 10_000_030;

    // In the middle of the times that customers have.
    private static readonly LifecycleBounds Bounds = new(
        JournalAppends.DefaultOccurrence + Duration.FromTicks(2 * StepTicks),
        JournalAppends.DefaultOccurrence + Duration.FromTicks(1 * StepTicks),
        JournalAppends.DefaultOccurrence + Duration.FromTicks(1 * StepTicks),
        JournalAppends.DefaultOccurrence + Duration.FromTicks(4 * StepTicks));

    private readonly List<ListedCustomer> _customers = [];
    private PersistenceModule _module = null!;
    private TenantNumber _tenant;

    [SkippableFact]
    public async Task ListAsync_ByEveryFieldInBothDirections_PagesThroughAllWithoutAValueLast()
    {
        await FillAsync();
        foreach (var field in Enum.GetValues<CustomerField>().Where(CustomerFields.IsIndexed))
        {
            foreach (var descending in (bool[])[false, true])
            {
                foreach (var pageSize in (int[])[1, 4, 1_000])
                {
                    var listed = await PagesAsync(new(_tenant, CustomerFilter.Everybody, field, descending, null, pageSize));

                    listed.ShouldBe(Ordered(_customers, field, descending).Select(customer => customer.CustomerId.Value), $"{field} {descending} {pageSize}");
                }
            }
        }
    }

    [SkippableFact]
    public async Task ListAsync_WithEveryComparisonOfEveryField_GivesThoseThatMeetIt()
    {
        await FillAsync();
        foreach (var field in Enum.GetValues<CustomerField>().Where(field => CustomerFields.IsIndexed(field) && field != CustomerField.CustomerId))
        {
            var bound = _customers.Select(customer => ValueOf(customer, field)).OfType<double>().Order().ElementAt(3);
            foreach (var comparison in Enum.GetValues<Comparison>().Where(comparison => comparison != Comparison.StartsWith))
            {
                var condition = new CustomerCondition(field, comparison, bound, null);

                var listed = await PagesAsync(new(_tenant, new ConditionFilter(condition), CustomerField.CustomerId, false, null, 5));

                listed.ShouldBe(
                    Ordered(_customers.Where(customer => Meets(ValueOf(customer, field), comparison, bound)), CustomerField.CustomerId, false)
                        .Select(customer => customer.CustomerId.Value),
                    $"{field} {comparison} {bound}");
            }
        }
    }

    [SkippableFact]
    public async Task ListAsync_ByIdAndOtherConditions_GivesThoseThatMeetAll()
    {
        await FillAsync();
        CustomerCondition[] conditions = [new(CustomerField.CustomerId, Comparison.StartsWith, 0, "c1"), new(CustomerField.Orders, Comparison.GreaterOrEqual, 1, null)];

        var listed = await PagesAsync(new(_tenant, new AllOfFilter([.. conditions.Select(one => new ConditionFilter(one))]), CustomerField.Revenue, true, null, 2));

        listed.ShouldBe(Ordered(
            _customers.Where(customer => customer.CustomerId.Value.StartsWith("c1", StringComparison.Ordinal) && customer.Entry.Orders >= 1),
            CustomerField.Revenue,
            true).Select(customer => customer.CustomerId.Value));
        listed.ShouldNotBeEmpty();
        (await PagesAsync(new(_tenant, new ConditionFilter(new(CustomerField.CustomerId, Comparison.Equal, 0, "c1")), CustomerField.CustomerId, false, null, 2))).ShouldBe(["c1"]);
        (await PagesAsync(new(_tenant, new ConditionFilter(new(CustomerField.CustomerId, Comparison.Greater, 0, "c")), CustomerField.CustomerId, true, null, 2)))
            .ShouldBe(_customers.Select(customer => customer.CustomerId.Value).Where(id => string.CompareOrdinal(id, "c") > 0).OrderByDescending(id => id, StringComparer.Ordinal));
        (await PagesAsync(new(_tenant, new ConditionFilter(new(CustomerField.CustomerId, Comparison.StartsWith, 0, "%")), CustomerField.CustomerId, false, null, 2))).ShouldBe(["%_"]);
    }

    [SkippableFact]
    public async Task ListAsync_RandomFilters_GivesThoseThatMeetThem()
    {
        await FillAsync();
        for (var seed = 0; seed < 200; seed++)
        {
            var filter = RandomFilter(new Random(seed), depth: 3);

            var listed = await PagesAsync(new(_tenant, filter, CustomerField.CustomerId, false, null, 7));

            listed.ShouldBe(
                Ordered(_customers.Where(customer => filter.Holds(condition => Meets(ValueOf(customer, condition.Field), condition.Comparison, condition.Number))), CustomerField.CustomerId, false)
                    .Select(customer => customer.CustomerId.Value),
                $"seed {seed}: {filter}");
        }
    }

    private CustomerFilter RandomFilter(Random random, int depth)
    {
        if (depth > 0 && random.Next(4) > 0)
        {
            List<CustomerFilter> parts = [.. Enumerable.Range(0, random.Next(0, 4)).Select(_ => RandomFilter(random, depth - 1))];
            return random.Next(3) switch { 0 => new AllOfFilter(parts), 1 => new AnyOfFilter(parts), _ => new NotFilter(RandomFilter(random, depth - 1)) };
        }

        var fields = Enum.GetValues<CustomerField>().Where(field => CustomerFields.IsIndexed(field) && field != CustomerField.CustomerId).ToList();
        var comparisons = Enum.GetValues<Comparison>().Where(comparison => comparison != Comparison.StartsWith).ToList();
        var field = fields[random.Next(fields.Count)];
        var values = _customers.Select(customer => ValueOf(customer, field)).OfType<double>().ToList();
        return new ConditionFilter(new(field, comparisons[random.Next(comparisons.Count)], values[random.Next(values.Count)], null));
    }

    private static double? ValueOf(ListedCustomer customer, CustomerField field)
    {
        static double? Micros(Instant? time) => time is { } value ? value.ToUnixTimeTicks() / 10 : null;
        var entry = customer.Entry;
        return field switch
        {
            CustomerField.Orders => entry.Orders,
            CustomerField.Revenue => entry.RevenueMinor,
            CustomerField.AveragePurchaseValue => entry.Orders == 0 ? null : (double)entry.RevenueMinor / entry.Orders,
            CustomerField.Complaints => entry.Complaints,
            CustomerField.OpenTickets => entry.OpenTickets,
            CustomerField.Csat => entry.Csat,
            CustomerField.Nps => entry.Nps,
            CustomerField.AcquireTime => Micros(entry.AcquiredAt),
            CustomerField.FirstOrderTime => Micros(entry.FirstOrderAt),
            CustomerField.LastOrderTime => Micros(entry.LastOrderAt),
            CustomerField.LastInteractionTime => Micros(entry.LastInteractionAt),
            CustomerField.Lifecycle => (int)Bounds.StageOf(entry.AcquiredAt, entry.BaseUntil, entry.ReturnedAt, entry.Orders),
            CustomerField.InBase => entry.BaseUntil is { } until && until > Bounds.Now ? 1 : 0,
            _ => null,
        };
    }

    private static bool Meets(double? value, Comparison comparison, double bound) => comparison switch
    {
        Comparison.Equal => value == bound,
        Comparison.NotEqual => value != bound,
        Comparison.Less => value < bound,
        Comparison.LessOrEqual => value <= bound,
        Comparison.Greater => value > bound,
        Comparison.Present => value is not null,
        _ => value >= bound,
    };

    private static IEnumerable<ListedCustomer> Ordered(IEnumerable<ListedCustomer> customers, CustomerField field, bool descending)
    {
        if (field == CustomerField.CustomerId)
        {
            var byId = customers.OrderBy(customer => customer.CustomerId.Value, StringComparer.Ordinal);
            return descending ? byId.Reverse() : byId;
        }

        return customers
            .OrderBy(customer => ValueOf(customer, field) is null)
            .ThenBy(customer => descending ? -ValueOf(customer, field) : ValueOf(customer, field))
            .ThenBy(customer => customer.CustomerId.Value, StringComparer.Ordinal);
    }

    private async Task<List<string>> PagesAsync(CustomerQuery query)
    {
        List<string> seen = [];
        query = query with { Lifecycle = Bounds };
        while (true)
        {
            var page = await _module.Index.ListAsync(query, CancellationToken.None);
            page.Count.ShouldBeLessThanOrEqualTo(query.Limit);
            seen.AddRange(page.Select(customer => customer.CustomerId.Value));
            if (page.Count < query.Limit)
                return seen;
            query = query with { After = new(ValueOf(page[^1], query.OrderBy), page[^1].CustomerId.Value) };
        }
    }

    private async Task FillAsync()
    {
        _module = await StartModuleAsync();
        var random = new Random(20260115);
        Instant? Time() => random.Next(3) == 0 ? null : JournalAppends.DefaultOccurrence + Duration.FromTicks(random.Next(6) * StepTicks);
        string[] ids = [.. Enumerable.Range(0, 20).Select(i => $"c{i}"), "C1", "ä", "%_", "\U0001F600"];
        foreach (var id in ids)
        {
            (_tenant, var customerId, var customer) = await AddCustomerAsync(_module, id);
            var entry = new CustomerIndexEntry
            {
                Tenant = _tenant,
                Customer = customer,
                Version = 1,
                Orders = random.Next(4),
                RevenueMinor = random.Next(-300, 300),
                Complaints = random.Next(3),
                OpenTickets = random.Next(3),
                Csat = random.Next(3) == 0 ? null : random.Next(1, 6),
                Nps = random.Next(3) == 0 ? null : random.Next(11),
                AcquiredAt = Time(),
                FirstOrderAt = Time(),
                LastOrderAt = Time(),
                LastInteractionAt = Time(),
                BaseUntil = random.Next(8) == 0 ? CustomerIndexEntry.Forever : Time(),
                ReturnedAt = Time(),
            };
            await _module.Index.UpsertAsync([entry], new(_module.CurrentWriter, 1), CancellationToken.None);
            _customers.Add(new(customerId, entry));
        }

        var self = _module.Writer.AllocateCustomer();
        await _module.Writer.AppendAsync(JournalAppends.Of(_tenant, self, newCustomerId: CustomerId.TenantFacts));
        var (other, _, foreign) = await AddCustomerAsync(_module, "foreign", tenant: "other");
        await _module.Index.UpsertAsync(
            [new() { Tenant = _tenant, Customer = self, Version = 1 }, new() { Tenant = other, Customer = foreign, Version = 1 }],
            new(_module.CurrentWriter, 1),
            CancellationToken.None);
    }
}
