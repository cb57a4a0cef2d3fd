using KpiPlatform.EndToEnd.Tests.Support;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.EndToEnd.Tests.Samples;

/// <summary>Every indicator on <see cref="Sample"/>, worked out by hand. Q1 is [2025-01-01, 2025-04-01) in Berlin, Q2 the quarter after it.</summary>
[Collection(SharedHostsCollection.Name)]
public class IndicatorTests(SharedHosts hosts)
{
    private const double Tolerance = 1e-9;

    public static TheoryData<DatabaseKind, string, string, double> Values
    {
        get
        {
            var data = new TheoryData<DatabaseKind, string, string, double>();
            foreach (var kind in Enum.GetValues<DatabaseKind>())
            {
                foreach (var (indicator, period, value) in Expected)
                    data.Add(kind, indicator, period, value);
            }

            return data;
        }
    }

    private static (string Indicator, string Period, double Value)[] Expected =>
    [
        // Q1: A 10 Jan and 20 Feb, B 15 Jan, C 3 Feb (an order of 0 is an order). Q2: A, C, D (00:30 on 1 April), G, H.
        ("orders", "2025-Q1", 4),
        ("orders", "2025-Q2", 5),
        ("orders", "2025-04-01", 1),
        ("orders", "2025-03", 0),

        // Q1: A 100 + (50 − 10), B 200, refunded 20 in February, C 0. Q2: A 30, C 80, D 60, G 70, H 15.
        ("revenue", "2025-Q1", 320),
        ("revenue", "2025-Q2", 255),
        ("revenue", "2025-02", 20),
        ("revenue", "2024", 45.5),

        // Q1: A, B, C by purchase, F by subscription. Q2: D, H. G was acquired in 2024.
        ("new_customers", "2025-Q1", 4),
        ("new_customers", "2025-Q2", 2),
        ("new_customers", "2024-10", 1),

        // Own acts. January: A, B, E (registered). February: A, B (refund), C, F. March: A, B, E (answers and more), C (answer). Q1: A, B, C, E, F.
        ("active_customers", "2025-01", 3),
        ("active_customers", "2025-02", 4),
        ("active_customers", "2025-03", 4),
        ("active_customers", "2025-Q1", 5),

        // The week from Monday 2025-03-10: B (ticket, answer, complaint), E (visit, complaint). Monday alone: B, E.
        ("active_customers", "2025-W11", 2),
        ("active_customers", "2025-03-10", 2),

        // 2025: A, B, C, D, E, F, G, H.
        ("active_customers", "2025", 8),

        // 320 / 4.
        ("average_purchase_value", "2025-Q1", 80),

        // 4 orders of 3 payers (A, B, C) in 90 days: 4 / 3 × 365.25 / 90.
        ("purchase_frequency", "2025-Q1", 4.0 / 3 * 365.25 / 90),

        // Base at 1 April, window from 1 January: A, B, C by purchase, F by subscription. Base at 1 July, window from 2 April: A, C, G, H; D (1 April) is out.
        // S∩E = {A, C} of 4.
        ("customer_retention_rate", "2025-Q2", 50),
        ("churn_rate", "2025-Q2", 50),

        // Up to 1 April A has two orders; A, B, C, G have one at least. Up to 1 July A, C, G of A, B, C, D, G, H.
        ("repeat_customer_rate", "2025-Q1", 25),
        ("repeat_customer_rate", "2025-Q2", 50),

        // Q1: A of A, B, C. Q2: nobody of A, C, D, G, H.
        ("repeat_in_period_rate", "2025-Q1", 100.0 / 3),
        ("repeat_in_period_rate", "2025-Q2", 0),

        // By 1 July the 90 days of A, B, C, D, G are over (D's at 00:30 on 30 June), H's are not. A came back after 41 days, C after 76, G after 231.
        ("return_after_first_purchase", "2025-Q2", 40),

        // 5 and 4 of 5, 4, 2.
        ("csat", "2025-Q1", 200.0 / 3),

        // Latest answers: A 6 (not 10), B 9, C 8, E 10: two promoters, one detractor of four.
        ("nps", "2025-Q1", 25),

        // In January A's 10 is the only one.
        ("nps", "2025-01", 100),

        // (6 + 3) / 2.
        ("ces", "2025-Q1", 4.5),

        // 2 complaints (B, and E who is not in the base), 4 customers in base at some time in Q1: A, B, C, F. G left on 30 December.
        ("complaints_rate", "2025-Q1", 50),

        // k-1 6 h; k-2 from opening to its last resolution 36 h; k-3 is open.
        ("average_resolution_time", "2025-Q1", 21),

        // k-1 of k-1, k-2 (reopened).
        ("first_contact_resolution", "2025-Q1", 50),
    ];

    [SkippableTheory]
    [MemberData(nameof(Values))]
    public async Task Indicator_OfTheSample_IsWhatWeWorkedOut(DatabaseKind kind, string indicator, string period, double expected)
    {
        var tenant = await hosts.SampleAsync(kind);

        var value = await ScorecardValueAsync(tenant, indicator, period);

        value.HasValue.ShouldBeTrue(value.NoValueReason);
        value.Value.ShouldBe(expected, Tolerance);
        value.Partial.ShouldBeFalse();
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task BaseMovement_OfTheSecondQuarter_AddsUp(DatabaseKind kind)
    {
        var tenant = await hosts.SampleAsync(kind);

        var value = (await tenant.SeriesAsync("base_movement", Granularity.Quarter, "2025-04-01", "2025-07-01")).ShouldHaveSingleItem();

        // S = {A, B, C, F}, E = {A, C, G, H}: lost B and F, new H, returned G; 4 + 1 + 1 − 2 = 4.
        var parts = value.Components.ToDictionary(component => component.Id, component => component.Value, StringComparer.Ordinal);
        parts["start"].ShouldBe(4);
        parts["new_in_base"].ShouldBe(1);
        parts["returned"].ShouldBe(1);
        parts["lost"].ShouldBe(2);
        parts["end"].ShouldBe(4);
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Retention_OfTheSecondQuarter_CarriesItsParts(DatabaseKind kind)
    {
        var tenant = await hosts.SampleAsync(kind);

        var value = (await tenant.SeriesAsync("customer_retention_rate", Granularity.Quarter, "2025-04-01", "2025-07-01")).ShouldHaveSingleItem();

        value.Numerator.ShouldBe(2);
        value.Denominator.ShouldBe(4);
        value.SampleSize.ShouldBe(4);
        value.Unit.ShouldBe("percent");

        // Wilson interval of 2 of 4 with z = 1.959964: centre 0.5, half-width 1.959964 × √(0.25/4 + 3.841459/64) / (1 + 3.841459/4) = 0.349957….
        value.Interval.Method.ShouldBe("wilson");
        value.Interval.Lower.ShouldBe(15.0039, 0.001);
        value.Interval.Upper.ShouldBe(84.9961, 0.001);
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task CustomPeriods_OfTheSample_AgreeWithTheirCalendarTwins(DatabaseKind kind)
    {
        var tenant = await hosts.SampleAsync(kind);

        foreach (var (indicator, period, expected) in Expected.Where(row => row.Period == "2025-Q1"))
        {
            var value = await tenant.IndicatorAsync(indicator, "2025-01-01", "2025-04-01");
            value.Value.ShouldBe(expected, Tolerance, $"{indicator} of {period}");
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Csat_WithoutAnswers_HasNoValue(DatabaseKind kind)
    {
        var tenant = await hosts.SampleAsync(kind);

        var value = (await tenant.SeriesAsync("csat", Granularity.Month, "2025-05-01", "2025-06-01")).ShouldHaveSingleItem();

        value.HasValue.ShouldBeFalse();
        value.NoValueReason.ShouldBe("DENOMINATOR_ZERO");
    }

    // Through a scorecard, which takes periods as text.
    private static async Task<IndicatorValue> ScorecardValueAsync(TestTenant tenant, string indicator, string period)
    {
        var definition = Scorecards.Of($"{tenant.Name}/scorecards/{indicator.Replace('_', '-')}", indicator);
        await tenant.Client.Scorecards.UpdateScorecardAsync(new UpdateScorecardRequest { Scorecard = definition, AllowMissing = true });
        var scorecard = await tenant.Client.Scorecards.GetScorecardAsync(new GetScorecardRequest { Name = definition.Name, Period = period, Token = tenant.Token });
        return scorecard.Perspectives[0].Objectives[0].Indicators[0].Value;
    }
}
