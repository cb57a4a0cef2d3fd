using System.Globalization;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using Wire = KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Interactions;

/// <summary>
/// Reads the amounts of one interaction, all in one currency: the first amount decides which. An amount of 0 that names no
/// currency fits any.
/// </summary>
/// <remarks>
/// rate is the tenant's currency per unit of what was sent; 1 where it is the tenant's own. Every amount is converted on its own.
/// </remarks>
internal sealed class MoneyCheck(FieldCheck check, Currency tenantCurrency, string exchangeRate)
{
    /// <summary>The rate belongs to the kind, also where the amount that first needs it stands in a line.</summary>
    private const string RateField = "exchange_rate";

    private Currency? _sent;
    private decimal _rate = 1;

    /// <summary>Whether amounts are in another currency than the tenant's.</summary>
    public bool IsForeign => _sent is not null && _sent != tenantCurrency;

    /// <summary>Reads an amount that is not negative and not finer than the minor unit.</summary>
    /// <param name="money">The amount; null reads as 0.</param>
    /// <param name="field">Its field.</param>
    /// <param name="sentMinor">Minor units of the currency sent.</param>
    /// <returns>Minor units of the tenant's currency.</returns>
    public long Amount(Wire.Money? money, string field, out long sentMinor)
    {
        sentMinor = 0;
        if (Of(money, field) is not { } currency || !IsValid(money!, field))
            return 0;
        if (money!.Units < 0 || money.Nanos < 0)
        {
            check.Fail(field, InteractionReasons.OutOfRange, $"{Shown(money)} is negative; give 0 or more.");
            return 0;
        }

        var (minorOfNanos, rest) = Math.DivRem(money.Nanos, currency.NanosPerMinor);
        if (rest != 0)
        {
            check.Fail(field, InteractionReasons.TooPrecise, $"{Shown(money)} is finer than the minor unit of {currency}; give at most {currency.Digits} decimal places.");
            return 0;
        }

        sentMinor = (money.Units * currency.MinorPerUnit) + minorOfNanos;
        if (!IsForeign)
            return sentMinor;
        if (!Money.TryConvert(sentMinor, currency, _rate, tenantCurrency, out var minor))
            check.Fail(field, InteractionReasons.OutOfRange, $"{Shown(money)} at the rate {_rate} is more than {Money.MaxUnits:N0} {tenantCurrency}; check the amount and the rate.");
        return minor;
    }

    /// <summary>Reads a line's price of one, which may be finer than the minor unit, and computes the line's total.</summary>
    public (decimal UnitPrice, decimal SentUnitPrice, long TotalMinor) Line(Wire.Money? unitPrice, decimal quantity, string field)
    {
        if (Of(unitPrice, field) is null || !IsValid(unitPrice!, field))
            return default;
        var sent = Value(unitPrice!);
        if (!Money.TryTotal(quantity, sent, _rate, tenantCurrency, out var total))
        {
            check.Fail(field, InteractionReasons.OutOfRange, $"{quantity} × {Shown(unitPrice!)} at the rate {_rate} is more than {Money.MaxUnits:N0} {tenantCurrency}; check quantity, price and rate.");
            return default;
        }

        // A price beyond what decimal holds would have failed above, unless the quantity is tiny.
        return IsForeign ? (Converted(sent), sent, total) : (sent, 0, total);
    }

    /// <summary>What was sent, where it was in another currency; null otherwise. To be called last.</summary>
    public SentMoney? Sent(long amountMinor, long discountMinor = 0, long taxMinor = 0, long costMinor = 0)
    {
        if (_sent is null && exchangeRate.Length > 0)
            Decide(tenantCurrency);
        return IsForeign
            ? new SentMoney
            {
                CurrencyCode = _sent!.Code,
                Rate = _rate,
                AmountMinor = amountMinor,
                DiscountMinor = discountMinor,
                TaxMinor = taxMinor,
                CostMinor = costMinor,
            }
            : null;
    }

    /// <summary>An amount as a message shows it.</summary>
    public static string Shown(Wire.Money money) =>
        $"{Value(money).ToString(CultureInfo.InvariantCulture)} {DisplayText.Of(money.CurrencyCode)}".TrimEnd();

    /// <summary>units + nanos ÷ 10^9, without a division and, for amounts in whole hundredths, without trailing zeros to carry along.</summary>
    private static decimal Value(Wire.Money money)
    {
        // Also for a message about nanos out of their range: the magnitude of the least int is no int.
        const uint NanosPerHundredth = 10_000_000;
        var nanos = (uint)Math.Abs((long)money.Nanos);
        var fraction = nanos % NanosPerHundredth == 0
            ? new decimal((int)(nanos / NanosPerHundredth), 0, 0, money.Nanos < 0, 2)
            : new decimal(unchecked((int)nanos), 0, 0, money.Nanos < 0, 9);
        return money.Units + fraction;
    }

    /// <summary>The currency of an amount; null if there is no amount or it cannot be read.</summary>
    private Currency? Of(Wire.Money? money, string field)
    {
        if (money is null || (money.Units == 0 && money.Nanos == 0 && money.CurrencyCode.Length == 0))
            return null;
        var currency = money.CurrencyCode.Length == 0 || string.Equals(money.CurrencyCode, tenantCurrency.Code, StringComparison.Ordinal)
            ? tenantCurrency
            : Currency.Find(money.CurrencyCode);
        if (currency is null)
        {
            check.Fail(field, InteractionReasons.UnknownCurrency, $"\"{DisplayText.Of(money.CurrencyCode)}\" is no currency of ISO 4217; give three capital letters such as {tenantCurrency}, or leave it empty for {tenantCurrency}.");
            return null;
        }

        if (_sent is null)
        {
            Decide(currency);
        }
        else if (_sent != currency)
        {
            check.Fail(field, InteractionReasons.MixedCurrencies, $"{Shown(money)} is in {currency}, an earlier amount in {_sent}; give all amounts of an interaction in one currency.");
            return null;
        }

        return currency;
    }

    private void Decide(Currency currency)
    {
        _sent = currency;
        if (exchangeRate.Length == 0)
        {
            if (IsForeign)
                check.FailOfKind(RateField, InteractionReasons.ExchangeRateRequired, $"The amounts are in {currency}, the tenant's currency is {tenantCurrency}; give the {tenantCurrency} per {currency}, such as 0.9217.");
            return;
        }

        if (!TryParseRate(exchangeRate, out var rate))
            FailRate($"\"{DisplayText.Of(exchangeRate)}\" is no rate; give a decimal number greater than 0 of at most {InteractionLimits.RateDigits} digits, such as 0.9217.");
        else if (!IsForeign && rate != 1)
            FailRate($"The amounts are in the tenant's own currency {tenantCurrency}, but the rate is {DisplayText.Of(exchangeRate)}; leave it empty.");
        else
            _rate = rate;
    }

    private void FailRate(string message) => check.FailOfKind(RateField, InteractionReasons.InvalidExchangeRate, message);

    private bool IsValid(Wire.Money money, string field)
    {
        if (money.Nanos is < -999_999_999 or > 999_999_999 || (long)Math.Sign(money.Units) * Math.Sign(money.Nanos) < 0)
        {
            check.Fail(field, InteractionReasons.InvalidMoney, $"{money.Units} units and {money.Nanos} nanos are no amount; give nanos of -999,999,999 to 999,999,999, of the same sign as units.");
            return false;
        }

        if (money.Units is < -Money.MaxUnits or > Money.MaxUnits)
        {
            check.Fail(field, InteractionReasons.OutOfRange, $"{money.Units} units are out of range; give at most {Money.MaxUnits:N0}.");
            return false;
        }

        return true;
    }

    private decimal Converted(decimal sent)
    {
        try
        {
            return sent * _rate;
        }
        catch (OverflowException)
        {
            check.Fail("unit_price", InteractionReasons.OutOfRange, $"{sent} at the rate {_rate} is too large; check price and rate.");
            return 0;
        }
    }

    /// <summary>Digits with at most one point between digits; no sign, no exponent, no blanks.</summary>
    private static bool TryParseRate(string text, out decimal rate)
    {
        rate = 0;
        var digits = 0;
        var point = -1;
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsAsciiDigit(text[i]))
                digits++;
            else if (text[i] == '.' && point < 0 && i > 0 && i < text.Length - 1)
                point = i;
            else
                return false;
        }

        if (digits is 0 or > InteractionLimits.RateDigits)
            return false;

        // Divided by one with as many zeros as decimal has, a number loses its trailing zeros: 0.920 and 0.92 are one rate.
        rate = decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) / 1.0000000000000000000000000000m;
        return rate > 0;
    }
}
