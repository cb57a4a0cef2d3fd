using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Segments;

namespace KpiPlatform.Grains.Abstractions.Customers;

/// <summary>What conditions look at of a customer, from how it is seen.</summary>
public static class CustomerViewFacts
{
    private const double Percent = 100;
    private const double MicrosPerPoint = 1_000_000;
    private const double MillisecondsPerHour = 3_600_000;

    /// <summary>The facts of a view.</summary>
    public static CustomerFacts ToFacts(this CustomerView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return new()
        {
            CustomerId = view.CustomerId,
            Version = view.Version,
            Attributes = view.Attributes,
            Orders = view.Orders,
            RevenueMinor = view.RevenueMinor,
            Complaints = view.Complaints,
            OpenTickets = view.OpenTickets,
            Csat = view.LatestCsat,
            Nps = view.LatestNps,
            CsatRate = Ratio(Percent * view.CsatSatisfied, view.CsatAnswers),
            NpsScore = Ratio(Percent * (view.NpsPromoters - view.NpsDetractors), view.NpsContacts),
            Ces = Ratio(view.CesSumMicro / MicrosPerPoint, view.CesAnswers),
            ResolutionHours = Ratio(view.ResolutionMilliseconds / MillisecondsPerHour, view.ResolvedTickets),
            AcquiredAt = CustomerView.InstantOf(view.AcquiredAtTicks),
            FirstOrderAt = CustomerView.InstantOf(view.FirstOrderAtTicks),
            LastOrderAt = CustomerView.InstantOf(view.LastOrderAtTicks),
            LastInteractionAt = CustomerView.InstantOf(view.LastInteractionAtTicks),
            LastActivityAt = CustomerView.InstantOf(view.LastActivityAtTicks),
            BaseUntil = CustomerView.InstantOf(view.BaseUntilTicks is { } end ? Math.Min(end, CustomerIndexEntry.Forever.ToUnixTimeTicks()) : null),
            ReturnedAt = CustomerView.InstantOf(view.ReturnedAtTicks),
            LatestYear = Array.ConvertAll(view.LatestYear, day => new CustomerYearDay(day.Day, day.Complaints, day.MarginMinor)),
        };
    }

    private static double? Ratio(double numerator, long denominator) => denominator == 0 ? null : numerator / denominator;
}
