using KpiPlatform.Domain.Interactions;

namespace KpiPlatform.Domain.Indicators;

/// <summary>Units of indicators, as clients see them.</summary>
public static class IndicatorUnits
{
    /// <summary>A number of things.</summary>
    public const string Count = "count";

    /// <summary>0 to 100 for shares.</summary>
    public const string Percent = "percent";

    /// <summary>Points of a scale.</summary>
    public const string Points = "points";

    /// <summary>Difference of two percentages.</summary>
    public const string PercentagePoints = "percentage_points";

    /// <summary>One amount to another; 1 where they are equal.</summary>
    public const string Ratio = "ratio";

    /// <summary>Seconds.</summary>
    public const string Seconds = "seconds";

    /// <summary>Minutes.</summary>
    public const string Minutes = "minutes";

    /// <summary>Hours.</summary>
    public const string Hours = "hours";

    /// <summary>Days.</summary>
    public const string Days = "days";

    /// <summary>Years of 365.25 days.</summary>
    public const string Years = "years";

    /// <summary>Times a year of 365.25 days.</summary>
    public const string PerYear = "per_year";

    /// <summary>For each hundred customers.</summary>
    public const string PerHundredCustomers = "per_100_customers";

    /// <summary>Whole units of the tenant's currency; clients see its code instead.</summary>
    public const string Money = "money";

    /// <summary>The unit as a tenant's clients see it.</summary>
    /// <param name="unit">One of these, or a unit of a formula.</param>
    /// <param name="currency">The tenant's currency.</param>
    public static string In(string unit, Currency currency)
    {
        ArgumentNullException.ThrowIfNull(currency);

        // In units of formulas it may be a part, as in "money/count"; no other unit has the word in it.
        return unit.Replace(Money, currency.Code, StringComparison.Ordinal);
    }
}
