using NodaTime;

namespace KpiPlatform.Domain.Customers;

/// <summary>What a subscription comes to a month from a time on, in 336ths of a minor unit.</summary>
internal readonly record struct RecurringAmount(Instant From, long Amount);
