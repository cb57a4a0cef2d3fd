using KpiPlatform.EndToEnd.Tests.Support;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.EndToEnd.Tests.Samples;

/// <summary>
/// Eight customers in 2024 and 2025, small enough to work out every indicator by hand. Zone Europe/Berlin, lapse 90 days, return window 90 days.
/// </summary>
internal static class Sample
{
    public static IReadOnlyList<Interaction> Interactions()
    {
        var registered = Make.At("E", "2025-01-05");
        registered.CustomerRegistered = new CustomerRegistered { Medium = "search" };
        var visit = Make.At("E", "2025-03-10");
        visit.Visit = new Visit { Place = VisitPlace.Online };
        var subscribed = Make.At("F", "2025-02-15");
        subscribed.SubscriptionStarted = new SubscriptionStarted { Subscription = "s-1", RecurringAmount = Make.Euros(9.90m), Interval = BillingInterval.Month };
        var cancelled = Make.At("F", "2025-04-10");
        cancelled.SubscriptionCancelled = new SubscriptionCancelled { Subscription = "s-1" };
        return
        [
            // Orders.
            Make.Purchase("A", "2025-01-10", 100),
            Make.Purchase("A", "2025-02-20", 50, discount: 10),
            Make.Purchase("A", "2025-05-05", 30),
            Make.Purchase("B", "2025-01-15", 200),
            Make.Refund("B", "2025-02-10", 20),
            Make.Purchase("C", "2025-02-03", 0),
            Make.Purchase("C", "2025-04-20", 80),

            // 00:30 on 1 April in Berlin, which has summer time by then.
            Make.Purchase("D", "2025-03-31T22:30:00Z", 60),
            Make.Purchase("G", "2024-10-01", 45.50m),
            Make.Purchase("G", "2025-05-20", 70),
            Make.Purchase("H", "2025-06-10", 15),
            registered,
            visit,
            subscribed,
            cancelled,

            // Surveys.
            Make.Answer("A", "2025-03-03", "csat", 5),
            Make.Answer("B", "2025-03-04", "csat", 4),
            Make.Answer("E", "2025-03-05", "csat", 2),
            Make.Answer("A", "2025-01-20", "nps", 10),
            Make.Answer("A", "2025-03-20", "nps", 6),
            Make.Answer("B", "2025-03-21", "nps", 9),
            Make.Answer("C", "2025-03-22", "nps", 8),
            Make.Answer("E", "2025-03-23", "nps", 10),
            Make.Answer("A", "2025-03-04", "ces", 6),
            Make.Answer("B", "2025-03-12", "ces", 3),

            // Service.
            Make.Complaint("B", "2025-03-12"),
            Make.Complaint("E", "2025-03-13"),
            Make.Opened("A", "2025-03-03T10:00", "k-1", "invoice"),
            Make.Resolved("A", "2025-03-03T16:00", "k-1"),
            Make.Opened("B", "2025-03-10T08:00", "k-2", "delivery"),
            Make.Resolved("B", "2025-03-10T10:00", "k-2"),
            Make.Reopened("B", "2025-03-11T09:00", "k-2"),
            Make.Resolved("B", "2025-03-11T20:00", "k-2"),
            Make.Opened("E", "2025-03-20T08:00", "k-3", "account"),
        ];
    }
}
