using NodaTime;

namespace KpiPlatform.Domain.Customers;

/// <summary>One run of a subscription, [Start, End), at its effective times.</summary>
internal readonly record struct SubscriptionSpan(string Subscription, Instant Start, Instant? End);
