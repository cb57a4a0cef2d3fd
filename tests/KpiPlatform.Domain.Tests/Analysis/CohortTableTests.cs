using KpiPlatform.Domain.Analysis;
using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Testing.Interactions;
using NodaTime;

namespace KpiPlatform.Domain.Tests.Analysis;

/// <summary>The tenant's clock is that of Berlin.</summary>
public sealed class CohortTableTests
{
    private static readonly FoldContext Context = new(InteractionGenerator.Definition);
    private static readonly int January = MonthOf(2026, 1);

    /// <summary>
    /// Three customers of January 2026, steps of 30 days, looked at on 2026-03-20:
    /// a from 1 Jan: again on 20 Jan (step 0) and 5 Mar (63 days: step 2, not over before 1 Apr);
    /// b from 10 Jan: again on 20 Feb (41 days: step 1);
    /// c from 31 Jan: nothing; its step 1 is over on 1 Apr.
    /// Step 0 is over for all: 1 of 3. Step 1 (a until 2 Mar, b until 11 Mar) for two: 1 of 2, partial. Step 2 is over for nobody.
    /// </summary>
    [Fact]
    public void RollingSteps_ByHand_CountTheMaturedOnly()
    {
        var table = Table(30, At(3, 20), Bought(At(1, 1), At(1, 20), At(3, 5)), Bought(At(1, 10), At(2, 20)), Bought(At(1, 31)));

        table.CustomersOf(DimensionValue.Whole, January).ShouldBe(3);
        table.CellsOf(DimensionValue.Whole, January).ShouldBe([new(0, 1, 3, Partial: false), new(1, 1, 2, Partial: true)]);
        table.CellsOf(DimensionValue.Whole, January)[1].Percent.ShouldBe(50);
    }

    /// <summary>A step holds its last instant, local time: 30 days after 10 March 12:00 in Berlin is 9 April 12:00, an hour less after the clocks changed.</summary>
    [Fact]
    public void RollingSteps_Ends_AreThoseOfTheLocalClock()
    {
        var start = Instant.FromUtc(2026, 3, 10, 11, 0);
        var end = Instant.FromUtc(2026, 4, 9, 10, 0);
        Table(30, end + Duration.FromDays(40), Bought(start, end)).CellsOf(DimensionValue.Whole, MonthOf(2026, 3)).Select(cell => cell.Customers).ShouldBe([1, 0]);
        Table(30, end + Duration.FromDays(40), Bought(start, end + Duration.FromSeconds(1))).CellsOf(DimensionValue.Whole, MonthOf(2026, 3)).Select(cell => cell.Customers).ShouldBe([0, 1]);

        // It is over only after its last instant.
        Table(30, end, Bought(start)).CellsOf(DimensionValue.Whole, MonthOf(2026, 3)).ShouldBeEmpty();
        Table(30, end + Duration.FromSeconds(1), Bought(start)).CellsOf(DimensionValue.Whole, MonthOf(2026, 3)).Count.ShouldBe(1);
    }

    /// <summary>By calendar month a cohort of first orders has everybody in month 0; February has b, March, which runs, a.</summary>
    [Fact]
    public void CalendarMonths_ByHand_HaveTheirJoiningOrderInMonthZero()
    {
        var table = Table(0, At(3, 20), Bought(At(1, 1), At(1, 20), At(3, 5)), Bought(At(1, 10), At(2, 20)), Bought(At(1, 31)));
        table.CellsOf(DimensionValue.Whole, January).ShouldBe([new(0, 3, 3, Partial: false), new(1, 1, 3, Partial: false), new(2, 1, 3, Partial: true)]);
    }

    /// <summary>Acquired by a subscription on 5 January, signed on the 3rd, ordered on the 9th: the order is one of its days, whereas by first order it joins with it.</summary>
    [Fact]
    public void Acquisition_BySubscription_StartsTheClockWhenItTakesEffect()
    {
        List<EncodedInteraction> rows =
        [
            Rows.Of("s", At(1, 3), new SubscriptionStarted { Subscription = "s", RecurringMinor = 500, Interval = BillingInterval.Month, EffectiveAt = At(1, 5) }),
            Rows.Purchase("o", At(1, 9)),
        ];
        var acquired = Member(rows, CohortStart.Acquisition)!;
        (acquired.Start, acquired.Orders.Count).ShouldBe((At(1, 5), 1));
        var bought = Member(rows, CohortStart.FirstPurchase)!;
        (bought.Start, bought.Orders.Count).ShouldBe((At(1, 9), 0));

        // A subscription that takes effect only after an order acquires nobody.
        rows[0] = Rows.Of("s", At(1, 3), new SubscriptionStarted { Subscription = "s", RecurringMinor = 500, Interval = BillingInterval.Month, EffectiveAt = At(2, 1) });
        Member(rows, CohortStart.Acquisition)!.Start.ShouldBe(At(1, 9));
        Member([rows[0]], CohortStart.FirstPurchase).ShouldBeNull();
    }

    /// <summary>
    /// a joins with an order on 2 January and orders again in February; b with a subscription on 5 January, and orders in February alone. Both joined in
    /// January; one of two ordered in it, both in February. In rolling steps of 10 days neither has ordered again by the end of January.
    /// </summary>
    [Fact]
    public void Acquisition_ByAnOrder_IsAnOrderOfItsMonth()
    {
        var a = Member([Rows.Purchase("o1", At(1, 2)), Rows.Purchase("o2", At(2, 9))], CohortStart.Acquisition)!;
        var b = Member(
            [
                Rows.Of("s", At(1, 5), new SubscriptionStarted { Subscription = "s", RecurringMinor = 500, Interval = BillingInterval.Month, EffectiveAt = At(1, 5) }),
                Rows.Purchase("o3", At(2, 9)),
            ],
            CohortStart.Acquisition)!;

        Table(0, At(3, 20), a, b).CellsOf(DimensionValue.Whole, January).ShouldBe([new(0, 1, 2, Partial: false), new(1, 2, 2, Partial: false), new(2, 0, 2, Partial: true)]);
        Table(10, At(1, 20), a, b).CellsOf(DimensionValue.Whole, January).ShouldBe([new(0, 0, 2, Partial: false)]);
    }

    [Fact]
    public void Dimension_OfTheJoiningInteraction_TellsCohortsApart()
    {
        List<EncodedInteraction> rows = [Rows.Purchase("o2", At(1, 20), channel: "store"), Rows.Purchase("o1", At(1, 2), channel: "web"), Rows.Purchase("o1", At(1, 2), 1, "app")];
        var member = CohortMember.Of(CustomerHistory.Effective(rows), CohortStart.FirstPurchase, 0, Context)!;

        // The correction of the first order says "app", the third declared channel.
        (member.Dimension, member.Orders.Count).ShouldBe((DimensionValue.Of(0, 3), 1));
        var table = new CohortTable(Context, 10, At(3, 1));
        table.Add(member);
        (table.CustomersOf(DimensionValue.Of(0, 3), January), table.CustomersOf(DimensionValue.Of(0, 1), January)).ShouldBe((1, 0));
    }

    /// <summary>Every cell of random tables, counted customer by customer straight from its definition.</summary>
    [Fact]
    public void RollingSteps_RandomCustomers_AgreeWithACountByDefinition()
    {
        for (var seed = 1; seed <= 40; seed++)
        {
            var random = new Random(seed);
            var days = random.Next(1, 45);
            var asOf = At(1, 1) + Duration.FromHours(random.Next(24, 24 * 300));
            var members = Enumerable.Range(0, 30).Select(_ => Bought([.. Enumerable.Range(0, random.Next(1, 8)).Select(_ => At(1, 1) + Duration.FromHours(random.Next(24 * 200))).Order()])).ToList();
            var table = Table(days, asOf, [.. members]);
            for (var month = January; month < January + 8; month++)
            {
                var cohort = members.Where(member => member.Start <= asOf && TenantCalendar.MonthOf(Context.Calendar.DayOf(member.Start)) == month).ToList();
                table.CustomersOf(DimensionValue.Whole, month).ShouldBe(cohort.Count);
                foreach (var cell in table.CellsOf(DimensionValue.Whole, month))
                {
                    var over = cohort.Where(member => End(member, cell.Step) < asOf).ToList();
                    var ordered = over.Count(member => member.Orders.Any(at => at <= End(member, cell.Step) && (cell.Step == 0 || at > End(member, cell.Step - 1))));
                    cell.ShouldBe(new(cell.Step, ordered, over.Count, over.Count < cohort.Count), $"seed {seed}");
                }
            }

            Instant End(CohortMember member, int step) => Context.PlusDays(member.Start, (step + 1) * days);
        }
    }

    private static CohortTable Table(int stepDays, Instant asOf, params CohortMember[] members)
    {
        var table = new CohortTable(Context, stepDays, asOf);
        foreach (var member in members)
            table.Add(member);
        return table;
    }

    private static CohortMember Bought(params Instant[] orders) =>
        Member([.. orders.Select((at, i) => Rows.Purchase($"o{i}", at))], CohortStart.FirstPurchase)!;

    private static CohortMember? Member(List<EncodedInteraction> rows, CohortStart start) => CohortMember.Of(CustomerHistory.Effective(rows), start, -1, Context);

    private static Instant At(int month, int day) => Instant.FromUtc(2026, month, day, 12, 0);

    private static int MonthOf(int year, int month) => TenantCalendar.MonthOf(TenantCalendar.DayNumber(new(year, month, 1)));
}
