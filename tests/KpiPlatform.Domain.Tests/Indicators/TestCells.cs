using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Tests.Periods;
using NodaTime;

namespace KpiPlatform.Domain.Tests.Indicators;

/// <summary>Cells by hand, and contexts to evaluate them in. Zone Europe/Berlin, currency EUR.</summary>
internal sealed class TestCells
{
    public static readonly TenantCalendar Calendar = TestCalendars.Of("Europe/Berlin");

    public CellTable Table { get; } = new();

    /// <summary>Adds to an additive measure.</summary>
    public TestCells Add(MeasureId measure, string date, long amount, DimensionValue dimension = default)
    {
        BuiltInMeasures.IsPerPeriod(measure).ShouldBeFalse();
        Table.Apply(CellKey.Of(measure, Granularity.None, dimension, LocalDay.Parse(date, "date")), amount);
        return this;
    }

    /// <summary>Adds to a measure that has a series per granularity.</summary>
    public TestCells Add(MeasureId measure, Granularity granularity, string date, long amount, DimensionValue dimension = default)
    {
        BuiltInMeasures.IsPerPeriod(measure).ShouldBeTrue();
        Table.Apply(CellKey.Of(measure, granularity, dimension, LocalDay.Parse(date, "date")), amount);
        return this;
    }

    /// <summary>Evaluates in both phases, as a grain does.</summary>
    /// <param name="indicator">Catalogue id.</param>
    /// <param name="period">Label.</param>
    /// <param name="asOf">Local date and hour, "2026-03-10T12"; null: long after.</param>
    /// <param name="dimension">The whole by default.</param>
    public IndicatorValue Evaluate(string indicator, string period, string? asOf = null, DimensionValue dimension = default)
    {
        var context = Context(period, asOf) with { Dimension = dimension };
        var plan = new CellPlan();
        IndicatorCatalogue.Get(indicator).Evaluate(context, plan);
        var value = IndicatorCatalogue.Get(indicator).Evaluate(context, plan.Fill(Table.Sums(plan.Ranges), [.. plan.Spans.Select(Table.SumsOf)]));
        IndicatorCatalogue.Get(indicator).Evaluate(context, Table).SaysSameAs(value).ShouldBeTrue();
        return value;
    }

    public static IndicatorContext Context(string period, string? asOf = null)
    {
        var parsed = PeriodParser.Parse(period, Calendar, 0);
        return new()
        {
            Window = EvaluationWindow.Of(Calendar, parsed, asOf is null ? parsed.End + Duration.FromDays(400) : At(asOf)),
            Calendar = Calendar,
            Currency = Currency.Of("EUR"),
        };
    }

    public static Instant At(string dateAndHour) =>
        Calendar.StartOf(LocalDay.Parse(dateAndHour[..10], "date")) + Duration.FromHours(int.Parse(dateAndHour[11..], System.Globalization.CultureInfo.InvariantCulture));
}
