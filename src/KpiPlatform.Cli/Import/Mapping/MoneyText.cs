using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Import.Mapping;

/// <summary>Makes amounts of money, exactly.</summary>
internal static class MoneyText
{
    private const decimal NanosPerUnit = 1_000_000_000m;

    // The API's range of whole units.
    private const decimal MaxUnits = 92_233_720_368_547m;

    /// <summary>Null if the number has more than nine decimals or is beyond the range: it is not rounded.</summary>
    public static Money? Create(decimal amount, string currency)
    {
        var units = decimal.Truncate(amount);
        var nanos = (amount - units) * NanosPerUnit;
        if (nanos != decimal.Truncate(nanos) || Math.Abs(units) > MaxUnits)
            return null;
        return new Money { CurrencyCode = currency, Units = (long)units, Nanos = (int)nanos };
    }
}
