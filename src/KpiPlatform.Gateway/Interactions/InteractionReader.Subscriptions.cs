using KpiPlatform.Domain.Interactions;
using Wire = KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Interactions;

public static partial class InteractionReader
{
    private static SubscriptionStarted Read(Wire.SubscriptionStarted proto, in Context context)
    {
        var money = context.Money(proto.ExchangeRate);
        return new SubscriptionStarted
        {
            Subscription = context.Id64(proto.Subscription, "subscription"),
            RecurringMinor = money.Amount(proto.RecurringAmount, "recurring_amount", out var sent),
            Interval = context.Check.Choice<BillingInterval, Wire.BillingInterval>(proto.Interval, "interval"),
            EffectiveAt = context.Check.Time(proto.EffectiveTime, "effective_time") ?? context.OccurredAt,
            Sent = money.Sent(sent),
        };
    }

    private static SubscriptionChanged Read(Wire.SubscriptionChanged proto, in Context context)
    {
        var money = context.Money(proto.ExchangeRate);
        return new SubscriptionChanged
        {
            Subscription = context.Id64(proto.Subscription, "subscription"),
            RecurringMinor = money.Amount(proto.RecurringAmount, "recurring_amount", out var sent),
            Interval = context.Check.Choice<BillingInterval, Wire.BillingInterval>(proto.Interval, "interval"),
            EffectiveAt = context.Check.Time(proto.EffectiveTime, "effective_time") ?? context.OccurredAt,
            Sent = money.Sent(sent),
        };
    }

    private static SubscriptionCancelled Read(Wire.SubscriptionCancelled proto, in Context context) => new()
    {
        Subscription = context.Id64(proto.Subscription, "subscription"),
        EffectiveAt = context.Check.Time(proto.EffectiveTime, "effective_time") ?? context.OccurredAt,
    };
}
