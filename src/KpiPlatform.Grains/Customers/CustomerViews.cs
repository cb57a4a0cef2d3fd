using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Segments;
using KpiPlatform.Grains.Abstractions.Customers;
using NodaTime;

namespace KpiPlatform.Grains.Customers;

/// <summary>What of a customer's state is shown, and what is indexed.</summary>
internal static class CustomerViews
{
    public static CustomerView View(CustomerId customer, CustomerState state, FoldContext context, long version)
    {
        var fold = state.Fold;
        return new CustomerView
        {
            CustomerId = customer.Value,
            Version = version,
            Attributes = [.. fold.Profile.Attributes],
            AcquiredAtTicks = Ticks(fold.Base.AcquiredAt),
            FirstOrderAtTicks = Ticks(fold.Orders.FirstAt),
            LastOrderAtTicks = Ticks(fold.Orders.LastAt),
            LastInteractionAtTicks = Ticks(fold.Activity.LastInteractionAt),
            BaseUntilTicks = Ticks(fold.Base.BaseUntil(context)),
            Orders = fold.Orders.Count,
            RevenueMinor = fold.Orders.RevenueMinor,
            CsatAnswers = fold.Surveys?.CsatAnswers ?? 0,
            CsatSatisfied = fold.Surveys?.CsatSatisfied ?? 0,
            LatestCsat = fold.Surveys?.LatestCsat,
            LatestNps = fold.Surveys?.LatestNps,
            CesAnswers = fold.Surveys?.CesAnswers ?? 0,
            CesSumMicro = fold.Surveys?.CesSumMicro ?? 0,
            NpsContacts = fold.Surveys?.NpsContacts ?? 0,
            NpsPromoters = fold.Surveys?.NpsPromoters ?? 0,
            NpsDetractors = fold.Surveys?.NpsDetractors ?? 0,
            Complaints = fold.Complaints,
            OpenTickets = fold.Tickets?.Open ?? 0,
            ResolvedTickets = fold.Tickets?.Resolved ?? 0,
            ResolutionMilliseconds = fold.Tickets?.ResolutionMilliseconds ?? 0,
            Definition = context.Definition.Version,
            ReturnedAtTicks = Ticks(fold.Base.ReturnedAt(context)),
            LastActivityAtTicks = Ticks(fold.Base.LastActivityAt),
            LatestYear = fold.LatestDays(CustomerPerformance.WindowDays, context, static day => new CustomerDayTotal(day.Day, day.Complaints, day.MarginMinor)),
        };
    }

    /// <summary>The view of a survivor.</summary>
    public static CustomerView WithFamily(CustomerView view, Family family) => view with
    {
        Folded = [.. family.Folded.Where(member => member.Id is not null).Select(member => member.Id!.Value.Value).Order(StringComparer.Ordinal)],
        Numbers = [.. family.Numbers.Select(number => number.Value)],
    };

    public static CustomerIndexEntry IndexEntry(CustomerNumber customer, CustomerState state, FoldContext context, long version)
    {
        var fold = state.Fold;
        return new CustomerIndexEntry
        {
            Tenant = context.Definition.Tenant,
            Customer = customer,
            Version = version,
            DueAt = fold.Base.LeaveDay is { } day ? context.Calendar.StartOf(day) : null,
            Orders = fold.Orders.Count,
            RevenueMinor = fold.Orders.RevenueMinor,
            Complaints = fold.Complaints,
            OpenTickets = fold.Tickets?.Open ?? 0,
            Csat = fold.Surveys?.LatestCsat,
            Nps = fold.Surveys?.LatestNps,
            AcquiredAt = fold.Base.AcquiredAt,
            FirstOrderAt = fold.Orders.FirstAt,
            LastOrderAt = fold.Orders.LastAt,
            LastInteractionAt = fold.Activity.LastInteractionAt,
            BaseUntil = fold.Base.BaseUntil(context) is { } until ? Instant.Min(until, CustomerIndexEntry.Forever) : null,
            ReturnedAt = fold.Base.ReturnedAt(context),
        };
    }

    private static long? Ticks(Instant? instant) =>
        instant is not { } value ? null : value == Instant.MaxValue ? long.MaxValue : value.ToUnixTimeTicks();
}
