using KpiPlatform.Domain.Measures;

namespace KpiPlatform.Domain.Indicators;

/// <summary>An exact integer that indicators are computed from: sums of cells added and subtracted. Immutable.</summary>
public sealed class Quantity
{
    private readonly MeasureTerm[] _terms;

    private Quantity(params MeasureTerm[] terms) => _terms = terms;

    /// <summary>The terms.</summary>
    public IReadOnlyList<MeasureTerm> Terms => _terms;

    /// <summary>Whether it adds up over the days of the period: none of its terms is a stock.</summary>
    public bool IsFlow => Array.TrueForAll(_terms, term => term.IsFlow);

    /// <summary>A measure's sum over the days of the period up to the cut.</summary>
    public static Quantity Flow(MeasureId measure) => Of(measure, TermDays.InPeriod);

    /// <summary>A measure's sum over a choice of days.</summary>
    public static Quantity Of(MeasureId measure, TermDays days) => new(new MeasureTerm(measure, days, 1));

    /// <summary>A flow that is spread evenly over days, as three measures keep it.</summary>
    /// <param name="slope">Changes of the flow of a day.</param>
    /// <param name="moment">The same times the number of the day.</param>
    /// <param name="rest">What no day's equal share holds.</param>
    public static Quantity Spread(MeasureId slope, MeasureId moment, MeasureId rest) => new(
        new(slope, TermDays.BeforeCut, 1, TermWeight.CutDay),
        new(moment, TermDays.BeforeCut, -1, TermWeight.Moment),
        new(slope, TermDays.BeforePeriod, -1, TermWeight.FromDay),
        new(moment, TermDays.BeforePeriod, 1, TermWeight.Moment),
        new(rest, TermDays.InPeriod, 1));

    /// <summary>The sum of two.</summary>
    public static Quantity operator +(Quantity left, Quantity right) => Add(left, right);

    /// <summary>The difference of two.</summary>
    public static Quantity operator -(Quantity left, Quantity right) => Subtract(left, right);

    /// <summary>The sum of two.</summary>
    public static Quantity Add(Quantity left, Quantity right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new([.. left._terms, .. right._terms]);
    }

    /// <summary>The difference of two.</summary>
    public static Quantity Subtract(Quantity left, Quantity right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new([.. left._terms, .. right._terms.Select(term => term with { Sign = -term.Sign })]);
    }

    /// <summary>The number in a context. Overflow of 64 bits throws.</summary>
    public long Read(IndicatorContext context, ICellReader cells)
    {
        long sum = 0, spread = 0;
        foreach (var term in _terms)
        {
            var read = term.Read(context, cells);
            if (term.Weight == TermWeight.One)
                sum = checked(sum + read);
            else
                spread = unchecked(spread + read);
        }

        return checked(sum + spread);
    }
}
