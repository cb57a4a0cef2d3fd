namespace KpiPlatform.Dashboard.Scorecards;

/// <summary>An indicator over consecutive periods, the last one being that which is shown. Immutable.</summary>
/// <param name="Values">By time; null where there is no value.</param>
/// <param name="First">Label of the first period.</param>
/// <param name="Last">Label of the last one.</param>
public sealed record Trend(IReadOnlyList<double?> Values, string First, string Last)
{
    /// <summary>Nothing known.</summary>
    public static Trend Empty { get; } = new([], string.Empty, string.Empty);

    /// <summary>The same with another value in the last period: the one that the page shows beside it.</summary>
    public Trend EndingWith(double? value) => Values.Count == 0 || Values[^1] == value ? this : this with { Values = [.. Values.Take(Values.Count - 1), value] };
}
