using System.Globalization;
using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Tenants;
using NodaTime;
using NodaTime.Text;

namespace KpiPlatform.Domain.Tests.Customers;

/// <summary>A customer's history written out by hand, in local times, and what it comes to.</summary>
internal sealed class FoldBuilder
{
    private readonly TenantDefinition _definition;
    private readonly CustomerState _state;
    private readonly CellDelta _total = new();
    private int _count;

    public FoldBuilder(TenantSettings? settings = null)
    {
        _definition = new TenantDefinition(new TenantNumber(1), 1, settings ?? new TenantSettings());
        _state = new CustomerState(new FoldContext(_definition));
    }

    public CustomerFold Fold => _state.Fold;

    /// <summary>The local time "2026-03-01 00:00", or the whole day "2026-03-01" at noon.</summary>
    public Instant At(string local)
    {
        var text = local.Length == 10 ? local + " 12:00" : local;
        var pattern = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm");
        return pattern.Parse(text).Value.InZoneLeniently(_definition.Calendar.Zone).ToInstant();
    }

    public FoldBuilder With(string local, Facts facts, string contact = "", string channel = "") => With(At(local), facts, contact, channel);

    public FoldBuilder With(Instant at, Facts facts, string contact = "", string channel = "")
    {
        var encoded = InteractionCodec.Encode(
            new Interaction
            {
                Source = "test",
                Id = (++_count).ToString(CultureInfo.InvariantCulture),
                OccurredAt = at,
                Channel = channel,
                Contact = contact,
                Facts = facts,
            },
            _definition.FactAttributes);
        _state.Add([encoded], _total);
        return this;
    }

    public FoldBuilder Bought(string local, long amountMinor = 100) => With(local, new Purchase { OrderId = "o", AmountMinor = amountMinor });

    public FoldBuilder Subscribed(string local, string effective) =>
        With(local, new SubscriptionStarted { Subscription = "s", Interval = BillingInterval.Month, EffectiveAt = At(effective) });

    public FoldBuilder Cancelled(string local, string effective) => With(local, new SubscriptionCancelled { Subscription = "s", EffectiveAt = At(effective) });

    /// <summary>A number of <see cref="Oracle.Numbers"/>, off the cells, for the days from the first up to, not including, the second.</summary>
    public long Number(string name, Granularity granularity, string from, string to) =>
        new CellNumbers(_total).Numbers(granularity, LocalDatePattern.Iso.Parse(from).Value, LocalDatePattern.Iso.Parse(to).Value)[name];

    /// <summary>The same of a month, such as "2026-03".</summary>
    public long Month(string name, string month)
    {
        var first = LocalDatePattern.Iso.Parse(month + "-01").Value;
        return new CellNumbers(_total).Numbers(Granularity.Month, first, first.PlusMonths(1))[name];
    }

    public long Cell(MeasureId measure, Granularity granularity, string day) => Cell(measure, granularity, DimensionValue.Whole, day);

    public long Cell(MeasureId measure, Granularity granularity, DimensionValue dimension, string day) =>
        _total[CellKey.Of(measure, granularity, dimension, CellNumbers.Day(LocalDatePattern.Iso.Parse(day).Value))];
}
