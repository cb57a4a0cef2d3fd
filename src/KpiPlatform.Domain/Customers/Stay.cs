namespace KpiPlatform.Domain.Customers;

/// <summary>
/// A stay in the base: in it at the start of every local day D with Enter ≤ D &lt; Leave. Enter = Leave is a stay within one day,
/// Enter − 1: a subscription that started and ended on it.
/// </summary>
/// <param name="Enter">First day.</param>
/// <param name="Leave">Day after the last; <see cref="Never"/> while a subscription runs.</param>
/// <param name="LastDay">Day of the last activity or of the end of the last subscription; of no meaning while one runs.</param>
internal readonly record struct Stay(int Enter, int Leave, int LastDay)
{
    public const int Never = int.MaxValue;
}
