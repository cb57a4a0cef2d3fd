using System.Collections.Frozen;

namespace KpiPlatform.Domain.Interactions;

/// <summary>A currency of ISO 4217 with the number of decimal digits of its minor unit, e.g. 2 for EUR, 0 for JPY, 3 for KWD.</summary>
/// <remarks>
/// The list is list one of ISO 4217 as amended up to 2026, without the codes that have no minor unit (metals, special drawing
/// rights, testing); and the codes withdrawn since 2021, because interactions of the past can be recorded.
/// </remarks>
public sealed class Currency
{
    private const string NoDigits =
        "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";

    private const string TwoDigits =
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF "
        + "CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD "
        + "GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL "
        + "MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR "
        + "PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP "
        + "TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG";

    private const string ThreeDigits = "BHD IQD JOD KWD LYD OMR TND";

    private const string FourDigits = "CLF UYW";

    private const string WithdrawnTwoDigits = "ANG BGN CUC HRK SLL ZWL";

    private static readonly FrozenDictionary<string, Currency> ByCode =
        Of(NoDigits, 0)
            .Concat(Of(TwoDigits, 2))
            .Concat(Of(ThreeDigits, 3))
            .Concat(Of(FourDigits, 4))
            .Concat(Of(WithdrawnTwoDigits, 2))
            .ToFrozenDictionary(currency => currency.Code, StringComparer.Ordinal);

    private Currency(string code, int digits)
    {
        Code = code;
        Digits = digits;
        NanosPerMinor = 1_000_000_000;
        MinorPerUnit = 1;
        for (var i = 0; i < digits; i++)
        {
            MinorPerUnit *= 10;
            NanosPerMinor /= 10;
        }
    }

    /// <summary>Three capital letters.</summary>
    public string Code { get; }

    /// <summary>Decimal digits of the minor unit: 0, 2, 3 or 4.</summary>
    public int Digits { get; }

    /// <summary>Minor units in a unit: 10 to the power of <see cref="Digits"/>.</summary>
    public int MinorPerUnit { get; }

    /// <summary>Billionths of a unit in a minor unit.</summary>
    public int NanosPerMinor { get; }

    /// <summary>All, by code.</summary>
    public static IReadOnlyList<Currency> All { get; } = [.. ByCode.Values.OrderBy(currency => currency.Code, StringComparer.Ordinal)];

    /// <summary>Finds a currency by its code, compared ordinally; null if there is none.</summary>
    public static Currency? Find(string code) => ByCode.GetValueOrDefault(code);

    /// <summary>The currency of a code that was checked before.</summary>
    /// <exception cref="ArgumentException">There is none of that code.</exception>
    public static Currency Of(string code) => Find(code) ?? throw new ArgumentException($"\"{code}\" is no currency code of ISO 4217.", nameof(code));

    /// <inheritdoc/>
    public override string ToString() => Code;

    private static IEnumerable<Currency> Of(string codes, int digits) => codes.Split(' ').Select(code => new Currency(code, digits));
}
