using KpiPlatform.Domain.Interactions;
using NodaTime;
using Wire = KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Interactions;

public static partial class InteractionReader
{
    private static CustomerCost Read(Wire.CustomerCost proto, in Context context)
    {
        var money = context.Money(proto.ExchangeRate);
        return new CustomerCost
        {
            AmountMinor = money.Amount(proto.Amount, "amount", out var sent),
            CostKind = context.Text(proto.CostKind, "cost_kind"),
            Sent = money.Sent(sent),
        };
    }

    private static Spend Read(Wire.Spend proto, in Context context)
    {
        var money = context.Money(proto.ExchangeRate);
        var (start, end) = Span(proto, context.Check);
        return new Spend
        {
            Category = context.Check.Choice<SpendCategory, Wire.SpendCategory>(proto.Category, "category"),
            AmountMinor = money.Amount(proto.Amount, "amount", out var sent),
            Medium = context.Text(proto.Medium, "medium"),
            Campaign = context.Text(proto.Campaign, "campaign"),
            Start = start,
            End = end,
            Sent = money.Sent(sent),
        };
    }

    private static Observation Read(Wire.Observation proto, in Context context) => new()
    {
        Indicator = context.Required(proto.Indicator, "indicator"),
        Value = context.Check.Real(proto.Value, "value"),
        Comment = context.Check.FreeText(proto.Comment, "comment"),
    };

    private static ServiceRate Read(Wire.ServiceRate proto, in Context context)
    {
        var money = context.Money(proto.ExchangeRate);
        return new ServiceRate
        {
            Unit = context.Check.Choice<ServiceRateUnit, Wire.ServiceRateUnit>(proto.Unit, "unit"),
            RateMinor = money.Amount(proto.Rate, "rate", out var sent),
            Sent = money.Sent(sent),
        };
    }

    private static (Instant Start, Instant End) Span(Wire.Spend proto, FieldCheck check)
    {
        if (proto.StartTime is null)
            check.Fail("start_time", InteractionReasons.Required, "It is not set; give the first instant of the span.");
        if (proto.EndTime is null)
            check.Fail("end_time", InteractionReasons.Required, "It is not set; give the first instant after the span.");
        if (check.Time(proto.StartTime, "start_time") is not { } start || check.Time(proto.EndTime, "end_time") is not { } end)
            return default;
        if (end <= start)
            check.Fail("end_time", InteractionReasons.OutOfRange, $"{end} is not after start_time, {start}; give the first instant after the span.");
        else if (end - start > Duration.FromDays(InteractionLimits.SpendDays))
            check.Fail("end_time", InteractionReasons.OutOfRange, $"The span from {start} to {end} has more than {InteractionLimits.SpendDays} days; split it, because every day is kept.");
        return (start, end);
    }
}
