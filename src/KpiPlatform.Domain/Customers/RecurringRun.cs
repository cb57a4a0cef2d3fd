using NodaTime;

namespace KpiPlatform.Domain.Customers;

/// <summary>One run of a subscription and what it came to.</summary>
/// <param name="Subscription">Id.</param>
/// <param name="Start">Effective start.</param>
/// <param name="End">Effective end, not before the start; null while it runs.</param>
/// <param name="Amounts">By the time from which they hold, of equal times in the order of recording; never changed in place.</param>
internal sealed record RecurringRun(string Subscription, Instant Start, Instant? End, IReadOnlyList<RecurringAmount> Amounts);
