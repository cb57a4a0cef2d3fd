using KpiPlatform.Domain.Tenants;
using NodaTime;

namespace KpiPlatform.Domain.Customers;

/// <summary>
/// The instants that decide between the stages of the lifecycle at one moment. They are the same for all customers of a tenant, so
/// that a list can ask the database for a stage by comparing what is stored.
/// </summary>
/// <param name="Now">The moment.</param>
/// <param name="NewSince">Acquired then or later: new.</param>
/// <param name="ReturnedSince">Back then or later: returned.</param>
/// <param name="LapsingBefore">Out of the base before then, if nothing happens: lapsing.</param>
public sealed record LifecycleBounds(Instant Now, Instant NewSince, Instant ReturnedSince, Instant LapsingBefore)
{
    private const int RepeatOrders = 2;
    private const double Percent = 100;

    /// <summary>The bounds of a tenant at a moment.</summary>
    public static LifecycleBounds Of(TenantDefinition definition, Instant now)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var settings = definition.Settings.Lifecycle;
        var context = new FoldContext(definition);
        var left = Duration.FromDays(definition.Settings.LapseDays) * ((Percent - settings.LapsingPercent) / Percent);
        return new(now, context.PlusDays(now, -settings.NewDays), context.PlusDays(now, -settings.ReturnedDays), now + left);
    }

    /// <summary>
    /// The stage. The first that applies: prospect; lapsed; lapsing, since it can still be kept; returned; new; repeat; active.
    /// Silence is measured by how soon the customer will be out of the base: with half of the lapse gone, less than half of it is left.
    /// So a running subscription is never lapsing, and one that ends soon is.
    /// </summary>
    /// <param name="acquiredAt">First acquiring interaction; null if none.</param>
    /// <param name="baseUntil">Out of the base from then on; null if it never was in it.</param>
    /// <param name="returnedAt">When it last came back after having lapsed; null if it never did.</param>
    /// <param name="orders">Number of orders.</param>
    public LifecycleStage StageOf(Instant? acquiredAt, Instant? baseUntil, Instant? returnedAt, long orders)
    {
        if (acquiredAt is not { } acquired || acquired > Now)
            return LifecycleStage.Prospect;
        if (baseUntil is not { } until || until <= Now)
            return LifecycleStage.Lapsed;
        if (until < LapsingBefore)
            return LifecycleStage.Lapsing;
        if (returnedAt is { } returned && returned >= ReturnedSince && returned <= Now)
            return LifecycleStage.Returned;
        if (acquired >= NewSince)
            return LifecycleStage.New;
        return orders >= RepeatOrders ? LifecycleStage.Repeat : LifecycleStage.Active;
    }
}
