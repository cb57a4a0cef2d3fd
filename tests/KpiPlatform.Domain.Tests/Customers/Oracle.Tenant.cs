using KpiPlatform.Domain.Interactions;
using NodaTime;

namespace KpiPlatform.Domain.Tests.Customers;

/// <content>Recurring revenue, journeys, experiments, systems, the target segment, regions.</content>
internal sealed partial class Oracle
{
    private void AddRecurring(SortedDictionary<string, long> numbers, LocalDate from, LocalDate to)
    {
        var (before, after) = (Recurring(from), Recurring(to));
        numbers["recurring"] = after;
        numbers["recurring of new"] = before == 0 ? after : 0;
        numbers["recurring expansion"] = before > 0 ? Math.Max(0, after - before) : 0;
        numbers["recurring churned"] = before > 0 && after == 0 ? before : 0;
    }

    private void AddPassages(SortedDictionary<string, long> numbers, LocalDate from, LocalDate to)
    {
        var steps = In<JourneyStep>(LocalDate.MinIsoValue, LocalDate.MaxIsoValue)
            .Where(e => _settings.Journeys.Any(journey => journey.Id == ((JourneyStep)e.Facts).Journey))
            .GroupBy(e => (JourneyStep)e.Facts)
            .Select(entries => entries.First())
            .Where(e => from <= e.Date && e.Date < to)
            .ToList();
        numbers["journey entered"] = steps.Count;
        numbers["journey completed"] = steps.Count(e =>
        {
            var entered = (JourneyStep)e.Facts;
            var journey = _settings.Journeys.Single(journey => journey.Id == entered.Journey);
            var next = journey.Steps.SkipWhile(step => step != entered.Step).Skip(1).FirstOrDefault();
            return next is not null && _events.Any(later => later.Place > e.Place && later.Facts.Equals(entered with { Step = next }) && later.At <= PlusDays(e.At, journey.WindowDays));
        });

        var arms = All<ExperimentAssigned>().GroupBy(e => ((ExperimentAssigned)e.Facts).Experiment, StringComparer.Ordinal).Select(group => group.First())
            .Where(e => from <= e.Date && e.Date < to)
            .ToList();
        numbers["controls"] = arms.Count(e => ((ExperimentAssigned)e.Facts).Arm == "control");
        numbers["treated"] = arms.Count - numbers["controls"];
        numbers["treated converted"] = arms.Count(e => ((ExperimentAssigned)e.Facts).Arm != "control" && All<Purchase>().Any(order => order.Place > e.Place));
    }

    private void AddProfile(SortedDictionary<string, long> numbers, LocalDate to)
    {
        var records = _events.Where(e => e.Facts is SourceRecord && e.Date < to).GroupBy(e => ((SourceRecord)e.Facts).System, StringComparer.Ordinal)
            .Select(system => ((SourceRecord)system.Last().Facts).Digest)
            .ToList();
        numbers["several systems"] = One(records.Count >= 2);
        numbers["agreeing systems"] = One(records.Count >= 2 && records.Distinct(StringComparer.Ordinal).Count() == 1);

        var region = string.Empty;
        foreach (var e in _events.Where(e => e.Date < to))
        {
            var attributes = e.Facts switch
            {
                CustomerRegistered registered => registered.Attributes,
                ProfileUpdated updated => updated.Attributes,
                _ => [],
            };
            region = attributes.Where(attribute => attribute.Key == "region").Select(attribute => attribute.Value).LastOrDefault(region);
        }

        numbers["target in base"] = One(InBase(to) && _settings.TargetSegment?.Values.Contains(region) == true);
        numbers["in a region"] = One(InBase(to) && _settings.Dimensions.Any(dimension => dimension.Id == "region" && dimension.Values.Contains(region)));
    }

    /// <summary>What runs at the start of a day, a month: in 336ths of a minor unit.</summary>
    private long Recurring(LocalDate date)
    {
        var at = StartOf(date);
        long sum = 0;
        var open = new Dictionary<string, List<(Instant From, long Amount)>>(StringComparer.Ordinal);
        foreach (var e in _events)
        {
            switch (e.Facts)
            {
                case SubscriptionStarted started:
                    open.TryAdd(started.Subscription, [(started.EffectiveAt, started.RecurringMinor * Parts(started.Interval))]);
                    break;
                case SubscriptionChanged changed when open.TryGetValue(changed.Subscription, out var amounts):
                    amounts.Add((Instant.Max(changed.EffectiveAt, amounts[0].From), changed.RecurringMinor * Parts(changed.Interval)));
                    break;
                case SubscriptionCancelled cancelled when open.Remove(cancelled.Subscription, out var amounts):
                    if (cancelled.EffectiveAt > amounts[0].From && cancelled.EffectiveAt >= at)
                        sum += AmountAt(amounts, at);
                    break;
            }
        }

        return sum + open.Values.Sum(amounts => AmountAt(amounts, at));

        static long AmountAt(List<(Instant From, long Amount)> amounts, Instant at) =>
            amounts.Where(amount => amount.From < at).OrderBy(amount => amount.From).Select(amount => amount.Amount).LastOrDefault();

        static long Parts(BillingInterval interval) => interval switch
        {
            BillingInterval.Week => 1_461,
            BillingInterval.Quarter => 112,
            BillingInterval.Year => 28,
            _ => 336,
        };
    }
}
