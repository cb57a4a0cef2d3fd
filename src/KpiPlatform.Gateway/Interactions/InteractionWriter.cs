using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Tenants;
using NodaTime;
using Duration = Google.Protobuf.WellKnownTypes.Duration;
using Wire = KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Interactions;

/// <summary>Turns the domain's interaction back into the message that was sent. Thread-safe.</summary>
/// <remarks>
/// What comes back says the same as what was sent, written in one way: what <see cref="InteractionReader"/> fills in is there,
/// amounts name their currency, an exchange rate has no trailing zeros; a discount, tax, cost or unit price of 0 is left out.
/// Reading the result again gives the same interaction. Once a person is erased, what described the person is empty.
/// </remarks>
public static partial class InteractionWriter
{
    /// <summary>Writes an interaction.</summary>
    /// <param name="interaction">A checked interaction.</param>
    /// <param name="customer">Its customer; null, as <see cref="CustomerId.TenantFacts"/>, leaves the field empty: a fact of the tenant, or an erased customer.</param>
    /// <param name="definition">The tenant's definition; gives the currency.</param>
    public static Wire.Interaction Write(Interaction interaction, CustomerId? customer, TenantDefinition definition)
    {
        var proto = new Wire.Interaction
        {
            Customer = customer?.Value ?? string.Empty,
            Source = interaction.Source,
            Id = interaction.Id,
            Revision = interaction.Revision,
            OccurTime = Time(interaction.OccurredAt),
            Channel = interaction.Channel,
            Contact = interaction.Contact,
        };
        foreach (var (key, value) in interaction.Labels)
            proto.Labels.Add(key, value);
        WriteFacts(proto, interaction.Facts, Currency.Of(definition.Settings.Currency));
        return proto;
    }

    private static Timestamp Time(Instant instant)
    {
        var ticks = instant.ToUnixTimeTicks();
        var seconds = Math.DivRem(ticks, TimeSpan.TicksPerSecond, out var rest);
        return rest < 0
            ? new Timestamp { Seconds = seconds - 1, Nanos = (int)(rest + TimeSpan.TicksPerSecond) * 100 }
            : new Timestamp { Seconds = seconds, Nanos = (int)rest * 100 };
    }

    private static Duration? Span(TimeSpan span)
    {
        if (span == TimeSpan.Zero)
            return null;
        var seconds = Math.DivRem(span.Ticks, TimeSpan.TicksPerSecond, out var rest);
        return new Duration { Seconds = seconds, Nanos = (int)rest * 100 };
    }

    /// <summary>An amount as it was sent: of the tenant's currency, or of the foreign one with its own minor units.</summary>
    private static Wire.Money Amount(long minor, SentMoney? sent, long sentMinor, Currency tenantCurrency)
    {
        var currency = sent is null ? tenantCurrency : Currency.Of(sent.CurrencyCode);
        var units = Math.DivRem(sent is null ? minor : sentMinor, currency.MinorPerUnit, out var rest);
        return new Wire.Money { CurrencyCode = currency.Code, Units = units, Nanos = (int)rest * currency.NanosPerMinor };
    }

    private static Wire.Money? AmountOrNone(long minor, SentMoney? sent, long sentMinor, Currency tenantCurrency) =>
        minor == 0 && sentMinor == 0 ? null : Amount(minor, sent, sentMinor, tenantCurrency);

    private static Wire.Money? Price(OrderLine line, SentMoney? sent, Currency tenantCurrency)
    {
        var price = sent is null ? line.UnitPrice : line.SentUnitPrice;
        if (price == 0)
            return null;
        var units = decimal.Truncate(price);
        return new Wire.Money
        {
            CurrencyCode = sent?.CurrencyCode ?? tenantCurrency.Code,
            Units = (long)units,
            Nanos = (int)((price - units) * 1_000_000_000),
        };
    }

    private static string Rate(SentMoney? sent) => sent is null ? string.Empty : sent.Rate.ToString(CultureInfo.InvariantCulture);

    private static Wire.OrderLine Line(OrderLine line, SentMoney? sent, Currency currency) => new()
    {
        Product = line.Product,
        Family = line.Family,
        Category = line.Category,
        Tier = line.Tier,
        Quantity = (double)line.Quantity,
        UnitPrice = Price(line, sent, currency),
        Tags = { line.Tags },
    };
}
