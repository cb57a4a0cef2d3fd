using static KpiPlatform.Domain.FieldChecks;

namespace KpiPlatform.Domain.Segments;

/// <summary>
/// A tenant's thresholds of recency, frequency and monetary value. Each of the three scores from 1 to 5 by four thresholds: fixed ones, so that
/// a customer's score does not move because others do, and a list can filter by it.
/// </summary>
public sealed record RfmSettings
{
    /// <summary>Thresholds of each score.</summary>
    public const int Thresholds = 4;

    /// <summary>Most local days since the last order for the scores 5, 4, 3 and 2, ascending. Default 30, 90, 180, 365.</summary>
    public IReadOnlyList<int> RecencyDays { get; init; } = [30, 90, 180, 365];

    /// <summary>Fewest orders for the scores 2, 3, 4 and 5, ascending. Default 2, 3, 5, 10.</summary>
    public IReadOnlyList<int> FrequencyOrders { get; init; } = [2, 3, 5, 10];

    /// <summary>Least revenue for the scores 2, 3, 4 and 5, ascending, in whole units of the currency. Default 50, 100, 250, 1,000.</summary>
    public IReadOnlyList<double> Monetary { get; init; } = [50, 100, 250, 1_000];

    /// <summary>The scores of a customer.</summary>
    /// <param name="daysSinceOrder">Local days since the last order.</param>
    /// <param name="orders">Orders, 1 or more.</param>
    /// <param name="revenue">Revenue over all time, in whole units of the currency.</param>
    public RfmScore ScoreOf(int daysSinceOrder, long orders, double revenue) => new(
        1 + RecencyDays.Count(most => daysSinceOrder <= most),
        1 + FrequencyOrders.Count(least => orders >= least),
        1 + Monetary.Count(least => revenue >= least));

    /// <summary>Checks settings, and takes the default for lists that are empty.</summary>
    /// <param name="path">Path of the settings, for errors.</param>
    /// <exception cref="DomainException">INVALID_ARGUMENT, naming the first field that is wrong.</exception>
    public RfmSettings Complete(string path)
    {
        var defaults = new RfmSettings();
        return new()
        {
            RecencyDays = Checked(RecencyDays, defaults.RecencyDays, $"{path}.recency_days"),
            FrequencyOrders = Checked(FrequencyOrders, defaults.FrequencyOrders, $"{path}.frequency_orders"),
            Monetary = Checked(Monetary, defaults.Monetary, $"{path}.monetary"),
        };
    }

    private static IReadOnlyList<T> Checked<T>(IReadOnlyList<T> given, IReadOnlyList<T> whenEmpty, string field)
        where T : struct, System.Numerics.INumber<T>
    {
        if (given.Count == 0)
            return whenEmpty;
        RequireCount(given.Count, Thresholds, Thresholds, "thresholds", field);
        for (var i = 0; i < given.Count; i++)
        {
            if (!T.IsFinite(given[i]) || (i > 0 && given[i] <= given[i - 1]))
                throw Invalid("NOT_ASCENDING", $"Thresholds ascend; {given[i]} does not.", $"{field}[{i}]");
        }

        return given;
    }
}
